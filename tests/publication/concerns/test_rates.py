"""How many concerns for every 1,000 visits and every 100 people: of published figures alone."""

from typing import Any

import pytest

from portal.publication.concerns.rates import rates_of

HIDDEN, NOT_SUPPLIED = {"value": None, "status": "c"}, {"value": None, "status": "x"}


def told(value: int) -> dict[str, Any]:
    return {"value": value, "status": ""}


@pytest.mark.parametrize(
    ("concerns", "visits", "people", "per_visits", "per_people"),
    [
        (told(40), [told(9000)] * 4, told(100), 1.1, 40),
        # Halves go up.
        (told(45), [told(5000)] * 4, told(90), 2.3, 50),
        (told(5), [told(10)] * 4, told(200), 125.0, 3),
    ],
)
def test_rates_are_worked_out_as_any_reader_would(
    concerns: Any, visits: Any, people: Any, per_visits: float, per_people: int
) -> None:
    rates = rates_of(concerns, visits, people)

    assert rates["per_1000_visits"] == {"value": per_visits, "status": ""}
    assert rates["per_100_people"] == {"value": per_people, "status": ""}


def test_what_is_hidden_or_not_published_yet_stays_so() -> None:
    of_year = [told(9000)] * 4

    def both(*given: Any) -> tuple[str, str]:
        found = rates_of(*given)
        assert all(rate["value"] is None for rate in found.values() if rate["status"])
        return found["per_1000_visits"]["status"], found["per_100_people"]["status"]

    assert both(HIDDEN, of_year, told(100)) == ("c", "c")
    assert both(told(40), [*of_year[1:], HIDDEN], told(100)) == ("c", "")
    assert both(told(40), [None, *of_year[1:]], told(100)) == ("x", "")
    assert both(told(40), [NOT_SUPPLIED, HIDDEN, None, None], HIDDEN) == ("x", "c")
    assert both(told(40), [told(0)] * 4, told(0)) == ("z", "z")
