"""The routing table: what each row means, tried on past cases, decided by two, in the ledger."""

from typing import Any

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.cases.queries import readers_of
from portal.cases.routing.models import TableState
from portal.cases.routing.queries import (
    find_open_table,
    find_table_in_force,
    get_open_table,
    rows_in_force,
    try_table,
)
from portal.cases.routing.reaching import Unreachable, unreachable
from portal.cases.routing.services import (
    add_row,
    begin_table,
    confirm_table,
    drop_table,
    propose_table,
    raise_row,
    remove_row,
    take_back_table,
)
from portal.cases.routing.table import (
    ALONE,
    DEFAULT,
    MOST_ROWS,
    CaseType,
    Facts,
    Route,
    Row,
    TableRefused,
    require_table,
    route,
    sort_arrival,
)
from portal.cases.subjects import SUBJECTS
from portal.cases.tellings import Exclusions
from portal.cases.workflow import CaseKind
from portal.database import db, transaction
from portal.ledger.kinds import EntryKind, is_public
from portal.ledger.models import LedgerFact
from tests.accounts.factories import sign_in
from tests.cases.factories import Committee, make_case, make_committee
from tests.cases.test_escalating import post
from tests.client import Browser
from tests.conftest import NOW

FACTS = st.builds(
    Facts,
    st.sampled_from(CaseType),
    st.lists(st.sampled_from([each.code for each in SUBJECTS]), min_size=1, max_size=3).map(tuple),
    st.integers(0, 4),
    st.integers(1, 3),
)
ROWS = st.builds(
    Row,
    st.sampled_from(Route),
    st.sampled_from([None, *CaseType]),
    st.sampled_from(["", "SAF", "VIS", "VIS-MISS", "ORG-CONFLICT"]),
    st.integers(0, 4),
    st.integers(1, 2),
)
TO_THE_OUTSIDE = Row(Route.OUTSIDE_PERSON, subject="VIS-MISS")


@pytest.fixture
def committee(database: Any) -> Committee:
    return make_committee()


@given(rows=st.lists(ROWS, max_size=6), facts=FACTS)
def test_no_table_that_is_allowed_shows_safeguarding_or_a_disclosure_to_the_committee(
    rows: list[Row], facts: Facts
) -> None:
    try:
        require_table(rows)
    except TableRefused:
        return

    where = route(rows, facts)

    assert where in {row.route for row in rows}
    if facts.case_type in (CaseType.SAFEGUARDING, CaseType.WHISTLEBLOWING):
        assert where in ALONE


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ((), "last row has to fit every case"),
        ((Row(Route.COMMITTEE, subject="VIS"),), "last row has to fit every case"),
        ((Row(Route.COMMITTEE), Row(Route.COMMITTEE)), "may only be the last"),
        ((Row(Route.COMMITTEE),), "“Safeguarding"),
        ((*DEFAULT[1:],), "A worker or volunteer discloses"),
        ((Row(Route.COMMITTEE, subject="SAF"), *DEFAULT), "“Safeguarding"),
        ((Row(Route.TWO_MEMBERS, case_type=CaseType.WHISTLEBLOWING), *DEFAULT), "discloses"),
        ((Row(Route.SAFEGUARDING_LEAD, case_type=CaseType.SAFEGUARDING, least_stage=2),
          DEFAULT[0], DEFAULT[-1]), "“Safeguarding"),
    ],
)  # fmt: skip
def test_what_no_table_may_do(rows: tuple[Row, ...], why: str) -> None:
    with pytest.raises(TableRefused, match=why):
        require_table(rows)


