"""Whole releases of invented co-operatives: built, protected, attacked."""

import json
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from audit.__main__ import _told, audit_coop, audited, finished
from audit.cases import counts_of
from audit.coops import Coop, met_of, month_names, shares_of
from portal.publication.attacking import AttackNote, AttackOutcome, findings_of
from portal.publication.disclosure import releasing
from portal.publication.disclosure.attacker import attack, audit
from portal.publication.disclosure.building import release_of
from portal.publication.disclosure.instances import UNLIMITED, Interval, Need, shown_intervals
from portal.publication.disclosure.lattice import Coverage, coverage_of, declared
from portal.publication.disclosure.primary import Protection
from portal.publication.disclosure.protector import protect
from portal.publication.disclosure.reading import read_instance, written
from portal.publication.disclosure.releasing import Insiders, Judged, judged_release
from portal.publication.disclosure.running import CaseCounts, Place
from portal.publication.disclosure.shares import Share, amount_of, both_of, merged

LATTICE, RULES = declared(), Protection()
QUARTER = month_names(3)


def judged(shares: list[Share], month: str = QUARTER[-1], **chosen: object) -> Judged:
    return judged_release(shares, month=month, lattice=LATTICE, rules=RULES, earlier={}, **chosen)  # type: ignore[arg-type]


def test_every_sum_of_a_built_instance_is_true_and_the_file_says_the_same() -> None:
    shares = shares_of(Coop(12, 6, 6, 2, 5))
    release = release_of(
        shares, month="2024-06", lattice=LATTICE, rules=RULES, earlier={}, workers_in="2024-Q2"
    )

    again = read_instance(written(release.instance))

    assert again.cells == release.instance.cells
    assert again.insiders == release.instance.insiders


def test_a_month_that_ends_a_quarter_publishes_the_quarter_as_well() -> None:
    shares = shares_of(Coop(12, 6, 5, 2, 5))

    periods = {
        month: {unit.name.split("|")[1] for unit in release_of(
            shares, month=month, lattice=LATTICE, rules=RULES, earlier={}
        ).units}
        for month in ("2024-02", "2024-03", "2024-05")
    }  # fmt: skip

    assert periods == {
        "2024-02": {"2024-02"},
        "2024-03": {"2024-03", "2024-Q1"},
        "2024-05": {"2024-05"},
    }


def test_contracted_hours_are_a_level_by_quarter_only() -> None:
    shares = shares_of(Coop(12, 6, 3, 2, 5))
    release = release_of(shares, month="2024-03", lattice=LATTICE, rules=RULES, earlier={})

    levels = [unit.name for unit in release.units if unit.cells == (unit.name,)]

    assert levels == [
        f"{level}|2024-Q1|all" for level in ("agreed", "delivered", "people", "visits")
    ]


def test_a_quarter_with_a_missing_month_is_not_published() -> None:
    shares = [share for share in shares_of(Coop(12, 6, 3, 2, 5)) if share.month != "2024-02"]

    release = release_of(shares, month="2024-03", lattice=LATTICE, rules=RULES, earlier={})

    assert {unit.name.split("|")[1] for unit in release.units} == {"2024-03"}


def test_of_nine_people_nothing_is_published_and_that_is_safe() -> None:
    found = judged(shares_of(Coop(9, 5, 3, 2, 2)))

    assert found.coverage.shown == 0
    assert str(found.coverage) == f"0 of {found.coverage.units} figures published (0%)"
    assert found.is_safe
    assert found.told == {}


def half_the_hours(shares: list[Share]) -> list[Share]:
    """The first person gets as much as all others together."""
    return [
        share._replace(
            amounts={name: 20 * size for name, size in share.amounts.items()},
            by_worker={
                worker: {name: 20 * size for name, size in own.items()}
                for worker, own in share.by_worker.items()
            },
        )
        if share.person == "P000"
        else share
        for share in shares
    ]


def everyone_in_one_area(shares: list[Share]) -> list[Share]:
    return merged(shares, "area", dict.fromkeys((s.area for s in shares), "all of it"))


