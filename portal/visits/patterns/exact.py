"""Rule: how often chance alone brings at least so much, counted exactly in whole numbers.

Every test supposes that each visit goes wrong by itself, as often as it did in the co-operative's
own months before. That is never quite so (snow or an illness takes many at once), so a small
number is a reason to look, and no finding.
"""

from __future__ import annotations

from fractions import Fraction
from math import comb
from typing import NamedTuple


class Rate(NamedTuple):
    """So many of so many."""

    seen: int
    of: int

    def __add__(self, other: object) -> Rate:
        """Both together."""
        assert isinstance(other, Rate)  # noqa: S101  only rates are added
        return Rate(self.seen + other.seen, self.of + other.of)


def expected(history: Rate) -> Fraction:
    """How often it happens, from what was seen before, never quite nought and never quite one.

    Laplace's rule of succession: one more of each is supposed, so that what was not seen before is
    rare and not impossible.

    >>> expected(Rate(0, 98))
    Fraction(1, 100)
    """
    return Fraction(history.seen + 1, history.of + 2)


def chance_of_so_many(now: Rate, rate: Fraction) -> Fraction:
    """The chance that at least `now.seen` of `now.of` happen, where each happens at `rate`.

    The upper tail of the binomial distribution.

    >>> chance_of_so_many(Rate(2, 3), Fraction(1, 2))
    Fraction(1, 2)
    >>> chance_of_so_many(Rate(0, 9), Fraction(1, 7))
    Fraction(1, 1)
    """
    seen, of = now
    happens, of_so_many = rate.numerator, rate.denominator
    not_happens = of_so_many - happens
    everything = of_so_many**of
    # The shorter tail has fewer terms.
    if 2 * seen <= of:
        fewer = _terms(of, 0, seen, happens, not_happens)
        return Fraction(everything - fewer, everything)
    return Fraction(_terms(of, seen, of + 1, happens, not_happens), everything)


def _terms(of: int, first: int, after_last: int, happens: int, not_happens: int) -> int:
    """The sum of C(of, i) happens^i not_happens^(of - i) over i from `first`."""
    if first >= after_last:
        return 0
    term = comb(of, first) * happens**first * not_happens ** (of - first)
    total = 0
    for i in range(first, after_last):
        total += term
        # exact: the next term is a whole number
        term = term * (of - i) * happens // ((i + 1) * not_happens)
    return total


def chance_of_run(length: int, of: int, rate: Fraction) -> Fraction:
    """The chance of a run of at least `length` somewhere in `of`, where each happens at `rate`.

    F(n) counts, in parts of d^n, the sequences of n without such a run: F(n) = d F(n - 1) -
    (d - a) a^length F(n - length - 1), for a rate of a/d.

    >>> chance_of_run(2, 3, Fraction(1, 2))
    Fraction(3, 8)
    >>> chance_of_run(4, 3, Fraction(1, 2))
    Fraction(0, 1)
    """
    if length <= 0:
        return Fraction(1)
    happens, of_so_many = rate.numerator, rate.denominator
    without = [of_so_many**n for n in range(min(length, of + 1))]
    ends_a_run = (of_so_many - happens) * happens**length
    for n in range(length, of + 1):
        if n == length:
            without.append(of_so_many**n - happens**length)
        else:
            without.append(of_so_many * without[n - 1] - ends_a_run * without[n - length - 1])
    return 1 - Fraction(without[of], of_so_many**of)
