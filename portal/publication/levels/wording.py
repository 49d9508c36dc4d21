"""Hours, visits and people of a quarter in words, and how many care workers people met."""

from typing import Any

from portal.i18n import format_number
from portal.i18n import gettext as _
from portal.publication.concerns.wording import CountTable, counted
from portal.publication.disclosure.lattice import WHOLE
from portal.visits.figures.parameters import DEFAULTS


def level_sentences(figures: dict[str, Any]) -> list[str]:
    """How much care it was; none in a report that tells of no quarter."""
    levels = (figures.get("quarter") or {}).get("levels")
    if levels is None:
        return []
    values = {name: level["value"] for name, level in levels.items()}
    words = {
        name: format_number(value) if value is not None else "" for name, value in values.items()
    }
    if values["agreed"] is None or values["delivered"] is None:
        hours = _("How many hours of care were agreed and delivered is not shown.")
    else:
        hours = _(
            "About %(agreed)s hours of care were agreed for these three months, and about "
            "%(delivered)s hours were delivered.",
            agreed=words["agreed"],
            delivered=words["delivered"],
        )
    if values["visits"] is None or values["people"] is None:
        return [hours]
    visits = _(
        "About %(visits)s visits to about %(people)s people were agreed.",
        visits=words["visits"],
        people=words["people"],
    )
    return [hours, visits]


def level_words() -> dict[str, str]:
    """What each level is called."""
    return {
        "agreed": _("Hours agreed"),
        "delivered": _("Hours delivered"),
        "visits": _("Visits"),
        "people": _("People"),
    }


def met_sentence(figures: dict[str, Any]) -> str:
    """What is counted, or why it is not; nothing in a report that does not tell of it."""
    met = _met(figures)
    if met is None:
        return ""
    if met[WHOLE]["status"] == "x":
        return _("The records do not tell which care worker came, so this cannot be counted.")
    return _(
        "Counted are people with at least %(visits)s visits agreed on each of the last %(days)s "
        "days of the quarter, and the care workers who came to them in daytime.",
        visits=DEFAULTS.continuity_visits,
        days=DEFAULTS.continuity_days,
    )


def met_tables(figures: dict[str, Any]) -> list[CountTable]:
    """How many people met how many care workers; none where that is not told."""
    met = _met(figures)
    if met is None or met[WHOLE]["status"] == "x":
        return []
    rows = [(_("People counted"), counted(met[WHOLE]))]
    rows += [(band_words(band), counted(count)) for band, count in met.items() if band != WHOLE]
    title = _("How many different care workers people met in two weeks")
    note = _("Numbers of people are rounded to fives.")
    return [CountTable("met", title, (_("Different care workers"), _("People")), rows, [note])]


def _met(figures: dict[str, Any]) -> dict[str, dict[str, Any]] | None:
    found: dict[str, dict[str, Any]] | None = (figures.get("quarter") or {}).get("met")
    return found


def band_words(band: str) -> str:
    """6-10 as it is read, and 0-5 and 11- likewise."""
    first, _dash, last = band.partition("-")
    if not last:
        return _("%(first)s or more", first=first)
    if first == "0":
        return _("up to %(last)s", last=last)
    return _("%(first)s to %(last)s", first=first, last=last)
