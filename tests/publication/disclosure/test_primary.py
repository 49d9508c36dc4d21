"""The primary rules, from the side of the neighbour who knows who gets care."""

from hypothesis import given
from hypothesis import strategies as st

from portal.publication.disclosure.primary import (
    HOUR,
    Amount,
    Protection,
    Shown,
    hour_base,
    is_dominated,
    percent_of_hours,
    percent_of_visits,
    rounded,
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


def test_a_figure_of_enough_people_and_workers_is_shown() -> None:
    percent = percent_of_hours(amount(8 * HOUR), amount(10 * HOUR), RULES)

    assert percent.value == 80
    assert percent.shown is Shown.VALUE


def test_nine_people_are_too_few() -> None:
    whole = amount(10 * HOUR, people=9)

    assert percent_of_hours(whole, whole, RULES).shown is Shown.HIDDEN
    assert percent_of_visits(whole, whole, RULES).shown is Shown.HIDDEN


def test_four_workers_are_too_few() -> None:
    whole = amount(10 * HOUR, workers=4)

    assert percent_of_hours(whole, whole, RULES).shown is Shown.HIDDEN


def test_zeros_of_too_few_people_are_hidden_as_well() -> None:
    nothing = Amount(0, {}, {})

    assert percent_of_visits(nothing, amount(3, people=9), RULES).shown is Shown.HIDDEN


def test_nothing_agreed_is_not_applicable() -> None:
    nothing = Amount(0, {}, {})

    assert percent_of_hours(nothing, nothing, RULES).shown is Shown.NOTHING_TO_COUNT
    assert percent_of_visits(nothing, nothing, RULES).shown is Shown.NOTHING_TO_COUNT


def test_a_part_that_is_mostly_one_persons_is_hidden() -> None:
    part = Amount(
        30 * HOUR, {"person 0": 20 * HOUR, "person 1": 8 * HOUR, "person 2": 2 * HOUR}, {}
    )

    assert percent_of_hours(part, amount(10 * HOUR), RULES).shown is Shown.HIDDEN


def test_one_to_four_visits_are_hidden_and_five_are_not() -> None:
    def part(count: int) -> Amount:
        return Amount(count, {f"person {n}": 1 for n in range(count)}, {})

    whole = amount(10)
    shown = [percent_of_visits(part(count), whole, RULES).shown for count in range(7)]

    assert shown == [Shown.VALUE, *[Shown.HIDDEN] * 4, Shown.VALUE, Shown.VALUE]


def test_a_small_part_is_said_to_be_less_than_one() -> None:
    part = Amount(5, {f"person {n}": 1 for n in range(5)}, {})
    percent = percent_of_visits(part, amount(100), RULES)

    assert percent.value == 0
    assert percent.is_below_one


def test_the_base_grows_with_the_largest_contributor() -> None:
    assert hour_base(amount(20 * HOUR, workers=40), RULES) == 5
    assert hour_base(amount(20 * HOUR, dominant=200 * HOUR, workers=40), RULES) == 50
    assert hour_base(amount(20 * HOUR, dominant=501 * HOUR, workers=400), RULES) is None


@given(st.lists(st.integers(min_value=0, max_value=10_000), max_size=30))
def test_domination_is_the_rule_in_words(parts: list[int]) -> None:
    first, second, *rest = [*sorted((part for part in parts if part), reverse=True), 0, 0]

    expected = first > 0 and sum(rest) < first / 5
    assert is_dominated(parts, percent=20) == expected
    assert second <= first


@given(st.integers(min_value=0, max_value=10**9), st.sampled_from([5, 10, 20, 50, 100]))
def test_rounding_moves_by_at_most_half_a_base(value: int, base: int) -> None:
    assert rounded(value, base) % base == 0
    assert abs(rounded(value, base) - value) * 2 <= base


@given(
    st.integers(min_value=15, max_value=40),
    st.lists(st.integers(min_value=0, max_value=40 * HOUR), min_size=15, max_size=15),
)
def test_worlds_that_round_alike_are_published_alike(hours: int, parts: list[int]) -> None:
    """The figure is a function of rounded parts: nothing finer can be read from it."""
    whole = amount(hours * HOUR)
    by_person = {f"person {n}": part for n, part in enumerate(parts)}
    part = Amount(sum(parts), by_person, {})
    base = hour_base(part, RULES)
    if base is None or part.total == 0:
        return
    alike = part._replace(total=rounded(part.total, base * HOUR))

    assert percent_of_hours(part, whole, RULES) == percent_of_hours(alike, whole, RULES)
