"""Offices: who may not hold which together, and what each allows."""

from itertools import permutations

import pytest

from portal.accounts.permissions import Permission
from portal.committee import authority
from portal.committee.offices import (
    DUTIES,
    NEEDED_FOR_INTAKE,
    NEVER_A_COORDINATOR,
    TITLES,
    VACANT,
    AppointmentRefused,
    Office,
    require_apart,
    require_fit,
)


def test_every_office_has_a_title_a_duty_a_vacancy_and_its_permissions() -> None:
    for table in (TITLES, DUTIES, VACANT, authority.OFFICES):
        assert set(table) == set(Office)


def test_a_coordinator_holds_no_office_that_hears_or_judges_concerns() -> None:
    for office, other in permutations(Office, 2):
        apart = Office.OUTSIDE_PERSON in (office, other) or (
            Office.COORDINATOR in (office, other) and bool({office, other} & NEVER_A_COORDINATOR)
        )
        if apart:
            with pytest.raises(AppointmentRefused, match="Mair is"):
                require_apart("Mair", office, [other])
        else:
            require_apart("Mair", office, [other])


def test_the_refusal_says_which_offices_exclude_each_other() -> None:
    for office, held in (
        (Office.SAFEGUARDING_LEAD, Office.COORDINATOR),
        (Office.COORDINATOR, Office.SAFEGUARDING_LEAD),
    ):
        with pytest.raises(AppointmentRefused, match="A coordinator is never safeguarding lead"):
            require_apart("Mair", office, [held])


def test_the_chair_sits_the_outside_person_is_no_member_and_the_coordinator_is_neither() -> None:
    require_fit("Mair", Office.CHAIR, sits=True, stands_in=False, is_member=True)
    require_fit("Mair", Office.OUTSIDE_PERSON, sits=False, stands_in=False, is_member=False)
    require_fit("Mair", Office.COORDINATOR, sits=False, stands_in=False, is_member=True)

    with pytest.raises(AppointmentRefused, match="does not sit"):
        require_fit("Mair", Office.CHAIR, sits=False, stands_in=True, is_member=True)
    with pytest.raises(AppointmentRefused, match="must not be one"):
        require_fit("Mair", Office.OUTSIDE_PERSON, sits=False, stands_in=False, is_member=True)
    for sits, stands_in in ((True, False), (False, True)):
        with pytest.raises(AppointmentRefused, match="cannot be either"):
            require_fit("Mair", Office.COORDINATOR, sits=sits, stands_in=stands_in, is_member=True)


def test_neither_the_care_office_nor_the_secretary_may_read_cases() -> None:
    reading = {
        Permission.READ_CASES,
        Permission.HANDLE_CASES,
        Permission.DECIDE_CASES,
        Permission.GRANT_KEYS,
        Permission.ESCALATED_CASES,
    }
    for office in (
        Office.COORDINATOR,
        Office.SECRETARY,
        Office.RETURNING_OFFICER,
        Office.INTAKE_CLERK,
    ):
        assert not authority.OFFICES[office] & reading
    assert {Permission.HAND_OVER} == authority.LEAVING
    assert {Permission.SIGN_FOUNDING} == authority.FOUNDER


def test_whoever_receives_concerns_finds_somebody_to_lead_protect_and_stand_in() -> None:
    assert set(NEEDED_FOR_INTAKE) == {
        Office.CHAIR,
        Office.SAFEGUARDING_LEAD,
        Office.OUTSIDE_PERSON,
    }