@pytest.mark.parametrize(
    ("kind", "subjects", "role", "danger", "case_type", "where"),
    [
        (CaseKind.MISSED_VISIT, ("VIS-MISS",), "", False, CaseType.CONCERN, Route.COMMITTEE),
        (CaseKind.CONCERN, ("CAR-TASK",), "service_user", False, CaseType.COMPLAINT,
         Route.COMMITTEE),
        (CaseKind.CONCERN, ("CAR-TASK",), "neighbour", True, CaseType.SAFEGUARDING,
         Route.SAFEGUARDING_LEAD),
        (CaseKind.CONCERN, ("VIS-MISS", "MED-MISS"), "neighbour", False, CaseType.SAFEGUARDING,
         Route.SAFEGUARDING_LEAD),
        (CaseKind.CONCERN, ("ATT-ROUGH",), "family_or_friend", False, CaseType.SAFEGUARDING,
         Route.SAFEGUARDING_LEAD),
        (CaseKind.CONCERN, ("COM-OFFICE",), "worker", False, CaseType.WHISTLEBLOWING,
         Route.SAFEGUARDING_LEAD),
        (CaseKind.CONCERN, ("ORG-CONFLICT",), "neighbour", False, CaseType.CONCERN,
         Route.OUTSIDE_PERSON),
        (CaseKind.PRAISE, ("PRA-TEAM",), "worker", False, CaseType.PRAISE, Route.COMMITTEE),
    ],
)  # fmt: skip
def test_how_the_first_table_sorts_what_arrives(
    kind: CaseKind,
    subjects: tuple[str, ...],
    role: str,
    danger: bool,
    case_type: CaseType,
    where: Route,
) -> None:
    require_table(DEFAULT)

    found = sort_arrival(DEFAULT, kind, subjects, role=role, in_danger=danger)

    assert (found.case_type, found.route) == (case_type, where)


EVERY_CASE = [
    Facts(case_type, codes, severity, stage)
    for case_type in CaseType
    for codes in [(each.code,) for each in SUBJECTS] + [("VIS-MISS", "SAF-NEGLECT")]
    for severity in range(5)
    for stage in (1, 2, 3)
]
VISITS = Row(Route.COMMITTEE, subject="VIS")
LAST = DEFAULT[-1]


@settings(max_examples=60)
@given(rows=st.lists(ROWS, max_size=6))
def test_a_row_is_said_never_to_count_exactly_where_no_case_at_all_meets_it_first(
    rows: list[Row],
) -> None:
    counts = {next((n for n, row in enumerate(rows) if row.fits(each)), -1) for each in EVERY_CASE}

    lost = unreachable(rows)

    never = {n for n, row in enumerate(rows) if n not in counts and not row.fits_everything}
    assert {each.place - 1 for each in lost} == never
    for each in lost:
        taken = [facts for facts in EVERY_CASE if each.row.fits(facts)]
        above = [rows[place - 1] for place in each.taken_by]
        assert each.row is rows[each.place - 1]
        assert max(each.taken_by) < each.place
        assert all(any(row.fits(facts) for row in above) for facts in taken)
        for left_out in above:
            rest = [row for row in above if row is not left_out]
            assert not all(any(row.fits(facts) for row in rest) for facts in taken)
        moved = [row for n, row in enumerate(rows, start=1) if n != each.place]
        moved.insert(each.above - 1, each.row)
        assert each.above not in {found.place for found in unreachable(moved)}, "the advice helps"


@pytest.mark.parametrize(
    ("rows", "place", "taken_by"),
    [
        ((VISITS, Row(Route.TWO_MEMBERS, subject="VIS-MISS"), LAST), 2, (1,)),
        ((VISITS, Row(Route.COMMITTEE, subject="VIS"), LAST), 2, (1,)),
        ((VISITS, Row(Route.OUTSIDE_PERSON, CaseType.CONCERN, "VIS", 3, 2), LAST), 2, (1,)),
        ((Row(Route.COMMITTEE, subject="OTH-OTHER"),
          Row(Route.TWO_MEMBERS, subject="OTH"), LAST), 2, (1,)),
        ((Row(Route.COMMITTEE, subject="SEC-KEY"), DEFAULT[0],
          Row(Route.COMMITTEE, subject="SEC-LEFTOPEN"),
          Row(Route.TWO_MEMBERS, subject="SEC"), LAST), 4, (1, 3)),
        ((LAST, VISITS), 2, (1,)),
        ((*(Row(Route.COMMITTEE, case_type=each) for each in CaseType), VISITS, LAST), 8,
         (1, 2, 3, 4, 5, 6, 7)),
    ],
)  # fmt: skip
def test_a_row_that_never_counts_is_named_with_what_stands_above_it(
    rows: tuple[Row, ...], place: int, taken_by: tuple[int, ...]
) -> None:
    assert unreachable(rows) == (Unreachable(place, rows[place - 1], taken_by),)


