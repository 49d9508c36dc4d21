"""Steps of the bundle: put together what is the person's to have, prove it, and sign it.

Nothing is stored: a bundle is made when it is asked for, and is gone from here with the answer.
"""

from datetime import datetime
from typing import Any

from portal.cases.bundling.bundle import (
    CASE,
    CASE_FORMAT,
    LEDGER,
    LEDGER_FORMAT,
    write_bundle,
    written,
)
from portal.cases.bundling.papers import paper_of, read_me
from portal.cases.bundling.queries import (
    Dossier,
    case_facts,
    dossier_of,
    entries_for_person,
    proof_of_days,
)
from portal.cases.models import Case
from portal.cases.queries import OpenCase
from portal.cases.working_days import local_day
from portal.config import settings
from portal.ledger.services import promise, signing_key
from portal.pdf import CannotBeSetError, pdf_of


def make_bundle(opened: OpenCase, *, at: datetime) -> bytes:
    """Everything that the person is entitled to, signed by the ledger's key, as a ZIP file."""
    dossier = dossier_of(opened)
    files = {
        "README.txt": read_me(dossier).encode(),
        CASE: written({"format": CASE_FORMAT, **case_facts(dossier)}),
        LEDGER: written(_proofs(opened.case)),
        **{each.path: each.content for each in dossier.files},
        **_document(dossier, at=at),
    }
    return write_bundle(
        files, reference=opened.case.reference, made_on=local_day(at), key=signing_key()
    )


def _document(dossier: Dossier, *, at: datetime) -> dict[str, bytes]:
    """The case to read. In a script that we cannot print `case.json` stands alone."""
    try:
        paper = paper_of(dossier, name=settings().coop_name)
        return {"case.pdf": pdf_of("case.typ", paper, made=at)}
    except CannotBeSetError:
        return {}


def _proofs(case: Case) -> dict[str, Any]:
    shown = entries_for_person(case)
    days, proofs = proof_of_days(entry for entry, _fact in shown)
    return {
        "format": LEDGER_FORMAT,
        "public_key": signing_key().public.hex(),
        "days": proofs,
        "entries": [
            {
                "commitment": entry.commitment.hex(),
                "salt": fact.salt.hex(),
                "kind": fact.kind.value,
                "fact": fact.fact,
                "day": days[entry.sequence].isoformat() if entry.sequence in days else None,
                "promise": None if entry.sequence in days else promise(entry),
            }
            for entry, fact in shown
        ],
    }
