"""The bundle: everything the person is entitled to, proven, and checked by whoever receives it."""

import io
import json
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from portal.cases.bundling.commands import verify_bundle_command
from portal.cases.bundling.services import make_bundle
from portal.cases.bundling.verifying import verify_bundle
from portal.cases.messages.services import hear_message, note_case, write_to_complainant
from portal.database import reading, transaction
from portal.ledger.copies import read_copy
from portal.ledger.services import close_days, signing_key
from tests.cases.factories import (
    WORDS,
    Committee,
    Sent,
    acknowledge,
    decide,
    make_case,
    make_committee,
    make_photograph,
)
from tests.client import Browser
from tests.conftest import NOW
from tests.intake.factories import come_back
from tests.intake.test_returning import answered

LATER = NOW + timedelta(days=1)


@pytest.fixture
def committee(database: Any) -> Committee:
    return make_committee()


def bundle_of(sent: Sent, *, at: Any = NOW) -> bytes:
    with reading():
        return make_bundle(sent.opened_by_complainant(), at=at)


def files_of(bundle: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(bundle)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def packed(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as bundle:
        for name, content in files.items():
            bundle.writestr(name, content)
    return out.getvalue()


def a_whole_life(committee: Committee) -> Sent:
    """A case with photographs, messages both ways, a note, a decision and an answer."""
    sent = make_case(
        name="Dai Beddoes", email="dai@example.net", photographs=[("slip.jpg", make_photograph())]
    )
    mair = committee["Mair Jones"]
    with transaction():
        hear_message(
            sent.opened_by_complainant(),
            "Here is the other slip.",
            photographs=[("second.jpg", make_photograph("red"))],
            at=NOW,
        )
    with transaction():
        opened = sent.opened_by(mair)
        write_to_complainant(opened, "Thank you for the slip.", by=mair.account, at=NOW)
        note_case(opened, "Between ourselves.", by=mair.account, at=NOW)
    answered(committee, sent, closed=False)
    return sent


def test_a_bundle_holds_what_is_the_persons_and_nothing_else(committee: Committee) -> None:
    sent = a_whole_life(committee)

    files = files_of(bundle_of(sent))

    assert sorted(files) == [
        "README.txt", "case.json", "case.pdf", "ledger.json", "manifest.json", "manifest.sig",
        "photographs/01.jpg", "photographs/02.jpg",
    ]  # fmt: skip
    case = json.loads(files["case.json"])
    assert [each["words"] for each in case["messages"]][:2] == [
        "Here is the other slip.",
        "Thank you for the slip.",
    ]
    assert case["messages"][0]["files"] == ["photographs/02.jpg"]
    assert case["findings"][0]["finding"] == "upheld"
    assert case["told"]["words"] == WORDS
    assert files["case.pdf"].startswith(b"%PDF")
    everything = b"".join(files[name] for name in files if name != "case.pdf").decode("latin-1")
    for kept in ("Between ourselves", "Dai Beddoes", "dai@example.net", "voted", "case_opened"):
        assert kept not in everything


def test_a_bundle_is_proven_by_the_ledger_once_the_day_is_closed(
    committee: Committee, browser: Browser
) -> None:
    sent = a_whole_life(committee)
    with transaction():
        close_days(LATER)

    bundle = bundle_of(sent, at=LATER)
    report = verify_bundle(bundle, keys=[signing_key().public])

    assert report.problems == []
    assert report.notices == []
    assert report.entries == 4
    ledger = browser.open("/ledger/ledger.json").response.data
    heads = {day.day: day.hash for day in read_copy(ledger).days}
    assert verify_bundle(bundle, heads=heads).is_good
    other = {day: bytes(32) for day in heads}
    assert "another head" in verify_bundle(bundle, heads=other).problems[0]


def test_before_the_day_is_closed_a_promise_stands_for_the_proof(committee: Committee) -> None:
    report = verify_bundle(bundle_of(make_case()), keys=[signing_key().public])

    assert report.problems == []
    assert "It is promised by" in report.notices[0]


def test_what_was_decided_is_not_in_it_before_the_person_was_told(committee: Committee) -> None:
    sent = make_case()
    decide(sent, committee)

    files = files_of(bundle_of(sent))

    assert json.loads(files["case.json"])["findings"] == []
    assert b"case_outcome" not in files["ledger.json"]
    assert b"upheld" not in b"".join(files.values())


def changed_word(files: dict[str, bytes]) -> None:
    files["case.json"] = files["case.json"].replace(b"Nobody came", b"They  came")


def without_a_photograph(files: dict[str, bytes]) -> None:
    del files["photographs/01.jpg"]


def with_a_file_more(files: dict[str, bytes]) -> None:
    files["photographs/09.jpg"] = b"planted"


def with_another_manifest(files: dict[str, bytes]) -> None:
    files["manifest.json"] = files["manifest.json"].replace(b"case.pdf", b"case.pd2")


def with_another_fact(files: dict[str, bytes]) -> None:
    files["ledger.json"] = files["ledger.json"].replace(
        b'"received_on": "2026', b'"received_on": "2025'
    )


def without_an_answer(files: dict[str, bytes]) -> None:
    ledger = json.loads(files["ledger.json"])
    ledger["entries"] = [each for each in ledger["entries"] if each["kind"] != "case_answered"]
    files["ledger.json"] = json.dumps(ledger).encode()


def with_another_chain(files: dict[str, bytes]) -> None:
    ledger = json.loads(files["ledger.json"])
    ledger["days"][0]["commitments"][0] = "00" * 32
    files["ledger.json"] = json.dumps(ledger).encode()


def with_a_later_head(files: dict[str, bytes]) -> None:
    ledger = json.loads(files["ledger.json"])
    ledger["days"][0]["signed_on"] = "2027-01-01"
    files["ledger.json"] = json.dumps(ledger).encode()


def with_an_entry_twice_in_other_letters(files: dict[str, bytes]) -> None:
    ledger = json.loads(files["ledger.json"])
    again = ledger["entries"][0]
    ledger["entries"].append(again | {"commitment": again["commitment"].upper()})
    files["ledger.json"] = json.dumps(ledger).encode()


def with_a_day_in_other_words(files: dict[str, bytes]) -> None:
    files["manifest.json"] = files["manifest.json"].replace(b'"2026-11-10"', b'"20261110"')


def with_nonsense(files: dict[str, bytes]) -> None:
    files["ledger.json"] = b'{"format": "candour-proof-1", "days": [7], "entries": {}}'


CHANGES: list[tuple[Callable[[dict[str, bytes]], None], str]] = [
    (changed_word, "case.json is not what the manifest says"),
    (without_a_photograph, "photographs/01.jpg is named in the manifest, and is missing"),
    (with_a_file_more, "photographs/09.jpg is not named in the manifest"),
    (with_another_manifest, "The signature of the manifest is false"),
    (with_another_fact, "is not what was committed to"),
    (without_an_answer, "The case has 1 answers, and the ledger 0"),
    (with_another_chain, "the chain does not lead to the hash in the head"),
    (with_a_later_head, "the head was not signed by this ledger"),
    (with_an_entry_twice_in_other_letters, "not written as the format asks"),
    (with_a_day_in_other_words, "not written as the format asks"),
    (with_nonsense, "not written as the format asks"),
]


def test_whatever_is_changed_is_found(committee: Committee) -> None:
    sent = a_whole_life(committee)
    with transaction():
        close_days(LATER)
    whole = files_of(bundle_of(sent, at=LATER))
    assert verify_bundle(packed(whole)).is_good

    for change, said in CHANGES:
        files = dict(whole)
        change(files)

        problems = verify_bundle(packed(files)).problems
        assert any(said in problem for problem in problems), (said, problems)


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04 no", packed({}), packed({"case.json": b"1"})]
)
def test_what_is_no_bundle_is_refused_in_a_sentence(content: bytes) -> None:
    report = verify_bundle(content)

    assert not report.is_good
    assert report.problems[0].endswith(".")


def test_another_key_is_said(committee: Committee) -> None:
    bundle = bundle_of(make_case())

    assert "signed with another key" in verify_bundle(bundle, keys=[bytes(32)]).problems[0]


def test_the_person_downloads_it_and_the_command_checks_it(
    committee: Committee, browser: Browser, tmp_path: Path
) -> None:
    sent = make_case()
    acknowledge(sent, committee["Mair Jones"])
    come_back(browser, sent.receipt.code)

    response = browser.open("/return/bundle.zip").response
    file = tmp_path / "bundle.zip"
    file.write_bytes(response.data)
    done = CliRunner().invoke(
        verify_bundle_command, [str(file), "--key", signing_key().public.hex()]
    )

    assert response.mimetype == "application/zip"
    assert response.headers["Cache-Control"] == "no-store"
    assert done.exit_code == 0, done.output
    assert "The bundle is whole." in done.output
    file.write_bytes(response.data[:-40])
    assert CliRunner().invoke(verify_bundle_command, [str(file)]).exit_code == 1


def test_without_a_receipt_there_is_no_bundle(browser: Browser, database: Any) -> None:
    assert browser.open("/return/bundle.zip").path == "/return"
    assert browser.open("/return/answer.pdf").path == "/return"
