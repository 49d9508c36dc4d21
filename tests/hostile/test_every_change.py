"""Every change of a case, from every state, by everybody, typed into the address bar.

One table says who may do what from where; whatever it does not say is refused, and nothing changed.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from portal.cases.corroborating.waking_services import put_to_sleep
from portal.cases.events import EventKind, RecusalGround
from portal.cases.findings import NoAccessDispute, RecordMatch
from portal.cases.keys.services import recuse_member
from portal.cases.minutes.services import record_event
from portal.cases.models import Case, CaseEvent, CaseIssue, Vote
from portal.cases.routing.table import Route
from portal.cases.workflow import ENDED, TRANSITIONS, CaseStatus
from portal.database import db, transaction
from portal.vault.services import wake_grant
from tests.cases.factories import make_case, say_that_it_happened, suspend
from tests.client import Browser
from tests.conftest import NOW
from tests.hostile.stage import Stage
from tests.intake.factories import come_back

HANDLER, LEAD, WORKER, RECUSED, OUTSIDE = (
    "Huw Rees", "Elin Parry", "Nia Wyn", "Gwen Pugh", "Bethan Outside",
)  # fmt: skip
STRANGER, PERSON = "a stranger", "the person"
OUTSIDERS = (STRANGER, PERSON)
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
DONE = {302, 303}
NOT_DONE = {400, 401, 403, 404, 409, 422}


@dataclass(frozen=True)
class State:
    """Where a case is: a state, answered or not, and whether the lead has it alone.

    `sealed` is "asleep" where the person keeps it so, and "compared" while two members read it.
    """

    status: CaseStatus
    answered: bool = False
    suspended: bool = False
    sealed: str = ""

    def __str__(self) -> str:
        words = [
            self.status.value,
            "answered" * self.answered,
            "suspended" * self.suspended,
            self.sealed,
        ]
        return " ".join(filter(None, words))


@dataclass(frozen=True)
class Change:
    """One change: where it is sent, with what, and from which states it may be made."""

    name: str
    address: str
    data: dict[str, str]
    allowed: Callable[[State], bool]


STATES = (
    *(State(each) for each in CaseStatus),
    State(CaseStatus.DECIDED, answered=True),
    State(CaseStatus.RECEIVED, suspended=True),
    State(CaseStatus.ACKNOWLEDGED, suspended=True),
    State(CaseStatus.DECIDED, suspended=True),
    State(CaseStatus.ACKNOWLEDGED, sealed="asleep"),
    State(CaseStatus.ACKNOWLEDGED, sealed="compared"),
)
WORDS = {"words": "So it is."}
LATE = {"known_on": "3 1 2025", **WORDS}


def goes_to(new: CaseStatus, *, while_suspended: bool = False) -> Callable[[State], bool]:
    def may(state: State) -> bool:
        return new in TRANSITIONS[state.status] and (while_suspended or not state.suspended)

    return may


def is_open(state: State) -> bool:
    return state.status not in ENDED and not state.suspended


BY_COMMITTEE = (
    Change("acknowledge", "acknowledge", WORDS,
           goes_to(CaseStatus.ACKNOWLEDGED, while_suspended=True)),
    Change("judge", "judge", {"case_type": "concern", "severity": "2"}, is_open),
    Change("suspend", "judge",
           {"case_type": "concern", "severity": "3", "triggers": "harm_stated"}, is_open),
    Change("give back", "give-back", {"result": "no_concern", **WORDS},
           lambda state: state.suspended),
    Change("assign", "move", {"step": "assign", "member": "{self}"}, goes_to(CaseStatus.ASSIGNED)),
    Change("investigate", "move", {"step": "investigate", "member": "{self}"},
           goes_to(CaseStatus.INVESTIGATED)),
    Change("compare", "compare", {"record_match": "agrees", "no_access_dispute": "none"}, is_open),
    Change("vote", "issues/{issue}/vote", {"finding": "upheld", "reason": "So."},
           lambda state: not state.suspended and state.status in {
               CaseStatus.ACKNOWLEDGED, CaseStatus.TRIAGED, CaseStatus.ASSIGNED,
               CaseStatus.INVESTIGATED}),
    Change("answer", "answer", WORDS,
           lambda state: state == State(CaseStatus.DECIDED)),
    Change("refer", "refer", {"body": "The council", "leave": "agreed", **WORDS},
           goes_to(CaseStatus.REFERRED, while_suspended=True)),
    Change("put right", "put-right", {"said": "yes", "agrees": "yes", **WORDS},
           goes_to(CaseStatus.RESOLVED_NEXT_WORKING_DAY)),
    Change("look all the same", "too-late",
           {**LATE, "had_reason": "yes", "is_still_fair": "yes"},
           goes_to(CaseStatus.OUT_OF_TIME)),
    Change("ask to end it", "too-late", {**LATE, "had_reason": "no", "is_still_fair": "yes"},
           goes_to(CaseStatus.OUT_OF_TIME)),
    Change("ask to end it as told before", "told-twice",
           {"first": "{first}", "shown_by": "said_so", **WORDS},
           goes_to(CaseStatus.DUPLICATE_OF)),
    Change("say what it is about", "about", {"subjects": "COM-NOTOLD", **WORDS},
           lambda state: is_open(state) and state.status is not CaseStatus.DECIDED),
    Change("take down", "said", {"saying": "message", **WORDS},
           lambda state: state.status not in ENDED),
    Change("open again by telephone", "said", {"saying": "not_resolved", **WORDS},
           lambda state: goes_to(CaseStatus.REOPENED, while_suspended=True)(state)
           and (state.status is not CaseStatus.DECIDED or state.answered)),
    Change("ask to end it as withdrawn", "said", {"saying": "withdraws", **WORDS},
           goes_to(CaseStatus.WITHDRAWN)),
    Change("link", "link", {"other": "{first}", **WORDS}, lambda state: True),
    Change("close", "close", {},
           lambda state: state.status is CaseStatus.REFERRED
           or state == State(CaseStatus.DECIDED, answered=True)),
)  # fmt: skip
BY_THE_PERSON = (
    Change("open it", "/return/open-it", {"harm": "no"}, lambda state: bool(state.sealed)),
    Change("withdraw", "/return/withdraw", WORDS, goes_to(CaseStatus.WITHDRAWN)),
    Change("not resolved", "/return/not-resolved", WORDS,
           lambda state: goes_to(CaseStatus.REOPENED, while_suspended=True)(state)
           and (state.status is not CaseStatus.DECIDED or state.answered)),
)  # fmt: skip


EVERY = (BY_COMMITTEE, BY_THE_PERSON)


def may(who: str, change: Change, state: State) -> bool:
    """The one table: who may make which change from where."""
    if who == PERSON:
        return change in BY_THE_PERSON and change.allowed(state)
    if change in BY_THE_PERSON or who not in (HANDLER, LEAD):
        return False
    if state.sealed:
        # It does not exist but for two, who only compare it and judge whether it may wait.
        return state.sealed == "compared" and change.name in ("judge", "suspend")
    # While the lead has it alone nobody else has it at all; the lead sits too, and is a member.
    return change.allowed(state) and (who == LEAD or not state.suspended)


def arrange(stage: Stage, state: State) -> None:
    """Put the case into that state, as if it had come there."""
    with stage.app.app_context():
        with transaction():
            case: Case = stage.facts["case"].case
            if state.answered:
                by = stage.people["Rhys Cound"].account
                record_event(case, EventKind.ANSWERED, by=by, at=NOW)
            by = stage.people["Rhys Cound"].account
            record_event(case, EventKind.TAKEN_DOWN, by=by, at=NOW)
            case.record_match, case.no_access_dispute = RecordMatch.AGREES, NoAccessDispute.NONE
            case.status = state.status
            case.ended_on = NOW.date() if state.status in ENDED else None
            case.closed_on = NOW.date() if state.status is CaseStatus.CLOSED else None
        if state.sealed:
            _seal(stage, compared=state.sealed == "compared")
        db.session.remove()


def _seal(stage: Stage, *, compared: bool) -> None:
    with transaction():
        case: Case = stage.facts["case"].case
        case.sealed_until = NOW.date() + timedelta(days=30)
        put_to_sleep(case)
        for name in (HANDLER, LEAD) if compared else ():
            holder_id = stage.people[name].holder_id
            assert holder_id is not None
            assert wake_grant(case.safe_id, holder_id)


def seen(stage: Stage) -> tuple[Any, ...]:
    """All that a change of the case would leave behind."""
    with stage.app.app_context():
        case = stage.facts["case"].case
        found = (
            case.status, case.stage, case.outcome, case.kept_with, case.severity, case.case_type,
            case.record_match, case.assignee_id, case.closed_on, case.sealed_until,
            db.session.scalar(select(func.count()).select_from(CaseEvent)),
            db.session.scalar(select(func.count()).select_from(Vote)),
        )  # fmt: skip
        db.session.remove()
    return found


def token_of(browser: Browser, page: str) -> str:
    [token, *_others] = TOKEN.findall(browser.open(page).response.get_data(as_text=True))
    return str(token)


@pytest.fixture
def room(stage: Stage) -> tuple[Stage, dict[str, tuple[Browser, str]]]:
    """Everybody's browser, with the token that a page of theirs gave them."""
    with stage.app.app_context():
        with transaction():
            gwen = stage.people[RECUSED]
            opened = stage.facts["case"].opened_by(gwen)
            recuse_member(opened, ground=RecusalGround.OTHER, by=gwen.account, at=NOW)
        stage.facts["issue"] = db.session.scalars(select(CaseIssue.id)).first()
        stage.facts["first"] = make_case().reference
        say_that_it_happened(opened, date(2025, 1, 3))
        db.session.remove()
    people = {}
    for name in (HANDLER, LEAD, WORKER, RECUSED, OUTSIDE):
        browser = stage.browser(name)
        people[name] = (browser, token_of(browser, "/accounts/desk"))
    for name in (STRANGER, PERSON):
        browser = stage.browser(name)
        people[name] = (browser, token_of(browser, "/return"))
    come_back(people[PERSON][0], stage.facts["code"])
    return stage, people


