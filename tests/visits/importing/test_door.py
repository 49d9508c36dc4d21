"""The door for machines: files can be added, once each, and nothing else."""

import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import Client, TestResponse

from portal import allowances, config
from portal.accounts.permissions import Permission
from portal.database import db, reading, transaction
from portal.ledger import words
from portal.ledger.kinds import PUBLIC_KINDS, EntryKind
from portal.ledger.models import LedgerFact
from portal.visits import door_views
from portal.visits.importing import (
    queries,
    receiving_services,
    services,
    unpacking,
    work_services,
)
from portal.visits.importing.models import Import, ImportPart, ImportToken
from portal.visits.importing.states import ImportStateRefused
from portal.visits.importing.token_services import make_token
from portal.visits.models import VisitVersion
from portal.visits.records import FileSet
from tests.accounts.factories import make_account_of, sign_in
from tests.client import Browser
from tests.conftest import NOW
from tests.visits.importing.test_broken_sets import FOLDERS
from tests.visits.importing.test_importing import changed_copy
from tests.visits.importing.test_profiles import CANONICAL, CONTRACTS, FILES

SETS = {folder.name: folder for folder in FOLDERS}
GOOD = SETS["00-good"]
DOOR = "/api/v1/imports"


@pytest.fixture
def token(app: Flask) -> str:
    """A token that works."""
    account = make_account_of(app, Permission.IMPORT_VISITS)
    with app.app_context(), transaction():
        _made, text = make_token("rota", by=account.id, at=NOW)
    return text


def contents(folder: Path) -> dict[str, bytes]:
    left_out = ("expected.json", "README.md")
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name not in left_out}


def packed(files: dict[str, bytes]) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return kept.getvalue()


def call(app: Flask, method: str, address: str, token: str, **sent: Any) -> TestResponse:
    headers = {"Authorization": f"Bearer {token}"} | sent.pop("headers", {})
    with app.app_context():
        return Client(app.wsgi_app, TestResponse).open(
            address, method=method, headers=headers, **sent
        )


def send(
    app: Flask, token: str, files: dict[str, bytes], key: str = "one", **form: str
) -> TestResponse:
    data: dict[str, Any] = dict(form)
    data["files"] = [(io.BytesIO(content), name) for name, content in files.items()]
    return call(app, "POST", DOOR, token, data=data, headers={"Idempotency-Key": key})


def how_many(app: Flask, model: type) -> int:
    with app.app_context(), reading():
        return db.session.scalar(select(func.count()).select_from(model)) or 0


def problem(answer: TestResponse) -> dict[str, Any]:
    assert answer.mimetype == "application/problem+json"
    said: dict[str, Any] = answer.get_json(force=True)
    assert said["status"] == answer.status_code
    assert said["type"].startswith("urn:candour:")
    assert said["detail"]
    return said


def test_a_set_is_checked_stored_and_entered_in_the_ledger(app: Flask, token: str) -> None:
    answer = send(app, token, contents(GOOD))

    assert answer.status_code == 201
    assert answer.headers["Location"] == f"{DOOR}/1"
    said = answer.get_json()
    assert (said["import"], said["state"]) == (1, "accepted")
    assert said["counts"]["visits.csv"]["accepted"] == 8
    assert how_many(app, VisitVersion) == 8
    assert how_many(app, ImportPart) == 0
    with app.app_context(), reading():
        asked = select(LedgerFact.kind).order_by(LedgerFact.sequence)
        kinds = list(db.session.scalars(asked))
    assert kinds == [EntryKind.SETTINGS_CHANGED, EntryKind.IMPORT_ACCEPTED]


def test_a_zip_is_the_same_as_its_files(app: Flask, token: str) -> None:
    body = packed({f"october/{name}": content for name, content in contents(GOOD).items()})

    answer = call(
        app, "POST", DOOR, token, data=body, content_type="application/zip",
        headers={"Idempotency-Key": "zip"},
    )  # fmt: skip

    assert answer.status_code == 201
    assert answer.get_json()["counts"]["visits.csv"]["accepted"] == 8


def test_the_same_key_again_stores_nothing_twice(app: Flask, token: str) -> None:
    first = send(app, token, contents(GOOD))
    again = send(app, token, contents(GOOD))

    assert again.get_json() == first.get_json()
    assert again.headers["Idempotency-Replayed"] == "true"
    assert how_many(app, Import) == 1

    other = send(app, token, contents(SETS["16-codes"]))
    assert problem(other)["detail"] == "This key was used for other files. Use a new one."
    assert how_many(app, Import) == 1


