"""Rule: what may be published of a case, when, and so that nobody counts anybody by it.

A summary tells a quarter, the subjects of our list, what was found, what was promised and what was
done: no day, no place, no name. Source: LGSCO and SPSO case summaries; this house's own rules.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final, Self
from uuid import UUID

from portal.cases.workflow import CaseKind
from portal.errors import RuleBroken
from portal.i18n import gettext as _

PREVIEW_FOR: Final = timedelta(days=14)
"""So long the person can read it before it may be signed without their word."""
UNHIDDEN: Final = 10
"""From so many cases on a count is never kept back, so that summaries give none away."""


class PublishingRefused(RuleBroken):
    """This may not be published, or not now."""


class SummaryState(StrEnum):
    """How far a summary has come."""

    PROPOSED = "proposed"
    PUBLISHED = "published"
    REPLACED = "replaced"
    DROPPED = "dropped"
    TAKEN_BACK = "taken_back"


class Kept(StrEnum):
    """How a promise stands."""

    DONE = "done"
    OVERDUE = "overdue"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class SummaryWords:
    """What the committee writes for everybody to read."""

    done: str = ""
    promised: str = ""
    due_in: str = ""
    """The quarter by whose end it was promised; empty where nothing was."""

    def to_text(self) -> str:
        """One text to seal."""
        return json.dumps({"done": self.done, "promised": self.promised, "due_in": self.due_in})

    @classmethod
    def of_text(cls, text: str) -> Self:
        """The words that were sealed."""
        return cls(**json.loads(text))


def quarter_of(day: date) -> str:
    """The quarter of a day.

    >>> quarter_of(date(2026, 11, 28))
    '2026-Q4'
    """
    return f"{day.year}-Q{(day.month + 2) // 3}"


def first_day_of(quarter: str) -> date:
    """Its first day.

    >>> first_day_of("2026-Q4")
    datetime.date(2026, 10, 1)
    """
    year, number = quarter.split("-Q")
    return date(int(year), 3 * int(number) - 2, 1)


def first_day_after(quarter: str) -> date:
    """The first day of the quarter that follows.

    >>> first_day_after("2026-Q4")
    datetime.date(2027, 1, 1)
    """
    first = first_day_of(quarter)
    return date(first.year + (first.month == 10), (first.month + 2) % 12 + 1, 1)


def quarters_from(day: date, count: int) -> list[str]:
    """So many quarters, from that of the day on."""
    found = [quarter_of(day)]
    while len(found) < count:
        found.append(quarter_of(first_day_after(found[-1])))
    return found


def standing_of_promise(due_in: str, *, done: str, today: date) -> Kept | None:
    """Whether a promise was kept; None where nothing was promised.

    >>> standing_of_promise("2026-Q4", done="", today=date(2026, 12, 31)).value
    'open'
    >>> standing_of_promise("2026-Q4", done="", today=date(2027, 1, 1)).value
    'overdue'
    """
    if not due_in:
        return None
    if done:
        return Kept.DONE
    return Kept.OVERDUE if today >= first_day_after(due_in) else Kept.OPEN


def require_proposable(
    kind: CaseKind, words: SummaryWords, *, consents: bool, answered: bool
) -> None:
    """Refuse to propose what the person did not agree to, or too early. Raises PublishingRefused.

    Thanks need no answer; everything else is answered first.
    """
    if not consents:
        raise PublishingRefused(
            _("The person did not agree that anything of this is published, so nothing is.")
        )
    if kind is not CaseKind.PRAISE and not answered:
        raise PublishingRefused(_("Answer the person first. Then it can be published."))
    if bool(words.promised) != bool(words.due_in):
        raise PublishingRefused(
            _("A promise has words and a day: write what was promised and choose by when.")
        )
    if not words.done and not words.promised:
        raise PublishingRefused(_("Write what was promised, or what was done."))


def require_signable(
    state: SummaryState,
    *,
    proposed_by: UUID,
    proposed_on: date,
    person_agrees: bool,
    by: UUID,
    today: date,
) -> None:
    """Refuse a signature that is not a second one, or comes too early. Raises PublishingRefused."""
    if state is not SummaryState.PROPOSED:
        raise PublishingRefused(_("This was signed or taken back already."))
    if by == proposed_by:
        raise PublishingRefused(_("You wrote this yourself. Another member has to sign it."))
    if not person_agrees and today < proposed_on + PREVIEW_FOR:
        raise PublishingRefused(
            _(
                "The person has %(days)s days to read it first, or until they agree.",
                days=PREVIEW_FOR.days,
            )
        )


def require_uncounted(cells: Mapping[str, tuple[int, int]]) -> None:
    """Refuse a summary by which small numbers could be counted. Raises PublishingRefused.

    For each count that the reports may keep back, and that this summary speaks of: how many
    summaries speak of it already, and how many cases it holds. One says no more than that there is
    something; a second only where the count is large enough to be shown anyway.

    >>> require_uncounted({"all of 2026-Q4": (0, 1)})
    >>> require_uncounted({"all of 2026-Q4": (1, 9)})
    Traceback (most recent call last):
    ...
    portal.cases.publishing.summaries.PublishingRefused: Another summary...
    """
    if any(shown and held < UNHIDDEN for shown, held in cells.values()):
        raise PublishingRefused(
            _(
                "Another summary of that quarter speaks of the same already, and there were so few "
                "cases that two summaries would let people count them. Write one for both: add to "
                "the words of the other."
            )
        )


def words_of_row(row: Any) -> SummaryWords:
    """The words of a summary that everybody can read."""
    return SummaryWords(row.done or "", row.promised or "", row.due_in or "")
