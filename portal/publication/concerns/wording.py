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
        return _("How many concerns came in is not shown: fewer than five, or too few people.")
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
        _table("concerns", tables, _("What the concerns are about"), _("Concern")),
        _clocks(tables),
        *_promises(tables),
        _table("outcomes", tables, _("What the committee decided"), _("Outcome")),
        _side_by_side(tables),
        _disputes(tables),
        _flow(tables),
    ]


def _labels() -> dict[str, dict[str, str]]:
    return {
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
        "records": {
            "all": _("Ended, and compared with the record of visits"),
            "agrees": _("The record agrees with the person"),
            "disagrees": _("The record says something else"),
            "no_data": _("There was no record to compare with"),
        },
    }


def _table(name: str, tables: dict[str, Counts], title: str, heading: str) -> CountTable:
    rows = [(words, counted(tables[name][value])) for value, words in _labels()[name].items()]
    notes = []
    if name == "concerns":
        notes.append(
            _("A concern counts once under each heading it touches, so they add up to more.")
        )
    if name == "outcomes":
        notes.append(_("Shown only where ten or more ended, and not nearly all in one way."))
    return CountTable(f"year-{name}", title, (heading, _("How many")), rows, notes)


def _clocks(tables: dict[str, Counts]) -> CountTable:
    told, answered = tables["acknowledgements"], tables["answers"]
    rows = [
        (_("Acknowledgements that were due"), counted(told["due"])),
        (_("… sent in time"), counted(told["in_time"])),
        (_("… late, or not at all"), counted(told["late"])),
        (_("Answers that were due"), counted(answered["due"])),
        (_("… given in time"), counted(answered["in_time"])),
        (_("… late, or not yet"), counted(answered["late"])),
    ]
    return CountTable("year-clocks", _("Were they answered in time?"), _headings(), rows, [])


def _promises(tables: dict[str, Counts]) -> list[CountTable]:
    """None in a report from before promises were counted."""
    told = tables.get("promises")
    if told is None:
        return []
    rows = [
        (_("Promises whose day came"), counted(told["due"])),
        (_("… kept by that day"), counted(told["in_time"])),
        (_("… kept late, or not yet"), counted(told["late"])),
    ]
    note = _("What the committee promised in its answers: to put something right, or to change it.")
    return [CountTable("year-promises", _("Were promises kept?"), _headings(), rows, [note])]


def _side_by_side(tables: dict[str, Counts]) -> CountTable:
    said = tables["put_right"]
    rows = [
        (_("The committee says: answered and closed"), counted(tables["flow"]["resolved"])),
        (_("Answers to “Was it put right?”"), counted(said["all"])),
        (_("… yes"), counted(said["yes"])),
        (_("… in part"), counted(said["partly"])),
        (_("… no"), counted(said["no"])),
        (_("The person says: this is not resolved"), counted(tables["voices"]["not_resolved"])),
        (
            _("The person says: something got worse after I spoke up"),
            counted(tables["voices"]["worse"]),
        ),
        *_outside(tables),
        (_("Thanks that came in"), counted(tables["voices"]["praise"])),
    ]
    note = _(
        "Everybody is asked up to three times whether it was put right. Whoever says nothing more "
        "is counted in the first line alone."
    )
    return CountTable("year-voices", _("Is it resolved? Both sides"), _headings(), rows, [note])


def _outside(tables: dict[str, Counts]) -> list[tuple[str, str]]:
    """None in a report from before it was counted."""
    told = tables.get("outside")
    return [(_("Known to have gone to the body outside"), counted(told["known"]))] if told else []


def _disputes(tables: dict[str, Counts]) -> CountTable:
    compared = _table("records", tables, "", "")
    rows = [
        *compared.rows,
        (_("“Nobody let me in” was disputed"), counted(tables["disputes"]["raised"])),
        (_("… and the committee agreed with the person"), counted(tables["disputes"]["upheld"])),
    ]
    title = _("What the person says, and what the record says")
    return CountTable("year-records", title, _headings(), rows, [])


def _flow(tables: dict[str, Counts]) -> CountTable:
    flow = tables["flow"]
    rows = [
        (_("Open at the beginning"), counted(flow["brought_forward"])),
        (_("Received"), counted(tables["concerns"]["all"])),
        (_("Opened again"), counted(flow["reopened"])),
        (_("Answered and closed"), counted(flow["resolved"])),
        (_("Withdrawn, passed on, told too late or twice, or deleted"), counted(flow["left"])),
    ]
    notes = [_("Each number is rounded by itself, so they may not add up exactly.")]
    # Not in a report from before these were counted apart.
    if "leaving" in tables:
        rows.append((_("… of these, told twice"), counted(tables["leaving"]["told_twice"])))
        notes.append(
            _(
                "Who told us twice of one thing counts twice among those received. Others count it "
                "once: take away those told twice."
            )
        )
    rows.append((_("Open at the end"), counted(flow["carried_forward"])))
    title = _("How many came, and how many went")
    return CountTable("year-flow", title, _headings(), rows, notes)


def _headings() -> tuple[str, str]:
    return (_("What is counted"), _("How many"))
