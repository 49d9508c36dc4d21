"""What a case asks to be done next, what is done, and what is not for now and why."""

from dataclasses import replace
from itertools import product

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from portal.cases.findings import Finding
from portal.cases.reading.next_steps import steps_of
from portal.cases.reading.steps import PAGES, Step, StepFacts, Steps, StepState
from portal.cases.standing.services import ask_standing
from portal.cases.standing.standings import Evidence, Standing
from portal.cases.workflow import ENDED, CaseKind, CaseStatus
from portal.database import db, transaction
from tests.accounts.factories import sign_in
from tests.cases.factories import (
    Sent,
    acknowledge,
    decide,
    make_case,
    make_committee,
    make_statement,
    send,
    suspend,
    vote,
)
from tests.client import Browser, Page
from tests.conftest import NOW

CAME = StepFacts(CaseKind.CONCERN, CaseStatus.RECEIVED, is_about_visits=True)


def following(facts: StepFacts) -> Step | None:
    chosen = steps_of(facts).next
    return chosen.step if chosen else None


def test_a_complaint_goes_from_its_urgency_to_its_end() -> None:
    facts, seen = CAME, []
    for change in (
        {"is_judged": True},
        {"status": CaseStatus.TRIAGED},
        {"standing_is_settled": True},
        {"is_compared": True},
        {"status": CaseStatus.DECIDED},
        {"is_answered": True},
        {"status": CaseStatus.CLOSED},
    ):
        seen.append(following(facts))
        facts = replace(facts, **change)

    assert seen == [
        Step.JUDGE, Step.ACKNOWLEDGE, Step.STANDING, Step.COMPARE, Step.DECIDE, Step.ANSWER,
        Step.CLOSE,
    ]  # fmt: skip
    assert following(facts) is None


def test_who_may_be_told_keeps_nobody_from_the_decision() -> None:
    at_work = replace(CAME, is_judged=True, status=CaseStatus.TRIAGED)

    assert following(replace(at_work, standing_waits=True)) is Step.COMPARE
    assert following(replace(at_work, is_compared=True)) is Step.DECIDE
    decided = replace(at_work, is_compared=True, status=CaseStatus.DECIDED)
    assert following(decided) is Step.ANSWER


def test_the_care_worker_is_heard_before_the_vote() -> None:
    facts = replace(
        CAME, is_judged=True, status=CaseStatus.TRIAGED, is_compared=True, is_about_conduct=True
    )

    assert following(facts) is Step.HEAR
    asked = steps_of(replace(facts, was_asked=True))
    assert next(each for each in asked.course if each.step is Step.HEAR).state is StepState.WAITS
    assert following(replace(facts, was_asked=True, is_heard=True)) is Step.DECIDE


def test_who_has_voted_waits_for_the_others() -> None:
    facts = replace(
        CAME, is_judged=True, status=CaseStatus.TRIAGED, is_compared=True, has_voted=True
    )

    assert following(facts) is None
    assert following(replace(facts, has_voted=False, may_vote=False)) is None


def test_what_is_told_alone_is_given_back_first() -> None:
    facts = replace(CAME, is_judged=True, status=CaseStatus.TRIAGED, is_suspended=True)
    found = {each.step: each for each in steps_of(facts).course}

    assert following(facts) is Step.GIVE_BACK
    for step in (Step.COMPARE, Step.DECIDE, Step.ANSWER):
        assert found[step].state is StepState.LATER
        assert "given to the committee" in str(found[step].why)


def test_praise_has_its_own_few_steps() -> None:
    came = StepFacts(CaseKind.PRAISE, CaseStatus.RECEIVED, may_publish=True)
    thanked = replace(came, status=CaseStatus.ACKNOWLEDGED)

    assert following(came) is Step.THANK
    assert following(thanked) is Step.HAND_THANKS_ON
    assert following(replace(thanked, is_thanked_on=True)) is Step.PUBLISH
    assert following(replace(thanked, is_thanked_on=True, may_publish=False)) is Step.CLOSE
    named = {each.step for each in every_line(steps_of(thanked))}
    assert not named & {Step.COMPARE, Step.DECIDE, Step.ANSWER, Step.STANDING, Step.MORE_TIME}


def every_line(steps: Steps) -> list:  # type: ignore[type-arg]
    return [*steps.course, *steps.others, *steps.later]


FACTS = st.builds(
    StepFacts,
    kind=st.sampled_from(CaseKind),
    status=st.sampled_from(CaseStatus),
    stage=st.integers(1, 3),
    no_more_time=st.sampled_from([None, "the rules give none"]),
    **{
        name: st.booleans()
        for name in StepFacts.__dataclass_fields__
        if name not in ("kind", "status", "stage", "no_more_time")
    },
)


@given(FACTS)
def test_each_step_stands_once_and_what_is_refused_says_why(facts: StepFacts) -> None:
    steps = steps_of(facts)
    lines = every_line(steps)

    assert len({each.step for each in lines}) == len(lines)
    assert sum(each.state is StepState.NEXT for each in lines) <= 1
    for each in lines:
        assert bool(each.why) == (each.state in (StepState.LATER, StepState.WAITS))
        assert each.words
    if facts.status in ENDED:
        assert following(facts) in (None, Step.WORSE)
    if facts.got_worse:
        assert following(facts) is Step.WORSE


