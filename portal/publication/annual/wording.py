"""The yearly report in words: one part for each thing that the rules ask for."""

from typing import Any

from portal.i18n import gettext as _
from portal.publication.annual.account import Section
from portal.publication.annual.duties import Asked, Duty, well_founded
from portal.publication.concerns.wording import CountTable, count_tables, counted


def parts_of(duty: Duty, figures: dict[str, Any]) -> list[Section]:
    """Everything that these rules ask for, in their order, and then what came and what went."""
    tables = {table.id: table for table in count_tables(figures)}
    found = [_part(asked, figures, tables) for asked in duty.asks]
    flow = tables["year-flow"]
    note = _(
        "What was open at the beginning, what came in and what was opened again is what ended and "
        "what is still open. The next year begins with what this one ends with."
    )
    return [*found, Section(flow.title, [note], [flow])]


def _part(asked: Asked, figures: dict[str, Any], tables: dict[str, CountTable]) -> Section:
    counts = figures["year"]["tables"]
    match asked:
        case Asked.RECEIVED:
            words = counted(counts["concerns"]["all"])
            return Section(
                _("How many were received"), [_("Received: %(count)s.", count=words)], []
            )
        case Asked.WELL_FOUNDED:
            words = counted(well_founded(counts))
            sentence = _("Upheld or partly upheld: %(count)s.", count=words)
            return Section(_("How many were well-founded"), [sentence], [])
        case Asked.OUTCOMES:
            return Section(_("What came of them"), [], [tables["year-outcomes"]])
        case Asked.CLOCKS:
            return Section(_("Whether the time limits were met"), [], [tables["year-clocks"]])
        case Asked.OMBUDSMAN:
            return Section(_("How many went to the ombudsman"), _ombudsman(counts), [])
        case Asked.SUBJECTS:
            return Section(_("What they were about"), [], [tables["year-concerns"]])
        case Asked.IMPORTANCE:
            return Section(
                _("What matters beyond one case, and what was done"), [_importance()], []
            )


def _ombudsman(counts: dict[str, Any]) -> list[str]:
    """Not in a report from before it was counted."""
    told = counts.get("outside")
    if told is None:
        return [_("Not available, [x]: it was not counted when this report came out.")]
    return [
        _("Known to have gone to the body outside: %(count)s.", count=counted(told["known"])),
        _(
            "The committee writes down what it hears of; whoever goes there need not tell us, so "
            "there may be more. What we passed to another body ourselves is counted among those "
            "that left."
        ),
    ]


def _importance() -> str:
    return _(
        "What was learned from a case, what was promised and what was done is published with "
        "consent, case by case: see “What you said, what we promised, what was done” beside the "
        "reports. No program puts it together."
    )
