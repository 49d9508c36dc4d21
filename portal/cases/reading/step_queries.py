"""The question what is to be done next in a case, asked of what its page shows already."""

from datetime import date

from portal.accounts.models import Account
from portal.cases.clocks.queries import room_of
from portal.cases.events import EventKind, MessageKind
from portal.cases.fairness.hearing import Asked, concerns_a_worker
from portal.cases.fairness.queries import is_nobody_concerned
from portal.cases.models import Case
from portal.cases.publishing.models import CaseSummary
from portal.cases.publishing.queries import find_summary
from portal.cases.publishing.summaries import SummaryState
from portal.cases.queries import has_happened, is_answered
from portal.cases.reading.next_steps import steps_of
from portal.cases.reading.queries import CasePage
from portal.cases.reading.steps import StepFacts, Steps
from portal.cases.standing.standings import Standing, may_be_told
from portal.cases.subjects import is_about_visits
from portal.cases.workflow import DECIDABLE, CaseKind

_ABOUT_ACCESS = frozenset({"VIS-NOACC", "VIS-RECORD"})
_OPEN_STANDINGS = frozenset({Standing.ELIGIBLE_PENDING, Standing.REPRESENTATIVE_PENDING})


def next_steps(
    page: CasePage,
    reader: Account,
    *,
    may_vote: bool,
    proposal: CaseSummary | None,
    today: date,
) -> Steps:
    """What this member does next in a case, and what else may or may not be done."""
    case = page.case
    asked = [Asked(each.row.due_on, each.row.answered_on is not None) for each in page.heard]
    nobody = is_nobody_concerned(case)
    return steps_of(
        StepFacts(
            kind=case.kind,
            status=case.status,
            stage=case.stage,
            is_suspended=case.is_suspended,
            got_worse=page.alert is not None,
            is_judged=has_happened(case, EventKind.SCREENED),
            standing_is_settled=may_be_told(case.standing) or case.standing not in _OPEN_STANDINGS,
            standing_waits=any(each.waits for each in page.standing),
            is_about_visits=is_about_visits(case.subjects),
            is_about_access=not _ABOUT_ACCESS.isdisjoint(case.subjects),
            is_about_conduct=any(concerns_a_worker(code) for code in case.subjects),
            was_asked=bool(asked) or nobody,
            is_heard=nobody or (bool(asked) and all(each.is_heard(today) for each in asked)),
            is_compared=case.record_match is not None,
            may_vote=may_vote,
            has_voted=_has_voted(case, reader),
            is_answered=is_answered(case),
            was_answered=any(each.kind is MessageKind.ANSWER for each in page.messages),
            no_more_time=room_of(case, today).words,
            is_thanked_on=bool(page.thanked),
            may_publish=page.told.telling.publish,
            has_proposal=proposal is not None,
            is_own_proposal=proposal is not None and proposal.proposed_by_id == reader.id,
            is_published=case.kind is CaseKind.PRAISE
            and find_summary(case, SummaryState.PUBLISHED) is not None,
            was_taken_down=has_happened(case, EventKind.TAKEN_DOWN),
            has_time_limit=bool(case.pack.late_complaint_months),
            is_outside=has_happened(case, EventKind.OUTSIDE_TOOK_IT, stage=case.stage),
            ending_waits=any(each.waits for each in page.endings),
        )
    )


def _has_voted(case: Case, reader: Account) -> bool:
    """Whether this member has said something of each point that is still open."""
    if case.status not in DECIDABLE:
        return False
    waiting = [each for each in case.issues if each.finding_at(case.stage) is None]
    return bool(waiting) and all(
        any(vote.account_id == reader.id for vote in each.votes_at(case.stage)) for each in waiting
    )
