"""The primary rules, from the side of the neighbour who knows who gets care."""

from hypothesis import given
from hypothesis import strategies as st

from portal.publication.disclosure.primary import (
    HOUR,
    Amount,
    Percent,
    Protection,
    Shown,
    is_dominated,
    is_safe_part,
    is_safe_population,
    percent_of,
)

RULES = Protection()


def amount(
    total_each: int, *, people: int = 20, workers: int = 8, dominant: int | None = None
) -> Amount:
    """So much for each of so many people; one of them may have more."""
    by_person = {f"person {n}": total_each for n in range(people)}
    if dominant is not None:
        by_person["person 0"] = dominant
    total = sum(by_person.values())
    return Amount(total, by_person, {f"worker {n}": total // workers for n in range(workers)})


def test_ten_people_and_five_workers_are_enough_and_fewer_are_not() -> None:
    assert is_safe_population(amount(HOUR, people=10, workers=5), RULES)
    assert not is_safe_population(amount(HOUR, people=9), RULES)
    assert not is_safe_population(amount(HOUR, workers=4), RULES)


def test_who_gets_nothing_does_not_stand_behind_a_figure() -> None:
    ten = amount(HOUR, people=10)

    assert not is_safe_population(
        ten._replace(by_person=dict(ten.by_person) | {"person 0": 0}), RULES
    )


def test_a_part_that_is_mostly_one_persons_is_not_shown() -> None:
    parts = {"person 0": 20 * HOUR, "person 1": 8 * HOUR, "person 2": 2 * HOUR}

    assert not is_safe_part(Amount(30 * HOUR, parts, {}), RULES)
    assert is_safe_part(Amount(34 * HOUR, parts | {"person 3": 4 * HOUR}, {}), RULES)
    assert is_safe_part(Amount(0, {}, {}), RULES)


def test_a_percent_is_a_whole_number_and_says_where_it_is_less_than_one() -> None:
    assert percent_of(1980, 2460) == Percent(80, Shown.VALUE)
    assert percent_of(5, 1000) == Percent(1, Shown.VALUE)
    assert percent_of(5, 1005) == Percent(0, Shown.VALUE, is_below_one=True)
    assert percent_of(0, 1005) == Percent(0, Shown.VALUE)
    assert percent_of(0, 0).shown is Shown.HIDDEN


@given(st.lists(st.integers(min_value=0, max_value=10_000), max_size=30))
def test_domination_is_the_rule_in_words(parts: list[int]) -> None:
    first, second, *rest = [*sorted((part for part in parts if part), reverse=True), 0, 0]

    expected = first > 0 and sum(rest) < first / 5
    assert is_dominated(parts, percent=20) == expected
    assert second <= first
