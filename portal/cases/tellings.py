"""What a person told us, as plain values: the words that are sealed as soon as they are here."""

import json
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any, Final, Self
from uuid import UUID

from portal.i18n import lazy_gettext as _l

TAKEN_DOWN_BY: Final = _l("Taken down by")
"""The question that the clerk answers, not the person: staff pages have one language."""


@dataclass(frozen=True, slots=True)
class Contact:
    """How to reach the person, if they want to be reached. Nothing is required."""

    name: str = ""
    email: str = ""
    phone: str = ""
    other: str = ""

    def __bool__(self) -> bool:
        return any((self.name, self.email, self.phone, self.other))

    def to_text(self) -> str:
        """One text to seal."""
        return _text({item.name: getattr(self, item.name) for item in fields(self)})

    @classmethod
    def of_text(cls, text: str) -> Self:
        """The contact that was sealed."""
        return cls(**json.loads(text))


@dataclass(frozen=True, slots=True)
class Telling:
    """What was said, in the person's own words and in the order of the questions.

    `answers` are pairs of the question as it was asked and the answer as it was given; the fields
    beside them are those that the portal itself has to understand.
    """

    words: str = ""
    happened_on: date | None = None
    happened_at: str = ""
    place: str = ""
    role: str = ""
    publish: bool = False
    in_danger: bool = False
    """Whether they said that somebody may be in danger: nobody has to read that first."""
    by_home_code: bool = False
    """It came from the card at a home alone, where anybody may read the code: it settles nothing by
    itself."""
    answers: tuple[tuple[str, str], ...] = ()

    def to_text(self) -> str:
        """One text to seal."""
        day = self.happened_on.isoformat() if self.happened_on else None
        said = {item.name: getattr(self, item.name) for item in fields(self)}
        return _text({**said, "happened_on": day})

    @classmethod
    def of_text(cls, text: str) -> Self:
        """The telling that was sealed."""
        said = json.loads(text)
        day = said.pop("happened_on")
        pairs = tuple((question, answer) for question, answer in said.pop("answers"))
        return cls(happened_on=date.fromisoformat(day) if day else None, answers=pairs, **said)


@dataclass(frozen=True, slots=True)
class Exclusions:
    """Who must not see the case: whom the person named, and whom the portal found in it.

    Ids are those of the register; `names` are what nobody could match.
    """

    person_ids: frozenset[UUID] = field(default_factory=frozenset)
    names: tuple[str, ...] = ()
    complainants: frozenset[UUID] = field(default_factory=frozenset)
    named: frozenset[UUID] = field(default_factory=frozenset)

    def to_text(self) -> str:
        """One text to seal."""
        ids = {name: sorted(map(str, getattr(self, name))) for name in _IDS}
        return _text({**ids, "names": self.names})

    @classmethod
    def of_text(cls, text: str) -> Self:
        """The exclusions that were sealed."""
        said = json.loads(text)
        ids = {name: frozenset(map(UUID, said.get(name, ()))) for name in _IDS}
        return cls(names=tuple(said["names"]), **ids)


_IDS: Final = ("person_ids", "complainants", "named")


def _text(said: dict[str, Any]) -> str:
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))
