"""The classes of membership and the rules between them."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from portal.membership.classes import (
    MANY_MEMBERS,
    ONE_MEMBER,
    MemberClass,
    is_care_worker,
    register_standings,
)


def test_every_class_has_a_name_for_one_and_for_many() -> None:
    assert set(ONE_MEMBER) == set(MANY_MEMBERS) == set(MemberClass)


def test_whoever_the_rota_knows_is_a_care_worker_whatever_their_class() -> None:
    for member_class in MemberClass:
        assert is_care_worker(member_class, "CW01")
        assert is_care_worker(member_class, None) is (member_class is MemberClass.WORKER)


@given(st.lists(st.sampled_from(list(MemberClass)), max_size=40))
def test_each_rule_of_the_register_says_whether_it_holds(members: list[MemberClass]) -> None:
    counts = Counter(members)

    volunteers, both = register_standings(counts)

    assert volunteers.kept is (2 * counts[MemberClass.VOLUNTEER] <= len(members))
    served = counts[MemberClass.USER] + counts[MemberClass.FAMILY_CARER]
    assert both.kept is bool(served and counts[MemberClass.WORKER])
    assert str(counts[MemberClass.VOLUNTEER]) in volunteers.sentence
