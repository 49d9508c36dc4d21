"""The sentences of a report: the same figure is said in the same words everywhere."""

from collections.abc import Collection
from datetime import date
from typing import Any, NamedTuple

from portal.config import settings
from portal.i18n import format_month
from portal.i18n import gettext as _
from portal.visits.figures.parameters import DEFAULTS
from portal.visits.figures.wording import SLOT_WORDS, VALUE_WORDS
from portal.visits.figures.wording import low_reliability as low_reliability

# What is told of each part of a breakdown.
_RATES = ("delivered", "missed", "no_access")


class Line(NamedTuple):
    """One part of a picture: what it is, its number, how it is read, and which pattern it has."""

    words: str
    value: int
    shown: str
    kind: int


def month_of(figures: dict[str, Any]) -> str:
    """October 2026, in the reader's language."""
    return format_month(date.fromisoformat(figures["period_start"]))


def headline_sentence(figures: dict[str, Any]) -> str:
    """The one sentence of the month."""
    delivered = figures["figures"]["delivered"]
    month = month_of(figures)
    if delivered["status"] == "z":
        return _("No care was agreed for %(month)s.", month=month)
    if delivered["value"] is None:
        return _(
            "How much of the care agreed for %(month)s was delivered cannot be shown.", month=month
        )
    return _(
        "Of every 100 hours of care agreed for %(month)s, %(delivered)s were delivered.",
        month=month,
        delivered=delivered["value"],
    )


def headline_sentences(figures: dict[str, Any]) -> list[str]:
    """The same, and between which figures it lies, where that is told."""
    return [headline_sentence(figures), *filter(None, [range_sentence(figures)])]


def range_sentence(figures: dict[str, Any]) -> str:
    """Between which figures the one of the month lies; nothing where that is hidden or the same."""
    of = figures["figures"]
    least, most = (of[f"delivered_{end}"] for end in ("lower", "upper"))
    if None in (of["delivered"]["value"], least["value"], most["value"]) or shown(least) == shown(
        most
    ):
        return ""
    return _(
        "Not every visit has a sure record: it may have been anything from %(least)s to %(most)s.",
        least=shown(least),
        most=shown(most),
    )


def shown(percent: dict[str, Any]) -> str:
    """A figure as it is read in a table: 4, less than 1, [c]."""
    if percent["status"]:
        return f"[{percent['status']}]"
    if percent["below_one"]:
        return _("less than 1")
    return str(percent["value"])


def missed_sentence(figures: dict[str, Any]) -> str:
    """How many visits were missed."""
    missed = figures["figures"]["missed"]
    if missed["status"] == "x":
        return _("The records of this month do not tell how many visits were missed.")
    if missed["value"] is None:
        return _("How many visits were missed is not shown: it could point to somebody.")
    if missed["value"] == 0 and not missed["below_one"]:
        return _("No visit was missed.")
    return _("Visits known to have been missed, of every 100: %(shown)s.", shown=shown(missed))


def no_access_sentence(figures: dict[str, Any]) -> str:
    """How often the carer is said not to have got in."""
    no_access = figures["figures"]["no_access"]
    if no_access["status"] == "x":
        return _("The records of this month do not tell how often carers could not get in.")
    if no_access["value"] is None:
        return _(
            "How often carers said they could not get in is not shown: it could point to somebody."
        )
    if no_access["value"] == 0 and not no_access["below_one"]:
        return _("No carer reported that nobody let them in.")
    return _(
        "Of every 100 visits, %(no_access)s ended with the carer saying that nobody let them in. "
        "Such a record proves neither that the carer came nor that nobody was at home.",
        no_access=shown(no_access),
    )


def kept_sentences(figures: dict[str, Any]) -> list[str]:
    """Whether visits came on time and lasted as agreed, where that is shown."""
    of = figures["figures"]
    sentences = {
        "punctual": _(
            "Of every 100 visits with a record of the time, %(shown)s began when they should, or "
            "within the time that is agreed around it."
        ),
        "kept_length": _(
            "Of every 100 visits with a record of the length, %(shown)s lasted as long as agreed: "
            "at least %(least)s minutes of every 100."
        ),
        "evidenced": _(
            "Of every 100 records, %(shown)s were made by a device at the home, when the carer "
            "came and when they left."
        ),
    }
    hidden = {
        "punctual": _("How many visits came on time is not shown: it could point to somebody."),
        "kept_length": _(
            "How many visits were as long as agreed is not shown: it could point to somebody."
        ),
        "evidenced": _(
            "How many records a device made at the home is not shown: it could point to somebody."
        ),
    }
    return [
        sentences[name] % {"shown": shown(of[name]), "least": DEFAULTS.length_share}
        if of[name]["value"] is not None
        else hidden[name]
        for name in sentences
        if name in of and of[name]["status"] in {"", "c"}
    ]


def cause_words() -> dict[str, str]:
    """What each cause of missing hours is called."""
    return {
        "not_rostered": _("Never put on the rota"),
        "missed": _("Visit missed, or made in another visit's time"),
        "no_access": _("Carer says nobody let them in"),
        "missing_carer": _("One carer came where two were agreed"),
        "short_time": _("Visit cut short"),
        "other": _("Other, or not known"),
    }