def an_area_that_empties(shares: list[Share]) -> list[Share]:
    return [s for s in shares if s.month < "2024-03" or s.area != "area-1"]


def one_worker_for_each_person(shares: list[Share]) -> list[Share]:
    """Nobody can trade hours with anybody: a worker's hours are a person's."""
    return [
        share._replace(by_worker={f"W of {share.person}": dict(share.amounts)}) for share in shares
    ]


@pytest.mark.parametrize(
    "awkward",
    [half_the_hours, everyone_in_one_area, an_area_that_empties, one_worker_for_each_person],
)
def test_awkward_co_operatives_are_safe(awkward: Callable[[list[Share]], list[Share]]) -> None:
    shares = awkward(shares_of(Coop(11, 6, 3, 2, 3)))

    found = judged(shares, met=met_of(shares, QUARTER[-1]))

    assert {name: (r.failure, r.breaches) for name, r in found.reports.items()} == dict.fromkeys(
        found.reports, ("", [])
    )


def test_one_reference_in_both_columns_of_the_files_is_one_person() -> None:
    shares = [lost("P1", "W1", 1), lost("P2", "P1", 1), lost("P3", "unknown:", 1)]

    assert both_of(shares) == {"P1": "P1"}


def test_a_worker_who_is_cared_for_as_well_knows_both() -> None:
    shares = shares_of(Coop(11, 6, 3, 2, 3))
    worker = next(worker for share in shares for worker in share.by_worker)
    release = release_of(
        shares, month="2024-03", lattice=LATTICE, rules=RULES, earlier={}, also={worker: "P001"}
    )

    insider = next(i for i in release.instance.insiders if i.id == f"worker {worker}")
    person = next(i for i in release.instance.insiders if i.id == "person P001")

    assert set(person.knows) <= set(insider.knows)
    assert judged(shares, also={worker: "P001"}).is_safe


def lost(person: str, worker: str, hours: int) -> Share:
    """A month of 100 hours, of which some were not worked because a visit was cut short."""
    sizes = {"agreed": 100 * 3600, "delivered": (100 - hours) * 3600, "short_time": hours * 3600}
    own = {name: size for name, size in sizes.items() if name != "agreed"}
    return Share(
        person, "2024-01", "area-0", "domestic", "health", "tea", sizes, {worker: own}
    )  # fmt: skip


def test_who_lost_hours_knows_how_many_and_the_others_are_protected_from_them() -> None:
    shares = [lost("P1", "W1", 10), lost("P2", "W2", 4), lost("P3", "W3", 0)]
    release = release_of(shares, month="2024-01", lattice=LATTICE, rules=RULES, earlier={})
    cell = release.instance.cell("short_time|2024-01|all")

    by_name = {insider.id: insider for insider in release.instance.insiders}
    known = {
        name: [each.interval for each in insider.knows if each.cell == cell.id]
        for name, insider in by_name.items()
    }

    assert cell.primary and (cell.below, cell.above) == (2.0, 2.0)
    assert known["person P1"] == known["worker W1"] == [Interval(10, UNLIMITED)]
    # The largest part of anybody else is ten hours to both: their carer's, or the other person's.
    assert by_name["person P1"].needs[cell.id] == Need(2.0, 2.0)
    assert by_name["person P2"].needs[cell.id] == Need(2.0, 2.0)
    assert known["person P3"] == []


def test_who_knows_a_whole_cause_needs_nothing_protected_from_them() -> None:
    shares = [lost("P1", "W1", 10), lost("P2", "W2", 0)]
    release = release_of(shares, month="2024-01", lattice=LATTICE, rules=RULES, earlier={})

    needs = {i.id: i.needs.get("short_time|2024-01|all") for i in release.instance.insiders}

    # To each of the two the other's part is the same ten hours, of which they know all.
    assert needs["person P1"] == needs["worker W1"] == Need(0.0, 2.0)
    assert needs["person P2"] is needs["worker W2"] is None


