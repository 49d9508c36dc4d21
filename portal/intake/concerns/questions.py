"""The words of the questions of a concern, and of the answers to choose from."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any, Final, NamedTuple

from flask_babel import LazyString

from portal.cases.subjects import GROUP_BY_CODE, label_of
from portal.i18n import format_day
from portal.i18n import gettext as _
from portal.i18n import lazy_gettext as _l
from portal.intake.concerns.steps import Answers, Step, Whose, asked_steps

Choices = Mapping[str, LazyString]

DANGER: Final[Choices] = {
    "no": _l("No"),
    "yes": _l("Yes, or I am not sure"),
}
YES_NO_UNSURE: Final[Choices] = {
    "yes": _l("Yes"),
    "no": _l("No"),
    "unsure": _l("I do not know"),
}
BEFORE: Final[Choices] = {
    "never": _l("No, this was the first time"),
    "once": _l("Yes, once"),
    "often": _l("Yes, more than once"),
    "unsure": _l("I do not know"),
}
WHOSE: Final[Choices] = {
    Whose.MINE.value: _l("My own care"),
    Whose.FAMILY.value: _l("The care of somebody in my family, or a friend"),
    Whose.HELPED.value: _l("The care of somebody I speak for, such as an advocate does"),
    Whose.NEIGHBOUR.value: _l("The care of a neighbour"),
    Whose.WORKER.value: _l("I work or volunteer here, and it is about somebody we care for"),
    Whose.SEVERAL.value: _l("The care of several people, or the service as a whole"),
}
PUBLISH: Final[Choices] = {
    "yes": _l("Yes, you may publish this"),
    "no": _l("No, publish nothing about it"),
}

SEAL: Final[Choices] = {
    "no": _l("Send it now"),
    "yes": _l("Keep it sealed for now"),
}

# How the register of cases calls the person who speaks.
ROLES: Final[Mapping[str, str]] = {
    Whose.MINE.value: "service_user",
    Whose.FAMILY.value: "family_or_friend",
    Whose.HELPED.value: "advocate",
    Whose.NEIGHBOUR.value: "neighbour",
    Whose.WORKER.value: "worker",
    Whose.SEVERAL.value: "member_other",
}

QUESTIONS: Final[Mapping[Step, Mapping[str, tuple[LazyString, Choices | None]]]] = {
    Step.DANGER: {"danger": (_l("Is anyone in danger right now?"), DANGER)},
    Step.ABOUT: {"groups": (_l("What is it about?"), None)},
    Step.WHICH: {"subjects": (_l("What was it, more exactly?"), None)},
    Step.HAPPENED: {"words": (_l("What happened?"), None)},
    Step.WHEN: {
        "day": (_l("Which day was it?"), None),
        "time": (_l("About what time?"), None),
        "period": (_l("Or say it in your own words"), None),
    },
    Step.NOTE: {
        "written": (_l("Which day and time are written on the note?"), None),
        "found": (_l("When was the note found?"), None),
        "at_home": (_l("Was somebody at home at that time?"), YES_NO_UNSURE),
        "key": (_l("Is there a key safe, or does the office have a key?"), YES_NO_UNSURE),
        "phoned": (_l("Did anybody from the office phone at that time?"), YES_NO_UNSURE),
        "rang_later": (_l("Did the office ring later to ask if all was well?"), YES_NO_UNSURE),
        "before": (_l("Has this happened before?"), BEFORE),
    },
    Step.PHOTOGRAPHS: {"photographs": (_l("Do you have photographs?"), None)},
    Step.WHERE: {
        "home_code": (_l("Home code"), None),
        "place": (_l("Area and street"), None),
    },
    Step.WHOSE: {"whose": (_l("Whose care is it about?"), WHOSE)},
    Step.KNOWING: {
        "knows": (_l("Do they know that you are telling us?"), YES_NO_UNSURE),
        "decides": (
            _l("Can they decide for themselves whether to raise this?"),
            YES_NO_UNSURE,
        ),
    },
    Step.YOU: {
        "name": (_l("Your name"), None),
        "email": (_l("Your e-mail address"), None),
        "phone": (_l("Your telephone number"), None),
        "other": (_l("Another way to reach you"), None),
    },
    Step.EXCLUDE: {
        "members": (_l("Who on the committee should not see this?"), None),
        "others": (_l("Is there anybody else who should not see it?"), None),
    },
    Step.PUBLISH: {"publish": (_l("May we publish what is learned?"), PUBLISH)},
    Step.SEAL: {
        "seal": (_l("Send it now, or keep it sealed?"), SEAL),
        "until": (_l("On which day shall it open in any case?"), None),
    },
}


# A page with several questions has a heading of its own.
HEADINGS: Final[Mapping[Step, LazyString]] = {
    Step.WHEN: _l("When was it?"),
    Step.NOTE: _l("About the note"),
    Step.WHERE: _l("Which home is it about?"),
    Step.KNOWING: _l("Does the person know?"),
    Step.YOU: _l("Who are you?"),
    Step.EXCLUDE: _l("Who should not see this?"),
    Step.SEAL: _l("Send it now, or keep it sealed?"),
    Step.CHECK: _l("Check your answers"),
}


def heading_of(step: Step) -> LazyString:
    """What stands at the top of the page."""
    return HEADINGS.get(step) or next(iter(QUESTIONS[step].values()))[0]


def words_of(step: Step, name: str) -> LazyString:
    """The question, as it is asked."""
    return QUESTIONS[step][name][0]


def choices_of(step: Step, name: str) -> list[tuple[str, LazyString]]:
    """The answers to choose from, for a form."""
    return list((QUESTIONS[step][name][1] or {}).items())


class Said(NamedTuple):
    """One question as it was asked, with its answer in words; empty where there is none."""

    step: Step
    name: str
    question: str
    answer: str


def said(
    answers: Answers, member_names: Mapping[str, str], photographs: Sequence[str] = ()
) -> list[Said]:
    """Every question that was asked, in order.

    `member_names` gives the names of committee members by the id that the form carries,
    `photographs` the names of those that wait.
    """
    values = {**answers}
    if Step.PHOTOGRAPHS in values:
        values[Step.PHOTOGRAPHS] = {"photographs": "\n".join(photographs)}
    return [
        Said(step, name, str(words), _in_words(step, name, values[step].get(name), member_names))
        for step in asked_steps(answers)
        if step in values
        for name, (words, _choices) in QUESTIONS[step].items()
    ]


def shown_answers(told: Iterable[Said]) -> list[tuple[Step, str, str]]:
    """The answers to check: what was answered, and one line for each page that was left empty."""
    rows: list[tuple[Step, str, str]] = []
    for step, page in groupby(told, key=lambda each: each.step):
        answered = [(step, each.question, each.answer) for each in page if each.answer]
        rows += answered or [(step, str(heading_of(step)), "")]
    return rows


def _in_words(step: Step, name: str, value: Any, member_names: Mapping[str, str]) -> str:
    if not value:
        return ""
    if name == "groups":
        return "\n".join(str(GROUP_BY_CODE[code].label) for code in value)
    if name == "subjects":
        return "\n".join(label_of(code) for code in value)
    if name == "members":
        return "\n".join(member_names.get(each, _("a former member")) for each in value)
    if name in ("day", "until"):
        return format_day(date.fromisoformat(value))
    choices = QUESTIONS[step][name][1]
    return str(choices[value]) if choices else str(value)
