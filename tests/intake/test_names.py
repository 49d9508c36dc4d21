"""Whom somebody means who types the name of a person that should not see it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.intake.concerns.names import meant

PEOPLE = {
    "1": "Mair Jones",
    "2": "Owen Hall",
    "3": "Siân Jones",
    "4": "Tom Ellis",
    "5": "Tom Ellis",
}


@pytest.mark.parametrize(
    ("typed", "ids"),
    [
        ("mair jones", "1"),
        ("Mrs Mair  JONES, who lives next door", "1"),
        ("Jones, Mair", "1"),
        ("SIAN", "3"),
        ("Owen and Sian", "23"),
        ("Owen a Siân", "23"),
        ("Tom Ellis", "45"),
        ("the carer at the village hall", ""),
        ("Gareth from the office", ""),
        ("", ""),
        (" , ; and", ""),
    ],
)
def test_whom_a_name_means(typed: str, ids: str) -> None:
    assert meant(typed, PEOPLE).ids == set(ids)


def test_a_part_that_several_bear_is_unclear_until_one_of_them_is_ticked() -> None:
    assert meant("Owen, Jones", PEOPLE).unclear == ("Jones",)
    assert meant("Owen, Jones", PEOPLE).ids == {"2"}
    assert meant("Jones", PEOPLE, ticked=["3"]).unclear == ()


@given(st.text(max_size=80))
def test_nobody_is_meant_who_bears_none_of_the_words(typed: str) -> None:
    found = meant(typed, PEOPLE)

    assert found.ids <= set(PEOPLE)
    if not set("aeiou") & set(typed.casefold()) and typed.isascii():
        assert found.ids == frozenset()


@given(st.sampled_from(sorted(PEOPLE)), st.text(alphabet=" ,;\n.!?", max_size=9))
def test_a_whole_name_is_found_among_marks(who: str, marks: str) -> None:
    assert who in meant(f"{marks},{PEOPLE[who]},{marks}", PEOPLE).ids