@pytest.mark.parametrize(
    "rows",
    [
        DEFAULT,
        (Row(Route.TWO_MEMBERS, subject="VIS-MISS"), VISITS, LAST),
        (Row(Route.COMMITTEE, subject="VIS", least_severity=3), VISITS, LAST),
        (Row(Route.COMMITTEE, subject="VIS", least_stage=2), VISITS, LAST),
        (Row(Route.COMMITTEE, CaseType.CONCERN, "VIS"), VISITS, LAST),
        (Row(Route.COMMITTEE, subject="SEC-KEY"), Row(Route.TWO_MEMBERS, subject="SEC"), LAST),
        (*(Row(Route.COMMITTEE, case_type=each) for each in CaseType), LAST),
    ],
)
def test_a_row_that_some_case_still_meets_first_is_not_warned_of(rows: tuple[Row, ...]) -> None:
    assert unreachable(rows) == ()


def test_another_table_takes_two_and_counts_from_then_on(committee: Committee) -> None:
    mair, huw = committee["Mair Jones"].account, committee["Huw Rees"].account
    before = make_case()
    post()
    with transaction():
        table = begin_table(by=mair, at=NOW)
        add_row(table, TO_THE_OUTSIDE, position=1, by=mair, at=NOW)
        propose_table(table, by=mair, at=NOW)
    assert rows_in_force() == DEFAULT
    written = post()
    assert {about for _, about in written} == {"Who gets which case: a second member is needed"}
    assert committee["Huw Rees"].email in [each for each, _ in written]
    assert committee["Mair Jones"].email not in [each for each, _ in written]
    with pytest.raises(TableRefused, match="You proposed this"), transaction():
        confirm_table(get_open_table(), by=mair, at=NOW)

    with transaction():
        confirm_table(get_open_table(), by=huw, at=NOW)

    assert rows_in_force() == (TO_THE_OUTSIDE, *DEFAULT)
    assert {each.name for each in readers_of(make_case().case)} == {"Bethan Outside"}
    assert len(readers_of(before.case)) == 7, "what came before stays where it is"
    fact = db.session.query(LedgerFact).filter_by(kind=EntryKind.ROUTING_CHANGED).one()
    assert is_public(fact.kind)
    assert fact.fact["rows"][0]["subject"] == "VIS-MISS"
    assert (fact.fact["proposed_by"], fact.fact["confirmed_by"]) == ("Mair Jones", "Huw Rees")


def test_two_members_first_and_the_others_asleep(committee: Committee) -> None:
    mair, huw = committee["Mair Jones"].account, committee["Huw Rees"].account
    with transaction():
        table = begin_table(by=mair, at=NOW)
        add_row(table, Row(Route.TWO_MEMBERS, subject="VIS"), position=1, by=mair, at=NOW)
        raise_row(table, table.entries[1], by=mair, at=NOW)
        raise_row(table, table.entries[2], by=mair, at=NOW)
        propose_table(table, by=mair, at=NOW)
        with pytest.raises(TableRefused, match="nobody can change it"):
            remove_row(table, table.entries[0], by=huw, at=NOW)
        confirm_table(table, by=huw, at=NOW)

    sent = make_case()

    assert len(readers_of(sent.case)) == 2
    assert not sent.case.is_suspended


def test_tried_on_past_cases_it_tells_of_no_case_that_the_reader_may_not_see(
    committee: Committee,
) -> None:
    make_case(subjects=("VIS-LATE",))
    moved = make_case()
    hidden = make_case(exclusions=Exclusions(frozenset({committee.member_ids["Mair Jones"]})))  # type: ignore[arg-type]

    tried = try_table((TO_THE_OUTSIDE, *DEFAULT), committee["Mair Jones"].account, NOW.date())
    others = try_table((TO_THE_OUTSIDE, *DEFAULT), committee["Huw Rees"].account, NOW.date())

    assert [each.case.reference for each in tried.changed] == [moved.reference]
    assert len(tried.cases) == 2
    assert tried.count(Route.OUTSIDE_PERSON, then=True) == 1
    assert tried.count(Route.OUTSIDE_PERSON, then=False) == 0
    assert {each.case.reference for each in others.changed} == {moved.reference, hidden.reference}


