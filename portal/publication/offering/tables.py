"""The tables of a release for people: what the spreadsheet and the document both show."""

from typing import Any, NamedTuple

from portal.i18n import gettext as _
from portal.publication import wording
from portal.publication.concerns.wording import CountTable, count_tables, year_words
from portal.publication.files import COLUMNS, bracketed, rows_marked
from portal.publication.levels.wording import met_sentence, met_tables
from portal.publication.trend_wording import newest_months
from portal.visits.figures.parameters import DEFAULTS

Cell = str | int

_NUMBERS = {"value", "lower", "upper"}


class Front(NamedTuple):
    """What stands on the cover of a spreadsheet and in its notes."""

    title: str
    language: str
    about: tuple[str, ...]
    notes: tuple[str, ...]
    marks: tuple[tuple[str, str], ...]


class Table(NamedTuple):
    """One table: a short code, what it shows, its headings, its rows, what is said of it."""

    code: str
    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()
    is_kept_back: bool = False
    """Whether nothing of it is shown."""


def tables_of(figures: dict[str, Any], months: list[dict[str, Any]]) -> list[Table]:
    """Every table of a release. `months` are the figures of the months up to it, any order."""
    return [
        Table(
            "figures",
            _("The figures of this report"),
            (_("Figure"), _("Of 100")),
            tuple(
                (words, _cell(figures["figures"][name]))
                for name, words in wording.figure_words().items()
                if name in figures["figures"]
            ),
        ),
        Table(
            "causes",
            _("Hours agreed and not delivered, of every 100"),
            (_("What happened"), _("Hours of every 100")),
            tuple(
                (words, _cell(figures["causes"][name]))
                for name, words in wording.cause_words().items()
                if name in figures["causes"]
            ),
            (
                _(
                    "Where the missing hours went, of every 100 hours agreed. Each figure is "
                    "rounded by itself, so they may not add up exactly."
                ),
            ),
        ),
        Table(
            "months",
            _("Hours delivered of every 100 agreed, month by month"),
            (
                _("Month"),
                _("Hours delivered, of 100 agreed"),
                # As under the picture: neither is a bound of what was really delivered.
                _("On a device's record alone"),
                _("If every visit without a record was made"),
            ),
            tuple(
                (
                    wording.month_of(one),
                    *(_cell(one["figures"][f"delivered{end}"]) for end in ("", "_lower", "_upper")),
                )
                for one in newest_months(months)
            ),
        ),
        *quarter_parts(figures),
        *_counts_of(figures),
    ]


def quarter_parts(figures: dict[str, Any]) -> list[Table]:
    """The quarter, split in one way after the other."""
    quarter = figures.get("quarter")
    if quarter is None:
        return []
    return [
        Table(
            split.id,
            _("%(split)s: the last three months, of every 100", split=split.words),
            (
                split.words,
                _("Hours delivered, of 100 agreed"),
                _("Visits missed, of 100"),
                _("Visits where nobody let the carer in, of 100"),
            ),
            tuple(
                (
                    # As on the page, with [b] where it was not published so before.
                    shown.words,
                    *(_cell(part[name]) for name in ("delivered", "missed", "no_access")),
                )
                for shown, part in zip(
                    split.parts, wording.in_order(quarter["parts"][split.id]), strict=True
                )
            ),
        )
        for split in wording.breakdowns(figures)
    ]


def _counts_of(figures: dict[str, Any]) -> list[Table]:
    """What is told as a number of people or cases: whom people met, then the running year."""
    found = [_count_table(one, met_sentence(figures)) for one in met_tables(figures)]
    if figures.get("year"):
        # A table may be read without what stands around it: each says which year it is of.
        found += [_count_table(one, year_words(figures)) for one in count_tables(figures)]
    return found


