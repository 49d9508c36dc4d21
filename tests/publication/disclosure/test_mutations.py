"""What must be caught: a protector that is wrong, or was given the wrong table."""

import json

import pytest

from audit.cases import counts_of
from audit.coops import Coop, met_of, month_names, shares_of
from portal.publication.disclosure.attacker import attack, audit
from portal.publication.disclosure.attacker_problem import Limits
from portal.publication.disclosure.building import release_of
from portal.publication.disclosure.instances import (
    UNLIMITED,
    Cell,
    Insider,
    Instance,
    Interval,
    Known,
    Relation,
)
from portal.publication.disclosure.lattice import declared
from portal.publication.disclosure.primary import Protection
from portal.publication.disclosure.protector import protect
from portal.publication.disclosure.protector_space import Unfinished
from portal.publication.disclosure.reading import read_instance
from tests.publication.disclosure.test_commands import TABLE

PLAIN = read_instance(json.dumps(TABLE))


def changed(instance: Instance, name: str, **values: object) -> Instance:
    """The instance with one cell changed."""
    cells = tuple(
        cell._replace(**values) if cell.id == name else cell  # type: ignore[arg-type]
        for cell in instance.cells
    )
    return Instance(cells, instance.relations, instance.history, instance.insiders)


def rounded_pair(base: float) -> Instance:
    """Two people whose sum is published, rounded; one of them is known to all but for an hour."""
    return Instance(
        (
            Cell("a", 30, upper=100, below=6, above=6, never_shown=True),
            Cell("b", 52, lower=52, upper=52, never_shown=True),
            Cell("both", 82, base=base),
        ),
        (Relation({"both": -1, "a": 1, "b": 1}),),
    )


@pytest.mark.parametrize("method", [attack, audit])
def test_one_secondary_cell_that_is_shown(method: object) -> None:
    pattern = protect(PLAIN)

    assert method(PLAIN, pattern.hidden).is_safe  # type: ignore[operator]
    assert pattern.secondary
    for cell in pattern.secondary:
        report = method(PLAIN, pattern.hidden - {cell})  # type: ignore[operator]
        assert {finding.cell for finding in report.breaches} == {"12"}


@pytest.mark.slow
def test_one_secondary_figure_of_a_whole_release_that_is_shown() -> None:
    coop = Coop(30, 12, 3, 2, 1)
    shares, month = shares_of(coop), month_names(coop.months)[-1]
    release = release_of(
        shares, month=month, lattice=declared(), rules=Protection(), earlier={},
        cases=counts_of(coop), met=met_of(shares, month),
    )  # fmt: skip
    pattern = protect(release.instance)
    hidden = release.closed(pattern.hidden)

    assert audit(release.instance, hidden).is_safe
    assert len(pattern.secondary) > 1
    for cell in pattern.secondary:
        assert audit(release.instance, hidden - {cell}).breaches


@pytest.mark.parametrize("method", [attack, audit])
def test_one_earlier_release_that_was_forgotten(method: object) -> None:
    earlier = (Known("22", Interval(14, 16), "2026-01"),)
    remembered = Instance(PLAIN.cells, PLAIN.relations, earlier)

    forgetful, careful = protect(PLAIN), protect(remembered)

    report = method(remembered, forgetful.hidden)  # type: ignore[operator]
    assert {finding.cell for finding in report.breaches} == {"12"}
    assert method(remembered, careful.hidden).is_safe  # type: ignore[operator]


@pytest.mark.parametrize("method", [attack, audit])
def test_a_rounding_base_that_was_halved(method: object) -> None:
    pattern = protect(rounded_pair(20))

    assert pattern.hidden == set()
    assert method(rounded_pair(20), pattern.hidden).is_safe  # type: ignore[operator]
    assert method(rounded_pair(10), pattern.hidden).breaches  # type: ignore[operator]


@pytest.mark.parametrize("name", ["11", "12", "tt"])
def test_a_bound_below_the_truth_is_no_safety(name: str) -> None:
    wrong = changed(PLAIN, name, upper=PLAIN.cell(name).value - 1)

    report = attack(wrong, protect(PLAIN).hidden)

    assert not report.is_safe
    assert "excludes its true value" in report.failure


@pytest.mark.parametrize(
    "limits", [Limits(seconds=1e-9), Limits(iterations=0)], ids=["time", "iterations"]
)
def test_a_solver_that_is_stopped_half_way(limits: Limits) -> None:
    report = attack(PLAIN, protect(PLAIN).hidden, limits=limits)

    assert not report.is_safe
    assert "not solved" in report.failure


def test_a_protector_that_is_stopped_half_way_gives_no_pattern() -> None:
    with pytest.raises(Unfinished):
        protect(PLAIN, seconds=1e-9)


def test_an_earlier_release_that_excludes_the_truth() -> None:
    known = (Known("12", Interval(8, 20), "2026-01"),)

    report = attack(Instance(PLAIN.cells, PLAIN.relations, known), protect(PLAIN).hidden)

    assert not report.is_safe


def test_a_count_among_which_one_whole_number_is_impossible() -> None:
    # Twice the count and another that is known to be even: only every second number is possible.
    instance = Instance(
        (
            Cell("n", 3, upper=20, integer=True, small=4, run=5, primary=True),
            Cell("half", 1, upper=20, integer=True, never_shown=True),
            Cell("one", 1, lower=1, upper=1, integer=True, never_shown=True),
        ),
        (Relation({"n": -1, "half": 2, "one": 1}),),
    )

    for method in (attack, audit):
        report = method(instance, {"n"})
        assert [each.breach for each in report.breaches] == [
            "only 1 whole numbers in a row are possible"
        ]


@pytest.mark.parametrize("method", [attack, audit])
def test_a_hidden_count_that_whoever_is_behind_one_of_it_knows_too_well(method: object) -> None:
    hidden = Cell("n", 3, upper=4, integer=True, small=4, run=5, primary=True)
    told = Insider("complainant 1", (Known("n", Interval(1, UNLIMITED)),))

    report = method(Instance((hidden,), insiders=(told,)), {"n"})  # type: ignore[operator]

    # To everybody else it may be none as well as four.
    assert [(each.attacker, each.breach) for each in report.breaches] == [
        ("complainant 1", "only 4 whole numbers in a row are possible")
    ]


def test_a_hidden_count_that_is_surely_small() -> None:
    instance = Instance(
        (Cell("n", 3, lower=1, upper=4, integer=True, small=4, run=4, primary=True),)
    )

    assert attack(instance, {"n"}).breaches[0].breach == "surely one of 1 to 4"


def test_hiding_nothing_of_exact_hours_is_found_out() -> None:
    exact = changed(rounded_pair(20), "both", base=0)

    found = attack(exact, set()).breaches[0]

    assert (found.lower, found.upper) == pytest.approx((30, 30))
