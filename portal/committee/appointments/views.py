"""Offices: propose, confirm, turn down, end; invite somebody from outside."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.accounts.access import requires, signed_in, who
from portal.accounts.permissions import Permission
from portal.accounts.queries import accounts, get_account
from portal.committee.appointments import services
from portal.committee.appointments.forms import OFFICE_HINTS, AppointForm, EndForm, InviteForm
from portal.committee.offices import TITLES
from portal.committee.queries import get_appointment
from portal.database import transaction
from portal.errors import RuleBroken
from portal.i18n import gettext as _
from portal.membership.invitation_services import invite_person

bp = Blueprint("appointments", __name__, url_prefix="/appointments")


@bp.route("/propose", methods=["GET", "POST"])
@requires(Permission.KEEP_COMMITTEE)
def propose() -> ResponseReturnValue:
    """Propose somebody for an office."""
    own = who().account_id
    people = [each for each in accounts() if each.is_open and each.id != own]
    form = AppointForm.of_request(
        data={"starts_on": clock.today()},
        person=[("", _("Choose a person")), *((str(each.id), each.name) for each in people)],
    )

    if form.submitted():
        try:
            with transaction():
                services.propose_appointment(
                    form.wanted,
                    get_account(UUID(form.person.data)),
                    by=signed_in(),
                    at=clock.now(),
                )
        except RuleBroken as refusal:
            form.refuse("person", refusal)
        else:
            flash(_("It is proposed. Another member of the committee has to confirm it."))
            return redirect(url_for("committee.desk"), 303)

    return render_template(
        "committee/appointments/propose.html", form=form, hints=OFFICE_HINTS
    ), form.status


@bp.post("/<uuid:appointment_id>/confirm")
@requires(Permission.KEEP_COMMITTEE)
def confirm(appointment_id: UUID) -> ResponseReturnValue:
    """Confirm what another member proposed."""
    with transaction():
        appointment = get_appointment(appointment_id)
        services.confirm_appointment(appointment, by=signed_in(), at=clock.now())
    flash(_("%(name)s is appointed.", name=appointment.account.name))
    return redirect(url_for("committee.desk"), 303)


@bp.post("/<uuid:appointment_id>/withdraw")
@requires(Permission.KEEP_COMMITTEE)
def withdraw(appointment_id: UUID) -> ResponseReturnValue:
    """Take a proposal back, or turn one down."""
    with transaction():
        services.withdraw_appointment(
            get_appointment(appointment_id), by=signed_in(), at=clock.now()
        )
    flash(_("The proposal is off the list."))
    return redirect(url_for("committee.desk"), 303)


@bp.route("/<uuid:appointment_id>/end", methods=["GET", "POST"])
@requires(Permission.KEEP_COMMITTEE)
def end(appointment_id: UUID) -> ResponseReturnValue:
    """End an appointment before its day."""
    appointment = get_appointment(appointment_id)
    form = EndForm.of_request(data={"ends_on": clock.today()})

    if form.submitted():
        try:
            with transaction():
                services.end_appointment(
                    appointment, ends_on=form.ends_on.data, by=signed_in(), at=clock.now()
                )
        except RuleBroken as refusal:
            form.refuse("ends_on", refusal)
        else:
            flash(_("The end of the appointment is entered."))
            return redirect(url_for("committee.desk"), 303)

    return render_template(
        "committee/appointments/end.html",
        form=form,
        appointment=appointment,
        title=TITLES[appointment.office],
    ), form.status


@bp.route("/invite", methods=["GET", "POST"])
@requires(Permission.KEEP_COMMITTEE)
def invite() -> ResponseReturnValue:
    """Give a sign-in to somebody who is no member: the invitation goes to their own address."""
    form = InviteForm.of_request()

    if form.submitted():
        try:
            with transaction():
                account = invite_person(form.name.data, form.email.data, at=clock.now())
        except RuleBroken as refusal:
            form.refuse("email", refusal)
        else:
            flash(_("The invitation is on its way to %(name)s.", name=account.name))
            return redirect(url_for("committee.desk"), 303)

    return render_template("committee/appointments/invite.html", form=form), form.status