def test_a_correction_is_added_as_a_version(app: Flask, token: str, tmp_path: Path) -> None:
    send(app, token, contents(GOOD))
    changed = changed_copy(GOOD, tmp_path / "set", "visits.csv", "08:03:10", "08:20:00")

    said = send(app, token, contents(changed), "two").get_json()

    assert said["counts"]["visits.csv"]["corrections"] == 1
    assert said["changes"][0]["column"] == "in_at"
    assert how_many(app, VisitVersion) == 9


def test_rejected_rows_are_told_as_everywhere(app: Flask, token: str) -> None:
    said = send(app, token, contents(SETS["16-codes"])).get_json()

    expected = json.loads((SETS["16-codes"] / "expected.json").read_text("utf-8"))
    for row in said["rejections"]:
        assert row.pop("reason")
    assert said["rejections"] == expected["rejections"]
    assert said["counts"] == expected["counts"]


def test_a_set_that_cannot_be_read_is_a_problem_and_stays_one(app: Flask, token: str) -> None:
    answer = send(app, token, contents(SETS["07-unknown-column"]))

    said = problem(answer)
    assert answer.status_code == 422
    assert said["file_rejected"]["kind"] == "unknown_column"
    assert said["import"] == 1
    assert how_many(app, VisitVersion) == 0
    again = send(app, token, contents(SETS["07-unknown-column"]))
    assert problem(again) == said


def test_a_file_of_another_shape_needs_the_name_of_its_profile(app: Flask, token: str) -> None:
    files = {name: (CANONICAL / name).read_bytes() for name in CONTRACTS}
    path = FILES["ecm-council-report"][0]
    files[path.name] = path.read_bytes()

    answer = send(app, token, files)
    assert "name its profile, one of access-claim" in problem(answer)["detail"]
    assert how_many(app, Import) == 0

    answer = send(app, token, files, profile="ecm-council-report", exported_on="2026-11-09")
    assert answer.status_code == 201
    assert answer.get_json()["counts"][path.name]["accepted"] == 4083


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer x", "Basic eDp5", "Bearer \xff", "Bearer candour-import-x"]
)
def test_without_a_token_that_works_nothing_is_read(app: Flask, token: str, header: str) -> None:
    answer = call(
        app, "POST", DOOR, token, data=packed(contents(GOOD)), content_type="application/zip",
        headers={"Authorization": header, "Idempotency-Key": "k"},
    )  # fmt: skip

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert problem(answer)
    assert how_many(app, Import) == 0


def test_a_session_does_not_count_here(app: Flask, browser: Browser) -> None:
    sign_in(browser, make_account_of(app, Permission.IMPORT_VISITS))

    response = browser._send(
        "POST", DOOR, data=packed(contents(GOOD)), content_type="application/zip",
        headers={"Idempotency-Key": "k"},
    )  # fmt: skip

    assert response.status_code == 401
    assert how_many(app, Import) == 0


def test_a_token_opens_nothing_but_the_door(app: Flask, token: str) -> None:
    for address in ("/visits/imports", "/visits/figures", "/accounts/desk"):
        assert call(app, "GET", address, token).status_code in (302, 303, 401, 403)
    assert call(app, "DELETE", f"{DOOR}/1", token).status_code == 405


def test_a_machine_sees_only_what_it_sent(app: Flask, token: str) -> None:
    account = make_account_of(app, Permission.IMPORT_VISITS)
    with app.app_context(), transaction():
        _made, other = make_token("another", by=account.id, at=NOW)
    send(app, token, contents(GOOD))

    assert call(app, "GET", f"{DOOR}/1", token).get_json()["state"] == "accepted"
    assert problem(call(app, "GET", f"{DOOR}/1", other))["status"] == 404
    assert problem(call(app, "GET", f"{DOOR}/9", token))["status"] == 404


def test_while_another_import_is_open_it_is_named(app: Flask, token: str) -> None:
    with app.app_context(), transaction():
        services.begin_import(FileSet(), by=None, at=NOW)

    answer = send(app, token, contents(GOOD))

    assert answer.status_code == 409
    assert "Import 1 is not finished" in problem(answer)["detail"]
    assert how_many(app, Import) == 1