def test_three_carers_day_and_night_are_within_what_is_thought_possible() -> None:
    shares = [
        share._replace(
            amounts=share.amounts | dict.fromkeys(("agreed", "delivered", "possible"), 2200 * 3600)
        )
        if share.person == "P000"
        else share
        for share in shares_of(Coop(12, 6, 1, 1, 3))
    ]

    found = judged(shares, "2024-01", insiders=Insiders.LEFT_OUT)

    assert {name: report.failure for name, report in found.reports.items()} == dict.fromkeys(
        found.reports, ""
    )


def test_a_worker_who_is_cared_for_needs_no_more_protected_from_them_than_either() -> None:
    shares = [lost("P1", "W1", 10), lost("P2", "W2", 1)]
    release = release_of(
        shares, month="2024-01", lattice=LATTICE, rules=RULES, earlier={}, also={"W2": "P1"}
    )

    needs = {i.id: i.needs.get("short_time|2024-01|all") for i in release.instance.insiders}

    assert needs["worker W2"] == needs["person P1"] == Need(1.0, 2.0)


def test_hours_that_were_not_rounded_would_give_a_person_away_to_the_minute() -> None:
    # Enough people stand behind every figure, and nobody dominates one: only rounding is missing.
    shares = shares_of(Coop(12, 6, 8, 1, 3))
    exact = replace(LATTICE, base=dict.fromkeys(LATTICE.base, 0) | {"count": 5})
    earlier: dict[str, Interval] = {}
    for month in month_names(7):
        until = [share for share in shares if share.month <= month]
        early = release_of(until, month=month, lattice=exact, rules=RULES, earlier=earlier)
        earlier |= shown_intervals(early.instance, early.instance.primaries)
    last = release_of(shares, month="2024-08", lattice=exact, rules=RULES, earlier=earlier)

    report = audit(last.instance, last.instance.primaries, with_insiders=False)

    found = next(each for each in report.breaches if each.cell == "agreed|2024-01|person=P001")
    assert found.true > 50
    assert (found.lower, found.upper) == pytest.approx((found.true, found.true))


def test_what_is_found_secret_by_one_month_stays_in_the_problem_of_the_next() -> None:
    shares = shares_of(Coop(14, 7, 4, 2, 3))
    first = judged(shares, "2024-03", insiders=Insiders.LEFT_OUT)
    release = release_of(shares, month="2024-04", lattice=LATTICE, rules=RULES, earlier=first.told)

    assert {known.cell: known.interval for known in release.instance.history} == first.told
    assert first.told


def test_the_narrowest_that_is_told_is_of_one_person_or_care_worker_and_at_least_so_wide() -> None:
    shares = shares_of(Coop(11, 6, 3, 2, 21))
    found = judged(shares, "2024-01", insiders=Insiders.LEFT_OUT)

    told = findings_of(found, seconds=1.0).narrowest
    of_all = [
        (each.upper - each.lower) / each.true
        for report in found.reports.values()
        for each in report.findings
        if each.true
    ]
    exact = [
        (each.upper - each.lower) / each.true
        for report in (attack(found.release.instance, found.hidden, with_insiders=False),)
        for each in report.findings
        if each.true and each.owner and found.release.instance.cell(each.cell).is_target
    ]
    # A cause of the whole co-operative is nobody's, and told far more closely.
    assert min(of_all) < 0.25
    assert told is not None and 40 <= told <= 100 * min(exact)
    assert {each.narrowest.owner[0] for each in found.reports.values() if each.narrowest} == {
        "P", "W",
    }  # fmt: skip


def test_where_the_protector_is_stopped_half_way_nothing_may_be_signed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(releasing, "protect", partial(protect, seconds=1e-9))

    found = judged(shares_of(Coop(14, 7, 1, 2, 3)), "2024-01", insiders=Insiders.LEFT_OUT)

    assert "not solved" in found.unfinished
    assert not found.is_safe
    findings = findings_of(found, seconds=1.0)
    assert (findings.outcome, findings.note) == (AttackOutcome.UNFINISHED, AttackNote.NOT_SOLVED)


