"""The whole ceremony: a case goes out sealed, two parts open it, a successor is let in."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from portal.cases.deleting.services import hold_case
from portal.cases.fairness.services import ask_worker
from portal.cases.findings import Finding
from portal.cases.queries import told_in
from portal.cases.recovering.commands import (
    accept_recovery,
    list_holders,
    request_recovery,
    use_key,
)
from portal.cases.recovering.queries import parts_of, sealed_columns, sealed_items
from portal.cases.recovering.services import RecoveryRefused, export_case
from portal.cases.revealing.services import ask_identity
from portal.cases.seconding.services import decline
from portal.config import secret
from portal.database import Model, db, transaction
from portal.ledger import queries as ledger_queries
from portal.ledger.kinds import EntryKind
from portal.ledger.models import LedgerFact
from portal.ledger.services import close_days
from portal.vault.commands import recover
from portal.vault.models import Grant
from portal.vault.recovery import RecoveryReason
from portal.vault.services import take_grants
from tests.cases.factories import (
    WORDS,
    Committee,
    Sent,
    _holder,
    acknowledge,
    hand_back,
    make_case,
    make_committee,
    make_photograph,
    suspend,
    vote,
)
from tests.conftest import NOW


@dataclass
class Ceremony:
    """A committee, a case with everything that a case can hold, and the printed parts."""

    app: Flask
    folder: Path
    committee: Committee
    sent: Sent

    def run(self, command: Any, *arguments: object) -> Result:
        db.session.remove()
        return self.app.test_cli_runner().invoke(command, [str(each) for each in arguments])

    def part(self, number: int) -> Path:
        return self.folder / "key" / f"part-{number}.txt"


@pytest.fixture
def ceremony(app: Flask, database: Any, tmp_path: Path) -> Ceremony:
    """A case that came after the recovery key was put in use."""
    run = app.test_cli_runner().invoke
    assert run(recover, ["make-key", str(tmp_path / "key")]).exit_code == 0
    public = (tmp_path / "key" / "public-key.txt").read_text().strip()
    committee = make_committee()
    db.session.remove()
    assert run(use_key, [public]).exit_code == 0
    sent = make_case(email="gwen@example.org", photographs=(("slip.jpg", make_photograph()),))
    acknowledge(sent, committee.handlers[0])
    vote(sent, committee.handlers[0], Finding.UPHELD)
    suspend(sent, committee.handlers[0])
    hand_back(sent, committee["Elin Parry"])
    first, second = committee.handlers[:2]
    with transaction():
        request = ask_identity(sent.opened_by(first), "It is urgent.", by=first.account, at=NOW)
        held = sent.opened_by(second)
        decline(held, request, "It can wait.", by=second.account, at=NOW)
        told = "That you left early."
        ask_worker(held, "Non", told, secret=secret("receipt"), by=second.account, at=NOW)
        hold_case(held, "The police asked.", by=second.account, at=NOW)
    return Ceremony(app, tmp_path, committee, sent)


def holder_line(ceremony: Ceremony, name: str) -> str:
    """A holder as the portal lists it."""
    lines = ceremony.run(list_holders).output.splitlines()
    return next(line.split("\t")[1] for line in lines if line.startswith(name))


def test_two_parts_open_all_that_the_case_holds(ceremony: Ceremony) -> None:
    out, into = ceremony.folder / "export.json", ceremony.folder / "opened"

    asked = ceremony.run(request_recovery, ceremony.sent.reference, "--reason", "no_holder_left",
                         "--out", out)  # fmt: skip
    opened = ceremony.run(recover, "open", out, "--part", ceremony.part(1),
                          "--part", ceremony.part(3), "--into", into)  # fmt: skip

    assert asked.exit_code == 0, asked.output
    assert opened.exit_code == 0, opened.output
    exported = out.read_text("utf-8")
    assert WORDS not in exported
    assert "gwen@example.org" not in exported
    content = (into / "content.json").read_text("utf-8")
    for words in (WORDS, "gwen@example.org", "slip.jpg", "We have it.", "So it is.", "It can wait.",
                  "The police asked."):  # fmt: skip
        assert words in content
    assert list(into.glob("attachments-*-content.bin"))


def test_the_use_stands_in_the_public_ledger_without_the_case(ceremony: Ceremony) -> None:
    ceremony.run(request_recovery, ceremony.sent.reference, "--reason", "rehearsal",
                 "--out", ceremony.folder / "export.json")  # fmt: skip
    with transaction():
        close_days(NOW + timedelta(days=1))

    facts = [each.fact for each in ledger_queries.public_facts()]

    used = [fact.fact for fact in facts if fact.kind is EntryKind.RECOVERY_USED]
    assert used == [{"reason": "rehearsal"}]


def test_a_successor_opens_what_the_ceremony_passed_on(ceremony: Ceremony) -> None:
    with transaction():
        successor = _holder("New Member")
    export, grants = ceremony.folder / "export.json", ceremony.folder / "grants.json"
    ceremony.run(request_recovery, ceremony.sent.reference, "--reason", "no_holder_left",
                 "--out", export)  # fmt: skip
    holder = holder_line(ceremony, "New Member")
    sealed = ceremony.run(recover, "regrant", export, "--part", ceremony.part(2),
                          "--part", ceremony.part(3), "--to", holder, "--out", grants)  # fmt: skip
    assert sealed.exit_code == 0, sealed.output

    accepted = ceremony.run(accept_recovery, grants)

    assert ceremony.sent.reference in accepted.output
    assert WORDS in told_in(ceremony.sent.opened_by(successor)).telling.words


def test_grants_that_are_out_of_date_change_nothing(ceremony: Ceremony) -> None:
    with transaction():
        _holder("New Member")
    export, grants = ceremony.folder / "export.json", ceremony.folder / "grants.json"
    ceremony.run(request_recovery, ceremony.sent.reference, "--reason", "no_holder_left",
                 "--out", export)  # fmt: skip
    to = holder_line(ceremony, "New Member")
    ceremony.run(recover, "regrant", export, "--part", ceremony.part(1), "--part",
                 ceremony.part(2), "--to", to, "--out", grants)  # fmt: skip
    db.session.remove()
    with transaction():
        take_grants(ceremony.sent.case.safe_id, of=ceremony.committee.handlers[3].holder_id)
    before = db.session.scalar(select(func.count()).select_from(Grant))

    refused = ceremony.run(accept_recovery, grants)

    assert refused.exit_code == 1
    assert "Export the case again" in refused.output
    assert db.session.scalar(select(func.count()).select_from(Grant)) == before


def test_a_case_that_is_not_there_leaves_no_file_and_no_entry(ceremony: Ceremony) -> None:
    out = ceremony.folder / "export.json"

    result = ceremony.run(request_recovery, "NONE", "--reason", "rehearsal", "--out", out)

    assert result.exit_code == 1
    assert not out.exists()
    used = select(LedgerFact).where(LedgerFact.kind == EntryKind.RECOVERY_USED)
    assert db.session.scalars(used).all() == []


def test_a_case_without_a_recovery_key_is_refused_and_nothing_is_entered(
    ceremony: Ceremony,
) -> None:
    with transaction():
        case = ceremony.sent.case
        for grant in db.session.scalars(select(Grant).where(Grant.safe_id == case.safe_id)):
            db.session.delete(grant)
    with pytest.raises(RecoveryRefused), transaction():
        export_case(ceremony.sent.case, reason=RecoveryReason.REHEARSAL, at=NOW)

    used = select(LedgerFact).where(LedgerFact.kind == EntryKind.RECOVERY_USED)
    assert db.session.scalars(used).all() == []


def test_an_export_is_never_written_over_another(ceremony: Ceremony) -> None:
    out = ceremony.folder / "export.json"
    out.write_text("kept")

    result = ceremony.run(request_recovery, ceremony.sent.reference, "--reason", "rehearsal",
                          "--out", out)  # fmt: skip

    assert result.exit_code == 1
    assert out.read_text() == "kept"


@pytest.mark.parametrize("key", ["", "zz", "00" * 32, "00"])
def test_what_is_no_key_is_not_put_in_use(ceremony: Ceremony, key: str) -> None:
    assert ceremony.run(use_key, key).exit_code == 1


def test_every_sealed_column_of_a_case_is_exported(ceremony: Ceremony) -> None:
    """A table that is added later and sealed in the safe must be added to the ceremony."""
    exported = {(item.place.table, item.place.column) for item in sealed_items(ceremony.sent.case)}
    known = {
        (mapper.local_table.name, column)
        for mapper in Model.registry.mappers
        if mapper.class_.__module__.startswith("portal.cases.")
        for column in sealed_columns(mapper.class_)
    }

    tables = {model.__tablename__ for model, _belongs in parts_of(ceremony.sent.case.id)}
    assert {table for table, _column in known} == tables
    # No case of this test has these.
    left_out = {"notes", "redactions", "enquiries", "remedies", "case_summaries"}
    assert {table for table, _column in known - exported} <= left_out
