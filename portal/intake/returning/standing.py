"""Where a case stands, in the words in which the person who spoke is told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, Protocol

from flask_babel import LazyString

from portal.cases.deadlines import DeadlineKind
from portal.cases.events import MessageKind
from portal.cases.routing.table import Route
from portal.cases.workflow import ENDED, CaseKind, CaseStatus
from portal.i18n import format_day
from portal.i18n import gettext as _
from portal.i18n import lazy_gettext as _l


class Progress(StrEnum):
    """How a clock stands; the values are those that the page draws."""

    DONE = "done"
    WAITING = "waiting"
    OVERDUE = "overdue"


class RunningClock(Protocol):
    """What has to be known of a clock to show it."""

    @property
    def kind(self) -> DeadlineKind:
        """What is due."""

    @property
    def due_on(self) -> date:
        """The last day in time."""

    @property
    def met_on(self) -> date | None:
        """The day on which it was done."""

    @property
    def before_on(self) -> date | None:
        """The day that was told before, where it has changed."""

    @property
    def outside(self) -> bool:
        """Whether it is so late that the outside body can be asked."""


@dataclass(frozen=True, slots=True)
class ClockStep:
    """One line of the clock."""

    words: str
    when: str
    state: Progress
    outside: bool = False


OPENED: Final = _l("We have it, and it is open now. A committee member will read it.")
"""Of what was sealed: the portal acknowledged it by itself, before anybody could read it."""

STANDING: Final = {
    CaseStatus.RECEIVED: _l("We have it. A committee member will read it and tell you so here."),
    CaseStatus.ACKNOWLEDGED: _l("A committee member has read it."),
    CaseStatus.TRIAGED: _l("A committee member has read it and judged how urgent it is."),
    CaseStatus.ASSIGNED: _l("A committee member has taken it on."),
    CaseStatus.INVESTIGATED: _l("The committee is looking into it."),
    CaseStatus.DECIDED: _l(
        "The committee has decided. You read its answer here once it is written."
    ),
    CaseStatus.CLOSED: _l("This is closed. If it is not resolved, say so, and it is opened again."),
    CaseStatus.REOPENED: _l("You said that it is not resolved, so it is open again."),
    CaseStatus.WITHDRAWN: _l("You have withdrawn this. Nobody works on it any more."),
    CaseStatus.REFERRED: _l("We have passed this to another body. Below you read to which."),
    CaseStatus.RESOLVED_NEXT_WORKING_DAY: _l(
        "This was put right at once, as you told us. If it is not resolved, say so, and it is "
        "opened again."
    ),
    CaseStatus.OUT_OF_TIME: _l(
        "This came too late for us to look into it. Below you read why, and where else you can go."
    ),
    CaseStatus.DUPLICATE_OF: _l(
        "You told us of this twice, so this one has ended. What you told us first goes on: its "
        "receipt shows it."
    ),
}
ALONE_STANDING: Final[dict[Route | None, LazyString]] = {
    Route.SAFEGUARDING_LEAD: _l(
        "The person who looks after safety has it first, and alone. The rest of the committee "
        "cannot read it until they give it back."
    ),
    Route.OUTSIDE_PERSON: _l(
        "A person from outside the co-operative has it first, and alone. The committee cannot "
        "read it until they give it back."
    ),
}
THANKS_STANDING: Final = {
    CaseStatus.RECEIVED: _l("We have your thanks. A committee member will read them."),
    CaseStatus.CLOSED: _l("Your thanks have been read, and this is closed."),
}
ANSWERED: Final = _l("The committee has answered. You can read the answer below.")

MESSAGE_KINDS: Final[dict[MessageKind, LazyString]] = {
    MessageKind.ACKNOWLEDGEMENT: _l("We have it"),
    MessageKind.ANSWER: _l("Our answer"),
    MessageKind.MORE_TIME: _l("We need more time"),
    MessageKind.EVIDENCE: _l("Photographs"),
    MessageKind.NOT_RESOLVED: _l("Not resolved"),
    MessageKind.WORSE: _l("Something got worse"),
    MessageKind.WITHDRAWAL: _l("Withdrawn"),
    MessageKind.TAKEN_DOWN: _l("Taken down by the intake clerk"),
    MessageKind.FOLLOW_UP: _l("Whether it was put right"),
    MessageKind.AFTER_WORSE: _l("About what got worse"),
    MessageKind.COPY: _l("Copy of what is held"),
}


def standing_of(
    kind: CaseKind, status: CaseStatus, *, answered: bool, kept_with: Route | None = None
) -> str:
    """Where it stands, and who has it alone where somebody has."""
    if kept_with in ALONE_STANDING and status not in ENDED:
        return f"{standing_of(kind, status, answered=answered)} {ALONE_STANDING[kept_with]}"
    if answered and status is CaseStatus.DECIDED:
        return str(ANSWERED)
    if kind is CaseKind.PRAISE and status in THANKS_STANDING:
        return str(THANKS_STANDING[status])
    return str(STANDING[status])


def sealed_standing(until: date) -> str:
    """Where it stands while the person keeps it sealed, whether it is being compared or not.

    Else anybody could learn, by a report that they make up, whether there is another one.
    """
    return _(
        "You keep this sealed. It opens when somebody else reports the same service, and on "
        "%(day)s in any case. Before that, nobody on the committee reads it but two members, while "
        "they compare it with another report.",
        day=format_day(until),
    )


def clock_of(clocks: Iterable[RunningClock], *, today: date, ended: bool) -> list[ClockStep]:
    """The clocks of the present round; one that nobody waits for any more is left out."""
    steps = []
    for each in clocks:
        state = progress_of(each, today)
        if state is Progress.DONE or not ended:
            late = state is Progress.OVERDUE and each.outside
            steps.append(ClockStep(_clock_words(each.kind, state), _clock_when(each), state, late))
    return steps


def progress_of(clock: RunningClock, today: date) -> Progress:
    """Whether it was done, is still to come, or is late."""
    if clock.met_on is not None:
        return Progress.DONE
    return Progress.OVERDUE if clock.due_on < today else Progress.WAITING


def _clock_words(kind: DeadlineKind, state: Progress) -> str:
    if kind is DeadlineKind.ACKNOWLEDGE:
        done, waiting = _("We told you that we have it"), _("We tell you that we have read it")
    else:
        done, waiting = _("We answered you"), _("We answer you")
    return done if state is Progress.DONE else waiting


def _clock_when(clock: RunningClock) -> str:
    due = format_day(clock.due_on)
    if clock.met_on is None and clock.before_on is not None:
        return _(
            "by %(day)s; before, we said %(before)s", day=due, before=format_day(clock.before_on)
        )
    if clock.met_on is None:
        return _("by %(day)s", day=due)
    if clock.met_on > clock.due_on:
        return _("on %(day)s; it was due by %(due)s", day=format_day(clock.met_on), due=due)
    return _("on %(day)s", day=format_day(clock.met_on))