def test_a_large_set_is_stored_by_the_worker(
    app: Flask, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiving_services, "SMALL_ENOUGH_TO_WAIT_FOR", 100)

    answer = send(app, token, contents(GOOD))
    assert answer.status_code == 202
    assert answer.get_json()["state"] == "waiting"
    assert send(app, token, contents(GOOD)).status_code == 202
    for _ in range(2):
        with app.app_context():
            work_services.do_waiting(NOW)

    assert call(app, "GET", f"{DOOR}/1", token).get_json()["state"] == "accepted"
    assert how_many(app, VisitVersion) == 8


def test_who_comes_second_to_a_set_that_was_written_meanwhile_has_nothing_to_do(
    app: Flask, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiving_services, "SMALL_ENOUGH_TO_WAIT_FOR", 100)
    paths = [*(CANONICAL / name for name in CONTRACTS), FILES["access-claim"][0]]
    files = {path.name: path.read_bytes() for path in paths}
    send(app, token, files, profile="access-claim", exported_on="2026-11-09")
    with app.app_context():
        work_services.do_waiting(NOW)

    with app.app_context():
        with reading():
            # What one of the two has loaded may stay in its memory while it reads the files.
            loaded = queries.get_import(1)
        with work_services.waiting_set(1) as waiting:
            with app.app_context():
                work_services.write_import(1, at=NOW)
            with pytest.raises(ImportStateRefused):
                work_services.judge_to_write(waiting, 1)
        assert loaded.id == 1

    assert call(app, "GET", f"{DOOR}/1", token).get_json()["state"] == "accepted"


BAD_REQUESTS: list[tuple[dict[str, Any], int]] = [
    ({"data": b"x", "content_type": "text/csv"}, 415),
    ({"data": b"PK\x03\x04 no zip", "content_type": "application/zip"}, 422),
    ({"data": b"", "content_type": "application/zip"}, 422),
    ({"data": packed({"a.exe": b"x"}), "content_type": "application/zip"}, 422),
    ({"data": packed({"a/visits.csv": b"x", "b/visits.csv": b"x"}),
      "content_type": "application/zip"}, 422),
    ({"data": packed({f"{n}.csv": b"x" for n in range(50)}), "content_type": "application/zip"},
     422),
    ({"data": packed({"fileset.json": b"{}"}), "content_type": "application/zip"}, 422),
    ({"data": {}, "content_type": "multipart/form-data"}, 422),
    ({"data": b"--x\r\nContent-Disposition: form-data; name=f; filename=../visits.csv\r\n\r\nx"
      b"\r\n--x--\r\n", "content_type": "multipart/form-data; boundary=x"}, 422),
    ({"data": b"--x", "content_type": "multipart/form-data; boundary=x"}, 422),
]  # fmt: skip


@pytest.mark.parametrize(("sent", "status"), BAD_REQUESTS)
def test_what_is_no_set_of_files_is_a_problem(
    app: Flask, token: str, sent: dict[str, Any], status: int
) -> None:
    answer = call(app, "POST", DOOR, token, headers={"Idempotency-Key": "k"}, **sent)

    assert answer.status_code == status
    assert problem(answer)
    assert how_many(app, Import) == 0


@pytest.mark.parametrize("key", ["", " ", "k" * 201, "schlüssel".encode().decode("latin-1")])
def test_a_key_is_needed(app: Flask, token: str, key: str) -> None:
    answer = send(app, token, contents(GOOD), key)

    assert "Idempotency-Key" in problem(answer)["detail"]
    assert how_many(app, Import) == 0


@pytest.mark.parametrize("form", [{"tz": "Wales"}, {"exported_on": "9 November"}])
def test_zone_and_day_are_judged(app: Flask, token: str, form: dict[str, str]) -> None:
    assert problem(send(app, token, contents(GOOD), **form))
    assert how_many(app, Import) == 0


def test_a_zip_that_unpacks_to_too_much_is_stopped_on_the_way(
    app: Flask, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unpacking, "MOST_BYTES", 3 << 20)
    bomb = packed({"visits.csv": b"0" * (8 << 20)})
    assert len(bomb) < 100_000

    answer = call(
        app, "POST", DOOR, token, data=bomb, content_type="application/zip",
        headers={"Idempotency-Key": "k"},
    )  # fmt: skip

    assert answer.status_code == 413
    assert problem(answer)
    assert how_many(app, Import) == 0


