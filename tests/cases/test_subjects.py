"""The taxonomy: its codes, its words, and what each kind may be about."""

import pytest

from portal.cases.subjects import (
    BY_CODE,
    GROUP_BY_CODE,
    NO_CONCERN,
    SEEN_AT_A_VISIT,
    SUBJECTS,
    SubjectRefused,
    is_about_visits,
    label_of,
    require_subjects,
    subjects_for,
    subjects_of,
)
from portal.cases.workflow import CaseKind

VISITS = {"MISS", "LATE", "EARLY", "SHORT", "NOACC", "ONECARER", "CANC", "MERGE", "CRAM", "RECORD"}


def test_codes_are_unique_and_stand_under_a_heading() -> None:
    assert len(BY_CODE) == len(SUBJECTS)
    assert {subject.group for subject in SUBJECTS} == set(GROUP_BY_CODE)


def test_the_codes_about_visits_are_those_of_the_taxonomy() -> None:
    assert {subject.code.removeprefix("VIS-") for subject in subjects_of("VIS")} == VISITS


def test_every_abuse_type_of_the_care_act_has_a_code() -> None:
    assert len(subjects_of("SAF")) == 10


def test_labels_are_words_not_codes() -> None:
    for subject in SUBJECTS:
        words = label_of(subject.code)
        assert words
        assert subject.code not in words
        assert words[0].isupper()


def test_a_code_that_is_no_longer_in_use_stands_for_itself() -> None:
    assert label_of("OLD-CODE") == "OLD-CODE"


def test_what_a_neighbour_sees_is_about_visits() -> None:
    require_subjects(CaseKind.MISSED_VISIT, SEEN_AT_A_VISIT)


@pytest.mark.parametrize("kind", CaseKind)
def test_refuses_a_case_about_nothing(kind: CaseKind) -> None:
    with pytest.raises(SubjectRefused, match="at least one"):
        require_subjects(kind, ())


@pytest.mark.parametrize(
    ("kind", "codes"),
    [
        (CaseKind.PRAISE, ["VIS-MISS"]),
        (CaseKind.CONCERN, ["PRA-WORKER"]),
        (CaseKind.MISSED_VISIT, ["CAR-FOOD"]),
        (CaseKind.CONCERN, ["CAR-FOOD", "nonsense"]),
    ],
)
def test_refuses_what_the_kind_cannot_be_about(kind: CaseKind, codes: list[str]) -> None:
    with pytest.raises(SubjectRefused, match="only from the list"):
        require_subjects(kind, codes)


def test_a_concern_may_be_about_anything_but_praise() -> None:
    offered = {subject.code for subject in subjects_for(CaseKind.CONCERN)}

    assert offered == {subject.code for subject in SUBJECTS if subject.group not in NO_CONCERN}


def test_knows_when_the_record_of_visits_can_say_something() -> None:
    assert is_about_visits(["CAR-FOOD", "VIS-LATE"])
    assert not is_about_visits(["CAR-FOOD"])
