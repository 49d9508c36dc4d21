"""Co-opting: propose somebody for a vacant seat or as a substitute, confirm, turn down."""

from datetime import date
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.accounts.access import requires, signed_in
from portal.accounts.permissions import Permission
from portal.committee.co_opting import services
from portal.committee.co_opting.forms import SEAT, SUBSTITUTE, CoOptForm
from portal.committee.co_opting.queries import get_co_option, possible_members
from portal.committee.queries import sitting_terms
from portal.committee.seats import Vacancy, vacancies
from portal.database import transaction
from portal.errors import RuleBroken
from portal.i18n import gettext as _
from portal.membership.classes import ONE_MEMBER
from portal.membership.models import Member
from portal.membership.queries import get_member

bp = Blueprint("co_opting", __name__, url_prefix="/co-options")


@bp.route("/propose", methods=["GET", "POST"])
@requires(Permission.KEEP_COMMITTEE)
def propose() -> ResponseReturnValue:
    """Propose a member for a vacant seat, or as a substitute."""
    today = clock.today()
    form = CoOptForm.of_request(
        data={"consented_on": today, "post": _likely(today)},
        member=[("", _("Choose a member")), *map(_offered, possible_members(today))],
    )

    if form.submitted():
        try:
            with transaction():
                services.propose_co_option(_offer(form), by=signed_in(), at=clock.now())
        except RuleBroken as refusal:
            form.refuse("member", refusal)
        else:
            flash(_("It is proposed. Another member of the committee has to confirm it."))
            return redirect(url_for("committee.desk"), 303)

    return render_template(
        "committee/co_opting/propose.html",
        form=form,
        vacancies=_vacancies(today),
    ), form.status


@bp.post("/<uuid:co_option_id>/confirm")
@requires(Permission.KEEP_COMMITTEE)
def confirm(co_option_id: UUID) -> ResponseReturnValue:
    """Confirm what another member proposed."""
    with transaction():
        co_option = get_co_option(co_option_id)
        services.confirm_co_option(co_option, by=signed_in(), at=clock.now())
        name, stands_by = co_option.member.name, co_option.stands_by
    if stands_by:
        flash(_("%(name)s stands by from today.", name=name))
    else:
        flash(_("%(name)s sits from today until the next election.", name=name))
    return redirect(url_for("committee.desk"), 303)


@bp.post("/<uuid:co_option_id>/withdraw")
@requires(Permission.KEEP_COMMITTEE)
def withdraw(co_option_id: UUID) -> ResponseReturnValue:
    """Take a proposal back, or turn one down."""
    with transaction():
        services.withdraw_co_option(get_co_option(co_option_id), by=signed_in(), at=clock.now())
    flash(_("The proposal is off the list."))
    return redirect(url_for("committee.desk"), 303)


def _offer(form: CoOptForm) -> services.Offer:
    return services.Offer(
        get_member(UUID(form.member.data)),
        form.consented_on.data,
        bool(form.shows_class.data),
        stands_by=form.post.data == SUBSTITUTE,
    )


def _vacancies(today: date) -> list[Vacancy]:
    return vacancies([each.seat_class for each in sitting_terms(today)])


def _likely(today: date) -> str:
    return SEAT if _vacancies(today) else SUBSTITUTE


def _offered(member: Member) -> tuple[str, str]:
    words = f"{member.name} ({ONE_MEMBER[member.member_class]})"
    if member.reserve_rank:
        return str(member.id), _(
            "%(member)s, substitute %(rank)s", member=words, rank=member.reserve_rank
        )
    return str(member.id), words
