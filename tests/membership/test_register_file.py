"""The register as a file: written, read in again, and broken in every way."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.membership.classes import MemberClass
from portal.membership.details import RegisterRefused
from portal.membership.lists.register_file import (
    COLUMNS,
    Line,
    RegisterFileRefused,
    plan_import,
    read_register,
    write_register,
)
from portal.membership.lists.services import import_register, lines_of_register, plan_of
from portal.membership.queries import changes_of, current_members
from portal.text import tidy
from tests.conftest import NOW
from tests.membership.factories import make_member

TODAY = NOW.date()
# Files from before wishes for letters were kept are read as well.
HEAD = ",".join(COLUMNS[:-3])
WORDS = st.text(max_size=40).map(lambda s: " ".join(tidy(s).split())).filter(
    lambda s: not s.startswith("'")
)  # fmt: skip
LINES = st.builds(
    Line,
    number=st.just(2),
    name=WORDS.filter(bool),
    member_class=st.sampled_from(list(MemberClass)),
    care_worker_ref=st.none() | WORDS.filter(bool),
    line_manager=st.none() | WORDS.filter(bool),
    household=st.none() | WORDS.filter(bool),
    reserve_rank=st.none() | st.integers(1, 999),
    admitted_on=st.dates(date(1900, 1, 1), date(2099, 12, 31)),
    language=st.sampled_from([None, "en", "cy"]),
    large_print=st.booleans(),
    by_post=st.booleans(),
)


def text(*lines: str, head: str = HEAD) -> str:
    return "\n".join([head, *lines])


def reasons(*lines: str, known: tuple[Line, ...] = ()) -> dict[int, str]:
    found, rejected = read_register(text(*lines))
    plan = plan_import(found, rejected, known, today=TODAY)
    return {each.number: each.reason for each in plan.rejected}


@given(st.lists(LINES, max_size=8))
def test_what_is_exported_can_be_read_in_again(lines: list[Line]) -> None:
    found, rejected = read_register(write_register(lines))

    assert rejected == []
    assert len(found) == len(lines)
    assert all(one.says_the_same(other) for one, other in zip(found, lines, strict=True))


def test_no_cell_is_a_formula() -> None:
    for sign in "=+-@":
        line = Line(2, f"{sign}cmd", MemberClass.USER, None, None, None, None, TODAY)
        assert f"\r\n'{sign}cmd," in write_register([line])


def test_a_spreadsheets_way_of_writing_is_understood() -> None:
    head = ";".join(COLUMNS[:-3])
    found, rejected = read_register(
        "\ufeff" + text("Ann Lewis;Service user;;;;;01/05/2024", "", head=head)
    )

    assert rejected == []
    assert (found[0].member_class, found[0].admitted_on) == (MemberClass.USER, date(2024, 5, 1))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (",user,,,,,2024-05-01", "name is missing"),
        ("Ann,lodger,,,,,2024-05-01", "class is not known"),
        ("Ann,user,,,,,", "day of admission"),
        ("Ann,user,,,,,2024-13-01", "day of admission"),
        ("Ann,user,,,,,0001-01-01", "day of admission"),
        ("Ann,user,,,,0,2024-05-01", "1 to 999"),
        ("Ann,user,,,,one,2024-05-01", "1 to 999"),
        ("Ann,user,,,,²,2024-05-01", "1 to 999"),
        ("Ann,user,,,2024-05-01", "columns"),
        ("Ann,user,,,,,,2024-05-01", "columns"),
        (f"{'A' * 201},user,,,,,2024-05-01", "longer than 200"),
        (f"Ann,user,{'R' * 41},,,,2024-05-01", "longer than 40"),
        (f"Ann,user,,,{'H' * 61},,2024-05-01", "longer than 60"),
        ("Ann,user,,,,,2026-11-10", "not come yet"),
        ("Ann,user,,ann,,,2024-05-01", "own line"),
        ("Ann,user,,Nobody,,,2024-05-01", "not exactly one"),
    ],
)
def test_a_line_that_cannot_be_says_why_and_the_others_stand(line: str, said: str) -> None:
    found, rejected = read_register(text(line, "Bob,user,,,,,2024-05-01"))
    plan = plan_import(found, rejected, (), today=TODAY)

    assert [each.number for each in plan.rejected] == [2]
    assert said in plan.rejected[0].reason
    assert [each.name for each in plan.admitted] == ["Bob"]


def test_nobody_has_what_another_has() -> None:
    known = Line(2, "Old", MemberClass.WORKER, "CW1", None, None, 1, TODAY, uuid4())

    found = reasons(
        "Ann,worker,CW2,,,,2024-05-01",
        "Ann,worker,CW2,,,,2024-05-01",
        "Bob,worker,CW2,,,,2024-05-01",
        "Dai,worker,CW1,,,,2024-05-01",
        known=(known,),
    )

    assert sorted(found) == [3, 4, 5]
    assert "twice" in found[3]
    assert "reference" in found[4] and "reference" in found[5]


@pytest.mark.parametrize(
    "content",
    ["", "name,class\nAnn,user", "\x00\x01\x02", 'name,"', HEAD + '\n"Ann', "x" * 4_000_001],
)
def test_what_is_no_register_is_refused_whole(content: str) -> None:
    with pytest.raises(RegisterFileRefused):
        read_register(content)


def test_too_many_lines_are_refused() -> None:
    with pytest.raises(RegisterFileRefused, match="20,000"):
        read_register(text(*["Ann,user,,,,,2024-05-01"] * 20_001))


def test_a_file_is_entered_and_entering_it_again_changes_nothing(database: Any) -> None:
    boss = make_member("Boss", MemberClass.WORKER, care_worker_ref="CW1")
    content = text(
        f"Boss,worker,CW9,,Mill Row,,{boss.admitted_on.isoformat()}",
        "Ann,worker,CW1,Boss,,,2024-05-01",
        "Bob,worker,CW2,Ann,,,2024-05-01",
        "Wrong,lodger,,,,,2024-05-01",
    )

    plan = import_register(content, by=None, at=NOW)

    assert (len(plan.admitted), len(plan.changed), len(plan.rejected)) == (2, 1, 1)
    there = {each.name: each for each in current_members(TODAY)}
    assert set(there) == {"Boss", "Ann", "Bob"}
    assert (boss.care_worker_ref, boss.household) == ("CW9", "Mill Row")
    assert there["Bob"].line_manager is there["Ann"]
    again = plan_of(content, on=TODAY)
    assert (again.admitted, again.changed, again.same) == ((), (), 3)
    before = len(changes_of(boss.id))
    import_register(content, by=None, at=NOW)
    assert len(changes_of(boss.id)) == before


def test_no_file_makes_a_substitute_and_none_takes_the_place_away(database: Any) -> None:
    one = make_member("One", reserve_rank=1)
    two = make_member("Two", reserve_rank=2)
    day = one.admitted_on.isoformat()

    plan = import_register(
        text(f"Two,user,,,Mill Row,1,{day}", f"One,user,,,Mill Row,,{day}", f"New,user,,,,3,{day}"),
        by=None,
        at=NOW,
    )

    assert [(each.number, "from an election" in each.reason) for each in plan.rejected] == [
        (2, True),
        (4, True),
    ]
    assert (one.reserve_rank, two.reserve_rank) == (1, 2)
    assert (one.household, two.household) == ("Mill Row", None)
    import_register(text(f"One,worker,,,,1,{day}"), by=None, at=NOW)
    assert one.reserve_rank is None, "the place was that of the class"


def test_a_circle_of_line_managers_enters_nothing(database: Any) -> None:
    content = text("Ann,worker,,Bob,,,2024-05-01", "Bob,worker,,Ann,,,2024-05-01")

    with pytest.raises(RegisterRefused, match="own line"):
        import_register(content, by=None, at=NOW)


def test_the_register_comes_back_from_its_own_export(database: Any) -> None:
    boss = make_member("=Boss", MemberClass.WORKER)
    make_member("Ann", line_manager_id=boss.id, household="Mill Row")

    plan = plan_of(write_register(lines_of_register(TODAY)), on=TODAY)

    assert (plan.admitted, plan.changed, plan.same, plan.rejected) == ((), (), 2, ())


def test_who_has_left_is_admitted_anew(database: Any) -> None:
    gone = make_member("Ann")
    gone.ceased_on = TODAY - timedelta(days=1)

    plan = plan_of(text(f"Ann,user,,,,,{gone.admitted_on.isoformat()}"), on=TODAY)

    assert len(plan.admitted) == 1


@pytest.mark.usefixtures("database")
def test_wishes_for_letters_come_with_a_file_and_stay_where_it_says_nothing() -> None:
    whole = ",".join(COLUMNS)
    line = "Ann Lewis,user,,,,,2024-05-01"
    import_register(text(f"{line},cy,yes,no", head=whole), by=None, at=NOW)
    [ann] = current_members(TODAY)
    assert (ann.speaks, ann.large_print, ann.by_post) == ("cy", True, False)

    same = import_register(text(line), by=None, at=NOW)
    assert (same.same, ann.language) == (1, "cy")
    import_register(text("Ann Lewis,user,,,Mill Row,,2024-05-01"), by=None, at=NOW)
    assert (ann.household, ann.language, ann.large_print) == ("Mill Row", "cy", True)
    import_register(text(f"{line},,,ja", f"{line},fr,,", head=whole), by=None, at=NOW)
    assert ann.language == "cy"
    import_register(text(f"{line},,no,yes", head=whole), by=None, at=NOW)
    assert (ann.speaks, ann.large_print, ann.by_post) == ("en", False, True)
