"""The step of saying more exactly what a case is about; what cannot wait goes on the same day."""

from collections.abc import Sequence
from datetime import datetime

from portal.accounts.models import Account
from portal.cases.events import EventKind
from portal.cases.issues.changing import require_change
from portal.cases.letters.services import leave_letter
from portal.cases.messages.services import note_case
from portal.cases.minutes.services import record_event
from portal.cases.models import Case, CaseIssue
from portal.cases.queries import OpenCase
from portal.cases.routing.table import CaseType, presumed_severity
from portal.cases.safeguarding.screening import triggers_of
from portal.cases.safeguarding.services import judge_case
from portal.cases.workflow import require_open, require_running
from portal.database import db, write_rows


def change_issues(
    opened: OpenCase, codes: Sequence[str], words: str, *, by: Account, at: datetime
) -> bool:
    """Keep what a case is about, and why that is changed; the person sees it with their receipt.

    Where what is new cannot wait, or is worse than it was judged, the case is judged anew, and goes
    where the table of routes says. Returns whether somebody has it alone now. Raises IssuesRefused,
    NothingSaid, TransitionRefused, Suspended, Sealed, and NobodyToHaveIt.
    """
    case, old = opened.case, list(opened.case.subjects)
    require_open(case.status)
    require_running(suspended=case.is_suspended, sealed=case.is_sealed)
    voted_on = [each.code for each in case.issues if each.votes or each.findings]
    require_change(case.kind, case.status, old=old, new=codes, voted_on=voted_on)
    note_case(opened, words, by=by, at=at)
    _replace(case, codes)
    record_event(case, EventKind.ISSUES_CHANGED, by=by, at=at)
    leave_letter(case, at=at)
    return _judged_anew(opened, old, words, by, at)


def _replace(case: Case, codes: Sequence[str]) -> None:
    last = max(each.position for each in case.issues)
    known = set(case.subjects)
    for issue in list(case.issues):
        if issue.code not in codes:
            db.session.delete(issue)
    db.session.flush()
    added = [code for code in dict.fromkeys(codes) if code not in known]
    if added:
        write_rows(
            CaseIssue,
            [
                {"case_id": case.id, "position": position, "code": code}
                for position, code in enumerate(added, start=last + 1)
            ],
        )
    db.session.expire(case, ["issues"])


def _judged_anew(
    opened: OpenCase, old: Sequence[str], words: str, by: Account, at: datetime
) -> bool:
    case = opened.case
    triggers = triggers_of(case.subjects) - triggers_of(old)
    added = set(case.subjects) - set(old)
    severity = max(case.severity, presumed_severity(added) if added else 0)
    # Also the subject alone may lead elsewhere, as the committee's table says.
    kept = CaseType.CONCERN if case.case_type is CaseType.SAFEGUARDING else case.case_type
    return judge_case(
        opened, case_type=kept, severity=severity, triggers=triggers, words=words, by=by, at=at
    )
