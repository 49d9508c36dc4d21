"""Attacker and protector against every world and every pattern of small tables, counted out."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.publication.disclosure.attacker import attack, audit
from portal.publication.disclosure.instances import Cell, Instance, Relation
from portal.publication.disclosure.protector import protect
from portal.publication.disclosure.protector_space import CannotProtect
from tests.publication.disclosure.tables import (
    attackers_of,
    cheapest_cost,
    is_safe,
    same_as_published,
    small_tables,
    worlds_of,
)


@settings(max_examples=60)
@given(instance=small_tables(), data=st.data())
def test_the_attacker_finds_exactly_what_can_be_worked_out(
    instance: Instance, data: st.DataObject
) -> None:
    others = [cell.id for cell in instance.cells if not cell.primary]
    hidden = instance.primaries | data.draw(st.sets(st.sampled_from(others)))
    worlds = worlds_of(instance)

    report = attack(instance, hidden)

    assert not report.failure
    for insider in attackers_of(instance):
        left = same_as_published(instance, hidden, worlds, insider)
        name = insider.id if insider else "outsider"
        for finding in report.findings:
            if finding.attacker == name:
                column = left[:, instance.index[finding.cell]]
                assert finding.lower == pytest.approx(column.min(), abs=1e-5)
                assert finding.upper == pytest.approx(column.max(), abs=1e-5)
    assert report.is_safe == is_safe(instance, hidden, worlds)


@settings(max_examples=60)
@given(instance=small_tables(rounded=True), data=st.data())
def test_no_world_lies_outside_what_the_attacker_says_of_rounded_figures(
    instance: Instance, data: st.DataObject
) -> None:
    others = [cell.id for cell in instance.cells if not cell.primary]
    hidden = instance.primaries | data.draw(st.sets(st.sampled_from(others)))
    left = same_as_published(instance, hidden, worlds_of(instance), None)

    report = attack(instance, hidden, with_insiders=False)

    assert not report.failure
    for finding in report.findings:
        cell, column = instance.cell(finding.cell), left[:, instance.index[finding.cell]]
        if cell.integer:
            assert (finding.lower, finding.upper) == (column.min(), column.max())
        else:
            assert finding.lower <= column.min() + 1e-5
            assert finding.upper >= column.max() - 1e-5


def test_a_limit_that_is_known_holds_however_small_the_true_values_are() -> None:
    cells = [Cell(name, 0, upper=16) for name in ("left", "right", "all")]
    total = Relation({"all": -1, "left": 1, "right": 1})
    instance = Instance(tuple(cells), (total,), (), ())

    report = attack(instance, {"left", "right", "all"})

    assert {finding.cell: finding.upper for finding in report.findings} == pytest.approx(
        {"left": 16, "right": 16, "all": 16}
    )


@settings(max_examples=40)
@given(instance=small_tables(rounded=True), data=st.data())
def test_judging_by_shared_worlds_comes_to_the_same_as_solving_each_cell(
    instance: Instance, data: st.DataObject
) -> None:
    others = [cell.id for cell in instance.cells if not cell.primary]
    hidden = instance.primaries | data.draw(st.sets(st.sampled_from(others)))

    shared, single = audit(instance, hidden), attack(instance, hidden)

    assert {(f.attacker, f.cell) for f in shared.breaches} == {
        (f.attacker, f.cell) for f in single.breaches
    }


@settings(max_examples=50)
@given(instance=small_tables())
def test_small_tables_are_protected_at_the_least_cost(instance: Instance) -> None:
    wanted = cheapest_cost(instance, worlds_of(instance))

    if wanted is None:
        with pytest.raises(CannotProtect):
            protect(instance)
        return
    pattern = protect(instance)

    assert pattern.cost == pytest.approx(wanted)
    assert attack(instance, pattern.hidden).is_safe


@settings(max_examples=15)
@given(instance=small_tables(columns=3))
def test_wider_tables_too(instance: Instance) -> None:
    wanted = cheapest_cost(instance, worlds_of(instance))

    if wanted is not None:
        pattern = protect(instance)
        assert pattern.cost == pytest.approx(wanted)
        assert is_safe(instance, pattern.hidden, worlds_of(instance))


@pytest.mark.parametrize("value", [1, 2, 3, 4])
def test_a_hidden_count_is_protected_wherever_five_numbers_in_a_row_are_possible(
    value: int,
) -> None:
    for lower, upper in product(range(value), range(value, 10)):
        is_possible = upper - lower >= 4
        cell = Cell(
            "n", value, lower=lower, upper=upper, integer=True, small=4, run=5, primary=True
        )
        instance = Instance((cell,))

        assert attack(instance, {"n"}).is_safe == is_possible
        if is_possible:
            assert protect(instance).hidden == {"n"}
        else:
            with pytest.raises(CannotProtect):
                protect(instance)


@settings(max_examples=30)
@given(instance=small_tables(rounded=True))
def test_without_proof_of_the_least_cost_the_pattern_is_safe_too(instance: Instance) -> None:
    try:
        pattern = protect(instance, may_be_exact=False)
    except CannotProtect:
        everything = {cell.id for cell in instance.cells}
        assert not attack(instance, everything).is_safe
        return

    assert attack(instance, pattern.hidden).is_safe
    assert pattern == protect(instance, may_be_exact=False)
