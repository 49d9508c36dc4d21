"""Rule: a visit that is asked about stands among others, so that the question points at nobody.

The office sees visits, and never a case. What it can still infer is worked out and said to whoever
asks: among ten visits nine of which went well, the tenth is found at a glance.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final, Self

from portal.errors import RuleBroken
from portal.i18n import gettext as _
from portal.i18n import lazy_gettext as _l

OTHERS: Final = 9
"""So many other visits stand beside the one that is meant, at least."""


class Consent(StrEnum):
    """What the person says to "may we ask the office about this visit?"."""

    MIXED = "mixed"
    OPENLY = "openly"
    NO = "no"


CONSENTS: Final = {
    Consent.MIXED: _l("Yes, among at least nine visits of other homes"),
    Consent.OPENLY: _l("Yes, and you may also ask about this visit alone"),
    Consent.NO: _l("No, please do not ask"),
}


class EnquiryRefused(RuleBroken):
    """This cannot be asked, or not like this."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One visit as the office is asked about it."""

    package_ref: str
    """The office's own reference of the care package."""
    service_date: date
    starts: str
    """On the wall clock, as it was agreed."""
    ends: str

    @property
    def key(self) -> str:
        """The visit in one word, for a form."""
        return f"{self.service_date.isoformat()} {self.starts} {self.package_ref}"


@dataclass(frozen=True, slots=True)
class OnRecord:
    """One visit of the record: how it is asked about, and what became of it."""

    asked: Asked
    status: str


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, of all visits alike; `own` is the place of the one that is meant."""

    words: str
    visits: tuple[Asked, ...]
    own: int | None = None
    alike: int = 0
    """How many of the visits look like the one that is meant, by the office's own record."""

    @property
    def is_open(self) -> bool:
        """Whether the office is asked about this visit alone."""
        return len(self.visits) == 1

    def for_office(self) -> Self:
        """The same without what only the committee may know."""
        return type(self)(self.words, self.visits)

    def to_text(self) -> str:
        """One text to seal."""
        said = asdict(self)
        for each in said["visits"]:
            each["service_date"] = each["service_date"].isoformat()
        return json.dumps(said, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def of_text(cls, text: str) -> Self:
        """The question that was sealed."""
        said: dict[str, Any] = json.loads(text)
        visits = tuple(
            Asked(**{**each, "service_date": date.fromisoformat(each["service_date"])})
            for each in said.pop("visits")
        )
        return cls(visits=visits, **said)


def mix(
    own: OnRecord,
    others: Sequence[OnRecord],
    words: str,
    *,
    draw: Callable[[Sequence[OnRecord], int], Sequence[OnRecord]],
) -> Question:
    """The question about one visit, among at least nine others of other homes drawn at random.

    Visits with the same outcome are drawn first, so that the one that is meant does not stand out.
    `draw` takes so many at random. Raises EnquiryRefused where there are not enough.

    >>> visit = OnRecord(Asked("P1", date(2026, 10, 5), "08:00", "08:30"), "MISSED")
    >>> mix(visit, [], "What happened?", draw=lambda seen, most: seen[:most])
    Traceback (most recent call last):
    ...
    portal.cases.enquiring.mixing.EnquiryRefused: ...
    """
    theirs = [each for each in others if each.asked.package_ref != own.asked.package_ref]
    if len({each.asked.package_ref for each in theirs}) < OTHERS:
        raise EnquiryRefused(
            _(
                "There are not enough visits of other homes around that day, so the office would "
                "know at once which one you mean. Ask later, or ask the person instead."
            )
        )
    chosen = _drawn([each for each in theirs if each.status == own.status], [], draw)
    chosen = _drawn([each for each in theirs if each.status != own.status], chosen, draw)
    alike = 1 + sum(each.status == own.status for each in chosen)
    # In the order of the diary: where it stands tells nothing.
    visits = sorted(
        (each.asked for each in (own, *chosen)), key=lambda visit: (visit.key, visit.ends)
    )
    return Question(words, tuple(visits), visits.index(own.asked), alike)


def alone(own: OnRecord, words: str) -> Question:
    """The question about one visit and no other: the office knows at once which home it is."""
    return Question(words, (own.asked,), 0, 1)


def require_consent(consent: Consent | None, *, openly: bool) -> None:
    """Refuse to ask what the person has not allowed. Raises EnquiryRefused."""
    if consent is None or consent is Consent.NO:
        raise EnquiryRefused(
            _("The person has not said that we may ask the office. Write to them and ask first.")
        )
    if openly and consent is not Consent.OPENLY:
        raise EnquiryRefused(
            _("The person only allows that the office is asked among other visits.")
        )


def require_answers(question: Question, answers: Sequence[str]) -> None:
    """Refuse an answer that leaves a visit out. Raises EnquiryRefused."""
    if len(answers) != len(question.visits) or not all(each.strip() for each in answers):
        raise EnquiryRefused(_("Say something about each visit; “not known” is an answer too."))


def _drawn(
    pool: Sequence[OnRecord],
    chosen: Sequence[OnRecord],
    draw: Callable[[Sequence[OnRecord], int], Sequence[OnRecord]],
) -> list[OnRecord]:
    """One visit of each home, as long as some are lacking."""
    taken = {each.asked.package_ref for each in chosen}
    homes: dict[str, list[OnRecord]] = {}
    for each in pool:
        if each.asked.package_ref not in taken:
            homes.setdefault(each.asked.package_ref, []).append(each)
    one_each = [draw(visits, 1)[0] for visits in homes.values()]
    return [*chosen, *draw(one_each, min(OTHERS - len(chosen), len(one_each)))]
