"""The steps of a case by name: where each is done, what it is called, and what it hangs on."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from portal.cases.workflow import ENDED, UNHEARD, CaseKind, CaseStatus
from portal.i18n import lazy_gettext as _l


class Step(StrEnum):
    """One thing that a member may do in a case."""

    WORSE = "worse"
    JUDGE = "judge"
    ACKNOWLEDGE = "acknowledge"
    THANK = "thank"
    HAND_THANKS_ON = "pass_thanks_on"
    GIVE_BACK = "give_back"
    STANDING = "standing"
    HEAR = "hear"
    COMPARE = "compare"
    DECIDE = "decide"
    ANSWER = "answer"
    CLOSE = "close"
    SIGN = "sign"
    PUBLISH = "publish"
    WRITE = "write"
    NOTE = "note"
    SAID = "said"
    NEW_CODE = "new_code"
    MOVE = "move"
    ISSUES = "issues"
    HOME = "home"
    ENQUIRE = "enquire"
    DISPUTE = "dispute"
    LINK = "link"
    THIS_HOME = "this_home"
    PROMISE = "promise"
    LETTER = "letter"
    MORE_TIME = "more_time"
    REFER = "refer"
    AT_ONCE = "at_once"
    TWICE = "twice"
    LATE = "late"
    OUTSIDE = "outside"


class StepState(StrEnum):
    """How a step stands."""

    DONE = "done"
    NEXT = "next"
    OPEN = "open"
    WAITS = "waits"
    """Somebody else has to do something first."""
    LATER = "later"
    """It would be refused."""


# Where each is done, and in which words. Pages are named by endpoint, as on the desk.
PAGES: Final[dict[str, tuple[str, Any]]] = {
    Step.WORSE: (
        "cases.following.settle",
        _l("Something got worse after speaking up: look into it"),
    ),
    Step.JUDGE: ("cases.safeguarding.judge", _l("Judge how urgent it is")),
    Step.ACKNOWLEDGE: ("cases.messages.acknowledge", _l("Tell the person that we have it")),
    Step.THANK: ("cases.messages.acknowledge", _l("Thank the person")),
    Step.HAND_THANKS_ON: ("cases.thanking.pass_on", _l("Pass the thanks on")),
    Step.GIVE_BACK: ("cases.safeguarding.give_back", _l("Give the case to the committee")),
    Step.STANDING: ("cases.standing.ask", _l("Record who may be told")),
    Step.HEAR: ("cases.fairness.ask", _l("Hear the care worker concerned")),
    Step.COMPARE: ("cases.deciding.compare", _l("Compare with the record")),
    Step.DECIDE: ("cases.deciding.decide", _l("Decide point by point")),
    Step.ANSWER: ("cases.messages.answer", _l("Answer the person")),
    Step.CLOSE: ("cases.close", _l("Close the case")),
    Step.SIGN: ("cases.publishing.sign", _l("Read and sign what is to be published")),
    Step.PUBLISH: ("cases.publishing.write", _l("Publish what was learned")),
    Step.WRITE: ("cases.messages.write", _l("Write to the person")),
    Step.NOTE: ("cases.messages.note", _l("Make a note")),
    Step.SAID: ("cases.taking_down.said", _l("The person told me something")),
    Step.NEW_CODE: (
        "intake.handover.reaching.new_code",
        _l("The person lost the receipt: give out a new code"),
    ),
    Step.MOVE: ("cases.move", _l("Say who looks into it")),
    Step.ISSUES: ("cases.issues.change", _l("Say more exactly what it is about")),
    Step.HOME: ("cases.keys.home", _l("Make sure of the home and the visit")),
    Step.ENQUIRE: ("cases.enquiring.ask", _l("Ask the care office about the visit")),
    Step.DISPUTE: ("cases.disputing.dispute", _l("Write a dispute beside a visit")),
    Step.LINK: ("cases.linking.link", _l("Another case tells of the same event")),
    Step.THIS_HOME: ("cases.following.this_home", _l("See this home before and since")),
    Step.PROMISE: ("cases.remedies.promise", _l("Promise to put something right")),
    Step.LETTER: ("cases.messages.letter", _l("Print the answer as a letter (PDF)")),
    Step.MORE_TIME: ("cases.messages.more_time", _l("Take more time for the answer")),
    Step.REFER: ("cases.ending.refer", _l("Pass it to another body")),
    Step.AT_ONCE: ("cases.ending.settle", _l("It was put right at once")),
    Step.TWICE: ("cases.ending.twice", _l("The person told us of this before")),
    Step.LATE: ("cases.ending.too_late", _l("It came late")),
    Step.OUTSIDE: ("cases.ending.outside", _l("The body outside looks into it")),
}


@dataclass(frozen=True, slots=True)
class StepFacts:
    """What the steps of a case hang on."""

    kind: CaseKind
    status: CaseStatus
    stage: int = 1
    is_suspended: bool = False
    got_worse: bool = False
    is_judged: bool = False
    standing_is_settled: bool = False
    standing_waits: bool = False
    is_about_visits: bool = False
    is_about_access: bool = False
    is_about_conduct: bool = False
    was_asked: bool = False
    """Whether a care worker was asked, or none is concerned."""
    is_heard: bool = False
    is_compared: bool = False
    may_vote: bool = True
    has_voted: bool = False
    is_answered: bool = False
    was_answered: bool = False
    """In this round or an earlier one: there is a letter to print."""
    no_more_time: Any = None
    """Why not, in few words."""
    is_thanked_on: bool = False
    may_publish: bool = False
    has_proposal: bool = False
    is_own_proposal: bool = False
    """Whether this member wrote what waits for a signature: another one signs."""
    is_published: bool = False
    was_taken_down: bool = False
    has_time_limit: bool = False
    ending_waits: bool = False
    is_outside: bool = False
    """Whether it is written down that the body outside looks into it."""

    @property
    def has_ended(self) -> bool:
        """Whether nobody waits for the committee."""
        return self.status in ENDED

    @property
    def is_unheard(self) -> bool:
        """Whether the person was not told yet that we have it."""
        return self.status in UNHEARD

    @property
    def is_decided(self) -> bool:
        """Whether it is decided and not ended."""
        return self.status is CaseStatus.DECIDED

    @property
    def is_complaint(self) -> bool:
        """Whether something is found about it."""
        return self.kind not in (CaseKind.PRAISE, CaseKind.HELD)


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step, how it stands, and why it is not for now."""

    step: Step
    state: StepState
    why: Any = ""

    @property
    def endpoint(self) -> str:
        """Where it is done."""
        return PAGES[self.step][0]

    @property
    def words(self) -> str:
        """What it is called."""
        return str(PAGES[self.step][1])


@dataclass(frozen=True, slots=True)
class Steps:
    """The steps of a case in the order of a page."""

    course: tuple[StepLine, ...]
    others: tuple[StepLine, ...]
    later: tuple[StepLine, ...]

    @property
    def next(self) -> StepLine | None:
        """What this member does next; None where it waits for others, or nothing is left."""
        return next((each for each in self.course if each.state is StepState.NEXT), None)
