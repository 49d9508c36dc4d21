"""Questions to the ledger about cases: never about one that the reader may not see."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.accounts.models import Account
from portal.cases.models import Case
from portal.cases.queries import visible_cases
from portal.database import db
from portal.ledger.kinds import EntryKind
from portal.ledger.queries import newest_facts_about

# These name the member in the fact itself; the others say what happened, and the minutes say who.
SAY_WHO = frozenset({EntryKind.CASE_OPENED, EntryKind.IDENTITY_READ, EntryKind.RECEIPT_REISSUED})


@dataclass(frozen=True)
class Entry:
    """One entry: on which day, about which case, what happened, and who did it."""

    day: date
    reference: str
    kind: EntryKind
    by: str


def newest_entries(reader: Account, *, most: int) -> list[Entry]:
    """The newest entries about the reader's cases and their keys, newest first.

    The same question as the queue's decides which cases these are.
    """
    shown = visible_cases(reader).with_only_columns(Case.id, Case.safe_id, Case.reference)
    references = {}
    for case_id, safe_id, reference in db.session.execute(shown):
        references[case_id] = references[safe_id] = reference
    return [
        Entry(
            entry.day,
            references[fact.subject_id],
            fact.kind,
            _who(fact.fact) if fact.kind in SAY_WHO else "",
        )
        for entry, fact in newest_facts_about(references, most=most)
        if fact.subject_id is not None
    ]


def _who(fact: Mapping[str, Any]) -> str:
    """Who did it, and with whose leave where it takes two."""
    return ", ".join(str(fact[name]) for name in ("by", "agreed_by") if name in fact)
