"""Steps of a dispute: with the consent of the home, it is written beside the visit."""

from dataclasses import dataclass
from datetime import datetime

from portal.accounts.models import Account
from portal.cases.disputing.queries import DisputableVisit, disputable_visits
from portal.cases.findings import Finding, NoAccessDispute
from portal.cases.messages.services import note_case
from portal.cases.models import Case
from portal.cases.queries import OpenCase
from portal.cases.workflow import CaseStatus, require_running
from portal.i18n import format_clock, format_weekday
from portal.i18n import gettext as _
from portal.visits.no_access.services import write_dispute
from portal.visits.no_access.standings import STANDINGS, DisputeRefused, Standing

_ABOUT_THE_RECORD = frozenset({"VIS-NOACC", "VIS-RECORD"})
_FOUND = {
    Standing.UPHELD: frozenset({Finding.UPHELD, Finding.PARTIALLY_UPHELD}),
    Standing.NOT_UPHELD: frozenset({Finding.NOT_UPHELD, Finding.NO_FINDING}),
}


@dataclass(frozen=True, slots=True)
class Consent:
    """Who agreed that it is written, in words, and how that is known. Kept sealed in the case."""

    given_by: str
    words: str


def dispute_visit(
    opened: OpenCase,
    visit_ref: str,
    standing: Standing,
    *,
    consent: Consent,
    by: Account,
    at: datetime,
) -> None:
    """Write beside a visit of this case's home that the home says otherwise, or what was found.

    The consent is sealed in the case as a note that names the visit; the row beside the visit says
    neither case nor day. Raises DisputeRefused for another visit, for a withdrawn case, for a
    finding that the committee has not made, and for what cannot follow what stands there.
    """
    require_running(suspended=False, sealed=opened.case.is_sealed)
    visit = next((each for each in disputable_visits(opened) if each.ref == visit_ref), None)
    if visit is None:
        raise DisputeRefused(
            _("Choose one of the visits that are recorded as no access at this home.")
        )
    case = opened.case
    _require_ground(case, standing)
    write_dispute(visit.key, standing)
    note_case(opened, _note(visit, standing, consent), by=by, at=at)
    upheld = standing is Standing.UPHELD
    case.no_access_dispute = NoAccessDispute.UPHELD if upheld else NoAccessDispute.RAISED


def _require_ground(case: Case, standing: Standing) -> None:
    if case.status is CaseStatus.WITHDRAWN:
        raise DisputeRefused(_("The person withdrew this case, so nothing is written from it."))
    wanted = _FOUND.get(standing)
    if wanted is None:
        return
    found = {
        finding.finding
        for issue in case.issues
        if issue.code in _ABOUT_THE_RECORD and (finding := issue.finding_at(case.stage)) is not None
    }
    if not found & wanted:
        raise DisputeRefused(
            _(
                "The committee has not decided that in this case. Until it has, a dispute stays"
                " raised."
            )
        )


def _note(visit: DisputableVisit, standing: Standing, consent: Consent) -> str:
    return _(
        "Written beside the visit of %(day)s, %(time)s: “%(standing)s”. Consent: %(who)s. "
        "%(words)s",
        day=format_weekday(visit.on_record.service_date),
        time=format_clock(visit.on_record.agreed_from),
        standing=STANDINGS[standing],
        who=consent.given_by,
        words=consent.words,
    )
