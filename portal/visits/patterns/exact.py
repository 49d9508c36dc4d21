"""Rule: how often chance alone brings at least so much, counted exactly in whole numbers.

Every test supposes that each chance of a thing goes wrong by itself, as often in this month as in
the co-operative's own months before. That is never quite so (snow or an illness takes many at
once), so a small number is a reason to look, and no finding.

How often things go wrong is not taken as known: the months before are a sample as well, and a short
one tells little. So both are laid together, and it is asked how often so many of all that went
wrong would fall into this month, were they spread by lot (Fisher's exact test, to one side).
"""

from __future__ import annotations

from fractions import Fraction
from math import comb, perm
from typing import NamedTuple


class Rate(NamedTuple):
    """So many of so many."""

    seen: int
    of: int

    def __add__(self, other: object) -> Rate:
        """Both together."""
        assert isinstance(other, Rate)  # noqa: S101  only rates are added
        return Rate(self.seen + other.seen, self.of + other.of)


def chance_of_so_many(now: Rate, before: Rate) -> Fraction:
    """The chance that at least `now.seen` of all that was seen fall among `now.of`, by lot.

    The upper tail of the hypergeometric distribution. Three of four went wrong, both of the two now
    among them: of the six pairs there are among four, three hold only what went wrong.

    >>> chance_of_so_many(Rate(2, 2), Rate(1, 2))
    Fraction(1, 2)

    Nothing before in 98, and two of two now: one pair of the 4,950 among a hundred.

    >>> chance_of_so_many(Rate(2, 2), Rate(0, 98))
    Fraction(1, 4950)
    >>> chance_of_so_many(Rate(0, 9), Rate(3, 7))
    Fraction(1, 1)
    """
    everywhere = now + before
    # It is the same whether what was seen is drawn or this month: the fewer make smaller numbers.
    drawn, marked = sorted((now.of, everywhere.seen))
    all_ways = comb(everywhere.of, drawn)
    fewest = max(0, drawn + marked - everywhere.of)
    # The shorter tail has fewer terms.
    if now.seen - fewest <= drawn - now.seen:
        fewer = _ways(fewest, now.seen, drawn, marked, everywhere.of)
        return Fraction(all_ways - fewer, all_ways)
    return Fraction(_ways(now.seen, drawn + 1, drawn, marked, everywhere.of), all_ways)


def _ways(first: int, after_last: int, drawn: int, marked: int, of: int) -> int:
    """The sum of C(marked, i) C(of - marked, drawn - i) over i from `first`."""
    if first >= after_last:
        return 0
    term = comb(marked, first) * comb(of - marked, drawn - first)
    total = 0
    for i in range(first, after_last):
        total += term
        # exact: the next term is a whole number
        term = term * (marked - i) * (drawn - i) // ((i + 1) * (of - marked - drawn + i + 1))
    return total


def chance_of_run(length: int, now: Rate, before: Rate) -> Fraction:
    """The chance of a run of at least `length` among `now.of`, what was seen being spread by lot.

    Where m of N went wrong, j of them at given places among the n of now come about with the chance
    m(m - 1).. (j factors) times (N - m)(N - m - 1).. (n - j factors) over N(N - 1).. (n factors).

    Two of three went wrong, both now: they stand side by side in two of the three orders.

    >>> chance_of_run(2, Rate(2, 3), Rate(0, 0))
    Fraction(2, 3)

    Two of five, both of the two now: one pair of ten.

    >>> chance_of_run(2, Rate(2, 2), Rate(0, 3))
    Fraction(1, 10)
    >>> chance_of_run(4, Rate(3, 3), Rate(0, 9))
    Fraction(0, 1)
    """
    if length <= 0:
        return Fraction(1)
    marked, of = now + before
    ways = sum(
        orders_with_run(length, number, now.of)
        * perm(marked, number)
        * perm(of - marked, now.of - number)
        for number in range(length, min(now.of, marked) + 1)
    )
    return Fraction(ways, perm(of, now.of))


def orders_with_run(length: int, marked: int, of: int) -> int:
    """In how many orders of `of`, `marked` of them marked, so many marked stand side by side.

    All orders but those in which each of the gaps between the others holds fewer: those are counted
    by leaving out and putting back (inclusion and exclusion).

    >>> orders_with_run(2, 2, 4), orders_with_run(2, 3, 4), orders_with_run(3, 2, 4)
    (3, 4, 0)
    """
    others = of - marked
    without = sum(
        (1 - i % 2 * 2) * comb(others + 1, i) * comb(of - i * length, others)
        for i in range(marked // length + 1)
    )
    return comb(of, marked) - without