def test_every_change_from_every_state_by_everybody(
    room: tuple[Stage, dict[str, tuple[Browser, str]]],
) -> None:
    stage, people = room
    base = stage.keep()
    tried, made = 0, set()
    for state in STATES:
        stage.go_back(base)
        if state.suspended:
            _suspend(stage)
        arrange(stage, state)
        here, before = stage.keep(), seen(stage)
        for who, (browser, token) in people.items():
            for change in (*BY_COMMITTEE, *BY_THE_PERSON):
                status = _send(stage, browser, token, who, change)
                tried += 1
                what = f"{who}: {change.name} from {state} gave {status}"
                if may(who, change, state):
                    made.add((who, change.name))
                    assert status in DONE | {200}, what
                    assert seen(stage) != before, what
                    stage.go_back(here)
                else:
                    # Without a receipt its pages lead to where the code is typed.
                    leads_away = who in OUTSIDERS or change in BY_THE_PERSON
                    assert status in NOT_DONE or (status in DONE and leads_away), what
            assert seen(stage) == before, f"{who} changed a case that is {state}"

    assert tried == len(STATES) * len(people) * (len(BY_COMMITTEE) + len(BY_THE_PERSON))
    by_committee, by_person = ({each.name for each in several} for several in EVERY)
    assert {name for who, name in made if who == LEAD} == by_committee
    assert {name for who, name in made if who == PERSON} == by_person
    assert {who for who, _name in made} == {HANDLER, LEAD, PERSON}


def test_no_reference_can_be_guessed_and_none_is_confirmed(stage: Stage) -> None:
    """What is not there and what is not one's own are the same answer, word for word."""
    browser = stage.browser(WORKER)
    known = stage.facts["reference"]

    answers = {
        reference: browser.open(f"/cases/{reference}")
        for reference in (known, known[::-1], "AAAA-AAAA", "2222-2222")
    }

    assert {each.status for each in answers.values()} == {404}
    assert len({each.main for each in answers.values()}) == 1


def _suspend(stage: Stage) -> None:
    with stage.app.app_context():
        suspend(stage.facts["case"], stage.people["Mair Jones"])
        assert stage.facts["case"].case.kept_with is Route.SAFEGUARDING_LEAD
        db.session.remove()


def _send(stage: Stage, browser: Browser, token: str, who: str, change: Change) -> int:
    own = stage.people[who].id if who in stage.people else stage.facts["issue"]
    data = {
        name: value.format(self=own, first=stage.facts["first"])
        for name, value in change.data.items()
    }
    address = change.address
    if not address.startswith("/"):
        address = f"/cases/{stage.facts['reference']}/{address.format(**stage.facts)}"
    sent = browser._send("POST", address, data={**data, "csrf_token": token})
    return int(sent.status_code)
