"""The exact reckoning, against counting every possible month one by one."""

from fractions import Fraction
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from portal.visits.patterns.exact import Rate, chance_of_run, chance_of_so_many, expected
from portal.visits.patterns.homes import longest_run
from portal.visits.patterns.search import months_between

RATES = st.fractions(min_value=Fraction(1, 50), max_value=Fraction(49, 50), max_denominator=50)
FEW = st.integers(0, 9)


def chance(marks: tuple[bool, ...], rate: Fraction) -> Fraction:
    """The chance of exactly this sequence."""
    found = Fraction(1)
    for mark in marks:
        found *= rate if mark else 1 - rate
    return found


@given(FEW, FEW, RATES)
def test_so_many_is_what_counting_every_month_gives(of: int, seen: int, rate: Fraction) -> None:
    counted = sum(
        (chance(marks, rate) for marks in product((False, True), repeat=of) if sum(marks) >= seen),
        Fraction(0),
    )

    assert chance_of_so_many(Rate(min(seen, of), of), rate) == (counted if seen <= of else rate**of)


@given(FEW, st.integers(1, 9), RATES)
def test_a_run_is_what_counting_every_month_gives(of: int, length: int, rate: Fraction) -> None:
    counted = sum(
        (
            chance(marks, rate)
            for marks in product((False, True), repeat=of)
            if longest_run(marks)[1] >= length
        ),
        Fraction(0),
    )

    assert chance_of_run(length, of, rate) == counted


@given(st.integers(0, 300), st.integers(0, 300), RATES)
def test_more_is_rarer_and_a_chance_stays_one(seen: int, more: int, rate: Fraction) -> None:
    of = seen + more
    chances = [chance_of_so_many(Rate(k, of), rate) for k in (seen, min(seen + 1, of))]

    assert 0 < chances[1] <= chances[0] <= 1


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_what_is_expected_is_never_impossible_and_never_certain(seen: int, more: int) -> None:
    assert 0 < expected(Rate(seen, seen + more)) < 1


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
