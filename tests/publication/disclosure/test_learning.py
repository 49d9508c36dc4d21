"""Care workers go on to learn: what is published leaves them more room than they need today."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.coops import Coop, shares_of
from portal.publication.disclosure.attacker import attack
from portal.publication.disclosure.instances import (
    Cell,
    Insider,
    Instance,
    Interval,
    Known,
    Relation,
)
from portal.publication.disclosure.lattice import declared
from portal.publication.disclosure.learning import as_history_left_it
from portal.publication.disclosure.primary import HOUR, Protection
from portal.publication.disclosure.protector import protect
from portal.publication.disclosure.protector_layout import AHEAD
from portal.publication.disclosure.protector_space import CannotProtect
from portal.publication.disclosure.releasing import Judged, judged_release
from portal.publication.disclosure.shares import Share, amount_of
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


def who_does_everything_for_all_but_one() -> list[Share]:
    """Twelve people for four months; from April on one worker comes to all of them but P000."""
    return [
        five_times(share)
        if share.person == "P000"
        else share._replace(by_worker={"W": dict(share.amounts)})
        if share.month == "2024-04"
        else share
        for share in shares_of(Coop(12, 6, 4, 1, 7))
    ]


def five_times(share: Share) -> Share:
    return share._replace(
        amounts={name: 5 * size for name, size in share.amounts.items()},
        by_worker={
            worker: {name: 5 * size for name, size in own.items()}
            for worker, own in share.by_worker.items()
        },
    )


def released(shares: list[Share], earlier: Mapping[str, Interval]) -> Judged:
    return judged_release(
        shares, month="2024-04", lattice=declared(), rules=Protection(), earlier=earlier
    )


def told_of_the_quarter(shares: list[Share], room: float) -> dict[str, Interval]:
    quarter = [share for share in shares if share.month < "2024-04"]
    agreed = amount_of(quarter, "agreed").total / HOUR
    return {"agreed|2024-Q1|all": Interval(agreed - room, agreed + room)}


def test_what_was_told_before_somebody_learnt_more_is_not_held_against_a_release() -> None:
    shares = who_does_everything_for_all_but_one()

    found = released(shares, told_of_the_quarter(shares, 5))

    assert found.learnt_since
    assert found.is_safe


def test_a_release_does_not_add_to_what_was_told_before() -> None:
    shares = who_does_everything_for_all_but_one()
    found = released(shares, told_of_the_quarter(shares, 5))
    table = found.release.instance
    table = replace(table, insiders=tuple(each for each in table.insiders if each.id == "worker W"))

    before, after = (
        attack(table, some).breaches for some in (found.release.everything, found.hidden)
    )

    assert [(each.attacker, each.cell) for each in before] == [
        (each.attacker, each.cell) for each in after
    ]
    for then, now in zip(before, after, strict=True):
        assert now.upper - now.true > 0.999 * (then.upper - then.true)


def test_who_learnt_nothing_that_matters_is_asked_about_as_ever() -> None:
    shares = who_does_everything_for_all_but_one()

    found = released(shares, told_of_the_quarter(shares, 200))

    assert found.is_safe
    assert not found.learnt_since


def test_strangers_do_not_learn_and_what_they_can_tell_refuses_a_release() -> None:
    cells = (
        Cell("hers", 10, below=2, above=2, never_shown=True),
        Cell("all", 20, base=4),
    )
    table = Instance(cells, (), (Known("hers", Interval(9, 11), "2026-01"),), ())
    found = attack(table, {"all"})

    assert found.breaches
    assert as_history_left_it(table, found) is table
