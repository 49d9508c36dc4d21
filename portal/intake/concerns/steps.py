"""The questions of a concern: their order, and which answers make others needless."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

from portal.cases.corroborating.corroboration import may_be_offered

NOTE_LEFT: Final = "VIS-NOACC"
"""The subject that brings the questions about a note through the door."""

Answers = Mapping[str, Mapping[str, Any]]
"""What was answered so far: by step, the fields of its page."""

SOMETHING_ELSE: Final = "OTH"
"""The heading that has nothing below it to choose from."""


class Whose(StrEnum):
    """Whose care it is, as seen by the person who speaks."""

    MINE = "mine"
    FAMILY = "family"
    HELPED = "helped"
    NEIGHBOUR = "neighbour"
    SEVERAL = "several"
    WORKER = "worker"


class Step(StrEnum):
    """One page with one question; the value is the last part of its address."""

    DANGER = "danger"
    ABOUT = "about"
    WHICH = "more-exactly"
    HAPPENED = "what-happened"
    WHEN = "when"
    NOTE = "the-note"
    PHOTOGRAPHS = "photographs"
    WHERE = "where"
    WHOSE = "whose-care"
    KNOWING = "do-they-know"
    YOU = "about-you"
    EXCLUDE = "who-should-not-see-this"
    PUBLISH = "publishing"
    SEAL = "keep-it-sealed"
    CHECK = "check"


_ABOUT_ONESELF: Final = frozenset({Whose.MINE, Whose.SEVERAL})


def subjects_chosen(answers: Answers) -> tuple[str, ...]:
    """The codes of what it is about."""
    chosen = tuple(answers.get(Step.WHICH, {}).get("subjects", ()))
    other = SOMETHING_ELSE in answers.get(Step.ABOUT, {}).get("groups", ())
    return (*chosen, "OTH-OTHER") if other else chosen


def is_in_danger(answers: Answers) -> bool:
    """Whether somebody is in danger, or may be."""
    return bool(answers.get(Step.DANGER, {}).get("danger") == "yes")


def is_asked(step: Step, answers: Answers) -> bool:
    """Whether the question has a meaning, given what was answered before it."""
    if step is Step.WHICH:
        return set(answers.get(Step.ABOUT, {}).get("groups", ())) != {SOMETHING_ELSE}
    if step is Step.NOTE:
        return NOTE_LEFT in answers.get(Step.WHICH, {}).get("subjects", ())
    if step is Step.KNOWING:
        return answers.get(Step.WHOSE, {}).get("whose") not in _ABOUT_ONESELF
    if step is Step.SEAL:
        # What may be dangerous cannot wait unread, so the question is not put at all.
        return may_be_offered(
            subjects_chosen(answers),
            role=answers.get(Step.WHOSE, {}).get("whose", ""),
            in_danger=is_in_danger(answers),
        )
    return True


def asked_steps(answers: Answers) -> list[Step]:
    """The questions for this person, in order."""
    return [step for step in Step if is_asked(step, answers)]


def first_unanswered(answers: Answers) -> Step:
    """Where to go on: the first question without an answer, or the page that checks them all."""
    for step in asked_steps(answers):
        if step not in answers:
            return step
    return Step.CHECK


def is_open(step: Step, answers: Answers) -> bool:
    """Whether this page may be shown: it is asked, and so was all that comes before it."""
    steps = asked_steps(answers)
    return step in steps and steps.index(step) <= steps.index(first_unanswered(answers))


def step_before(step: Step, answers: Answers) -> Step | None:
    """The page to go back to; none before the first."""
    steps = asked_steps(answers)
    place = steps.index(step)
    return steps[place - 1] if place else None


def place_of(step: Step, answers: Answers) -> tuple[int, int]:
    """As in "question 3 of 11": the page that checks the answers is not a question."""
    steps: list[Step] = [each for each in asked_steps(answers) if each is not Step.CHECK]
    return steps.index(step) + 1, len(steps)


def answered(
    answers: Answers, step: Step, answer: Mapping[str, Any]
) -> dict[str, Mapping[str, Any]]:
    """The answers with this one, without those whose question it takes away."""
    changed = {**answers, step.value: answer}
    if step is Step.ABOUT and answers.get(Step.ABOUT, answer) != answer:
        # What was chosen below the old headings may not stand below the new ones.
        changed.pop(Step.WHICH.value, None)
    return {each.value: changed[each] for each in asked_steps(changed) if each in changed}
