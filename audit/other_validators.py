"""Runs under a Python of its own: a release's files, judged by validators that are not ours.

Prints one line for each file and what is wrong with it, if anything. Knows nothing of the portal.
"""

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


def main() -> None:
    """Judge every file of a folder or a bundle; status 1 where one is wrong."""
    with TemporaryDirectory() as unpacked:
        folder = Path(sys.argv[1])
        if folder.is_file():
            with zipfile.ZipFile(folder) as packed:
                packed.extractall(unpacked)
            folder = Path(unpacked)
        found = [*package(folder), *csvw_tables(folder), *documents(folder)]
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


def documents(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """Each PDF: what PDF/UA-1 (ISO 14289-1, 7) asks of its catalogue and structure (pikepdf)."""
    for path in sorted(folder.glob("*.pdf")):
        with pikepdf.open(path) as document:
            syntax = document.check_pdf_syntax()
            yield path.name, [*_catalogue(document), *_structure(document), *syntax]


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
