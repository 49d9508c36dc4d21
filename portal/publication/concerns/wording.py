"""The running year in words: who spoke, how quickly they were answered, and what came of it."""

from datetime import date
from typing import Any, NamedTuple

from portal.i18n import format_day, format_number
from portal.i18n import gettext as _

Counts = dict[str, dict[str, Any]]


class CountTable(NamedTuple):
    """One table of counts as it is read."""

    id: str
    title: str
    headings: tuple[str, str]
    rows: list[tuple[str, str]]
    notes: list[str]

    @property
    def is_kept_back(self) -> bool:
        """Whether nothing of it is shown."""
        return all(value == _kept_back() for _words, value in self.rows)


def year_words(figures: dict[str, Any]) -> str:
    """Which twelve months these are."""
    first, last = (date.fromisoformat(figures["year"][f"period_{end}"]) for end in ("start", "end"))
    return _(
        "From %(first)s to %(last)s, four quarters. Numbers are rounded to fives.",
        first=format_day(first),
        last=format_day(last),
    )


def counted(count: dict[str, Any]) -> str:
    """A count as it is read: 25, or kept back."""
    return _kept_back() if count["status"] else str(count["value"])


def _kept_back() -> str:
    return _("kept back [c]")


def received_sentence(figures: dict[str, Any]) -> str:
    """How many spoke up."""
    told = figures["year"]["tables"]["concerns"]["all"]
    if told["value"] is None:
        return _("How many concerns came in is not shown: it could point to somebody.")
    return _("About %(count)s concerns came in.", count=told["value"])


def rate_sentences(figures: dict[str, Any]) -> list[str]:
    """How many that is, beside the visits and the people; none where that was not told yet."""
    rates = figures["year"].get("rates")
    # Where nobody is told how many concerns there were, there is no rate to explain.
    if rates is None or figures["year"]["tables"]["concerns"]["all"]["status"]:
        return []
    visits, people = rates["per_1000_visits"], rates["per_100_people"]
    found = []
    if people["value"] is not None:
        found.append(
            _("That is about %(count)s for every 100 people cared for.", count=people["value"])
        )
    if visits["value"] is not None:
        count = format_number(visits["value"])
        found.append(_("For every 1,000 visits agreed it is about %(count)s.", count=count))
    elif visits["status"] == "x":
        found.append(
            _(
                "How many that is for every 1,000 visits, [x], is told once the visits of four "
                "quarters are published."
            )
        )
    return found


def rate_words() -> dict[str, str]:
    """What each rate is called."""
    return {
        "per_1000_visits": _("Concerns for every 1,000 visits"),
        "per_100_people": _("Concerns for every 100 people"),
    }


def overdue_sentence(figures: dict[str, Any]) -> str:
    """Whether somebody still waited too long at the end. This sentence is always there."""
    last = format_day(date.fromisoformat(figures["year"]["period_end"]))
    if figures["year"]["overdue"]:
        return _("At the end of %(day)s at least one answer was overdue.", day=last)
    return _("At the end of %(day)s no answer was overdue.", day=last)


def unkept_sentence(figures: dict[str, Any]) -> str:
    """Whether a promise was past its day at the end; nothing where that is not told."""
    last = format_day(date.fromisoformat(figures["year"]["period_end"]))
    match figures["year"].get("unkept"):
        case True:
            return _("At least one promise whose day had come was not kept by %(day)s.", day=last)
        case False:
            return _("No promise whose day had come was left undone on %(day)s.", day=last)
        case _:
            return ""


def count_tables(figures: dict[str, Any]) -> list[CountTable]:
    """Every table of the year, in the order in which people ask."""
    tables = figures["year"]["tables"]
    return [
        _table("concerns", tables, _("Concern")),
        _clocks(tables),
        *_promises(tables),
        _table("outcomes", tables, _("Outcome")),
        _side_by_side(tables),
        _disputes(tables),
        _flow(tables),
    ]


def count_words() -> dict[str, dict[str, str]]:
    """What each line of each table is called, by the codes of the files.

    One that begins with dots goes on with the last one above it that does not.
    """
    told = {
        "concerns": {
            "all": _("All concerns"),
            "visits": _("Visits not as agreed"),
            "care": _("The care itself, medicines, the care plan"),
            "conduct": _("Behaviour, dignity, safety"),
            "told": _("Being told, being heard, records"),
            "other": _("Charges, and everything else"),
        },
        "outcomes": {
            "all": _("Concerns that ended"),
            "upheld": _("Upheld: the committee agreed"),
            "partially_upheld": _("Partly upheld"),
            "not_upheld": _("Not upheld"),
            "other": _("No finding, withdrawn, or passed to another body"),
        },
        "flow": {
            "brought_forward": _("Open at the beginning"),
            "reopened": _("Opened again"),
            "resolved": _("Answered and closed"),
            "left": _("Withdrawn, passed on, told too late or twice, or deleted"),
            "carried_forward": _("Open at the end"),
        },
        "leaving": {"told_twice": _("… of these, told twice")},
        "overdue": {"at_the_end": _("An answer was overdue at the end")},
        "unkept": {"at_the_end": _("A promise was not kept at the end")},
        "rates": rate_words(),
    }
    return told | _time_words() | _both_words()


