"""From the answers of a concern to the statement that is sealed."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from portal.cases.arrivals import Statement
from portal.cases.tellings import Contact, Exclusions, Telling
from portal.cases.workflow import CaseKind
from portal.intake.concerns.questions import ROLES, said
from portal.intake.concerns.steps import Answers, Step, is_in_danger, subjects_chosen
from portal.photographs import Photograph

# These have a place of their own in the statement; who speaks is opened only by a step of its own.
_APART: Final = frozenset(
    {Step.ABOUT, Step.WHICH, Step.HAPPENED, Step.YOU, Step.EXCLUDE, Step.SEAL}
)
_FIELDS_APART: Final = frozenset({"day", "time", "home_code", "place", "photographs"})


def statement_of(
    answers: Answers,
    *,
    language: str,
    home_code: str = "",
    photographs: Sequence[tuple[str, Photograph]] = (),
) -> Statement:
    """What one person sends. The area is not asked: it follows from `home_code`."""
    when, where, you = (answers.get(step, {}) for step in (Step.WHEN, Step.WHERE, Step.YOU))
    day = when.get("day")
    return Statement(
        kind=CaseKind.CONCERN,
        subjects=subjects_chosen(answers),
        telling=Telling(
            words=answers[Step.HAPPENED]["words"],
            happened_on=date.fromisoformat(day) if day else None,
            happened_at=when.get("time") or "",
            place=where.get("place") or "",
            role=ROLES[answers[Step.WHOSE]["whose"]],
            publish=answers[Step.PUBLISH]["publish"] == "yes",
            in_danger=is_in_danger(answers),
            answers=_told(answers),
        ),
        language=language,
        home_code=home_code,
        sealed_until=sealed_until(answers),
        contact=Contact(
            **{name: you.get(name) or "" for name in ("name", "email", "phone", "other")}
        ),
        exclusions=exclusions_of(answers),
        photographs=tuple(photographs),
    )


def sealed_until(answers: Answers) -> date | None:
    """Until when the writer keeps it sealed; None where it goes out at once."""
    until = answers.get(Step.SEAL, {}).get("until")
    return date.fromisoformat(until) if until else None


def exclusions_of(answers: Answers) -> Exclusions:
    """Whom the writer does not want to see it."""
    chosen: Mapping[str, Any] = answers.get(Step.EXCLUDE, {})
    others: str = chosen.get("others") or ""
    ids = frozenset(UUID(each) for each in chosen.get("members") or ())
    return Exclusions(ids, (others,) if others else ())


def _told(answers: Answers) -> tuple[tuple[str, str], ...]:
    return tuple(
        (each.question, each.answer)
        for each in said(answers, {})
        if each.answer and each.step not in _APART and each.name not in _FIELDS_APART
    )