def test_each_wrong_step_is_refused_by_name_and_changes_nothing(committee: Committee) -> None:
    mair, huw = committee["Mair Jones"].account, committee["Huw Rees"].account
    outside = committee["Bethan Outside"].account
    with pytest.raises(TableRefused, match="who sit"), transaction():
        begin_table(by=outside, at=NOW)
    with transaction():
        table = begin_table(by=mair, at=NOW)
    with pytest.raises(TableRefused, match="written already"), transaction():
        begin_table(by=huw, at=NOW)
    with pytest.raises(TableRefused, match="the one in force"), transaction():
        propose_table(get_open_table(), by=mair, at=NOW)
    with pytest.raises(TableRefused, match="no such subject"), transaction():
        add_row(get_open_table(), Row(Route.COMMITTEE, subject="XX"), position=1, by=mair, at=NOW)
    with pytest.raises(TableRefused, match="already"), transaction():
        add_row(get_open_table(), DEFAULT[0], position=1, by=mair, at=NOW)
    with pytest.raises(TableRefused, match="does not wait"), transaction():
        confirm_table(get_open_table(), by=huw, at=NOW)
    table = get_open_table()
    assert (table.state, table.rows) == (TableState.DRAFT, DEFAULT)
    with transaction():
        table = get_open_table()
        for n in range(MOST_ROWS - len(DEFAULT)):
            row = Row(Route.COMMITTEE, subject=SUBJECTS[n].code, least_stage=2)
            add_row(table, row, position=5, by=mair, at=NOW)
        with pytest.raises(TableRefused, match="at most"):
            add_row(table, TO_THE_OUTSIDE, position=1, by=mair, at=NOW)
        propose_table(table, by=mair, at=NOW)
        copy = take_back_table(table, by=huw, at=NOW)
        assert (copy.rows, copy.id != table.id) == (table.rows, True)
        with pytest.raises(TableRefused, match="does not wait"):
            confirm_table(table, by=huw, at=NOW)
        drop_table(copy, by=huw, at=NOW)
    assert find_open_table() is None
    assert find_table_in_force() is None


def test_the_page_from_a_new_row_to_the_second_member(app: Flask) -> None:
    with app.app_context():
        committee = make_committee(sign_in=True)
        sent = make_case()
        db.session.remove()
    mair, huw = Browser(app), Browser(app)
    sign_in(mair, committee["Mair Jones"])
    sign_in(huw, committee["Huw Rees"])

    page = mair.open("/cases/routing").form("Write another table").send()
    page = mair.open("/cases/routing/rows").form("route")
    page = page.fill(subject="VIS-MISS", route="outside_person", place="1").send()
    refused = mair.open("/cases/routing/rows").form("route")
    refused = refused.fill(subject="VIS-MISS", route="outside_person", place="1").send()
    proposed = page.form("Propose this table").send()
    own = mair.open("/cases/routing")
    done = huw.open("/cases/routing").form("Confirm this table").send()

    assert "1 would have gone to somebody else" in page.main
    assert sent.reference in page.main
    assert "This row is in the table already." in refused.text
    assert "It is proposed." in proposed.text
    assert "Confirm this table" not in own.main
    assert "proposed by Mair Jones and confirmed by Huw Rees" in done.main


def test_the_page_names_a_row_that_never_counts_to_who_writes_and_to_who_confirms(
    app: Flask,
) -> None:
    with app.app_context():
        committee = make_committee(sign_in=True)
        db.session.remove()
    mair, huw = Browser(app), Browser(app)
    sign_in(mair, committee["Mair Jones"])
    sign_in(huw, committee["Huw Rees"])
    mair.open("/cases/routing").form("Write another table").send()
    for place, subject, route_ in (("3", "VIS", "committee"), ("4", "VIS-MISS", "two_members")):
        page = mair.open("/cases/routing/rows").form("route")
        page = page.fill(subject=subject, route=route_, place=place).send()

    assert "Row 4 (Any kind; Nobody came) never counts." in page.main
    assert "Row 3 stands above it and takes every case that it fits." in page.main
    assert "Move row 4 up above row 3, or remove it." in page.main

    page.form("Propose this table").send()
    proposed = huw.open("/cases/routing")
    assert "Row 4 (Any kind; Nobody came) never counts." in proposed.main
    assert "take the proposal back" in proposed.main
    assert "or remove it." not in proposed.main

    in_force = proposed.form("Confirm this table").send()
    assert "Row 4 (Any kind; Nobody came) never counts." in in_force.main
    assert "write another table" in in_force.main

    mair.open("/cases/routing").form("Write another table").send()
    moved = mair.open("/cases/routing").form("Move row 4 up").send()
    assert moved.main.count("Row 4 (") == 1, "only in the table in force"
