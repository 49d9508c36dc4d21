"""Runs under a Python of its own: a release's files, judged by validators that are not ours.

Prints one line for each file and what is wrong with it, if anything. Knows nothing of the portal.
"""

import csv
import hashlib
import re
import subprocess
import sys
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pikepdf
from csvw import CSVW, Table
from frictionless import Package, system
from page import validate_pdf
from pyshacl import validate
from python_calamine import CalamineWorkbook
from rdflib import DCAT, DCTERMS, Graph, Namespace

SHAPES = Path(__file__).with_name("dcat.ttl")
SPDX = Namespace("http://spdx.org/rdf/terms#")


def main() -> None:
    """Judge every file of a folder or a bundle; status 1 where one is wrong."""
    with TemporaryDirectory() as unpacked:
        folder = Path(sys.argv[1])
        if folder.is_file():
            with zipfile.ZipFile(folder) as packed:
                packed.extractall(unpacked)
            folder = Path(unpacked)
        found = [*package(folder), *csvw_tables(folder), *sheets(folder), *documents(folder)]
        if sys.argv[2]:
            found += parts_of_sheets(folder, Path(sys.argv[2]))
        for name in sys.argv[3:]:
            found += description(Path(name), folder)
    for name, wrong in found:
        print(f"{name}: {'; '.join(wrong) or 'valid'}")
    sys.exit(1 if not found or any(wrong for _name, wrong in found) else 0)


