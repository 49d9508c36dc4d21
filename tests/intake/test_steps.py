"""The questions of a concern, and their order."""

from hypothesis import given
from hypothesis import strategies as st

from portal.intake.concerns.steps import (
    NOTE_LEFT,
    SOMETHING_ELSE,
    Step,
    Whose,
    answered,
    asked_steps,
    first_unanswered,
    is_open,
    place_of,
    step_before,
)


def answers_to(*steps):
    return {step.value: {} for step in steps}


def test_the_first_question_is_whether_anyone_is_in_danger():
    assert first_unanswered({}) is Step.DANGER
    assert step_before(Step.DANGER, {}) is None
    assert step_before(Step.ABOUT, {}) is Step.DANGER


def test_the_note_is_asked_about_only_when_there_was_one():
    without = {Step.WHICH.value: {"subjects": ["VIS-LATE"]}}
    with_one = {Step.WHICH.value: {"subjects": ["VIS-LATE", NOTE_LEFT]}}

    assert Step.NOTE not in asked_steps(without)
    assert Step.NOTE in asked_steps(with_one)


def test_something_else_has_nothing_below_it_to_choose_from():
    alone = {Step.ABOUT.value: {"groups": [SOMETHING_ELSE]}}
    with_more = {Step.ABOUT.value: {"groups": ["VIS", SOMETHING_ELSE]}}

    assert Step.WHICH not in asked_steps(alone)
    assert Step.WHICH in asked_steps(with_more)


def test_nobody_is_asked_whether_they_know_of_their_own_concern():
    assert Step.KNOWING not in asked_steps({Step.WHOSE.value: {"whose": Whose.MINE.value}})
    assert Step.KNOWING in asked_steps({Step.WHOSE.value: {"whose": Whose.FAMILY.value}})


def test_when_all_is_answered_the_answers_are_checked():
    answers = answers_to(*asked_steps({}))

    assert first_unanswered(answers) is Step.CHECK


def test_a_page_is_open_once_all_before_it_is_answered():
    answers = answers_to(Step.DANGER, Step.ABOUT, Step.WHICH, Step.HAPPENED)

    assert is_open(Step.ABOUT, answers)
    assert is_open(Step.WHEN, answers)
    assert not is_open(Step.PHOTOGRAPHS, answers)
    assert not is_open(Step.CHECK, answers)


def test_a_question_that_is_not_asked_is_never_open():
    assert not is_open(Step.NOTE, answers_to(*Step))


def test_an_answer_whose_question_fell_away_is_dropped():
    before = {
        Step.DANGER.value: {"danger": "no"},
        Step.ABOUT.value: {"groups": ["VIS"]},
        Step.WHICH.value: {"subjects": [NOTE_LEFT]},
        Step.NOTE.value: {"written": "ten past eight"},
    }

    after = answered(before, Step.WHICH, {"subjects": ["VIS-LATE"]})

    assert after == {
        Step.DANGER.value: {"danger": "no"},
        Step.ABOUT.value: {"groups": ["VIS"]},
        Step.WHICH.value: {"subjects": ["VIS-LATE"]},
    }


def test_another_heading_asks_again_what_exactly():
    before = {
        Step.DANGER.value: {"danger": "no"},
        Step.ABOUT.value: {"groups": ["VIS"]},
        Step.WHICH.value: {"subjects": ["VIS-LATE"]},
        Step.HAPPENED.value: {"happened": "It was dark."},
    }

    other = answered(before, Step.ABOUT, {"groups": ["MED"]})
    same = answered(before, Step.ABOUT, {"groups": ["VIS"]})

    assert first_unanswered(other) is Step.WHICH
    assert other[Step.HAPPENED.value] == {"happened": "It was dark."}
    assert same == before


def test_the_questions_are_counted_without_the_page_that_checks_them():
    first, of = place_of(Step.DANGER, {})
    last, _ = place_of(Step.PUBLISH, {})

    assert first == 1
    assert last == of == len(asked_steps({})) - 1


@given(st.sets(st.sampled_from(Step)), st.booleans(), st.sampled_from(Whose))
def test_whatever_is_answered_there_is_exactly_one_way_on(given_answers, note, whose):
    answers = answers_to(*given_answers)
    if Step.WHICH in given_answers:
        answers[Step.WHICH.value] = {"subjects": [NOTE_LEFT] if note else ["VIS-LATE"]}
    if Step.WHOSE in given_answers:
        answers[Step.WHOSE.value] = {"whose": whose.value}
    asked = asked_steps(answers)

    step = first_unanswered(answers)

    assert is_open(step, answers)
    assert step is Step.CHECK or step.value not in answers
    assert all(each.value in answers for each in asked[: asked.index(step)])
