"""A case on its way in: sealed and ready to be stored, before any query of the POST.

Nothing here asks a database. `prepare_arrival` is the slow part of a submission (one seal for each
key holder); `services.receive_case` then only writes rows.
"""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID, uuid4

from portal.cases.references import new_reference
from portal.cases.routing.table import ALONE, CaseType, Sorting
from portal.cases.rule_packs import find_pack
from portal.cases.safeguarding.screening import Trigger
from portal.cases.subjects import require_subjects
from portal.cases.tellings import Contact, Exclusions, Telling
from portal.cases.workflow import CaseKind
from portal.photographs import Photograph
from portal.vault.receipts import Receipt
from portal.vault.sealing import OpenSafe, Place, PreparedSafe, Recipient, prepare_safe
from portal.vault.states import GrantState

# Without 0/O, 1/I/L and U: nobody reads a wrong letter to the committee over the telephone.


@dataclass(frozen=True, slots=True)
class Statement:
    """What one person sends, before it is sealed."""

    kind: CaseKind
    subjects: tuple[str, ...]
    telling: Telling
    language: str
    area: str = ""
    """Clear: a part of the district that many live in, never a street."""
    home_code: str = ""
    """As `visits` normalised it; empty where none was given or it is not known."""
    sealed_until: date | None = None
    """Until when nobody shall read it, where nobody else reports the same; None for at once."""
    contact: Contact = field(default_factory=Contact)
    exclusions: Exclusions = field(default_factory=Exclusions)
    photographs: tuple[tuple[str, Photograph], ...] = ()
    """The name the file had, and the photograph drawn anew."""


@dataclass(frozen=True, slots=True)
class SealedPhotograph:
    """A photograph, and the name its file had, as they may be stored."""

    id: UUID
    name: bytes
    content: bytes


@dataclass(frozen=True, slots=True)
class Arrival:
    """A case as it may be stored. Only what may be clear is clear."""

    case_id: UUID
    reference: str
    kind: CaseKind
    subjects: tuple[str, ...]
    area: str
    language: str
    rule_pack: str
    safe: PreparedSafe
    complainant_id: UUID
    complainant_key: bytes
    receipt_lookup: bytes
    receipt_version: str
    telling: bytes
    home_code: bytes
    contact: bytes
    exclusions: bytes
    sorting: Sorting
    suspension: tuple[UUID, bytes] | None
    """The row that says why somebody has it alone, and what is sealed in it."""
    photographs: tuple[SealedPhotograph, ...]
    sealed_until: date | None
    wants_letters: bool
    tell: tuple[str, ...]
    """Addresses of the members who are told that something arrived, and nothing more."""


def prepare_arrival(
    statement: Statement,
    *,
    receipt: Receipt,
    recipients: Sequence[Recipient],
    rule_pack: str,
    sorting: Sorting,
    tell: Collection[str] = (),
    receipt_state: GrantState = GrantState.AWAKE,
) -> Arrival:
    """Seal what was said for those who may read it, and for the person who said it.

    `recipients`, `sorting` and `tell` come from `readers_of_a_new_case`. `receipt_state` says
    whether the receipt's code reads, or only passes the key on. Raises SubjectRefused.
    """
    require_subjects(statement.kind, statement.subjects)
    find_pack(rule_pack)
    complainant = Recipient(uuid4(), receipt.keys.public, receipt_state)
    safe = prepare_safe([*recipients, complainant])
    case_id = uuid4()

    def sealed(column: str, text: str) -> bytes:
        return safe.open_safe.seal(Place("cases", case_id, column), text)

    return Arrival(
        case_id=case_id,
        reference=new_reference(),
        kind=statement.kind,
        subjects=statement.subjects,
        area=_area_of(statement, sorting),
        language=statement.language,
        rule_pack=rule_pack,
        safe=safe,
        complainant_id=complainant.holder_id,
        complainant_key=complainant.public_key,
        receipt_lookup=receipt.lookup,
        receipt_version=receipt.secret_version,
        telling=sealed("telling", statement.telling.to_text()),
        home_code=sealed("home_code", statement.home_code),
        contact=sealed("contact", statement.contact.to_text()),
        exclusions=sealed("exclusions", statement.exclusions.to_text()),
        sorting=sorting,
        suspension=_suspension(safe.open_safe, sorting),
        photographs=tuple(
            seal_photograph(safe.open_safe, name, photograph)
            for name, photograph in statement.photographs
        ),
        sealed_until=statement.sealed_until,
        wants_letters=bool(statement.contact.email),
        tell=tuple(tell),
    )


def _area_of(statement: Statement, sorting: Sorting) -> str:
    # With a part of the district beside it, a disclosure would point to a team.
    return "" if sorting.case_type is CaseType.WHISTLEBLOWING else statement.area


def _suspension(safe: OpenSafe, sorting: Sorting) -> tuple[UUID, bytes] | None:
    if sorting.route not in ALONE:
        return None
    row_id = uuid4()
    return row_id, safe.seal(Place("suspensions", row_id, "why"), reasons_to_text(sorting.triggers))


def reasons_to_text(triggers: Collection[Trigger], words: str = "") -> str:
    """Why a case is kept apart, as one text to seal."""
    return json.dumps({"triggers": sorted(triggers), "words": words}, ensure_ascii=False)


def seal_photograph(safe: OpenSafe, name: str, photograph: Photograph) -> SealedPhotograph:
    """The photograph as it may be stored."""
    row_id = uuid4()
    return SealedPhotograph(
        row_id,
        name=safe.seal(Place("attachments", row_id, "name"), name),
        content=safe.seal(Place("attachments", row_id, "content"), photograph.jpeg),
    )
