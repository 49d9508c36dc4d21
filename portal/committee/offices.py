"""The offices that the committee fills, and who may not hold which together."""

from collections.abc import Collection
from enum import StrEnum

from portal.errors import RuleBroken
from portal.i18n import gettext as _
from portal.i18n import lazy_gettext as _l


class AppointmentRefused(RuleBroken):
    """This person may not hold this office."""


class Office(StrEnum):
    """One office. Each has a holder and a deputy."""

    CHAIR = "chair"
    SAFEGUARDING_LEAD = "safeguarding_lead"
    OUTSIDE_PERSON = "outside_person"
    SECRETARY = "secretary"
    RETURNING_OFFICER = "returning_officer"
    COORDINATOR = "coordinator"
    INTAKE_CLERK = "intake_clerk"


class AppointmentState(StrEnum):
    """How far an appointment has come."""

    PROPOSED = "proposed"
    MADE = "made"
    WITHDRAWN = "withdrawn"


TITLES = {
    Office.CHAIR: _l("Chair"),
    Office.SAFEGUARDING_LEAD: _l("Safeguarding lead"),
    Office.OUTSIDE_PERSON: _l("Outside person"),
    Office.SECRETARY: _l("Secretary"),
    Office.RETURNING_OFFICER: _l("Returning officer"),
    Office.COORDINATOR: _l("Coordinator"),
    Office.INTAKE_CLERK: _l("Intake clerk"),
}

DUTIES = {
    Office.CHAIR: _l("Leads the committee and looks after whatever is overdue."),
    Office.SAFEGUARDING_LEAD: _l("Acts when somebody may be in danger."),
    Office.OUTSIDE_PERSON: _l(
        "Is not a member, and is called when too few members are free of interest."
    ),
    Office.SECRETARY: _l("Keeps the register of members."),
    Office.RETURNING_OFFICER: _l("Runs the elections."),
    Office.COORDINATOR: _l("Works in the care office; never sees who raised a concern."),
    Office.INTAKE_CLERK: _l("Writes down what people tell us by telephone or letter."),
}

# A coordinator runs the rota that concerns are about, so none of these may be the same person.
NEVER_A_COORDINATOR = frozenset(
    {Office.SAFEGUARDING_LEAD, Office.INTAKE_CLERK, Office.CHAIR, Office.OUTSIDE_PERSON}
)

# Whoever receives a concern must find somebody to lead, to protect and to stand in.
NEEDED_FOR_INTAKE = (Office.CHAIR, Office.SAFEGUARDING_LEAD, Office.OUTSIDE_PERSON)

VACANT = {
    Office.CHAIR: _l("Nobody is chair of the committee."),
    Office.SAFEGUARDING_LEAD: _l("Nobody is safeguarding lead."),
    Office.OUTSIDE_PERSON: _l(
        "There is no outside person for cases in which members have an interest."
    ),
    Office.SECRETARY: _l("Nobody is secretary."),
    Office.RETURNING_OFFICER: _l("Nobody is returning officer."),
    Office.COORDINATOR: _l("Nobody is appointed coordinator."),
    Office.INTAKE_CLERK: _l("Nobody is intake clerk."),
}


def require_apart(name: str, office: Office, held: Collection[Office]) -> None:
    """Refuse an office that may not be held beside another. Raises AppointmentRefused."""
    for other in sorted(held):
        pair = {office, other}
        if Office.COORDINATOR in pair and pair & NEVER_A_COORDINATOR:
            raise AppointmentRefused(
                _(
                    "%(name)s is %(held)s at that time. A coordinator is never %(never)s.",
                    name=name,
                    held=TITLES[other].lower(),
                    never=TITLES[(pair & NEVER_A_COORDINATOR).pop()].lower(),
                )
            )
        if Office.OUTSIDE_PERSON in pair and len(pair) == 2:
            raise AppointmentRefused(
                _(
                    "%(name)s is %(held)s at that time. The outside person holds no other office.",
                    name=name,
                    held=TITLES[other].lower(),
                )
            )


def require_fit(name: str, office: Office, *, sits: bool, stands_in: bool, is_member: bool) -> None:
    """Refuse an office to somebody who is too near, or too far. Raises AppointmentRefused.

    `sits`: in a seat of the committee for the whole time; `stands_in`: on the reserve list.
    """
    if office is Office.CHAIR and not sits:
        raise AppointmentRefused(
            _("%(name)s does not sit on the committee for all of that time.", name=name)
        )
    if office is Office.OUTSIDE_PERSON and is_member:
        raise AppointmentRefused(
            _("%(name)s is a member. The outside person must not be one.", name=name)
        )
    if office is Office.COORDINATOR and (sits or stands_in):
        raise AppointmentRefused(
            _(
                "%(name)s sits on the committee or is a substitute. A coordinator reads no cases,"
                " so cannot be either.",
                name=name,
            )
        )