def _count_table(table: CountTable, said: str) -> Table:
    return Table(
        table.id.removeprefix("year-"),
        table.title,
        table.headings,
        # A number can be reckoned with; what is kept back stays as it is read.
        tuple((words, int(value) if value.isdecimal() else value) for words, value in table.rows),
        (said, *table.notes),
        table.is_kept_back,
    )


def _cell(percent: dict[str, Any]) -> Cell:
    """A number that can be reckoned with, or a mark in brackets: never an empty cell."""
    if percent["status"] or percent["below_one"]:
        return wording.shown(percent)
    return int(percent["value"])


def mark_words() -> tuple[tuple[str, str], ...]:
    """What each mark of files.MARKS means, in the language that is spoken."""
    return (
        (
            "[c]",
            _(
                "Hidden: too few visits, people or care workers stand behind it, or it would help "
                "to find out what has to stay hidden"
            ),
        ),
        ("[z]", _("Not applicable: there was nothing to count")),
        ("[x]", _("Not available: the records do not tell")),
        ("[b]", _("Break: this part was not published so before")),
        ("[r]", _("Revised: this figure was published otherwise before")),
        (
            "[u]",
            _(
                "Low reliability: a device at the home made fewer than %(share)s of every 100 "
                "records",
                share=DEFAULTS.reliable_share,
            ),
        ),
    )


def mark_sentences() -> list[str]:
    """The same as a list."""
    return [f"{mark} {words}." for mark, words in mark_words()]


def marks_heading() -> str:
    """What stands over them."""
    return _("Marks that stand in place of a figure, or beside it")


def data_table(figures: dict[str, Any], *, before: dict[str, Any] | None = None) -> Table:
    """The tidy table, row for row as in the CSV; where that is empty, words or a mark say why.

    Only the column of marks is left empty where there is none, and the sheet says so.
    """
    return Table(
        "data",
        _("Every figure, one in each row, as in the file indicators.csv"),
        COLUMNS,
        tuple(_filled(row) for row in rows_marked(figures, before)),
        (
            _(
                "Where that file is empty, here stands the mark in place of a value, and “no "
                "range” in place of a lower and an upper value. An empty cell under obs_status "
                "means that there is no mark."
            ),
        ),
    )


def _filled(row: tuple[Any, ...]) -> tuple[Cell, ...]:
    cells = dict(zip(COLUMNS, row, strict=True))
    instead = {"value": bracketed(cells["obs_status"])} | dict.fromkeys(
        ("lower", "upper"), _("no range")
    )
    return tuple(
        int(value) if name in _NUMBERS and value != "" else value or instead.get(name, "")
        for name, value in cells.items()
    )


def front_of(
    figures: dict[str, Any],
    *,
    title: str,
    address: str,
    language: str,
    corrects: tuple[str, str] | None = None,
) -> Front:
    """What stands on the cover of the spreadsheet, and in its notes.

    `corrects` are the address of the report that it corrects, and why.
    """
    return Front(
        title,
        language,
        about=(
            *_correction(corrects),
            *wording.headline_sentences(figures),
            _("Where it was published: %(address)s", address=address),
            _("The figures are true as of %(day)s.", day=figures["as_of"]),
            _("You may use and share them freely if you name the co-operative (CC BY 4.0)."),
            _("How every figure is made: %(address)s", address=f"{address}/methodology.md"),
        ),
        notes=(
            _(
                "A month is told in ratios alone: whole numbers out of 100, made from rounded "
                "parts. A quarter also tells hours, visits, people and concerns, rounded. Exact "
                "figures stay with the coordinator and the committee."
            ),
            _(
                "Marks in brackets stand in place of a figure or beside it: the sheet Marks "
                "explains them."
            ),
        ),
        marks=mark_words(),
    )


def _correction(corrects: tuple[str, str] | None) -> tuple[str, ...]:
    if corrects is None:
        return ()
    address, reason = corrects
    return (
        _("This report corrects an earlier one"),
        reason,
        f"{_('The earlier report:')} {address}",
    )