@pytest.mark.parametrize("coop", [Coop(11, 6, 3, 2, 21), Coop(15, 8, 3, 2, 22)], ids=str)
def test_the_audit_in_short(coop: Coop) -> None:
    row = audit_coop(coop, last_only=False)

    assert row["found"] == []
    assert row["problems"] > 100
    assert row["releases"] == coop.months
    assert row["narrowest_hours"] >= 0.4
    assert "hours at least 40.0 % wide" in _told(row)


def test_the_audit_leaves_no_co_operative_out() -> None:
    few = [(Coop(8, 4, 1, 1, seed), False) for seed in range(4)]

    rows = list(audited(few, 2, float("inf")))

    assert {row["key"] for row in rows} == {f"8-4-1-1-{seed}-0" for seed in range(4)}


def test_an_audit_goes_on_where_it_ended_and_tries_again_what_says_nothing_of_today(
    tmp_path: Path,
) -> None:
    row = audit_coop(Coop(8, 4, 1, 1, 0), last_only=False) | {"revision": "before"}
    rows = [
        row,
        row | {"key": "other figures", "lattice": "0"},
        row | {"key": "found before", "found": ["2024-01: something"]},
        row | {"key": "found now", "found": ["2024-01: something"], "revision": "now"},
    ]
    file = tmp_path / "audit.jsonl"
    file.write_text("".join(json.dumps(each) + "\n" for each in rows), "utf-8")

    assert list(finished(file, "now")) == [row["key"], "found now"]
    assert finished(tmp_path / "none.jsonl", "now") == {}


def test_two_running_years_do_not_give_a_quarter_away() -> None:
    # Ten cases in one year and two in the next, which shares three quarters with it.
    shares = shares_of(Coop(40, 12, 15, 1, 3))
    quarters = {"2024-Q1": 8, "2024-Q2": 1, "2024-Q3": 0, "2024-Q4": 1, "2025-Q1": 0}
    cases = CaseCounts(tuple(quarters), {Place("voices", "praise"): quarters})
    first = judged(shares, "2024-12", insiders=Insiders.LEFT_OUT, cases=cases)
    name = "voices|year to {}|said=praise"

    second = judged_release(
        shares, month="2025-03", lattice=LATTICE, rules=RULES, earlier=first.told,
        cases=cases, insiders=Insiders.LEFT_OUT,
    )  # fmt: skip

    assert first.told[name.format("2024-Q4")] == (8, 12)
    assert name.format("2025-Q1") in second.hidden
    assert first.is_safe and second.is_safe


def test_no_relation_joins_hours_visits_and_cases() -> None:
    """So whoever knows of two of them needs no attacker of their own: see decision 0117."""
    coop = Coop(12, 6, 6, 2, 5)

    def cells_and_relations(**chosen: object) -> tuple[set[str], list[set[str]]]:
        instance = release_of(
            shares_of(coop),
            month="2024-06",
            lattice=LATTICE,
            rules=RULES,
            earlier={},
            **chosen,  # type: ignore[arg-type]
        ).instance
        return set(instance.index), [set(each.terms) for each in instance.relations]

    hours, _ = cells_and_relations(with_counts=False)
    visits, _ = cells_and_relations()
    everything, relations = cells_and_relations(cases=counts_of(coop))

    assert hours < visits < everything
    for some in (hours, visits):
        assert all(terms <= some or not terms & some for terms in relations)


