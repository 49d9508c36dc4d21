"""Known interests: what the register and a case can tell by themselves."""

from uuid import UUID, uuid4

import pytest

from portal.committee.interests import (
    REASONS,
    Interest,
    Parties,
    Person,
    barred,
    known_interests,
    managers_above,
)

MAIR = Person(uuid4(), household="Tan y Bryn 4")
HUW = Person(uuid4(), care_worker_ref="CW07")
NIA = Person(uuid4(), care_worker_ref="CW09", line_manager_id=HUW.id, household="Stryd Fawr 2")
GWEN = Person(uuid4(), household="Stryd Fawr 2")
TOM = Person(uuid4(), household="Tan y Bryn 4")
OWEN = Person(uuid4(), line_manager_id=NIA.id)
REGISTER = [MAIR, HUW, NIA, GWEN, TOM, OWEN]


def only(*people: Person) -> frozenset[UUID]:
    return frozenset(each.id for each in people)


@pytest.mark.parametrize(
    ("parties", "found"),
    [
        (Parties(), {}),
        (Parties(excluded=only(TOM)), {TOM: {Interest.EXCLUDED}}),
        (Parties(recused=only(TOM)), {TOM: {Interest.RECUSED}}),
        (
            Parties(complainants=only(MAIR)),
            {MAIR: {Interest.COMPLAINANT}, TOM: {Interest.HOUSEHOLD}},
        ),
        (
            Parties(rostered=frozenset({"CW09"})),
            {
                NIA: {Interest.ROSTERED},
                GWEN: {Interest.HOUSEHOLD},
                HUW: {Interest.LINE_MANAGER},
            },
        ),
        (
            Parties(named=only(NIA)),
            {NIA: {Interest.NAMED}, GWEN: {Interest.HOUSEHOLD}, HUW: {Interest.LINE_MANAGER}},
        ),
        (
            Parties(complainants=only(OWEN)),
            {
                OWEN: {Interest.COMPLAINANT},
                NIA: {Interest.LINE_MANAGER},
                HUW: {Interest.LINE_MANAGER},
            },
        ),
        (
            Parties(households=frozenset({"Tan y Bryn 4"})),
            {MAIR: {Interest.HOUSEHOLD}, TOM: {Interest.HOUSEHOLD}},
        ),
        (Parties(rostered=frozenset({"CW99"})), {}),
    ],
)
def test_each_tie_is_found_and_no_other(
    parties: Parties, found: dict[Person, set[Interest]]
) -> None:
    for person in REGISTER:
        assert known_interests(person, parties, REGISTER) == found.get(person, set())

    assert barred(REGISTER, parties, REGISTER) == only(*found)


def test_somebody_outside_the_register_can_be_excluded_or_step_back() -> None:
    outside = Person(uuid4())

    assert known_interests(outside, Parties(excluded=only(outside)), REGISTER)
    assert known_interests(outside, Parties(recused=only(outside)), REGISTER)
    assert not known_interests(outside, Parties(named=only(MAIR)), REGISTER)


def test_sharing_no_household_is_no_tie() -> None:
    assert not known_interests(HUW, Parties(complainants=only(OWEN)), [HUW, Person(OWEN.id)])


def test_a_circle_in_the_line_of_management_ends() -> None:
    first, second = uuid4(), uuid4()
    circle = [Person(first, line_manager_id=second), Person(second, line_manager_id=first)]

    assert managers_above(circle[:1], circle) == {first, second}


def test_every_interest_has_its_sentence() -> None:
    assert set(REASONS) == set(Interest)
