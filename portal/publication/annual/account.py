"""The quality account of a year: what its monthly and quarterly reports said, put together.

Every number stands in one of those reports: nothing is counted anew, so nothing more is told.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from portal.i18n import format_number
from portal.i18n import gettext as _
from portal.publication import wording
from portal.publication.concerns import wording as year_wording
from portal.publication.concerns.wording import CountTable
from portal.publication.disclosure.lattice import (
    QUARTERS_OF_A_YEAR,
    months_of,
    quarter_of,
    quarters_before,
)
from portal.publication.levels.wording import band_words, level_sentences, level_words, met_sentence
from portal.publication.offering.tables import Table, quarter_parts

Figures = dict[str, Any]


class Section(NamedTuple):
    """One part of a yearly document."""

    title: str
    sentences: Sequence[str]
    tables: Sequence[CountTable | Table]


def months_of_year(figures: Figures) -> list[str]:
    """The twelve months of the year that a report ends."""
    quarters = quarters_before(quarter_of(figures["period"]), QUARTERS_OF_A_YEAR)
    return [month for quarter in quarters for month in months_of(quarter)]


def account_of(figures: Figures, known: Iterable[Figures]) -> list[Section]:
    """The year of care: month by month, quarter by quarter, whom people met, and what they said.

    `known` are the figures in force of every month so far, that of the report among them.
    """
    wanted = months_of_year(figures)
    found = {one["period"]: one for one in known}
    months = [found[month] for month in wanted if month in found]
    quarters = [one["quarter"] for one in months if one.get("quarter")]
    parts = [
        _by_month(months, lacking=len(wanted) - len(months)),
        _by_quarter(figures, quarters),
        _met(figures, quarters),
        Section(
            _("The last three months, part by part"),
            [],
            [part._replace(title=part.headings[0]) for part in quarter_parts(figures)],
        ),
        _voices(figures),
    ]
    return [part for part in parts if part.sentences or part.tables]


def _by_month(months: list[Figures], *, lacking: int) -> Section:
    headings = (
        _("Month"),
        _("Hours delivered"),
        _("… at least"),
        _("… at most"),
        _("Visits missed"),
        _("No access"),
    )
    rows = tuple(
        (wording.month_of(one), *(wording.shown(one["figures"][name]) for name in _MONTHLY))
        for one in months
    )
    sentences = [
        _(
            "Each number is of every 100 hours agreed, or of every 100 visits. At least: what a "
            "device recorded at the address. At most: if every visit without a record had been "
            "made. No access: the carer says that nobody let them in."
        )
    ]
    if lacking:
        sentences.append(
            _(
                "Of %(count)s months of this year no report is in force, so they are not here.",
                count=lacking,
            )
        )
    title = _("Month by month")
    return Section(title, sentences, [Table("months", title, headings, rows)])


_MONTHLY = ("delivered", "delivered_lower", "delivered_upper", "missed", "no_access")


def _by_quarter(figures: Figures, quarters: list[Figures]) -> Section:
    told = [quarter for quarter in quarters if "levels" in quarter]
    words = level_words()
    headings = (_("Quarter"), *words.values())
    rows = tuple(
        (wording.quarter_words(quarter), *(_number(quarter["levels"][name]) for name in words))
        for quarter in told
    )
    title = _("How much care it was")
    tables = [Table("quarters", title, headings, rows)] if rows else []
    return Section(title, level_sentences(figures), tables)


def _met(figures: Figures, quarters: list[Figures]) -> Section:
    told = [
        quarter
        for quarter in quarters
        if quarter.get("met") and quarter["met"]["all"]["status"] != "x"
    ]
    title = _("How many different care workers people met in two weeks")
    if not told:
        return Section(title, [], [])
    bands = [band for band in told[-1]["met"] if band != "all"]
    rows = tuple(
        (
            wording.quarter_words(quarter),
            *(_number(quarter["met"][band]) for band in ("all", *bands)),
        )
        for quarter in told
    )
    headings = (_("Quarter"), _("People counted"), *map(band_words, bands))
    return Section(title, [met_sentence(figures)], [Table("met", title, headings, rows)])


def _voices(figures: Figures) -> Section:
    sentences = [
        year_wording.year_words(figures),
        year_wording.received_sentence(figures),
        *year_wording.rate_sentences(figures),
        year_wording.overdue_sentence(figures),
        year_wording.unkept_sentence(figures),
    ]
    tables = year_wording.count_tables(figures)
    if kept_back := [table.title for table in tables if table.is_kept_back]:
        sentences += [_("Of these every number is kept back, [c]:"), *kept_back]
    return Section(
        _("What people said, and what came of it"),
        [sentence for sentence in sentences if sentence],
        [table for table in tables if not table.is_kept_back],
    )


def _number(level: Figures) -> str:
    if level["value"] is None:
        return f"[{level['status']}]"
    return format_number(level["value"])
