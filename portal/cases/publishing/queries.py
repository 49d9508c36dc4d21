"""Questions about what is published of cases, or is to be."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from portal.cases.deleting.models import CountedCase
from portal.cases.findings import Finding
from portal.cases.models import Case, CaseIssue
from portal.cases.publishing.models import CaseSummary
from portal.cases.publishing.summaries import (
    Kept,
    SummaryState,
    SummaryWords,
    first_day_after,
    first_day_of,
    standing_of_promise,
    words_of_row,
)
from portal.cases.queries import OpenCase
from portal.cases.subjects import BY_CODE
from portal.cases.workflow import CaseKind
from portal.database import db, lock
from portal.errors import NotFound
from portal.vault.sealing import Place


@dataclass(frozen=True, slots=True)
class ShownSummary:
    """A summary as everybody reads it, or will."""

    kind: CaseKind
    quarter: str
    subjects: tuple[str, ...]
    outcome: Finding | None
    words: SummaryWords
    kept: Kept | None

    @property
    def first_on(self) -> date:
        """The first day of its quarter."""
        return first_day_of(self.quarter)

    @property
    def last_on(self) -> date:
        """The last day of its quarter."""
        return first_day_after(self.quarter) - timedelta(days=1)

    @property
    def due_on(self) -> date:
        """The last day of the quarter by whose end something was promised."""
        return first_day_after(self.words.due_in) - timedelta(days=1)


def shown_summaries(today: date) -> list[ShownSummary]:
    """What everybody can read, the newest quarter first; within one the order says nothing."""
    asked = (
        select(CaseSummary)
        .where(CaseSummary.state == SummaryState.PUBLISHED, CaseSummary.shown_from <= today)
        .order_by(CaseSummary.quarter.desc(), CaseSummary.id)
    )
    return [_shown(each, words_of_row(each), today) for each in db.session.scalars(asked)]


def find_summary(case: Case, state: SummaryState) -> CaseSummary | None:
    """The summary of this case that stands so, held still where something is written."""
    return db.session.scalar(
        lock(select(CaseSummary).where(CaseSummary.case_id == case.id, CaseSummary.state == state))
    )


def get_proposal(case: Case, summary_id: UUID) -> CaseSummary:
    """A summary of this case that was proposed. Raises NotFound."""
    asked = select(CaseSummary).where(CaseSummary.id == summary_id, CaseSummary.case_id == case.id)
    found = db.session.scalar(lock(asked))
    if found is None:
        raise NotFound
    return found


def preview_of(opened: OpenCase, today: date) -> ShownSummary | None:
    """What is proposed for this case, exactly as it would be shown; None where nothing is."""
    proposal = find_summary(opened.case, SummaryState.PROPOSED)
    return None if proposal is None else read_proposal(opened, proposal, today)


def published_of(case: Case, today: date) -> ShownSummary | None:
    """What is published of this case, or will be at the end of the quarter."""
    found = find_summary(case, SummaryState.PUBLISHED)
    return None if found is None else _shown(found, words_of_row(found), today)


def has_open_promise(case: Case) -> bool:
    """Whether everybody reads, or will, that something was promised and not that it was done."""
    found = find_summary(case, SummaryState.PUBLISHED)
    return found is not None and bool(found.promised) and not found.done


def read_proposal(opened: OpenCase, proposal: CaseSummary, today: date) -> ShownSummary:
    """A proposal, unsealed."""
    place = Place("case_summaries", proposal.id, "draft")
    words = SummaryWords.of_text(opened.safe.open_text(place, proposal.draft))
    return _shown(proposal, words, today)


def counted_cells(summary: CaseSummary) -> dict[str, tuple[int, int]]:
    """For each count that this summary speaks of: summaries that do so already, and cases.

    Deleted cases are counted too: they stay in the reports.
    """
    cells = {"all": (_others(summary), _cases(summary))}
    if summary.outcome is not None:
        by_outcome = CaseSummary.outcome == summary.outcome
        cells["outcome"] = (_others(summary, by_outcome), _cases(summary, summary.outcome))
    for heading in headings_of(summary.subjects):
        shown = sum(heading in headings_of(each.subjects) for each in _standing(summary))
        cells[heading] = (shown, _cases_below(summary, heading))
    return cells


def headings_of(codes: Iterable[str]) -> frozenset[str]:
    """The headings of our list under which these subjects stand."""
    return frozenset(BY_CODE[code].group if code in BY_CODE else code for code in codes)


def _standing(summary: CaseSummary) -> list[CaseSummary]:
    """The other summaries of that quarter that were signed."""
    return list(db.session.scalars(_others_of(select(CaseSummary), summary)))


def _others(summary: CaseSummary, *more: Any) -> int:
    asked = _others_of(select(func.count(CaseSummary.id)), summary)
    return db.session.scalar(asked.where(*more)) or 0


def _others_of(asked: Select[Any], summary: CaseSummary) -> Select[Any]:
    return asked.where(
        CaseSummary.quarter == summary.quarter,
        CaseSummary.state == SummaryState.PUBLISHED,
        CaseSummary.case_id != summary.case_id,
    )


def _cases(summary: CaseSummary, outcome: Finding | None = None) -> int:
    found = 0
    for model in (Case, CountedCase):
        asked = select(func.count()).where(*_in_quarter(model, summary.quarter))
        if outcome is not None:
            asked = asked.where(model.outcome == outcome)
        found += db.session.scalar(asked) or 0
    return found


def _cases_below(summary: CaseSummary, heading: str) -> int:
    codes = [code for code, subject in BY_CODE.items() if subject.group == heading]
    living = (
        select(func.count(CaseIssue.case_id.distinct()))
        .join(Case, Case.id == CaseIssue.case_id)
        .where(CaseIssue.code.in_(codes), *_in_quarter(Case, summary.quarter))
    )
    gone = select(CountedCase.subjects).where(*_in_quarter(CountedCase, summary.quarter))
    counted = sum(heading in headings_of(each) for each in db.session.scalars(gone))
    return (db.session.scalar(living) or 0) + counted


def _in_quarter(model: Any, quarter: str) -> tuple[Any, ...]:
    # What waits sealed is counted once it opens: a sum would give it away.
    opened = (Case.sealed_until.is_(None),) if model is Case else ()
    return (
        *opened,
        model.received_on >= first_day_of(quarter),
        model.received_on < first_day_after(quarter),
    )


def _shown(row: CaseSummary, words: SummaryWords, today: date) -> ShownSummary:
    kept = standing_of_promise(words.due_in, done=words.done, today=today)
    return ShownSummary(row.kind, row.quarter, tuple(row.subjects), row.outcome, words, kept)
