"""Rule: who may read a case, counted by class, and whether these can decide it.

Source: a rule of our own (committee/quorum.py): three, or half of the seats that are free of
interest, among them a service user or family member and somebody who is no care worker.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import LazyString

from portal.committee.grants import Candidate, Capacity
from portal.committee.quorum import Missing, missing_voices, quorum_of
from portal.i18n import lazy_gettext as _l
from portal.membership.classes import MANY_MEMBERS, MemberClass

_OUTSIDE = _l("From outside the co-operative")
_NO_SEAT = _l("With an office, without a seat")


@dataclass(frozen=True)
class Reader:
    """Somebody who holds the key of the case."""

    name: str
    candidate: Candidate | None = None
    """As what they hold it; None for who has the case alone and would not sit in a decision."""
    answered_before: bool = False
    """Whether they answered it at an earlier stage, and therefore decide nothing more."""

    @property
    def is_called_in(self) -> bool:
        """Whether they stand in for somebody of their class."""
        return self.candidate is not None and self.candidate.capacity is Capacity.SUBSTITUTE

    @property
    def also_works(self) -> bool:
        """Whether they are a care worker of the co-operative who sits for another class."""
        found = self.candidate
        return (
            found is not None and found.care_worker and found.member_class is not MemberClass.WORKER
        )

    @property
    def heading(self) -> LazyString:
        """The class, in words, under which they are counted."""
        if self.candidate is None:
            return _NO_SEAT
        member_class = self.candidate.member_class
        return _OUTSIDE if member_class is None else MANY_MEMBERS[member_class]


@dataclass(frozen=True)
class Readership:
    """Those who may read a case, and what a decision about it needs."""

    readers: tuple[Reader, ...]
    sitting: int
    """How many sit and have made a key."""
    free: int
    """How many of these nothing keeps away from this case."""

    @property
    def by_class(self) -> list[tuple[LazyString, list[Reader]]]:
        """The readers under their headings, in the order of the classes; the others come last."""
        order = [*MANY_MEMBERS.values(), _OUTSIDE, _NO_SEAT]
        found = [(each, [one for one in self.readers if one.heading is each]) for each in order]
        return [(heading, readers) for heading, readers in found if readers]

    @property
    def deciding(self) -> Sequence[Candidate]:
        """Those of the readers who may vote."""
        return [
            each.candidate
            for each in self.readers
            if each.candidate is not None and not each.answered_before
        ]

    @property
    def needed(self) -> int:
        """How many have to take part in a decision."""
        return quorum_of(self.free)

    @property
    def missing(self) -> tuple[Missing, ...]:
        """What those who can read it lack to decide it."""
        return missing_voices([each.voice for each in self.deciding], filled=self.free)

    @property
    def kept_away(self) -> int:
        """How many who sit may not see this case."""
        return self.sitting - self.free
