"""Rule: to whom a case goes. The first row of the table that fits says it.

Source: rules of our own: danger and disclosures of workers go past the committee to whoever is
responsible, all else to the committee. The default rows are the co-operative's to change; what no
table may change is `require_table`.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from portal.cases.safeguarding.screening import Trigger, triggers_of
from portal.cases.standing.standings import Standing, standing_claimed
from portal.cases.workflow import CaseKind
from portal.errors import RuleBroken
from portal.i18n import gettext as _
from portal.i18n import lazy_gettext as _l


class TableRefused(RuleBroken):
    """This table may not come into force, or not like this."""


class CaseType(StrEnum):
    """What a case is, which may be something else than what somebody came to say."""

    PRAISE = "praise"
    COMMENT = "comment"
    SERVICE_REQUEST = "service_request"
    CONCERN = "concern"
    COMPLAINT = "complaint"
    SAFEGUARDING = "safeguarding"
    WHISTLEBLOWING = "whistleblowing"


class Route(StrEnum):
    """Who has a case first."""

    COMMITTEE = "committee"
    TWO_MEMBERS = "two_members"
    SAFEGUARDING_LEAD = "safeguarding_lead"
    OUTSIDE_PERSON = "outside_person"


TYPES = {
    CaseType.PRAISE: _l("Praise"),
    CaseType.COMMENT: _l("A comment: nothing has to be looked into"),
    CaseType.SERVICE_REQUEST: _l("A request for a service, for the first time"),
    CaseType.CONCERN: _l("A concern"),
    CaseType.COMPLAINT: _l("A complaint"),
    CaseType.SAFEGUARDING: _l("Safeguarding: somebody may be harmed"),
    CaseType.WHISTLEBLOWING: _l("A worker or volunteer discloses something"),
}

ROUTES = {
    Route.COMMITTEE: _l("The whole committee"),
    Route.TWO_MEMBERS: _l("Two members first, the others when these two call them"),
    Route.SAFEGUARDING_LEAD: _l("The safeguarding lead and deputy alone"),
    Route.OUTSIDE_PERSON: _l("The outside person alone"),
}

SEVERITIES = {
    0: _l("0: praise, or something to know"),
    1: _l("1: a nuisance"),
    2: _l("2: something needed was not done, no harm"),
    3: _l("3: harm or distress"),
    4: _l("4: serious harm, or abuse"),
}

ALONE: Final = frozenset({Route.SAFEGUARDING_LEAD, Route.OUTSIDE_PERSON})
"""Here the committee reads nothing: it sees that the case is suspended."""


@dataclass(frozen=True)
class Facts:
    """What the table asks about a case. All of it is clear."""

    case_type: CaseType
    subjects: tuple[str, ...]
    severity: int
    stage: int = 1


@dataclass(frozen=True)
class Row:
    """One row: what is left open fits everything."""

    route: Route
    case_type: CaseType | None = None
    subject: str = ""
    """A code, or the heading it stands under: `SAF` fits `SAF-NEGLECT`."""
    least_severity: int = 0
    least_stage: int = 1

    def fits(self, facts: Facts) -> bool:
        """Whether the row speaks of this case."""
        return (
            (self.case_type is None or self.case_type is facts.case_type)
            and (not self.subject or any(is_under(each, self.subject) for each in facts.subjects))
            and facts.severity >= self.least_severity
            and facts.stage >= self.least_stage
        )

    @property
    def fits_everything(self) -> bool:
        """Whether nothing is left for a row below it."""
        return self == Row(self.route)


DEFAULT: Final = (
    Row(Route.SAFEGUARDING_LEAD, case_type=CaseType.WHISTLEBLOWING),
    Row(Route.SAFEGUARDING_LEAD, case_type=CaseType.SAFEGUARDING),
    Row(Route.SAFEGUARDING_LEAD, least_severity=4),
    Row(Route.OUTSIDE_PERSON, subject="ORG-CONFLICT"),
    Row(Route.COMMITTEE),
)
"""The table until the committee decides on another one."""

MOST_ROWS: Final = 30
_SEVERITY: Final = {"SAF": 4, "PRA": 0, "COM": 1, "CON": 1, "FIN": 1, "OTH": 1}
_SEVERITY_OF: Final = {"ATT-ROUGH": 4, "MED-WRONG": 3, "VIS-LATE": 1, "VIS-EARLY": 1}
_DISCLOSES: Final = "worker"


def route(rows: Sequence[Row], facts: Facts) -> Route:
    """Who has the case first. Where no row fits, the whole committee.

    >>> route(DEFAULT, Facts(CaseType.CONCERN, ("VIS-MISS",), 2)).value
    'committee'
    >>> route(DEFAULT, Facts(CaseType.WHISTLEBLOWING, ("CAR-TASK",), 2)).value
    'safeguarding_lead'
    """
    return next((row.route for row in rows if row.fits(facts)), Route.COMMITTEE)


def presumed_severity(subjects: Collection[str]) -> int:
    """How bad it is as far as the subjects tell, until somebody has read it.

    >>> presumed_severity(["VIS-LATE", "MED-WRONG"])
    3
    """
    return max(_SEVERITY_OF.get(each, _SEVERITY.get(each.split("-")[0], 2)) for each in subjects)


@dataclass(frozen=True)
class Sorting:
    """How a case that is being sent is sorted before anybody reads it."""

    case_type: CaseType
    severity: int
    triggers: frozenset[Trigger]
    route: Route
    standing: Standing


def sort_arrival(
    rows: Sequence[Row], kind: CaseKind, subjects: tuple[str, ...], *, role: str, in_danger: bool
) -> Sorting:
    """Sort what was said by its subjects, by who says it and by whether somebody is in danger."""
    triggers = triggers_of(subjects, in_danger=in_danger)
    case_type = _type_of(kind, role, is_danger=bool(triggers))
    severity = max(presumed_severity(subjects), 3 if triggers else 0)
    where = route(rows, Facts(case_type, subjects, severity))
    return Sorting(case_type, severity, triggers, where, standing_claimed(kind, role))


def _type_of(kind: CaseKind, role: str, *, is_danger: bool) -> CaseType:
    if kind is CaseKind.PRAISE:
        return CaseType.PRAISE
    if kind is CaseKind.HELD:
        return CaseType.SERVICE_REQUEST
    if role == _DISCLOSES:
        return CaseType.WHISTLEBLOWING
    if is_danger:
        return CaseType.SAFEGUARDING
    # Only whom it concerns can complain; others raise a concern. Source: SI 2009/309 reg. 5.
    concerned = {"service_user", "family_or_friend", "advocate"}
    return CaseType.COMPLAINT if role in concerned else CaseType.CONCERN


def require_table(rows: Sequence[Row]) -> None:
    """Refuse a table that leaves a case to chance, or shows what must be kept apart.

    Raises TableRefused. No table may send a safeguarding case or a worker's disclosure to anybody
    but the safeguarding lead or the outside person: that is not the committee's to change.
    """
    if not rows or not rows[-1].fits_everything:
        raise TableRefused(
            _("The last row has to fit every case, so that none is left without a reader.")
        )
    if any(row.fits_everything for row in rows[:-1]):
        raise TableRefused(
            _("A row that fits every case may only be the last: those below it would never count.")
        )
    for case_type in (CaseType.SAFEGUARDING, CaseType.WHISTLEBLOWING):
        if not _kept_apart(rows, case_type):
            raise TableRefused(
                _(
                    "“%(type)s” has to go to the safeguarding lead or the outside person, whatever"
                    " the subject. Put such a row above the others.",
                    type=TYPES[case_type],
                )
            )


def _kept_apart(rows: Sequence[Row], case_type: CaseType) -> bool:
    """Whether every case of that type meets a row of its own before one that shows it."""
    for row in rows:
        if row.case_type not in (None, case_type):
            continue
        if row.route not in ALONE:
            return False
        if not row.subject and not row.least_severity and row.least_stage == 1:
            return True
    return False


def is_under(code: str, wanted: str) -> bool:
    """Whether a subject is what a row names, or stands under the heading that it names.

    >>> is_under("SAF-NEGLECT", "SAF"), is_under("SAF", "SAF-NEGLECT"), is_under("VIS-MISS", "")
    (True, False, True)
    """
    return not wanted or code == wanted or code.startswith(f"{wanted}-")
