"""Words planted in the care office's files and in the register, followed until a report is out.

What the office brings in is not sealed: the reports are counted from it. But a memo, a pseudonym or
the name of a member must come into no log, no letter, no file beside the store, no entry of the
ledger and no page or download that a stranger can have, in either language.
"""

import csv
import io
from collections import deque
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from portal import clock, worker
from portal.accounts.permissions import Permission
from portal.database import Model, db
from portal.publication.attack_services import attack_waiting
from tests.accounts.factories import make_account_of, sign_in
from tests.client import Browser, Page
from tests.conftest import NOW
from tests.journeys.planting import Planted, bytes_of, files_beside_the_store, mail

GOOD = Path(__file__).parents[1] / "data/bad/00-good"
TABLES = ("packages.csv", "lines.csv", "suspensions.csv", "visits.csv")
PSEUDONYMS = (
    "package_ref",
    "person_ref",
    "line_ref",
    "visit_ref",
    "carer_ref",
    "provider_unit",
    "replacement_visit_ref",
)
# What may hold a word of the files: what was brought in, and what the office has to mend in it.
OF_THE_OFFICE = {
    "package_versions",
    "line_versions",
    "suspension_versions",
    "visit_versions",
    # The note of a row stands beside the time that was changed, too.
    "visit_changes",
    "visit_outcomes",
    "home_codes",
    # What a file was called where it came from.
    "import_files",
    "import_rejections",
    "import_remarks",
}
OF_THE_REGISTER = {"members", "member_changes"}


def files_with(planted: Planted) -> list[tuple[io.BytesIO, str]]:
    """The good set with a word for every pseudonym, a memo on every visit, and rows to reject."""
    names: dict[str, str] = {}
    made = []
    for table in TABLES:
        with (GOOD / table).open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            columns, rows = list(reader.fieldnames or ()), list(reader)
        for row in rows:
            for column in set(PSEUDONYMS) & set(columns):
                if row[column] and row[column] not in names:
                    names[row[column]] = planted.word(f"{table}: {column} {row[column]}")
                row[column] = names.get(row[column], "")
            if "memo" in columns:
                row["memo"] = "Mrs " + planted.word(f"memo of {row['visit_ref']}")
        if table == "visits.csv":
            unknown = {**rows[0], "visit_ref": planted.word("visit of no line")}
            wrong = {**rows[0], "visit_ref": planted.word("a visit with a wrong code")}
            rows += [
                {**unknown, "line_ref": planted.word("no line")},
                {**wrong, "status": planted.word("no status"), "memo": planted.word("its memo")},
            ]
        out = io.StringIO()
        writer = csv.DictWriter(out, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        made.append((io.BytesIO(out.getvalue().encode()), table))
    made.append((io.BytesIO((GOOD / "fileset.json").read_bytes()), "fileset.json"))
    return made


def another_system(planted: Planted) -> tuple[io.BytesIO, str]:
    """A file that we do not know: its name, a column and a cell are words."""
    columns = f"Client,{planted.word('foreign column')},Carer"
    cells = f"Mrs {planted.word('foreign client')},08:00,{planted.word('foreign carer')}"
    name = planted.word("name of a foreign file") + ".csv"
    return io.BytesIO(f"{columns}\n{cells}\n".encode()), name


def person(app: Flask, name: str, *permissions: Permission) -> Browser:
    browser = Browser(app)
    sign_in(browser, make_account_of(app, *permissions, name=name))
    return browser


def everything_public(app: Flask) -> Iterator[tuple[str, bytes]]:
    """Every page and download that links lead a stranger to, in both languages."""
    reader, seen = Browser(app), {"/", "/cy/"}
    waiting = deque(sorted(seen))
    while waiting:
        address = waiting.popleft()
        page = reader.open(address)
        yield address, str(page.response.headers).encode() + page.response.get_data()
        if page.tree is None:
            continue
        linked = {*page.links.values(), *(link.get("href") or "" for link in page.find_all("link"))}
        for href in sorted(each.partition("#")[0] for each in linked):
            if href.startswith("/") and "/static/" not in href and href not in seen:
                seen.add(href)
                waiting.append(href)


def tables_with_words(app: Flask, planted: Planted) -> set[str]:
    with app.app_context():
        found = {
            table.name
            for table in Model.metadata.sorted_tables
            for row in db.session.execute(select(table))
            if planted.found_in(b" ".join(bytes_of(value) for value in row))
        }
        db.session.remove()
    return found


def test_words_of_the_office_and_of_the_register_until_a_report_is_out(
    app: Flask, log: list[str]
) -> None:
    # Words of their own: what is not sealed stays in the empty pages of the file of a database.
    planted = Planted("marvox")
    pages: list[Page] = []
    office = person(app, "Carys Davies", Permission.IMPORT_VISITS, Permission.READ_FIGURES)
    begin = office.open("/visits/imports/begin")
    stray = (io.BytesIO(b"visit_ref\n"), planted.word("name of a stray file") + ".pdf")
    assert begin.form("files").attach("files", stray).send().status == 422
    foreign = begin.form("files").attach("files", another_system(planted)).send()
    pages += [foreign, foreign.form("Abandon this import").send()]
    shown = begin.form("files").attach("files", *files_with(planted)).send()
    pages += [shown, office.open(f"{shown.path}/rejected.csv")]
    pages.append(shown.form("Accept and store").send())

    secretary = person(app, "Elin Morgan", Permission.KEEP_REGISTER)
    form = secretary.open("/membership/admit").form("name")
    form.fill(name=planted.word("member"), member_class="worker")
    entry = form.fill(care_worker_ref=planted.word("reference in the rota")).send()
    pages += [entry, secretary.open("/membership").form("name").fill(name="marvox").send("Search")]

    with clock.stopped_at(NOW + timedelta(hours=1)):
        mair, huw = (person(app, name, *_OF_SIGNERS) for name in ("Mair Lloyd", "Huw Jenkins"))
        mair.open("/visits/figures?month=2026-10")
        mair.open("/reports/desk").form("period").fill(period="2026-10").send()
        with app.app_context():
            attack_waiting(NOW)
        for member in (mair, huw):
            member.open("/reports/desk/2026-10").form("Sign this report").send("Sign this report")
    with clock.stopped_at(NOW + timedelta(days=1)):
        worker.run_once(app)
        public = dict(everything_public(app))

    assert {"/reports/2026-10", "/cy/reports/2026-10", "/ledger/ledger.json"} <= set(public)
    assert any(address.endswith(".csv") for address in public)
    assert {
        address: found for address in public if (found := planted.found_in(public[address]))
    } == {}
    assert planted.found_in("\n".join(log).encode()) == set()
    assert planted.found_in(b"\n".join(mail(app))) == set()
    assert planted.found_in(files_beside_the_store(app)) == set()
    assert tables_with_words(app, planted) <= OF_THE_OFFICE | OF_THE_REGISTER
    assert {"visit_versions", "members"} <= tables_with_words(app, planted)
    seen = planted.found_in(b"\n".join(page.response.get_data() for page in pages))
    assert {"no line", "no status", "member", "reference in the rota"} <= seen


_OF_SIGNERS = (
    Permission.PREPARE_RELEASES,
    Permission.SIGN_RELEASES,
    Permission.READ_FIGURES,
)
