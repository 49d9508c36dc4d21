"""Rule: what is to be done next in a case, what is done, and what cannot be done now and why.

The order is that of the procedure: how urgent it is, that the person is told we have it, who may be
told, the care worker heard, the record, the decision, the answer, the end. The services refuse what
comes too early; here it is said before anybody writes for an hour.
"""

from collections.abc import Callable
from typing import Any, Final

from portal.cases.reading.steps import Step, StepFacts, StepLine, Steps, StepState
from portal.cases.workflow import CaseKind, CaseStatus
from portal.i18n import lazy_gettext as _l

_TOLD_FIRST: Final = _l("after the person was told that we have it")
_GIVEN_BACK: Final = _l("after the case was given to the committee")
_DECIDED_FIRST: Final = _l("after the decision")
_ANSWERED_FIRST: Final = _l("after the answer")
_DECIDED_NOW: Final = _l("it is decided")

_COURSES: Final[dict[CaseKind, tuple[Step, ...]]] = {
    CaseKind.PRAISE: (Step.THANK, Step.HAND_THANKS_ON, Step.SIGN, Step.PUBLISH, Step.CLOSE),
    CaseKind.HELD: (Step.ACKNOWLEDGE, Step.STANDING, Step.ANSWER, Step.CLOSE),
}
_COMPLAINT: Final = (
    Step.JUDGE, Step.ACKNOWLEDGE, Step.STANDING, Step.HEAR, Step.COMPARE, Step.DECIDE,
    Step.ANSWER, Step.CLOSE,
)  # fmt: skip
_NOT_WHILE_ALONE: Final = frozenset(
    {Step.JUDGE, Step.HEAR, Step.COMPARE, Step.DECIDE, Step.ANSWER, Step.ISSUES, Step.PROMISE,
     Step.ENQUIRE, Step.LATE, Step.TWICE, Step.AT_ONCE}
)  # fmt: skip
_OTHERS: Final = (
    Step.WRITE, Step.NOTE, Step.SAID, Step.MOVE, Step.ISSUES, Step.HOME, Step.ENQUIRE, Step.HEAR,
    Step.COMPARE, Step.DISPUTE, Step.LINK, Step.THIS_HOME, Step.PROMISE, Step.LETTER,
    Step.MORE_TIME, Step.PUBLISH, Step.SIGN, Step.NEW_CODE, Step.REFER, Step.AT_ONCE, Step.TWICE,
    Step.LATE, Step.OUTSIDE, Step.DECIDE, Step.JUDGE, Step.CLOSE,
)  # fmt: skip
_OF_PRAISE: Final = frozenset({Step.WRITE, Step.NOTE, Step.SAID, Step.NEW_CODE, Step.JUDGE})
_OF_HELD: Final = _OF_PRAISE | {Step.LETTER, Step.MORE_TIME, Step.REFER, Step.MOVE}
_AFTER_THE_END: Final = frozenset(
    {Step.WRITE, Step.NOTE, Step.SAID, Step.LINK, Step.THIS_HOME, Step.PROMISE, Step.LETTER,
     Step.PUBLISH, Step.SIGN, Step.NEW_CODE, Step.DECIDE, Step.DISPUTE, Step.OUTSIDE}
)  # fmt: skip


def steps_of(facts: StepFacts) -> Steps:
    """What is done, what comes next, what else may be done, and what may not yet.

    >>> steps_of(StepFacts(CaseKind.CONCERN, CaseStatus.RECEIVED)).next.words
    'Judge how urgent it is'
    """
    course = _with_next(_course(facts), facts)
    named = {each.step for each in course}
    rest = [_line(step, facts) for step in _OTHERS if step not in named and _belongs(step, facts)]
    return Steps(
        course=course,
        others=tuple(each for each in rest if each.state is not StepState.LATER),
        later=tuple(each for each in rest if each.state is StepState.LATER),
    )


def _course(facts: StepFacts) -> list[StepLine]:
    steps = [*([Step.WORSE] if facts.got_worse else [])]
    if not facts.has_ended:
        whole = _COURSES.get(facts.kind, _COMPLAINT)
        if facts.is_suspended:
            whole = (whole[0], Step.GIVE_BACK, *whole[1:])
        steps += [each for each in whole if _is_of_course(each, facts)]
    return [_line(step, facts) for step in steps]


def _is_of_course(step: Step, facts: StepFacts) -> bool:
    match step:
        case Step.HEAR:
            return facts.is_about_conduct
        case Step.COMPARE:
            return facts.is_about_visits
        case Step.SIGN:
            return facts.has_proposal
        case _:
            return True


def _with_next(course: list[StepLine], facts: StepFacts) -> tuple[StepLine, ...]:
    """The first that is open comes next. Who may be told keeps nobody from the decision."""
    passed = {Step.STANDING} if facts.is_compared or facts.has_voted or facts.is_decided else set()
    if facts.is_decided:
        passed |= {Step.JUDGE, Step.HEAR}
    chosen = next(
        (each for each in course if each.state is StepState.OPEN and each.step not in passed), None
    )
    return tuple(StepLine(each.step, StepState.NEXT) if each is chosen else each for each in course)