def test_a_body_is_bounded(app: Flask, token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door_views, "MOST_BYTES", 2_000)

    for sent in (
        {"data": b"0" * 3_000, "content_type": "application/zip"},
        {"data": {"f": (io.BytesIO(b"0" * 3_000), "visits.csv")}},
    ):
        answer = call(app, "POST", DOOR, token, headers={"Idempotency-Key": "k"}, **sent)
        assert answer.status_code == 413
        assert problem(answer)
    assert how_many(app, Import) == 0


def test_a_machine_has_an_allowance_and_so_have_those_without_a_token(
    app: Flask, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    config.use(replace(config.settings(), allowances=True))
    limits = {allowances.Purpose.SEND_FILES: 2, allowances.Purpose.OPEN_DOOR: 2}
    monkeypatch.setattr(allowances, "PER_HOUR", allowances.PER_HOUR | limits)

    codes = [send(app, token, contents(GOOD), f"k{n}").status_code for n in range(3)]
    assert codes == [201, 201, 429]
    assert send(app, token, contents(GOOD), "k4").headers["Retry-After"] == "3600"

    codes = [send(app, "wrong", contents(GOOD)).status_code for _ in range(3)]
    assert codes == [401, 401, 429]


def test_a_token_is_shown_once_and_kept_as_a_digest(app: Flask, browser: Browser) -> None:
    sign_in(browser, make_account_of(app, Permission.IMPORT_VISITS))
    page = browser.open("/visits/imports/machines").form("name").fill(name="The rota").send()

    text = next(word for word in page.main.split() if word.startswith("candour-import-"))

    assert send(app, text, contents(GOOD)).status_code == 201
    assert text not in browser.open("/visits/imports/machines").text
    with app.app_context(), reading():
        kept = db.session.scalars(select(ImportToken)).one()
    assert text.encode() not in kept.digest
    assert kept.used_at is not None
    assert "The machine “The rota”" in browser.open("/visits/imports").main


def test_a_revoked_token_opens_nothing(app: Flask, browser: Browser) -> None:
    sign_in(browser, make_account_of(app, Permission.IMPORT_VISITS))
    page = browser.open("/visits/imports/machines").form("name").fill(name="The rota").send()
    text = next(word for word in page.main.split() if word.startswith("candour-import-"))

    page = page.follow("Revoke").form("Revoke the token").send()

    assert "The token is revoked" in page.text
    assert send(app, text, contents(GOOD)).status_code == 401
    assert how_many(app, Import) == 0


def test_letting_a_machine_in_and_out_is_entered_in_the_ledger_without_its_name(
    app: Flask, browser: Browser
) -> None:
    sign_in(browser, make_account_of(app, Permission.IMPORT_VISITS))
    page = browser.open("/visits/imports/machines").form("name").fill(name="Mrs Pugh's rota").send()
    assert entered(app) == [(1, False, True)]

    page.follow("Revoke").form("Revoke the token").send()

    assert entered(app) == [(1, False, True), (1, True, False)]
    with app.app_context(), reading():
        facts = list(db.session.scalars(select(LedgerFact).order_by(LedgerFact.sequence)))
        assert {fact.kind for fact in facts} <= PUBLIC_KINDS
        assert not any("Pugh" in json.dumps(fact.fact) for fact in facts)
        assert words.lines_of(facts[-1].fact) == [
            ("Number of the machine", "1"),
            ("Setting", "Whether a machine may send files of visits"),
            ("Before", "Yes"),
            ("From now on", "No"),
        ]


def test_a_token_that_is_revoked_twice_is_entered_once(app: Flask, browser: Browser) -> None:
    sign_in(browser, make_account_of(app, Permission.IMPORT_VISITS))
    page = browser.open("/visits/imports/machines").form("name").fill(name="The rota").send()
    again = page.follow("Revoke").form("Revoke the token")
    again.send()

    page = again.send()

    assert "This token was revoked before" in page.text
    assert entered(app) == [(1, False, True), (1, True, False)]


def entered(app: Flask) -> list[tuple[int, bool, bool]]:
    with app.app_context(), reading():
        asked = select(LedgerFact.fact).where(LedgerFact.kind == EntryKind.SETTINGS_CHANGED)
        found = db.session.scalars(asked.order_by(LedgerFact.sequence))
        return [(fact["machine"], fact["setting_before"], fact["setting_now"]) for fact in found]
