"""The register of members, as its keeper sees it."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.accounts.access import requires, signed_in, signed_in_only, who
from portal.accounts.permissions import Permission
from portal.addresses import asked_page
from portal.database import transaction
from portal.errors import RuleBroken
from portal.i18n import gettext as _
from portal.i18n import own_name, site_languages
from portal.membership import queries, services
from portal.membership.classes import MANY_MEMBERS, ONE_MEMBER, register_standings
from portal.membership.forms import (
    NOBODY,
    AdmitForm,
    CeaseForm,
    ChangeForm,
    InviteForm,
    SearchForm,
    typed,
)
from portal.membership.lists import views as lists
from portal.membership.models import Member
from portal.membership.wording import managers_named, sentence_of, wishes_in_words
from portal.sought import look_for, looked_for

bp = Blueprint("membership", __name__, url_prefix="/membership")
bp.register_blueprint(lists.bp)


@bp.get("")
@requires(Permission.KEEP_REGISTER)
def register() -> ResponseReturnValue:
    """List the members."""
    return _listed(SearchForm.of_request(), address="membership.register")


@bp.route("/search", methods=["GET", "POST"])
@requires(Permission.KEEP_REGISTER)
def search() -> ResponseReturnValue:
    """List those who were looked for last; whom, stands in no address."""
    form = SearchForm.of_request(data=looked_for("register"))

    if form.submitted():
        look_for("register", form.answers)
        return redirect(url_for(".search"), 303)

    return _listed(form, address="membership.search")


@bp.route("/admit", methods=["GET", "POST"])
@requires(Permission.KEEP_REGISTER)
def admit() -> ResponseReturnValue:
    """Enter a new member."""
    form = AdmitForm.of_request(
        data={"admitted_on": clock.today()},
        line_manager=_line_managers(None),
        language=_languages(),
    )

    if form.submitted():
        try:
            with transaction():
                member = services.admit_member(
                    form.details,
                    admitted_on=form.admitted_on.data,
                    by=signed_in(),
                    at=clock.now(),
                )
        except RuleBroken as refusal:
            form.refuse("name", refusal)
        else:
            flash(_("%(name)s is in the register.", name=member.name))
            return redirect(url_for(".show", member_id=member.id), 303)

    return render_template("membership/admit.html", form=form), form.status


@bp.get("/own")
@signed_in_only
def own() -> ResponseReturnValue:
    """Everything that the register holds about whoever is signed in."""
    member = queries.find_member_of_account(who().account_id, clock.today())
    if member is None:
        return render_template("membership/own.html", member=None)
    return _entry("membership/own.html", member)


@bp.get("/<uuid:member_id>")
@requires(Permission.KEEP_REGISTER)
def show(member_id: UUID) -> ResponseReturnValue:
    """One entry of the register, and what was changed in it."""
    return _entry("membership/show.html", queries.get_member(member_id))


@bp.route("/<uuid:member_id>/change", methods=["GET", "POST"])
@requires(Permission.KEEP_REGISTER)
def change(member_id: UUID) -> ResponseReturnValue:
    """Correct an entry of the register."""
    member = queries.get_member(member_id)
    form = ChangeForm.of_request(
        data=typed(member.details), line_manager=_line_managers(member), language=_languages()
    )

    if form.submitted():
        try:
            with transaction():
                services.change_member(
                    member,
                    form.details_beside(member.details),
                    by=signed_in(),
                    at=clock.now(),
                )
        except RuleBroken as refusal:
            form.refuse("name", refusal)
        else:
            flash(_("The register is changed."))
            return redirect(url_for(".show", member_id=member_id), 303)

    return render_template("membership/change.html", form=form, member=member), form.status


@bp.route("/<uuid:member_id>/cease", methods=["GET", "POST"])
@requires(Permission.KEEP_REGISTER)
def cease(member_id: UUID) -> ResponseReturnValue:
    """Close an entry of the register."""
    member = queries.get_member(member_id)
    form = CeaseForm.of_request(data={"ceased_on": clock.today()})

    if form.submitted():
        try:
            with transaction():
                services.cease_member(
                    member,
                    ceased_on=form.ceased_on.data,
                    by=signed_in(),
                    at=clock.now(),
                )
        except RuleBroken as refusal:
            form.refuse("ceased_on", refusal)
        else:
            flash(_("%(name)s is no longer a member.", name=member.name))
            return redirect(url_for(".show", member_id=member_id), 303)

    return render_template("membership/cease.html", form=form, member=member), form.status


@bp.route("/<uuid:member_id>/invite", methods=["GET", "POST"])
@requires(Permission.KEEP_REGISTER)
def invite(member_id: UUID) -> ResponseReturnValue:
    """Give a member a sign-in: the invitation goes to their own address."""
    member = queries.get_member(member_id)
    form = InviteForm.of_request()

    if form.submitted():
        try:
            with transaction():
                sent = services.invite_member(
                    member, form.email.data, by=signed_in(), at=clock.now()
                )
        except RuleBroken as refusal:
            form.refuse("email", refusal)
        else:
            flash(
                _("The invitation is on its way to %(name)s.", name=member.name)
                if sent
                else _("The sign-in that this person has already is now in the register.")
            )
            return redirect(url_for(".show", member_id=member_id), 303)

    return render_template("membership/invite.html", form=form, member=member), form.status


def _entry(template: str, member: Member) -> str:
    changes = queries.changes_of(member.id)
    names = queries.names_of(managers_named(changes))
    return render_template(
        template,
        member=member,
        changes=[(each, sentence_of(each, names)) for each in changes],
        letters=wishes_in_words(member),
        one=ONE_MEMBER,
    )


def _languages() -> list[tuple[str, str]]:
    return [("", _("The first language of the site")),
            *((each, own_name(each)) for each in site_languages())]  # fmt: skip


def _line_managers(member: Member | None) -> list[tuple[str, str]]:
    return [
        (NOBODY, _("Nobody")),
        *(
            (str(each.id), each.name)
            for each in queries.current_members(clock.today())
            if member is None or each.id != member.id
        ),
    ]


def _listed(form: SearchForm, *, address: str) -> ResponseReturnValue:
    page, counts = asked_page(), queries.class_counts(clock.today())
    listed = render_template(
        "membership/register.html",
        form=form,
        members=queries.register_page(**form.sought, page=page),
        found=queries.count_members(**form.sought),
        page=page,
        per_page=queries.PAGE,
        address=address,
        counts=counts,
        standings=register_standings(counts),
        one=ONE_MEMBER,
        many=MANY_MEMBERS,
    )
    return listed, form.status
