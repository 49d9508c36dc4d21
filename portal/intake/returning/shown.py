"""What the page of a receipt shows of a case, as plain values."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from portal.cases.deadlines import DeadlineKind, RulePack
from portal.cases.events import MessageKind
from portal.cases.findings import Finding
from portal.cases.routing.table import Route
from portal.cases.rule_packs import find_pack
from portal.cases.tellings import Telling
from portal.cases.workflow import ENDED, CaseKind, CaseStatus


@dataclass(frozen=True, slots=True)
class ShownPhotograph:
    """One photograph, by the name that its file had."""

    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class ShownMessage:
    """One message, opened; without an author it is the person's own."""

    kind: MessageKind
    author: str | None
    written_on: date
    words: str
    photographs: tuple[ShownPhotograph, ...]


@dataclass(frozen=True, slots=True)
class ShownIssue:
    """One thing that the case is about, and what was found in the present round."""

    code: str
    finding: Finding | None


@dataclass(frozen=True, slots=True)
class ShownClock:
    """A clock of the present round."""

    kind: DeadlineKind
    due_on: date
    met_on: date | None
    before_on: date | None
    """The day that was told before, where this one came later or changed."""
    outside: bool
    """Whether it is so late that the outside body can be asked."""


@dataclass(frozen=True, slots=True)
class ShownPromise:
    """Something that was promised, to put it right."""

    what: str
    due_on: date
    done_on: date | None


@dataclass(frozen=True, slots=True)
class CasePage:
    """Everything that the person who holds the receipt is shown."""

    kind: CaseKind
    status: CaseStatus
    kept_with: Route | None
    """Who has it alone, before the committee has it."""
    sealed_until: date | None
    """Until when the person keeps it sealed."""
    rule_pack: str
    rules_on: date
    """The day whose edition of the rules holds for it."""
    escalated_on: date | None
    kept_until: date | None
    answered: bool
    telling: Telling
    issues: tuple[ShownIssue, ...]
    clocks: tuple[ShownClock, ...]
    messages: tuple[ShownMessage, ...]
    photographs: tuple[ShownPhotograph, ...]
    promises: tuple[ShownPromise, ...]
    """What the committee promised, once it has answered."""
    is_asked: bool
    """Whether the person was asked what became of it, and has not said."""
    readers: tuple[str, ...]

    @property
    def pack(self) -> RulePack:
        """The rules that set its clocks."""
        return find_pack(self.rule_pack, self.rules_on)

    @property
    def is_sealed(self) -> bool:
        """Whether it waits for another report, or for its day."""
        return self.sealed_until is not None and not self.has_ended

    @property
    def has_ended(self) -> bool:
        """Whether nobody waits for the committee."""
        return self.status in ENDED
