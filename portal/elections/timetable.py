"""Rule: the days of an election, what follows which, and what may happen when.

Source: the co-operative's own rules; the shortest times are what the portal proposes, so that a
member without a computer gets the notice and the papers by post and can send them back. A member
votes after 90 days in the register (c.c. art. 2538), which each election may set otherwise.
Everything that opens does so as its day begins; everything that closes stays open until its last
day ends.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from portal.committee.terms import TermSource, require_term, start_of
from portal.errors import RuleBroken
from portal.i18n import gettext as _
from portal.i18n import lazy_gettext as _l

ONE_DAY: Final = timedelta(days=1)
NOMINATIONS_AT_LEAST: Final = 7
BETWEEN_AT_LEAST: Final = 3
POLL_AT_LEAST: Final = 5
CHALLENGE_FOR: Final = timedelta(days=28)
REMIND_BEFORE: Final = timedelta(days=3)
# Papers that came on the last day are marked on the roll before the urn is closed.
PAPERS_MARKED_FOR: Final = timedelta(days=2)
MEMBERSHIP_DAYS: Final = 90


class TimetableRefused(RuleBroken):
    """Days that do not follow each other, or leave people too little time."""


class NotNow(RuleBroken):
    """The timetable does not allow this step at present."""


class Phase(StrEnum):
    """How far an election has come."""

    DRAFT = "draft"
    ANNOUNCED = "announced"
    NOMINATIONS = "nominations"
    SIFTING = "sifting"
    UNOPPOSED = "unopposed"
    READY = "ready"
    POLL = "poll"
    CLOSING = "closing"
    CLOSED = "closed"
    COUNTING = "counting"
    DECLARED = "declared"
    SETTLED = "settled"
    STOPPED = "stopped"


BEFORE_THE_POLL: Final = frozenset(
    {Phase.ANNOUNCED, Phase.NOMINATIONS, Phase.SIFTING, Phase.UNOPPOSED, Phase.READY}
)
UNDECIDED: Final = BEFORE_THE_POLL | {Phase.POLL, Phase.CLOSING, Phase.CLOSED, Phase.COUNTING}
# Candidates and their order stand fixed, and everybody may see them.
CANDIDATES_KNOWN: Final = frozenset(Phase) - {
    Phase.DRAFT, Phase.ANNOUNCED, Phase.NOMINATIONS, Phase.SIFTING, Phase.STOPPED
}  # fmt: skip


@dataclass(frozen=True)
class Refusals:
    """What is said of days that cannot be, or can no longer be moved."""

    begins_in_the_past: object
    too_short: object
    no_room_for_letters: object
    ends_before_the_vote: object
    has_begun: object
    is_over: object
    would_be_shortened: object


_OF_AN_ELECTION: Final = Refusals(
    _l("Nominations cannot open on a day that is over."),
    _l("Nominations stay open for %(days)s days at least.", days=NOMINATIONS_AT_LEAST),
    _l(
        "Between the last day of nominations and the first day of voting lie %(days)s days at"
        " least, so that letters can be printed.",
        days=BETWEEN_AT_LEAST - 1,
    ),
    _l("Terms begin after the last day of voting."),
    _l("Nominations have opened; that day stays as it is."),
    _l("Nominations are closed; that day stays as it is."),
    _l("Nominations can be kept open longer, but not closed earlier."),
)
_OF_A_QUESTION: Final = Refusals(
    _l("Notice cannot begin on a day that is over."),
    _l("Members have notice for %(days)s days at least.", days=NOMINATIONS_AT_LEAST),
    _l(
        "Between the day on which the roll is fixed and the first day of voting lie %(days)s days"
        " at least, so that letters can be printed.",
        days=BETWEEN_AT_LEAST - 1,
    ),
    _l("A decision holds from a day after the last day of voting."),
    _l("Notice has been given; that day stays as it is."),
    _l("The roll is fixed; that day stays as it is."),
    _l("The time of notice can be made longer, but not shorter."),
)


@dataclass(frozen=True)
class Timetable:
    """The days of one election. A last day still counts; `terms_end_on` no longer does."""

    nominations_from_on: date
    nominations_last_on: date
    poll_from_on: date
    poll_last_on: date
    terms_start_on: date
    terms_end_on: date

    def nominations_open_at(self, zone: ZoneInfo) -> datetime:
        """From when on somebody can be nominated."""
        return start_of(self.nominations_from_on, zone)

    def nominations_close_at(self, zone: ZoneInfo) -> datetime:
        """From when on nobody can be nominated any more."""
        return start_of(self.nominations_last_on + ONE_DAY, zone)

    def poll_opens_at(self, zone: ZoneInfo) -> datetime:
        """From when on members vote."""
        return start_of(self.poll_from_on, zone)

    def poll_closes_at(self, zone: ZoneInfo) -> datetime:
        """From when on no vote is taken any more."""
        return start_of(self.poll_last_on + ONE_DAY, zone)


@dataclass(frozen=True)
class Milestones:
    """Which steps of an election have been taken."""

    announced: bool = False
    nominations_closed: bool = False
    unopposed: bool = False
    urn_closed: bool = False
    opened: bool = False
    declared: bool = False
    destroyed: bool = False
    stopped: bool = False


def require_timetable(days: Timetable, *, today: date, is_question: bool = False) -> None:
    """Refuse days that are over, out of order, or too near each other. Raises TimetableRefused.

    Where members answer a question, the time of nominations is the time of notice.
    """
    said = _OF_A_QUESTION if is_question else _OF_AN_ELECTION
    if days.nominations_from_on < today:
        raise TimetableRefused(str(said.begins_in_the_past))
    _require_gap(
        days.nominations_from_on,
        days.nominations_last_on + ONE_DAY,
        NOMINATIONS_AT_LEAST,
        str(said.too_short),
    )
    _require_gap(
        days.nominations_last_on,
        days.poll_from_on,
        BETWEEN_AT_LEAST,
        str(said.no_room_for_letters),
    )
    _require_gap(
        days.poll_from_on,
        days.poll_last_on + ONE_DAY,
        POLL_AT_LEAST,
        _("Members can vote for %(days)s days at least.", days=POLL_AT_LEAST),
    )
    if days.terms_start_on <= days.poll_last_on:
        raise TimetableRefused(str(said.ends_before_the_vote))
    require_term(days.terms_start_on, days.terms_end_on, TermSource.ELECTED)


def require_move(
    old: Timetable, new: Timetable, *, phase: Phase, today: date, is_question: bool = False
) -> None:
    """Refuse to move what has happened already, or to shorten what others rely upon.

    Raises TimetableRefused, and NotNow once votes are being taken.
    """
    said = _OF_A_QUESTION if is_question else _OF_AN_ELECTION
    if phase not in BEFORE_THE_POLL | {Phase.DRAFT}:
        raise NotNow(_("Once members can vote, the days stay as they are."))
    past = phase not in {Phase.DRAFT, Phase.ANNOUNCED}
    if past and new.nominations_from_on != old.nominations_from_on:
        raise TimetableRefused(str(said.has_begun))
    closed = phase in {Phase.UNOPPOSED, Phase.READY}
    if closed and new.nominations_last_on != old.nominations_last_on:
        raise TimetableRefused(str(said.is_over))
    if past and not closed and new.nominations_last_on < max(old.nominations_last_on, today):
        raise TimetableRefused(str(said.would_be_shortened))
    if closed and new.poll_from_on <= today:
        raise TimetableRefused(_("Voting cannot open today or on a day that is over."))
    earliest = new.nominations_from_on if past else today
    require_timetable(new, today=min(today, earliest), is_question=is_question)


def phase_of(done: Milestones, days: Timetable, *, at: datetime, zone: ZoneInfo) -> Phase:
    """How far an election has come: by the steps taken, and by the clock between them.

    The clock alone opens and closes nominations and poll; nobody has to press anything.
    """
    if done.stopped:
        return Phase.STOPPED
    if done.declared:
        return Phase.SETTLED if done.destroyed else Phase.DECLARED
    if not done.announced:
        return Phase.DRAFT
    if not done.nominations_closed:
        if at < days.nominations_open_at(zone):
            return Phase.ANNOUNCED
        return Phase.NOMINATIONS if at < days.nominations_close_at(zone) else Phase.SIFTING
    return _later_phase(done, days, at, zone)


def _later_phase(done: Milestones, days: Timetable, at: datetime, zone: ZoneInfo) -> Phase:
    if done.unopposed:
        return Phase.UNOPPOSED
    if done.opened:
        return Phase.COUNTING
    if done.urn_closed:
        return Phase.CLOSED
    if at < days.poll_opens_at(zone):
        return Phase.READY
    return Phase.POLL if at < days.poll_closes_at(zone) else Phase.CLOSING


def eligible_before(day: date, membership_days: int) -> date:
    """The latest day of admission with which somebody has a vote on that day."""
    return day - timedelta(days=membership_days)


def _require_gap(first: date, second: date, days: int, sentence: str) -> None:
    if (second - first).days < days:
        raise TimetableRefused(sentence)