@pytest.mark.parametrize(("kind", "status"), list(product(CaseKind, CaseStatus)))
def test_a_case_that_waits_for_us_is_never_without_a_word(
    kind: CaseKind, status: CaseStatus
) -> None:
    steps = steps_of(StepFacts(kind, status))

    if status in ENDED:
        assert steps.course == ()
    else:
        assert steps.next is not None


def test_every_step_leads_to_a_page(app: Flask) -> None:
    assert set(PAGES) == set(Step)
    for endpoint, _words in PAGES.values():
        assert endpoint in app.view_functions


@pytest.fixture
def browser(app: Flask) -> Browser:
    with app.app_context():
        committee = make_committee(sign_in=True)
        db.session.remove()
    app.extensions["test_committee"] = committee
    found = Browser(app)
    assert sign_in(found, committee["Mair Jones"]).status == 200
    return found


def made(browser: Browser, **facts: object) -> tuple[Sent, Page]:
    with browser.app.app_context():
        sent = make_case(**facts)
        db.session.remove()
    return sent, opened(browser, sent)


def opened(browser: Browser, sent: Sent) -> Page:
    return browser.open(f"/cases/{sent.reference}").form("Open this case").send("Open this case")


def test_the_page_says_what_is_next_and_shows_what_was_judged(browser: Browser) -> None:
    _sent, page = made(browser)

    assert "Do this next Judge how urgent it is" in page.main
    assert "Close the case: after the answer" in page.main
    assert "Close the case" not in page.links
    assert "Decide point by point: after the person was told that we have it" in page.main
    assert "Say who looks into it" not in page.links

    form = page.follow("Judge how urgent it is").form("severity")
    page = form.fill(case_type="complaint", severity="2").send()
    assert "Judge how urgent it is Done" in page.main
    assert "2: something needed was not done, no harm" in page.main
    assert "Do this next Tell the person that we have it" in page.main


def test_a_refusal_that_names_what_comes_first_leads_there(browser: Browser) -> None:
    sent, page = made(browser)

    refused = browser.open(page.path + "/answer").form("words").fill(words="Too early.").send()
    assert refused.status == 422
    assert refused.follow("First: Decide point by point").path.endswith("/decide")
    refused = browser.open(page.path + "/close").form("Close it").send("Close it")
    assert refused.status == 422

    with browser.app.app_context():
        decide(sent, browser.app.extensions["test_committee"])
    refused = browser.open(page.path + "/close").form("Close it").send("Close it")
    assert "Answer the person first" in str(refused.errors)
    assert refused.follow("First: Answer the person").path.endswith("/answer")


def test_one_who_has_voted_reads_that_it_waits_for_the_others(browser: Browser) -> None:
    sent, _page = made(browser)
    with browser.app.app_context():
        committee = browser.app.extensions["test_committee"]
        acknowledge(sent, committee["Mair Jones"])
        vote(sent, committee["Mair Jones"], Finding.UPHELD)
        with transaction():
            case = sent.case
            case.severity = 2

    page = browser.open(f"/cases/{sent.reference}")
    assert "Decide point by point: you have voted; others have still to vote" in page.main


def test_a_case_told_alone_offers_no_vote(browser: Browser) -> None:
    sent, _page = made(browser)
    committee = browser.app.extensions["test_committee"]
    with browser.app.app_context():
        acknowledge(sent, committee["Huw Rees"])
        suspend(sent, committee["Huw Rees"])

    lead = Browser(browser.app)
    assert sign_in(lead, committee["Elin Parry"]).status == 200
    page = opened(lead, sent)
    assert "Do this next Give the case to the committee" in page.main
    assert "Decide point by point: after the case was given to the committee" in page.main


def test_a_hold_says_that_it_keeps_the_case(browser: Browser) -> None:
    _sent, page = made(browser)

    page = page.follow("Set a legal hold").form("reason").fill(reason="The coroner.").send()

    assert "Propose to delete this case: a legal hold rests on it" in page.main
    assert "Propose to delete this case" not in page.links


def test_somebody_not_accepted_yet_is_recorded_before_the_record_is_compared(
    browser: Browser,
) -> None:
    with browser.app.app_context():
        sent = send(make_statement(), standing=Standing.REPRESENTATIVE_PENDING)
        acknowledge(sent, browser.app.extensions["test_committee"]["Huw Rees"])
    page = opened(browser, sent)
    page.follow("Judge how urgent it is").form("severity").fill(
        case_type="complaint", severity="1"
    ).send()

    assert "Do this next Record who may be told" in browser.open(page.path).main


def test_what_a_second_member_has_to_answer_leads_to_where_it_is_answered(
    browser: Browser,
) -> None:
    committee = browser.app.extensions["test_committee"]
    with browser.app.app_context():
        sent = send(make_statement(), standing=Standing.REPRESENTATIVE_PENDING)
        acknowledge(sent, committee["Huw Rees"])
        with transaction():
            huw = committee["Huw Rees"]
            ask_standing(
                sent.opened_by(huw), Standing.REPRESENTATIVE_ACCEPTED, Evidence.POWER, "I saw it.",
                by=huw.account, at=NOW,
            )  # fmt: skip

    page = opened(browser, sent)

    assert "Record who may be told: a second member has to answer" in page.main
    assert page.links["Record who may be told"] == "#who-told"
    assert page.find_all("h2", id="who-told")
    assert page.follow("Answer as the second member").status == 200
