"""The register as a list: exported, read in, and shown to members who inspect it."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.accounts.access import requires, signed_in
from portal.accounts.permissions import Permission
from portal.database import transaction
from portal.errors import RuleBroken
from portal.i18n import gettext as _
from portal.membership.classes import ONE_MEMBER
from portal.membership.lists.forms import ReadInForm
from portal.membership.lists.register_file import COLUMNS, write_register
from portal.membership.lists.services import import_register, lines_of_register, plan_of
from portal.membership.queries import current_members

bp = Blueprint("lists", __name__)

SHOWN = 200


@bp.get("/register.csv")
@requires(Permission.KEEP_REGISTER)
def export() -> ResponseReturnValue:
    """The members at present as a table, which can be read in again."""
    answer = Response(write_register(lines_of_register(clock.today())), mimetype="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="register.csv"'
    return answer


@bp.get("/inspection")
@requires(Permission.KEEP_REGISTER)
def inspection() -> ResponseReturnValue:
    """The copy for members who inspect the register: without class, and without all else."""
    today = clock.today()
    return render_template(
        "membership/inspection.html", members=current_members(today), today=today
    )


@bp.route("/read-in", methods=["GET", "POST"])
@requires(Permission.KEEP_REGISTER)
def read_in() -> ResponseReturnValue:
    """Read a register in from a file: look at what it would do, then do it."""
    form = ReadInForm.of_request()
    plan = None

    if form.submitted():
        try:
            if request.form.get("go") == "enter":
                with transaction():
                    done = import_register(form.pasted.data, by=signed_in(), at=clock.now())
                flash(
                    _(
                        "%(admitted)s members were admitted and %(changed)s entries changed.",
                        admitted=len(done.admitted),
                        changed=len(done.changed),
                    )
                )
                return redirect(url_for("membership.register"), 303)
            plan = plan_of(form.pasted.data, on=clock.today())
        except RuleBroken as refusal:
            form.refuse("pasted", refusal)

    return render_template(
        "membership/read_in.html",
        form=form,
        plan=plan,
        columns=COLUMNS,
        one=ONE_MEMBER,
        shown=SHOWN,
    ), form.status
