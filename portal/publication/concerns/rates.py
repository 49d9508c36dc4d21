"""R1: how many concerns came in for every 1,000 visits, and for every 100 people.

Made of published figures alone, each rounded as it stands in a report, so that whoever reads all
reports could work them out. Source: the list of indicators of the method page, R1.
"""

from collections.abc import Sequence
from typing import Any

from portal.publication.disclosure.primary import Shown

Count = dict[str, Any]
"""A published count: its value, or the mark that stands for it."""
PER_VISITS, PER_PEOPLE = 1000, 100


def rates_of(concerns: Count, visits: Sequence[Count | None], people: Count) -> dict[str, Count]:
    """Both rates of a running year.

    `visits` are those of its quarters, none where a quarter was not published; `people` are those
    cared for in its last quarter.
    """
    return {
        "per_1000_visits": _visits_rate(concerns, visits),
        "per_100_people": _rate(concerns, people, PER_PEOPLE, digits=0),
    }


def _visits_rate(concerns: Count, visits: Sequence[Count | None]) -> Count:
    told = [each for each in visits if each is not None and each["status"] != Shown.NOT_SUPPLIED]
    if len(told) < len(visits):
        return {"value": None, "status": Shown.NOT_SUPPLIED.value}
    if any(each["status"] for each in told):
        return {"value": None, "status": Shown.HIDDEN.value}
    total = {"value": sum(each["value"] for each in told), "status": Shown.VALUE.value}
    return _rate(concerns, total, PER_VISITS, digits=1)


def _rate(part: Count, whole: Count, of: int, *, digits: int) -> Count:
    for each in (whole, part):
        if each["status"]:
            return {"value": None, "status": each["status"]}
    if not whole["value"]:
        return {"value": None, "status": Shown.NOTHING_TO_COUNT.value}
    # Halves go up, as everywhere in a report; whole numbers stay whole.
    scaled = (2 * 10**digits * of * part["value"] + whole["value"]) // (2 * whole["value"])
    return {
        "value": scaled / 10**digits if digits else scaled,
        "status": Shown.VALUE.value,
    }
