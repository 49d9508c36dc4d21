"""The spreadsheet of a release (ODS), to be read by people and by screen readers.

Source: Analysis Function, "Making spreadsheets accessible": a cover, contents, notes; one table a
sheet, marked up, with one header row, beginning in column A and nothing below it; no merged or
hidden cells; none that is empty, unless a sentence above the table says what that means; marks in
brackets with a sheet that explains them; title and language are set.
"""

import io
import re
import zipfile
from collections.abc import Sequence
from typing import Final, NamedTuple

from odf import config, dc, meta, style, table, text
from odf.element import Element
from odf.opendocument import OpenDocumentSpreadsheet

from portal.i18n import gettext as _
from portal.publication.offering.tables import Cell, Front, Table, marks_heading

# A file in a zip has a time of day; ours are made of figures, not of an hour.
_TIME: Final = (1980, 1, 1, 0, 0, 0)
_WIDTHS: Final = ("9cm", "5cm")
_LIST: Final = b"<manifest:manifest "
_LIST_OF_VERSION: Final = _LIST + b'manifest:version="1.2" '


class Sheet(NamedTuple):
    """One sheet: its name, its title, sentences under the title, and its table if it has one."""

    name: str
    title: str
    sentences: tuple[str, ...]
    headings: tuple[str, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()


def spreadsheet(front: Front, tables: Sequence[Table], data: Table) -> bytes:
    """The file: cover, contents, notes, marks, each table, and the tidy table last."""
    shown = [
        Sheet(
            _name_of(one.code),
            one.title,
            (_("This sheet has one table. [note 1] [note 2]"), *one.notes),
            one.headings,
            one.rows,
        )
        for one in (*tables, data)
    ]
    sheets = [*_front_sheets(front, shown), *shown]
    document = OpenDocumentSpreadsheet()
    _describe(document, front)
    styles = _styles(document, front.language)
    for sheet in sheets:
        document.spreadsheet.addElement(_sheet(sheet, styles))
    ranges = table.DatabaseRanges()
    for sheet in sheets:
        if sheet.headings:
            ranges.addElement(_range(sheet))
    document.spreadsheet.addElement(ranges)
    document.settings.addElement(_view(sheets))
    return _packed(document)


def _front_sheets(front: Front, shown: Sequence[Sheet]) -> list[Sheet]:
    notes = Sheet(
        "Notes",
        _("Notes"),
        (_("This sheet has one table."),),
        (_("Note"), _("What it says")),
        tuple((f"note {number}", words) for number, words in enumerate(front.notes, 1)),
    )
    marks = Sheet(
        "Marks",
        marks_heading(),
        (_("This sheet has one table."),),
        (_("Mark"), _("What it means")),
        front.marks,
    )
    contents = Sheet(
        "Contents",
        _("Contents"),
        (_("This sheet has one table."),),
        (_("Sheet"), _("What it shows")),
        tuple((sheet.name, sheet.title) for sheet in (notes, marks, *shown)),
    )
    return [Sheet("Cover", front.title, front.about), contents, notes, marks]


def _name_of(code: str) -> str:
    """A name that every spreadsheet program takes, the same in every language."""
    return re.sub(r"[^A-Za-z0-9]", "_", code).capitalize()


def _describe(document: OpenDocumentSpreadsheet, front: Front) -> None:
    document.meta.addElement(dc.Title(text=front.title))
    document.meta.addElement(dc.Language(text=front.language))
    document.meta.addElement(meta.Keyword(text="home care"))


def _styles(document: OpenDocumentSpreadsheet, language: str) -> dict[str, Element]:
    usual = style.DefaultStyle(family="table-cell")
    usual.addElement(style.TextProperties(language=language, country="none", fontsize="12pt"))
    document.styles.addElement(usual)
    made = {
        "title": style.Style(name="title", family="table-cell", displayname="Heading 1"),
        "heading": style.Style(name="heading", family="table-cell"),
        "words": style.Style(name="words", family="table-cell"),
    }
    # Of a cell first what the cell is like, then its text: the schema takes them in no other order.
    for name in ("heading", "words"):
        made[name].addElement(style.TableCellProperties(wrapoption="wrap", verticalalign="top"))
    made["title"].addElement(style.TextProperties(fontsize="16pt", fontweight="bold"))
    made["heading"].addElement(style.TextProperties(fontweight="bold"))
    for number, width in enumerate(_WIDTHS):
        column = style.Style(name=f"column{number}", family="table-column")
        column.addElement(style.TableColumnProperties(columnwidth=width))
        document.automaticstyles.addElement(column)
        made[f"column{number}"] = column
    for name in ("title", "heading", "words"):
        document.styles.addElement(made[name])
    return made


def _sheet(sheet: Sheet, styles: dict[str, Element]) -> Element:
    made = table.Table(name=sheet.name)
    made.addElement(table.TableColumn(stylename=styles["column0"]))
    for _heading in sheet.headings[1:]:
        made.addElement(table.TableColumn(stylename=styles["column1"]))
    made.addElement(_row((sheet.title,), styles["title"]))
    for sentence in sheet.sentences:
        # A long sentence is wrapped on the cover; above a table it may run over the next cells.
        made.addElement(_row((sentence,), None if sheet.headings else styles["words"]))
    if sheet.headings:
        header = table.TableHeaderRows()
        header.addElement(_row(sheet.headings, styles["heading"]))
        made.addElement(header)
        for row in sheet.rows:
            made.addElement(_row(row, styles["words"]))
    return made


def _row(cells: Sequence[Cell], look: Element | None) -> Element:
    row = table.TableRow()
    for value in cells:
        how = {"stylename": look} if look is not None else {}
        if value == "":
            row.addElement(table.TableCell(**how))
            continue
        if isinstance(value, int):
            cell = table.TableCell(valuetype="float", value=str(value), **how)
        else:
            cell = table.TableCell(valuetype="string", **how)
        cell.addElement(text.P(text=str(value)))
        row.addElement(cell)
    return row


def _range(sheet: Sheet) -> Element:
    """The table of a sheet, marked up as one, so that a screen reader is told its headings."""
    first = 2 + len(sheet.sentences)
    last = first + len(sheet.rows)
    column = chr(ord("A") + len(sheet.headings) - 1)
    return table.DatabaseRange(
        name=f"table_{sheet.name.lower()}",
        targetrangeaddress=f"{sheet.name}.A{first}:{sheet.name}.{column}{last}",
        containsheader="true",
        displayfilterbuttons="false",
    )


def _view(sheets: Sequence[Sheet]) -> Element:
    """Opens on the cover, and every sheet in its first cell."""
    view = config.ConfigItemSet(name="ooo:view-settings")
    views = config.ConfigItemMapIndexed(name="Views")
    entry = config.ConfigItemMapEntry()
    entry.addElement(config.ConfigItem(name="ActiveTable", type="string", text=sheets[0].name))
    cursors = config.ConfigItemMapNamed(name="Tables")
    for sheet in sheets:
        place = config.ConfigItemMapEntry(name=sheet.name)
        for name in ("CursorPositionX", "CursorPositionY"):
            place.addElement(config.ConfigItem(name=name, type="int", text="0"))
        cursors.addElement(place)
    entry.addElement(cursors)
    views.addElement(entry)
    view.addElement(views)
    return view


def _packed(document: OpenDocumentSpreadsheet) -> bytes:
    """The same bytes for the same words: without the time at which the file was written.

    The list of its files says of which version it is, as ODF 1.2 (part 3, 4.3) wants it: odfpy
    writes no version there.
    """
    written = io.BytesIO()
    document.write(written)
    packed = io.BytesIO()
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(packed, "w") as target:
        for item in source.infolist():
            kept = zipfile.ZipInfo(item.filename, _TIME)
            kept.compress_type = item.compress_type
            target.writestr(kept, source.read(item).replace(_LIST, _LIST_OF_VERSION, 1))
    return packed.getvalue()