def package(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """The Data Package, with the bytes, the checksum and every row of each table (frictionless)."""
    with system.use_context(trusted=True):
        report = Package(str(folder / "datapackage.json")).validate()
    wrong = [str(error) for error in report.errors]
    wrong += [f"{task.name}: {error.message}" for task in report.tasks for error in task.errors]
    yield f"datapackage.json ({len(report.tasks)} tables)", wrong


def csvw_tables(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """Each table by its CSVW metadata: valid, and every value of the declared type (csvw)."""
    for path in sorted(folder.glob("*.csv-metadata.json")):
        wrong: list[str] = []
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            try:
                if not CSVW(str(path), validate=True).is_valid:
                    wrong.append("not valid")
                keys = Table.from_file(path).tableSchema.primaryKey
                rows = list(Table.from_file(path).iterdicts(strict=True))
                if len({tuple(row[key] for key in keys) for row in rows}) != len(rows):
                    wrong.append("one row twice")
            except ValueError as fault:
                wrong.append(str(fault))
        yield path.name, wrong + [str(each.message) for each in said]


def sheets(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """Each spreadsheet: read as it is meant, and with the figures of the table (calamine)."""
    for path in sorted(folder.glob("*.ods")):
        book = CalamineWorkbook.from_path(path)
        read = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
        wrong = [problem for name, rows in read.items() for problem in _sheet(name, rows)]
        table: list[Any] = next((rows for name, rows in read.items() if name == "Data"), [])
        with (folder / "indicators.csv").open(encoding="utf-8", newline="") as file:
            headings, *figures = csv.reader(file)
        if headings not in table:
            wrong.append("no table like indicators.csv")
        else:
            told = table[table.index(headings) + 1 :]
            if len(told) != len(figures) or not all(map(_same_row, told, figures)):
                wrong.append("other figures than indicators.csv")
        yield f"{path.name} ({len(read)} sheets)", wrong


def parts_of_sheets(folder: Path, schemas: Path) -> Iterator[tuple[str, list[str]]]:
    """Each part of each spreadsheet, by the schemas of OASIS (jing)."""
    with TemporaryDirectory() as unpacked:
        place = Path(unpacked)
        # The schema of 1.3 takes what that of 1.2 takes, but for the number, which is ours.
        [newest] = schemas.glob("OpenDocument-schema-v1.3.rnc")
        number = 'attribute office:version { "1.3" }'
        schema = place / newest.name
        schema.write_text(newest.read_text("utf-8").replace(number, number.replace("1.3", "1.2")))
        [of_list] = schemas.glob("od-manifest-schema-v1.2*.rnc")
        for path in sorted(folder.glob("*.ods")):
            with zipfile.ZipFile(path) as packed:
                packed.extractall(place / path.stem)
            parts = sorted((place / path.stem).glob("*.xml"))
            listed = place / path.stem / "META-INF" / "manifest.xml"
            wrong = _by_schema("-ic", schema, *parts) + _by_schema("-c", of_list, listed)
            yield f"{path.name} ({len(parts) + 1} parts)", wrong


def _by_schema(how: str, schema: Path, *parts: Path) -> list[str]:
    done = subprocess.run(  # noqa: S603
        ["jing", how, str(schema), *map(str, parts)],  # noqa: S607
        check=False,
        capture_output=True,
        text=True,
    )
    return done.stdout.splitlines() or (["jing did not judge"] if done.returncode else [])


def _sheet(name: str, rows: list[list[Any]]) -> Iterator[str]:
    """One table a sheet, that begins below a title and sentences, without a gap.

    Only what is marked in a column of its own may have no mark.
    """
    table = next((at for at, row in enumerate(rows) if len(row) > 1 and "" not in row), len(rows))
    headings = rows[table] if table < len(rows) else []
    if any(
        cell == "" and heading != "obs_status"
        for row in rows[table:]
        for heading, cell in zip(headings, row, strict=True)
    ):
        yield f"{name}: an empty cell"
    if any(any(row[1:]) for row in rows[:table]):
        yield f"{name}: something beside the title"


def _same_row(told: list[Any], figures: list[str]) -> bool:
    return all(map(_same, told, figures)) and len(told) == len(figures)


def _same(told: object, written: str) -> bool:
    """A number is a number, what is empty has a mark or words, and the rest is the same words."""
    if isinstance(told, float):
        return written.isdecimal() and int(written) == told
    return told == written or (
        not written and re.fullmatch(r"no range|\[[a-z]\]( \[r\])?", str(told)) is not None
    )


def description(path: Path, folder: Path) -> Iterator[tuple[str, list[str]]]:
    """A page's description: what DCAT-AP asks for (pyshacl), and true of the files (rdflib)."""
    written = re.search(
        r'<script type="application/ld\+json">(.*?)</script>', path.read_text("utf-8"), re.DOTALL
    )
    if written is None:
        yield path.name, ["no description"]
        return
    graph = Graph().parse(data=written[1], format="json-ld")
    conforms, _report, said = validate(graph, shacl_graph=Graph().parse(SHAPES))
    wrong = [] if conforms else [said]
    listed = graph.objects(None, DCAT.distribution)
    ways = {str(graph.value(way, DCTERMS.title)): way for way in listed}
    for file in sorted(folder.iterdir()):
        body = file.read_bytes()
        true = (str(len(body)), hashlib.sha256(body).hexdigest())
        if file.name not in ways or _told_of(graph, ways[file.name]) != true:
            wrong.append(f"{file.name} is not the file that is described")
    yield f"{path.name} ({len(ways)} files in {len(graph)} statements)", wrong


def _told_of(graph: Any, way: Any) -> tuple[str, str]:
    digest = graph.value(graph.value(way, SPDX.checksum), SPDX.checksumValue)
    return str(graph.value(way, DCAT.byteSize)), str(digest).lower()


def documents(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """Each PDF: the rules of PDF/UA-1 that a program can judge (page), and its structure (pikepdf).

    The second reads in another way what ISO 14289-1, 7 asks of catalogue and structure.
    """
    for path in sorted(folder.glob("*.pdf")):
        judged = validate_pdf(path, profile="ua1")
        wrong = [f"{each.rule_id}: {each.message}" for each in judged.failures]
        with pikepdf.open(path) as document:
            syntax = document.check_pdf_syntax()
            wrong += [*_catalogue(document), *_structure(document), *syntax]
        yield f"{path.name} ({judged.rules.total} rules)", wrong


def _catalogue(document: Any) -> Iterator[str]:
    root = document.Root
    if not str(root.get("/Lang", "")):
        yield "no language"
    if root.get("/MarkInfo", {}).get("/Marked") is not True:
        yield "not tagged"
    if root.get("/ViewerPreferences", {}).get("/DisplayDocTitle") is not True:
        yield "the title is not shown"
    with document.open_metadata() as described:
        if not described.get("dc:title"):
            yield "no title"
        if described.get("pdfuaid:part") != "1":
            yield "does not say that it is PDF/UA-1"
    for page in document.pages:
        if page.get("/Tabs") != "/S" or "/StructParents" not in page:
            yield "a page whose order is not that of the structure"


def _structure(document: Any) -> Iterator[str]:
    last = 0
    for element, role in _elements(document.Root.StructTreeRoot.K):
        if role == "/Figure" and not str(element.get("/Alt", "")):
            yield "a picture without words"
        if role in {"/H1", "/H2", "/H3"}:
            level = int(role[2:])
            if level > last + 1:
                yield f"a leap from heading {last} to {level}"
            last = level
        if role == "/Table" and not any(each == "/TH" for _e, each in _elements(element.K)):
            yield "a table without headings"


def _elements(node: Any) -> Iterator[tuple[Any, str]]:
    for each in node if isinstance(node, pikepdf.Array) else [node]:
        if isinstance(each, pikepdf.Dictionary) and "/S" in each:
            yield each, str(each.S)
            if "/K" in each:
                yield from _elements(each.K)


if __name__ == "__main__":
    main()
