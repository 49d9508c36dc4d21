"""The exact reckoning, against counting every possible order one by one."""

from fractions import Fraction
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from portal.visits.patterns.exact import Rate, chance_of_run, chance_of_so_many
from portal.visits.patterns.homes import longest_run
from portal.visits.patterns.search import months_between

FEW = st.integers(0, 3)
RATES = st.tuples(FEW, FEW).map(lambda parts: Rate(parts[0], sum(parts)))


def orders(now: Rate, before: Rate) -> list[tuple[bool, ...]]:
    """Every order in which all that was seen can lie; the first `now.of` places are now."""
    marked, of = now + before
    return [
        tuple(place in places for place in range(of)) for places in combinations(range(of), marked)
    ]


@settings(max_examples=60)
@given(RATES, RATES)
def test_so_many_is_what_counting_every_order_gives(now: Rate, before: Rate) -> None:
    found = orders(now, before)
    counted = [marks for marks in found if sum(marks[: now.of]) >= now.seen]

    assert chance_of_so_many(now, before) == Fraction(len(counted), len(found))


@settings(max_examples=60)
@given(RATES, RATES, st.integers(0, 7))
def test_a_run_is_what_counting_every_order_gives(now: Rate, before: Rate, length: int) -> None:
    found = orders(now, before)
    counted = [marks for marks in found if longest_run(marks[: now.of])[1] >= length]

    assert chance_of_run(length, now, before) == Fraction(len(counted), len(found))


@given(st.integers(0, 300), st.integers(0, 300), RATES)
def test_more_is_rarer_and_a_chance_stays_one(seen: int, more: int, before: Rate) -> None:
    of = seen + more
    chances = [chance_of_so_many(Rate(k, of), before) for k in (seen, min(seen + 1, of))]

    assert 0 < chances[1] <= chances[0] <= 1


@given(RATES.filter(lambda now: now.seen > 0), st.integers(1, 50))
def test_a_short_history_makes_nothing_rare_that_a_long_one_does_not(now: Rate, of: int) -> None:
    short, long = (chance_of_so_many(now, Rate(0, of * times)) for times in (1, 12))

    assert long <= short


def test_a_large_cooperative_is_counted_in_whole_numbers() -> None:
    now, before = Rate(200, 3000), Rate(36_000, 720_000)

    assert Fraction(1, 10**5) < chance_of_so_many(now, before) < Fraction(1, 10**4)


@given(st.fractions(min_value=0, max_value=200))
def test_months_between_never_makes_it_rarer_than_it_is(chance: Fraction) -> None:
    months = months_between(chance)

    assert months * chance <= 1
    assert months == 10**9 or (months + 1) * chance > 1


@given(st.lists(st.booleans(), max_size=40))
def test_the_longest_run_is_a_run_and_the_longest(marks: list[bool]) -> None:
    first, length = longest_run(marks)

    assert all(marks[first : first + length])
    assert not any(all(marks[place : place + length + 1]) for place in range(len(marks) - length))