def _time_words() -> dict[str, dict[str, str]]:
    """Lines of what has a day."""
    return {
        "acknowledgements": {
            "due": _("Acknowledgements that were due"),
            "in_time": _("… sent in time"),
            "late": _("… late, or not at all"),
        },
        "answers": {
            "due": _("Answers that were due"),
            "in_time": _("… given in time"),
            "late": _("… late, or not yet"),
        },
        "promises": {
            "due": _("Promises whose day came"),
            "in_time": _("… kept by that day"),
            "late": _("… kept late, or not yet"),
        },
    }


def _both_words() -> dict[str, dict[str, str]]:
    """Lines of what the person says, beside the committee or the record."""
    return {
        "put_right": {
            "all": _("Answers to “Was it put right?”"),
            "yes": _("… yes"),
            "partly": _("… in part"),
            "no": _("… no"),
        },
        "voices": {
            "not_resolved": _("The person says: this is not resolved"),
            "worse": _("The person says: something got worse after I spoke up"),
            "praise": _("Thanks that came in"),
        },
        "outside": {"known": _("Known to have gone to the body outside")},
        "records": {
            "all": _("Ended, and compared with the record of visits"),
            "agrees": _("The record agrees with the person"),
            "disagrees": _("The record says something else"),
            "no_data": _("There was no record to compare with"),
        },
        "disputes": {
            "raised": _("“Nobody let me in” was disputed"),
            "upheld": _("… and the committee agreed with the person"),
        },
    }


def table_titles() -> dict[str, str]:
    """What each table is called, by the codes of the files: some stand together on the page."""
    clocks, both = _("Were they answered in time?"), _("Is it resolved? Both sides")
    compared = _("What the person says, and what the record says")
    flow = _("How many came, and how many went")
    return {
        "concerns": _("What the concerns are about"),
        "acknowledgements": clocks,
        "answers": clocks,
        "promises": _("Were promises kept?"),
        "outcomes": _("What the committee decided"),
        "put_right": both,
        "voices": both,
        "outside": both,
        "records": compared,
        "disputes": compared,
        "flow": flow,
        "leaving": flow,
        "rates": _("Concerns beside the visits and the people"),
        "overdue": _("Whether an answer was overdue"),
        "unkept": _("Whether a promise was not kept"),
    }


def _lines(name: str, tables: dict[str, Counts], *only: str) -> list[tuple[str, str]]:
    """The lines of a table as they are read; none in a report from before it was counted."""
    told = tables.get(name)
    if told is None:
        return []
    words = count_words()[name]
    return [(words[part], counted(told[part])) for part in only or words]


def _table(name: str, tables: dict[str, Counts], heading: str) -> CountTable:
    notes = []
    if name == "concerns":
        notes.append(
            _("A concern counts once under each heading it touches, so they add up to more.")
        )
    if name == "outcomes":
        notes.append(_("Shown only where ten or more ended, and not nearly all in one way."))
    headings = (heading, _("How many"))
    return CountTable(f"year-{name}", table_titles()[name], headings, _lines(name, tables), notes)


def _clocks(tables: dict[str, Counts]) -> CountTable:
    rows = _lines("acknowledgements", tables) + _lines("answers", tables)
    return CountTable("year-clocks", table_titles()["answers"], _headings(), rows, [])


def _promises(tables: dict[str, Counts]) -> list[CountTable]:
    """None in a report from before promises were counted."""
    rows = _lines("promises", tables)
    if not rows:
        return []
    note = _("What the committee promised in its answers: to put something right, or to change it.")
    return [CountTable("year-promises", table_titles()["promises"], _headings(), rows, [note])]


def _side_by_side(tables: dict[str, Counts]) -> CountTable:
    rows = [
        (_("The committee says: answered and closed"), counted(tables["flow"]["resolved"])),
        *_lines("put_right", tables),
        *_lines("voices", tables, "not_resolved", "worse"),
        *_lines("outside", tables),
        *_lines("voices", tables, "praise"),
    ]
    note = _(
        "Everybody is asked up to three times whether it was put right. Whoever says nothing more "
        "is counted in the first line alone."
    )
    return CountTable("year-voices", table_titles()["voices"], _headings(), rows, [note])


def _disputes(tables: dict[str, Counts]) -> CountTable:
    rows = _lines("records", tables) + _lines("disputes", tables)
    return CountTable("year-records", table_titles()["records"], _headings(), rows, [])


def _flow(tables: dict[str, Counts]) -> CountTable:
    rows = [
        *_lines("flow", tables, "brought_forward"),
        (_("Received"), counted(tables["concerns"]["all"])),
        *_lines("flow", tables, "reopened", "resolved", "left"),
        *_lines("leaving", tables),
        *_lines("flow", tables, "carried_forward"),
    ]
    notes = [_("Each number is rounded by itself, so they may not add up exactly.")]
    # Not in a report from before these were counted apart.
    if "leaving" in tables:
        notes.append(
            _(
                "Who told us twice of one thing counts twice among those received. Others count it "
                "once: take away those told twice."
            )
        )
    return CountTable("year-flow", table_titles()["flow"], _headings(), rows, notes)


def _headings() -> tuple[str, str]:
    return (_("What is counted"), _("How many"))