def _belongs(step: Step, facts: StepFacts) -> bool:
    if facts.kind is CaseKind.PRAISE and step not in _OF_PRAISE:
        return False
    if facts.kind is CaseKind.HELD and step not in _OF_HELD:
        return False
    if facts.has_ended and step not in _AFTER_THE_END:
        return step is Step.CLOSE and facts.status is CaseStatus.REFERRED
    match step:
        case Step.DISPUTE:
            return facts.is_about_access
        case Step.SIGN:
            return facts.has_proposal
        case Step.AT_ONCE:
            return facts.stage == 1 and facts.was_taken_down
        case Step.LATE:
            return facts.has_time_limit
        case Step.OUTSIDE:
            return not facts.is_outside
        case _:
            return True


def _line(step: Step, facts: StepFacts) -> StepLine:
    if facts.is_suspended and step in _NOT_WHILE_ALONE:
        done = step is Step.JUDGE and facts.is_judged
        return StepLine(step, StepState.DONE) if done else _later(step, _GIVEN_BACK)
    if step in _DONE_WHEN and _DONE_WHEN[step](facts):
        return StepLine(step, StepState.DONE)
    why = _why_later(step, facts)
    if why:
        return _later(step, why)
    why = _why_waits(step, facts)
    return StepLine(step, StepState.WAITS, why) if why else StepLine(step, StepState.OPEN)


_DONE_WHEN: Final[dict[Step, Callable[[StepFacts], bool]]] = {
    Step.JUDGE: lambda facts: facts.is_judged,
    Step.ACKNOWLEDGE: lambda facts: not facts.is_unheard,
    Step.THANK: lambda facts: not facts.is_unheard,
    Step.HAND_THANKS_ON: lambda facts: facts.is_thanked_on,
    Step.STANDING: lambda facts: facts.standing_is_settled,
    Step.HEAR: lambda facts: facts.is_heard,
    Step.COMPARE: lambda facts: facts.is_compared,
    Step.DECIDE: lambda facts: facts.is_decided,
    Step.ANSWER: lambda facts: facts.is_answered,
    Step.PUBLISH: lambda facts: facts.is_published and facts.kind is CaseKind.PRAISE,
}


def _later(step: Step, why: Any) -> StepLine:
    return StepLine(step, StepState.LATER, why)


def _why_later(step: Step, facts: StepFacts) -> Any:
    match step:
        case Step.DECIDE | Step.MOVE | Step.LATE if facts.is_unheard:
            return _TOLD_FIRST
        case Step.MOVE | Step.REFER | Step.ISSUES | Step.TWICE | Step.AT_ONCE | Step.LATE if (
            facts.is_decided
        ):
            return _DECIDED_NOW
        case Step.TWICE | Step.AT_ONCE | Step.LATE if facts.ending_waits:
            return _l("an end is proposed already")
        case Step.ANSWER:
            return _why_no_answer(facts)
        case Step.CLOSE:
            return _why_no_close(facts)
        case Step.LETTER if not facts.was_answered:
            return _ANSWERED_FIRST
        case Step.HAND_THANKS_ON if facts.is_unheard:
            return _l("after the person was thanked")
        case Step.MORE_TIME:
            return facts.no_more_time
        case Step.PUBLISH if not facts.may_publish:
            return _l("the person did not agree to it")
        case Step.PUBLISH if facts.is_complaint and not facts.is_answered:
            return _ANSWERED_FIRST
        case _:
            return None


def _why_no_answer(facts: StepFacts) -> Any:
    if facts.kind is CaseKind.HELD:
        return _TOLD_FIRST if facts.is_unheard else None
    if not facts.is_decided:
        return _DECIDED_FIRST
    return _l("after the comparison with the record") if _lacks_record(facts) else None


def _lacks_record(facts: StepFacts) -> bool:
    return facts.is_about_visits and not facts.is_compared


def _why_no_close(facts: StepFacts) -> Any:
    if facts.status is CaseStatus.REFERRED:
        return None
    if facts.kind is CaseKind.PRAISE:
        return _l("after the person was thanked") if facts.is_unheard else None
    return None if facts.is_answered else _ANSWERED_FIRST


def _why_waits(step: Step, facts: StepFacts) -> Any:
    match step:
        case Step.STANDING if facts.standing_waits:
            return _l("a second member has to answer")
        case Step.HEAR if facts.was_asked:
            return _l("the care worker may still answer")
        case Step.DECIDE if not facts.may_vote and not facts.has_ended:
            return _l("the members of the committee vote")
        case Step.DECIDE if facts.has_voted and not facts.has_ended:
            return _l("you have voted; others have still to vote")
        case _:
            return None
