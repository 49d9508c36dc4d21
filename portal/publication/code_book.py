"""The code book: what each code in the files and answers for programs means.

The words are those of the page, so that whoever opens a file finds there what they read here.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Final

from portal.config import settings
from portal.i18n import gettext as _
from portal.publication import method_wording, wording
from portal.publication.concerns.wording import count_words, table_titles
from portal.publication.disclosure.lattice import WHOLE, declared
from portal.publication.disclosure.meeting import bands_of
from portal.publication.levels.wording import band_words, level_words
from portal.visits.records import Commissioner, ServiceType, Slot

Codes = dict[str, str]

RATES: Final = {
    "delivered": "hours_delivered",
    "missed": "visits_missed",
    "no_access": "visits_no_access",
}
KEPT: Final = {
    "punctual": "visits_on_time",
    "kept_length": "visits_full_length",
    "evidenced": "records_by_device",
}
"""Told of the whole co-operative alone, and not before versions 3 and 5 of the method."""
LOST: Final = "hours_lost_"
LEVEL_TABLES: Final = ("levels", "met")
"""The tables of levels.csv; the others are those of complaints.csv."""
# By which formulas of the method page each is made; what is lost is set beside the hours agreed.
FORMULAS: Final = (
    {code: (method_wording.FIGURES[name],) for name, code in (RATES | KEPT).items()}
    | {f"{LOST}{cause}": codes for cause, codes in method_wording.CAUSES.items()}
    | {"levels agreed": ("D1_net",), "levels delivered": ("D2",)}
)


def indicator_codes() -> Codes:
    """Which figure a row of indicators.csv is."""
    words, lost = wording.figure_words(), _("Hours agreed and not delivered, of every 100")
    told = {code: words[name] for name, code in (RATES | KEPT).items()}
    return told | {
        f"{LOST}{cause}": f"{lost}: {what}" for cause, what in wording.cause_words().items()
    }


def breakdown_codes() -> Codes:
    """What a row is split by."""
    found = {WHOLE: _("Not split")}
    return found | wording.breakdown_words()


def part_codes() -> dict[str, Codes]:
    """Which part a row is of, by what it is split by; an area has the name that the page gives it.

    Where no names of areas are set, the page says their codes as well.
    """
    known = {"service": ServiceType, "commissioner": Commissioner, "band": Slot}
    areas = dict(settings().named_areas)
    return ({"area": areas} if areas else {}) | {
        dimension: {str(one): wording.part_words(dimension, str(one)) for one in kind}
        for dimension, kind in known.items()
    }


def table_codes() -> Codes:
    """Which table a row of levels.csv or complaints.csv is of."""
    titles, lines = table_titles(), line_codes()
    alone = Counter(titles.values())
    told = {
        "levels": _("How much care it was"),
        "met": _("How many different care workers people met in two weeks"),
    }
    # Those that stand together on the page are told apart by their first lines.
    return told | {
        table: title if alone[title] == 1 else f"{title}: {next(iter(lines[table].values()))}"
        for table, title in titles.items()
    }


def line_codes() -> dict[str, Codes]:
    """Which line a row is, by its table."""
    bands = {band: band_words(band) for band in bands_of(declared())}
    found = {"levels": level_words(), "met": {WHOLE: _("People counted")} | bands}
    counts = count_words()
    found |= {table: _whole(words) for table, words in counts.items()}
    # On the page it stands below this line of another table.
    return found | {"leaving": _whole(counts["leaving"], counts["flow"]["left"])}


def unit_codes() -> Codes:
    """What is counted in a row."""
    return {
        "percent": _("Of every 100, made from rounded parts"),
        "hours": _("Hours, rounded"),
        "visits": _("Visits, rounded"),
        "people": _("People, rounded to fives"),
        "cases": _("Cases, rounded to fives"),
        "concerns": _("Concerns, for so many visits or people as the part says"),
        "at_least": _(
            "1 where there was at least one, 0 where there was none: the page says it in a sentence"
        ),
    }


def _whole(words: Codes, of_what: str = "") -> Codes:
    """Each line whole: one that begins with dots goes on with one above it."""
    found = {}
    for code, line in words.items():
        is_part = line.startswith("…")
        of_what = of_what if is_part else line
        found[code] = f"{of_what} {line}" if is_part else line
    return found


def with_codes(
    fields: Iterable[dict[str, Any]],
    *,
    codes: Mapping[str, Codes],
    grouped: Mapping[str, Mapping[str, Codes]],
) -> list[dict[str, Any]]:
    """Columns as a Table Schema describes them, and what stands in them.

    `codes` are all that a column may hold; what its codes mean by another column, `grouped`, is
    said in its description, because the standard has no place for it.
    """
    found = []
    for field in fields:
        described = dict(field)
        name = field["name"]
        if name in codes:
            described["categories"] = [
                {"value": code, "label": words} for code, words in codes[name].items()
            ]
        if name in grouped:
            listed = [f"{group}: {listed_codes(each)}" for group, each in grouped[name].items()]
            described["description"] = ". ".join([field["description"], *listed])
        found.append(described)
    return found


def listed_codes(codes: Codes) -> str:
    """Codes and their words in one line."""
    return "; ".join(f"{code} = {words}" for code, words in codes.items())
