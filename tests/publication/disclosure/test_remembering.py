"""What a correction tells: whoever reads it is taken to know how the records changed."""

import pytest

from audit.coops import Coop, shares_of
from portal.publication.disclosure.building import Release, release_of
from portal.publication.disclosure.instances import UNLIMITED, Interval
from portal.publication.disclosure.lattice import declared
from portal.publication.disclosure.primary import Protection
from portal.publication.disclosure.releasing import Insiders, Judged, judged_release
from portal.publication.disclosure.remembering import Memory
from portal.publication.disclosure.shares import Share
from tests.publication.disclosure.test_releasing import corrected

LATTICE, RULES = declared(), Protection()
MONTH, TOTAL = "2024-01", "delivered|2024-01|all"


def published() -> tuple[list[Share], Judged]:
    shares = shares_of(Coop(20, 9, 1, 1, 3))
    return shares, judged_release(
        shares, month=MONTH, lattice=LATTICE, rules=RULES, earlier={}, insiders=Insiders.LEFT_OUT
    )


def known_in(release: Release) -> dict[str, Interval]:
    return {each.cell: each.interval for each in release.instance.history}


def test_what_was_told_moves_by_as_much_as_the_truth() -> None:
    shares, first = published()

    release = release_of(
        corrected(shares), month=MONTH, lattice=LATTICE, rules=RULES, earlier=first.told,
        was=first.truth,
    )  # fmt: skip

    known, values = known_in(release), first.truth
    new = {name: release.instance.cell(name).value for name in known}
    assert set(known) == set(first.told) == set(first.truth)
    assert new[TOTAL] < first.told[TOTAL].lower
    for name, told in first.told.items():
        # As wide as it was, and the truth lies in it where it lay: no more is granted to anybody.
        assert known[name].lower - new[name] == pytest.approx(told.lower - values[name])
        assert known[name].upper - new[name] == pytest.approx(told.upper - values[name])
        assert known[name].lower <= new[name] <= known[name].upper


def test_protector_and_attacker_both_know_it() -> None:
    shares, first = published()
    later = corrected(shares)

    judged = judged_release(
        later, month=MONTH, lattice=LATTICE, rules=RULES, earlier=first.told, was=first.truth,
        changed={MONTH}, insiders=Insiders.LEFT_OUT,
    )  # fmt: skip

    assert judged.is_safe and not judged.note
    assert known_in(judged.release)[TOTAL] == first.told[TOTAL].moved(
        judged.truth[TOTAL] - first.truth[TOTAL]
    )


def test_where_the_old_truth_was_not_kept_readers_know_no_less_closely() -> None:
    shares, first = published()

    release = release_of(
        corrected(shares), month=MONTH, lattice=LATTICE, rules=RULES, earlier=first.told,
        changed={MONTH},
    )  # fmt: skip

    assert TOTAL in known_in(release)
    for name, known in known_in(release).items():
        told, true = first.told[name], release.instance.cell(name).value
        assert known.upper - known.lower == pytest.approx(told.upper - told.lower)
        assert known.lower <= true <= known.upper


def test_what_several_releases_told_is_known_of_the_newest_truth() -> None:
    memory = Memory()
    memory.hear("a", Interval(45, 55), 50)
    memory.hear("a", Interval(35, 45), 42)

    # Eight less: 37 to 47, and 35 to 45 by the correction itself.
    assert memory.told["a"] == Interval(37, 45) and memory.truth["a"] == 42
    memory.hear("a", Interval(35, 45), 42)
    assert memory.told["a"] == Interval(37, 45)


@pytest.mark.parametrize(
    ("value", "moved"),
    [
        (50, Interval(45, 55)),
        (40, Interval(40, 50)),
        (60, Interval(50, 60)),
    ],
)
def test_an_interval_moves_no_further_than_it_takes(value: float, moved: Interval) -> None:
    assert Interval(45, 55).holding(value) == moved
    assert Interval(45, UNLIMITED).holding(60) == Interval(45, UNLIMITED)


def test_a_release_of_which_no_truth_was_kept_is_held_against_the_next() -> None:
    memory = Memory()
    memory.hear("a", Interval(45, 55), None)
    assert "a" not in memory.truth
    memory.hear("a", Interval(35, 45), 42)

    # It is 42 now: the first told 45 to 55 of another truth, so 42 to 52 of this one.
    assert memory.told["a"] == Interval(42, 45) and memory.truth["a"] == 42