def test_bounds_are_figures_and_what_is_in_doubt_lies_in_its_causes() -> None:
    shares = shares_of(Coop(40, 12, 3, 2, 3))
    release = release_of(shares, month="2024-03", lattice=LATTICE, rules=RULES, earlier={})

    by_name = {unit.name: unit.cells for unit in release.units}
    value = {cell.id: cell.value for cell in release.instance.cells}

    for period in ("2024-03", "2024-Q1"):
        assert by_name[f"proven/agreed|{period}|all"] == (
            f"proven|{period}|all", f"agreed|{period}|all",
        )  # fmt: skip
        doubt = value[f"possible|{period}|all"] - value[f"delivered|{period}|all"]
        causes = value[f"other|{period}|all"] + value[f"not_rostered|{period}|all"]
        assert 0 < doubt <= causes
        assert value[f"beyond doubt|{period}|all"] == pytest.approx(causes - doubt)
    insider = next(each for each in release.instance.insiders if each.id == "person P001")
    own = amount_of((s for s in shares if s.person == "P001" and s.month == "2024-03"), "proven")
    known = [each for each in insider.knows if each.cell == "proven|2024-03|all"]
    assert [each.interval for each in known] == [Interval(own.total / 3600, UNLIMITED)]
    assert not any(name.startswith("proven") and "area" in name for name in by_name)


def test_causes_are_shown_all_together_or_not_at_all() -> None:
    shares = shares_of(Coop(40, 12, 1, 1, 3))
    release = release_of(shares, month="2024-01", lattice=LATTICE, rules=RULES, earlier={})
    causes = {f"{cause}|2024-01|all" for cause in LATTICE.causes}

    assert release.closed(set()) == set()
    assert release.closed({"short_time|2024-01|all"}) == causes
    # Agreed hours are shown in no figure of the month by themselves.
    hidden = release.closed({"delivered|2024-01|all", "proven|2024-01|all", "possible|2024-01|all"})
    assert "agreed|2024-01|all" not in hidden
    assert "agreed|2024-01|all" in release.closed({*hidden, *causes})


def corrected(shares: list[Share]) -> list[Share]:
    """The same records, of which one person's January turned out to be otherwise."""
    return [
        share._replace(
            amounts=dict(share.amounts)
            | {name: share.amounts[name] // 4 for name in ("delivered", "proven", "possible")}
        )
        if (share.month, share.person) == ("2024-01", "P001")
        else share
        for share in shares
    ]


def test_what_was_told_of_other_records_does_not_stop_the_next_release() -> None:
    shares = shares_of(Coop(20, 9, 3, 1, 3))
    first = judged(shares, "2024-01", insiders=Insiders.LEFT_OUT)
    later = corrected(shares)

    stopped = judged_release(
        later, month="2024-02", lattice=LATTICE, rules=RULES, earlier=first.told,
        insiders=Insiders.LEFT_OUT,
    )  # fmt: skip
    goes_on = judged_release(
        later, month="2024-02", lattice=LATTICE, rules=RULES, earlier=first.told,
        changed={"2024-01"}, insiders=Insiders.LEFT_OUT,
    )  # fmt: skip

    assert "excludes its true value" in stopped.reports["steady"].failure
    assert goes_on.is_safe
    known = {each.cell: each.interval for each in goes_on.release.instance.history}
    true = goes_on.release.instance.cell("delivered|2024-01|all").value
    assert true < first.told["delivered|2024-01|all"].lower
    assert known["delivered|2024-01|all"].lower == true


def test_a_correction_is_attacked_with_what_it_corrects_and_all_that_came_after() -> None:
    shares = shares_of(Coop(20, 9, 3, 1, 3))
    told = judged(shares, "2024-01", insiders=Insiders.LEFT_OUT).told
    told |= judged_release(
        shares,
        month="2024-02",
        lattice=LATTICE,
        rules=RULES,
        earlier=told,
        insiders=Insiders.LEFT_OUT,
    ).told
    release = release_of(
        corrected(shares), month="2024-01", lattice=LATTICE, rules=RULES, earlier=told,
        changed={"2024-01"}, until="2024-02",
    )  # fmt: skip

    periods = {known.cell.split("|")[1] for known in release.instance.history}

    assert periods == {"2024-01", "2024-02"}
    assert {unit.name.split("|")[1] for unit in release.units} == {"2024-01"}
    assert not release.instance.cell("delivered|2024-01|all").never_shown


def test_coverage_adds_up() -> None:
    both = Coverage(3, 4) + Coverage(1, 4)

    assert str(both) == "4 of 8 figures published (50%)"
    assert coverage_of([], ()).share == 1.0
