"""How many people met how many care workers: counted, protected, attacked."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from audit.coops import Coop, met_of, shares_of
from portal.publication.disclosure.attacker import audit
from portal.publication.disclosure.building import release_of
from portal.publication.disclosure.drafting import Draft
from portal.publication.disclosure.instances import Instance
from portal.publication.disclosure.lattice import declared
from portal.publication.disclosure.meeting import Met, add_met, band_of, bands_of, met_cell
from portal.publication.disclosure.primary import Protection
from portal.publication.disclosure.protector import protect
from portal.publication.disclosure.releasing import judged_release

LATTICE, RULES = declared(), Protection()
QUARTER = "2024-Q1"


def met_by(*sizes: int) -> Met:
    """One person for each number of care workers met; the same workers are met first."""
    return {
        f"P{at}": frozenset(f"W{worker}" for worker in range(size)) for at, size in enumerate(sizes)
    }


def instance_of(met: Met) -> Instance:
    draft = Draft({})
    insiders = add_met(draft, met, QUARTER, lattice=LATTICE, rules=RULES)
    return draft.instance(insiders)


def hidden_of(met: Met) -> set[str]:
    return {cell.rpartition("=")[2] for cell in instance_of(met).primaries}


def test_every_number_lies_in_one_band() -> None:
    assert bands_of(LATTICE) == ["0-5", "6-10", "11-"]
    assert [band_of(count, LATTICE) for count in (0, 5, 6, 10, 11, 40)] == [
        "0-5", "0-5", "6-10", "6-10", "11-", "11-",
    ]  # fmt: skip


def test_few_people_or_few_care_workers_are_hidden_whole() -> None:
    everything = {"all", "0-5", "6-10", "11-"}

    assert hidden_of(met_by(*[7] * 9)) == everything
    assert hidden_of(met_by(*[4] * 12)) == everything
    assert hidden_of(met_by(*[5] * 10)) == {"6-10", "11-"}
    # None is hidden as one to four are.
    assert hidden_of(met_by(*[3] * 6, *[7] * 4, *[12] * 5)) == {"6-10"}


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 16), max_size=30))
def test_whatever_was_counted_is_safe_from_everybody_who_was_there(sizes: list[int]) -> None:
    table = instance_of(met_by(*sizes))
    counts = Counter(band_of(size, LATTICE) for size in sizes)

    pattern = protect(table)

    assert audit(table, pattern.hidden).is_safe
    for band in bands_of(LATTICE):
        cell = met_cell(QUARTER, band)
        assert table.cell(cell).value == counts[band]
        assert counts[band] >= 5 or cell in pattern.hidden
    for relation in table.relations:
        assert sum(s * table.cell(name).value for name, s in relation.terms.items()) == 0


def test_showing_the_rest_of_a_small_band_is_found_out() -> None:
    # A care worker who came to all of three people in a band knows that it holds three at least;
    # that 15 are printed as 15, and 12 of them as 10, leaves five at most.
    table = instance_of(met_by(*[3] * 12, *[7] * 3))

    report = audit(table, table.primaries)

    assert {finding.cell for finding in report.breaches} == {met_cell(QUARTER, "6-10")}
    assert {each.attacker for each in report.breaches} == {"worker W0", "worker W1", "worker W2"}
    assert protect(table).secondary


def test_a_release_with_whom_people_met_stands_the_attack() -> None:
    shares = shares_of(Coop(24, 9, 3, 1, 4))
    met = met_of(shares, "2024-03")
    assert len(met) >= 10

    judged = judged_release(
        shares, month="2024-03", lattice=LATTICE, rules=RULES, earlier={}, met=met
    )
    within = release_of(
        shares, month="2024-02", lattice=LATTICE, rules=RULES, earlier={}, met=met
    ).instance

    assert judged.is_safe and not judged.note
    assert met_cell(QUARTER, "all") in judged.told
    # Told of the quarter alone, with hours, visits and people as they are.
    assert not any(name.startswith("met|") for name in within.index)
    units = {unit.name for unit in judged.release.units}
    assert {f"{name}|{QUARTER}|all" for name in ("agreed", "delivered", "visits", "people")} < units