def cause_lines(figures: dict[str, Any]) -> list[Line]:
    """Where the missing hours went, largest first; empty where they cannot be shown."""
    words = cause_words()
    if any(percent["value"] is None for percent in figures["causes"].values()):
        return []
    lines = [
        Line(words[cause], percent["value"], shown(percent), kind)
        for kind, (cause, percent) in enumerate(figures["causes"].items())
    ]
    return sorted(lines, key=lambda line: -line.value)


def table_rows(figures: dict[str, Any]) -> list[tuple[str, str]]:
    """The table behind the headline: what it is, and how it is read, with its mark."""
    of = figures["figures"]
    is_marked = figures["reliability"] and of["delivered"]["value"] is not None
    marks = {"delivered": " [u]"} if is_marked else {}
    return [
        (words, shown(of[name]) + marks.get(name, ""))
        for name, words in figure_words().items()
        if name in of
    ]


def quarter_words(quarter: dict[str, Any]) -> str:
    """July 2026 to September 2026: the three months that a report tells part by part."""
    first, last = (date.fromisoformat(quarter[f"period_{end}"]) for end in ("start", "end"))
    return _("%(first)s to %(last)s", first=format_month(first), last=format_month(last))


def quarter_sentences(figures: dict[str, Any]) -> list[str]:
    """What the three months come to together."""
    of = figures["quarter"]["figures"]
    sentences = {
        "delivered": _(
            "Of every 100 hours agreed for these three months, %(shown)s were delivered."
        ),
        "missed": _("Visits known to have been missed, of every 100: %(shown)s."),
    }
    return [
        words % {"shown": shown(of[name])}
        for name, words in sentences.items()
        if of[name]["value"] is not None
    ]


class Part(NamedTuple):
    """One part of a breakdown, as it is read."""

    words: str
    value: int | None
    delivered: str
    missed: str
    no_access: str


class Breakdown(NamedTuple):
    """The parts of a quarter's figures, split in one way."""

    id: str
    words: str
    parts: list[Part]
    has_break: bool
    """Whether some part of it was not published so before."""
    has_hidden: bool
    """Whether some figure of it is kept back."""


def breakdowns(figures: dict[str, Any]) -> list[Breakdown]:
    """The figures of a quarter, split in one way after the other, if there are any."""
    quarter = figures.get("quarter")
    if quarter is None:
        return []
    breaks = quarter.get("breaks", {})
    return [
        _breakdown(dimension, words, in_order(parts), breaks.get(dimension, ()))
        for dimension, words in breakdown_words().items()
        if (parts := quarter["parts"].get(dimension))
    ]


def _breakdown(
    dimension: str, words: str, parts: list[dict[str, Any]], new: Collection[str]
) -> Breakdown:
    return Breakdown(
        dimension,
        words,
        [_part(dimension, part, is_new=part["value"] in new) for part in parts],
        has_break=any(part["value"] in new for part in parts),
        has_hidden=any(part[name]["status"] == "c" for part in parts for name in _RATES),
    )


def breakdown_words() -> dict[str, str]:
    """What each way to split a quarter is called."""
    return {
        "area": _("By area"),
        "service": _("By kind of service"),
        "commissioner": _("By who buys the care"),
        "band": _("By time of day"),
    }


def in_order(parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Times of day as the day goes, everything else by its code."""
    order = list(SLOT_WORDS)
    return sorted(
        parts,
        key=lambda part: order.index(part["value"]) if part["value"] in order else -1,
    )


def part_words(dimension: str, value: str) -> str:
    """What one part of a breakdown is called: an area by its name or code, several joined."""
    words = SLOT_WORDS if dimension == "band" else VALUE_WORDS
    areas = settings().named_areas if dimension == "area" else {}
    names = [
        areas.get(one) or (_(words[one]) if one in words else one) for one in value.split(" + ")
    ]
    return _(" and ").join(names)


def _part(dimension: str, part: dict[str, Any], *, is_new: bool) -> Part:
    return Part(
        part_words(dimension, part["value"]) + (" [b]" if is_new else ""),
        part["delivered"]["value"],
        *(_shown_or_why(part[name]) for name in _RATES),
    )


def _shown_or_why(percent: dict[str, Any]) -> str:
    if percent["status"] == "c":
        return _("kept back [c]")
    return shown(percent)


def figure_words() -> dict[str, str]:
    """What each figure of the whole co-operative is called."""
    return {
        "delivered": _("Hours delivered, of 100 agreed"),
        "delivered_lower": _("… counting only what a device recorded at the home"),
        "delivered_upper": _("… if every visit without a record had been made"),
        "missed": _("Visits missed, of 100"),
        "no_access": _("Visits where nobody let the carer in, of 100"),
        "punctual": _("Visits on time, of 100 with a record of the time"),
        "kept_length": _("Visits as long as agreed, of 100 with a record of the length"),
        "evidenced": _("Records made by a device at the home at both ends, of 100"),
    }
