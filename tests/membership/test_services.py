"""Keeping the register: admitting, changing, giving sign-ins, ceasing."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from portal.clock import local
from portal.errors import NotFound
from portal.membership import queries, services
from portal.membership.classes import MemberClass
from portal.membership.details import ChangeKind, MemberDetails, RegisterRefused
from portal.membership.models import Member
from tests.conftest import NOW
from tests.membership.factories import ADMITTED, make_account, make_member

TODAY = local(NOW).date()
pytestmark = pytest.mark.usefixtures("database")


def changes(member: Member) -> list[tuple[ChangeKind, str | None, str | None, str | None]]:
    return [
        (each.kind, each.detail, each.before, each.after) for each in queries.changes_of(member.id)
    ]


def test_admits_a_member_and_notes_who_did_it() -> None:
    secretary = make_account("Sian Secretary")

    member = services.admit_member(
        MemberDetails("Gwen Pugh", MemberClass.VOLUNTEER), admitted_on=TODAY, by=secretary, at=NOW
    )

    assert queries.get_member(member.id) is member
    (change,) = queries.changes_of(member.id)
    assert (change.kind, change.by) == (ChangeKind.ADMITTED, secretary)


def test_a_change_keeps_what_the_register_said_before() -> None:
    member = make_member(household="Tan y Bryn 4")

    services.change_member(
        member,
        MemberDetails("Mair Price", MemberClass.FAMILY_CARER, household="Tan y Bryn 4"),
        by=None,
        at=NOW + timedelta(hours=1),
    )

    assert (member.name, member.member_class) == ("Mair Price", MemberClass.FAMILY_CARER)
    assert set(changes(member)[:2]) == {
        (ChangeKind.CHANGED, "name", "Mair Jones", "Mair Price"),
        (ChangeKind.CHANGED, "member_class", "user", "family_carer"),
    }


def test_a_change_that_changes_nothing_is_not_noted() -> None:
    member = make_member()

    services.change_member(member, member.details, by=None, at=NOW)

    assert len(changes(member)) == 1


def test_a_member_who_ceases_stays_in_the_register_as_closed() -> None:
    member = make_member()

    services.cease_member(member, ceased_on=TODAY, by=None, at=NOW)

    assert queries.get_member(member.id).ceased_on == TODAY
    assert member not in queries.current_members(TODAY)
    assert member in queries.current_members(TODAY - timedelta(days=1))
    assert queries.register_page(ceased=True) == [member]
    assert queries.register_page() == []


@pytest.mark.parametrize(
    ("ceased_on", "sentence"),
    [
        (TODAY + timedelta(days=1), "has not come yet"),
        (ADMITTED - timedelta(days=1), "before the day of admission"),
    ],
)
def test_refuses_a_day_of_leaving_that_cannot_be(ceased_on: date, sentence: str) -> None:
    member = make_member()

    with pytest.raises(RegisterRefused, match=sentence):
        services.cease_member(member, ceased_on=ceased_on, by=None, at=NOW)

    assert member.ceased_on is None
    assert len(changes(member)) == 1


def test_refuses_to_admit_anybody_on_a_day_to_come() -> None:
    with pytest.raises(RegisterRefused, match="has not come yet"):
        make_member(admitted_on=TODAY + timedelta(days=1))

    assert queries.count_members() == 0


def test_a_closed_entry_stays_as_it_is() -> None:
    member = make_member()
    services.cease_member(member, ceased_on=TODAY, by=None, at=NOW)
    account = make_account()

    for step in (
        lambda: services.cease_member(member, ceased_on=TODAY, by=None, at=NOW),
        lambda: services.change_member(
            member, MemberDetails("X", MemberClass.USER), by=None, at=NOW
        ),
        lambda: services.give_sign_in(member, account, by=None, at=NOW),
    ):
        with pytest.raises(RegisterRefused, match="is no longer a member"):
            step()

    assert (member.name, member.account_id) == ("Mair Jones", None)


def details(**more: Any) -> MemberDetails:
    return MemberDetails("Huw Rees", MemberClass.WORKER, **more)


def test_a_care_worker_reference_and_a_place_in_the_reserve_belong_to_one_member() -> None:
    make_member("Nia Wyn", MemberClass.WORKER, care_worker_ref="CW07", reserve_rank=1)

    for wrong, sentence in (
        (details(care_worker_ref="CW07"), "Nia Wyn has that care-worker reference"),
        (details(reserve_rank=1), "Nia Wyn has that place in the reserve"),
        (details(line_manager_id=uuid4()), "has to be a member at present"),
    ):
        with pytest.raises(RegisterRefused, match=sentence):
            services.admit_member(wrong, admitted_on=TODAY, by=None, at=NOW)

    assert queries.count_members() == 1


def test_another_class_has_a_reserve_of_its_own() -> None:
    make_member("Nia Wyn", MemberClass.WORKER, reserve_rank=1)
    make_member("Gwen Pugh", MemberClass.USER, reserve_rank=1)

    assert [each.name for each in queries.members_in_reserve(TODAY)] == ["Gwen Pugh", "Nia Wyn"]


def test_what_a_leaver_had_is_free_again() -> None:
    leaver = make_member("Nia Wyn", MemberClass.WORKER, care_worker_ref="CW07", reserve_rank=1)
    services.cease_member(leaver, ceased_on=TODAY, by=None, at=NOW)

    follower = make_member("Huw", MemberClass.WORKER, care_worker_ref="CW07", reserve_rank=1)

    assert queries.find_member_with_ref("CW07", TODAY) == follower


def test_nobody_is_in_their_own_line_of_management() -> None:
    top = make_member("Top")
    middle = make_member("Middle", line_manager_id=top.id)
    low = make_member("Low", line_manager_id=middle.id)

    for member, manager in ((top, low), (top, middle), (top, top)):
        wrong = MemberDetails(member.name, MemberClass.USER, line_manager_id=manager.id)
        with pytest.raises(RegisterRefused, match="own line of management"):
            services.change_member(member, wrong, by=None, at=NOW)

    assert top.line_manager_id is None


def test_a_sign_in_belongs_to_one_member_and_a_member_has_one() -> None:
    account, other = make_account(), make_account()
    mair, huw = make_member("Mair", account=account), make_member("Huw")

    with pytest.raises(RegisterRefused, match="Mair has a sign-in already"):
        services.give_sign_in(mair, other, by=None, at=NOW)
    with pytest.raises(RegisterRefused, match="belongs to another member"):
        services.give_sign_in(huw, account, by=None, at=NOW)

    assert queries.find_member_of_account(account.id, TODAY) == mair
    assert huw.account_id is None


def test_the_register_is_searched_by_a_part_of_the_name_and_by_class() -> None:
    make_member("Gwen Pugh", MemberClass.VOLUNTEER)
    make_member("Huw 100% Rees", MemberClass.WORKER)

    assert [each.name for each in queries.register_page(search="pugh")] == ["Gwen Pugh"]
    assert [each.name for each in queries.register_page(search="0%")] == ["Huw 100% Rees"]
    assert queries.count_members(search="%", member_class=MemberClass.VOLUNTEER) == 0
    assert queries.count_members(member_class=MemberClass.WORKER) == 1
    assert queries.class_counts(TODAY)[MemberClass.VOLUNTEER] == 1
    assert sum(queries.class_counts(TODAY).values()) == 2


def test_a_member_that_never_was_is_not_found() -> None:
    with pytest.raises(NotFound):
        queries.get_member(uuid4())
