"""Care workers go on to learn: what is published leaves them more room than they need today."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.publication.disclosure.attacker import attack
from portal.publication.disclosure.instances import (
    Cell,
    Insider,
    Instance,
    Interval,
    Known,
    Relation,
)
from portal.publication.disclosure.protector import protect
from portal.publication.disclosure.protector_layout import AHEAD
from portal.publication.disclosure.protector_space import CannotProtect
from tests.publication.disclosure.tables import small_tables

UNLIMITED = float("inf")


def two_people(*, knows_of_other: float, learns: bool = True, most: float = 100) -> Instance:
    """Ten hours each; a worker knows some of the other's. Of 20.0 readers know 18 to 22."""
    cells = (
        Cell("hers", 10, upper=most, below=2, above=2, never_shown=True, owner="her"),
        Cell("his", 10, upper=100, never_shown=True, owner="him"),
        Cell("all", 20, base=4),
    )
    knows = (Known("his", Interval(knows_of_other, UNLIMITED)),)
    return Instance(
        cells,
        (Relation({"all": -1, "hers": 1, "his": 1}),),
        (),
        (Insider("worker W", knows, learns=learns),),
    )


def test_who_learns_is_left_a_quarter_more_room_than_is_needed_today() -> None:
    # Hers are at most 22 - 9.9 = 12.1: two more than the truth, but not two and a half.
    table = two_people(knows_of_other=9.9)

    assert attack(table, ()).is_safe
    assert protect(table).hidden == {"all"}
    assert protect(replace(table, insiders=())).hidden == frozenset()
    assert protect(two_people(knows_of_other=9.9, learns=False)).hidden == frozenset()


def test_a_figure_with_room_enough_is_shown_to_who_learns_as_well() -> None:
    assert AHEAD == 1.25
    assert protect(two_people(knows_of_other=9.4)).hidden == frozenset()


def test_where_there_is_no_room_for_more_what_is_needed_today_is_enough() -> None:
    # Everybody knows that hers are at most 12.2, whatever is hidden.
    table = two_people(knows_of_other=0, most=12.2)

    assert protect(table).hidden == frozenset()
    assert attack(table, ()).is_safe


def test_where_what_is_needed_today_cannot_be_had_protecting_is_refused() -> None:
    with pytest.raises(CannotProtect, match="'hers'"):
        protect(two_people(knows_of_other=0, most=11.9))


def test_what_a_worker_learns_later_would_have_been_too_much_without_that_room() -> None:
    today, later = (two_people(knows_of_other=known) for known in (9.4, 9.9))
    told = Known("all", Interval(18, 22), "2026-01")

    def later_knowing(told: Known) -> Instance:
        return replace(later, history=(told,))

    assert attack(later_knowing(told), {"all"}).is_safe
    # By two more at most, and no more than that: this is what was published by who left no room.
    close = Known("all", Interval(18, 21.8), "2026-01")
    assert not attack(later_knowing(close), {"all"}).is_safe
    assert protect(today).hidden == frozenset()


@settings(max_examples=60)
@given(instance=small_tables(), rounded=st.booleans())
def test_room_for_more_never_makes_protecting_impossible_nor_unsafe(
    instance: Instance, rounded: bool
) -> None:
    cells = tuple(
        cell._replace(integer=False, base=3 if rounded and not cell.primary else cell.base)
        for cell in instance.cells
    )
    some = Insider("worker W", (Known(cells[0].id, Interval(cells[0].value, UNLIMITED)),))
    today = replace(instance, cells=cells, insiders=(some,))
    ahead = replace(today, insiders=(replace(some, learns=True),))
    try:
        plain = protect(today)
    except CannotProtect:
        with pytest.raises(CannotProtect):
            protect(ahead)
        return

    pattern = protect(ahead)

    assert attack(today, pattern.hidden).is_safe
    assert pattern.cost >= plain.cost - 1e-9
