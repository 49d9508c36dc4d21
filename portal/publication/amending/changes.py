"""Which figures of a report read otherwise than before: each by its words, old beside new."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from portal.i18n import gettext as _
from portal.publication import wording
from portal.publication.concerns import wording as year_wording
from portal.publication.concerns.wording import CountTable, counted
from portal.publication.levels.wording import level_words, met_tables

Figures = dict[str, Any]


class Compared(NamedTuple):
    """One published figure, and what it would be now; both as they are read."""

    words: str
    published: str
    now: str

    @property
    def differs(self) -> bool:
        """Whether readers would see another figure."""
        return self.published != self.now


def lines_of(figures: Figures) -> dict[str, str]:
    """Every figure of a report by its words, as it is read: month, quarter, parts and year."""
    return dict(every_line(figures))


def compared(published: Figures, now: Figures) -> list[Compared]:
    """Every figure of a release beside what would be published of the same month now.

    Figures that only one of them tells are left out: see `revised_rows`.
    """
    after = lines_of(now)
    return [
        Compared(words, was, after[words])
        for words, was in lines_of(published).items()
        if words in after
    ]


def revised_rows(before: Figures, now: Figures) -> list[tuple[str, str, str]]:
    """Every figure that a correction changes: what it is, what it was, and what it is now."""
    old, new = lines_of(before), lines_of(now)
    untold = _("not told")
    return [
        (words, old.get(words, untold), f"{new.get(words, untold)} [r]")
        for words in dict.fromkeys([*old, *new])
        if old.get(words) != new.get(words)
    ]


def every_line(figures: Figures) -> Iterator[tuple[str, str]]:
    """Every figure in the order of a report: its words, and how it is read."""
    for part, names in (("figures", wording.figure_words()), ("causes", wording.cause_words())):
        for name, words in names.items():
            if name in figures[part]:
                yield words, wording.shown(figures[part][name])
    if figures.get("quarter"):
        yield from _of_quarter(figures)
    if figures.get("year"):
        yield from _of_year(figures)


def _of_quarter(figures: Figures) -> Iterator[tuple[str, str]]:
    quarter, names = figures["quarter"], wording.figure_words()
    for name, percent in quarter["figures"].items():
        yield _("%(figure)s, over three months", figure=names[name]), wording.shown(percent)
    for dimension, words in wording.breakdown_words().items():
        for part in quarter["parts"].get(dimension, ()):
            where = f"{words}, {wording.part_words(dimension, part['value'])}"
            for name, percent in part.items():
                if name in names:
                    yield f"{where}: {names[name]}", wording.shown(percent)
    for name, level in quarter.get("levels", {}).items():
        yield level_words()[name], counted(level)
    yield from _of_tables(met_tables(figures))


def _of_year(figures: Figures) -> Iterator[tuple[str, str]]:
    yield from _of_tables(year_wording.count_tables(figures))
    for name, words in year_wording.rate_words().items():
        if name in figures["year"].get("rates", {}):
            yield words, counted(figures["year"]["rates"][name])
    for name in ("overdue", "unkept"):
        told = figures["year"].get(name)
        if told is not None:
            yield year_wording.count_words()[name]["at_the_end"], _("yes") if told else _("no")


def _of_tables(tables: list[CountTable]) -> Iterator[tuple[str, str]]:
    for table in tables:
        of_what = ""
        for words, value in table.rows:
            # A line that begins with dots goes on with the last one that does not.
            is_part = words.startswith("…")
            of_what = of_what if is_part else words
            told = f"{of_what} {words}" if is_part else words
            yield f"{table.title}: {told}", value
