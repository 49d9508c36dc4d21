"""What only the committee knows is not sent to whom nobody accepted: refused, not warned of."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from hypothesis import assume, given
from hypothesis import strategies as st

from portal import i18n
from portal.cases.answering import ready
from portal.cases.fairness.services import ask_worker
from portal.cases.following.services import hear_worse, settle_alert
from portal.cases.following.turns import AlertFinding
from portal.cases.messages.services import (
    hear_message,
    note_case,
    write_to_complainant,
)
from portal.cases.queries import messages_of, told_in
from portal.cases.remedies.kinds import RemedyKind
from portal.cases.remedies.services import promise_remedy
from portal.cases.rule_packs import find_pack, rule_packs
from portal.cases.services import acknowledge_case
from portal.cases.standing.standings import MAY_BE_TOLD, Standing, StandingUnproven
from portal.cases.standing.withholding import (
    RUN,
    Known,
    Source,
    find_withheld,
    require_withheld,
    times_in,
)
from portal.config import secret
from portal.database import transaction
from portal.visits.home_codes import show_home_code
from tests.accounts.factories import Signer
from tests.cases.factories import Committee, Sent, make_committee, make_statement, send
from tests.cases.test_beside import DAY, import_visits
from tests.conftest import NOW

WORD = st.text("abcdefghij", min_size=2, max_size=8)
SENTENCE = st.lists(WORD, min_size=RUN, max_size=12)
NOTE = "The coordinator says that Non was stuck behind a tractor until noon."
REPLY = "I rang twice and nobody opened, so I left the slip."


@given(SENTENCE, st.lists(WORD, max_size=5), st.lists(WORD, max_size=5))
def test_a_sentence_of_somebody_else_is_found_wherever_it_stands(
    theirs: list[str], before: list[str], after: list[str]
) -> None:
    words = " ".join([*before, *(each.upper() for each in theirs), *after])

    found = find_withheld(words.replace(" ", ",\n"), Known(texts=[" ".join(theirs)]))

    assert found is not None
    assert found[1] is Source.OTHERS


@given(SENTENCE, st.lists(WORD, max_size=5))
def test_what_the_person_said_is_no_news_to_them(said: list[str], more: list[str]) -> None:
    sentence = " ".join(said)
    known = Known(times=frozenset({"08:05"}), texts=[f"She says: {sentence}"], said=[
        sentence, "It was at 8.05."
    ])  # fmt: skip

    assume(not any(each in sentence for each in more))
    assert find_withheld(f"You say {sentence}, at 08:05", known) is None


@given(st.times(), st.sampled_from([":", ".", " : "]), st.booleans())
def test_an_hour_on_the_record_is_found_however_it_is_written(
    time: Any, between: str, short: bool
) -> None:
    hour = str(time.hour) if short else f"{time.hour:02}"
    known = Known(times=frozenset({f"{time:%H:%M}"}))

    assert find_withheld(f"at {hour}{between}{time:%M} a note", known) is not None
    assert find_withheld("at 12.11.2026 for 3.999 or 1:5", known) is None


def test_no_ready_words_tell_anything(app: Flask) -> None:
    """Of no pack, no standing and no language: they go to everybody."""
    known = Known(
        times=frozenset(f"{hour:02}:{minute:02}" for hour in range(24) for minute in range(60)),
        names=["Non Parry"],
        home_code="7K3M9Q2A",
        texts=[NOTE, REPLY],
    )
    with app.app_context(), app.test_request_context():
        for language in i18n.site_languages():
            with i18n.speaking(language):
                for words in _all_ready():
                    require_withheld(words, known)
                    assert not times_in(words)


def _all_ready() -> list[str]:
    day = date(2026, 11, 9)
    return [
        *(ready.acknowledgement(each, answer_by=day) for each in Standing),
        *(ready.acknowledgement(each, answer_by=None) for each in Standing),
        ready.more_time(),
        ready.thanks(),
        ready.thanks_passed_on(day),
        ready.passed_on("The council", "01286 555019", "It is theirs."),
        ready.put_right("She was rung."),
        ready.told_twice(),
        *(
            ready.too_late(find_pack(code), "So.", known_on=day, may_be_told=False)
            for code in rule_packs()
            if find_pack(code).late_complaint_months
        ),
    ]


@pytest.fixture
def committee(database: Any) -> Committee:
    return make_committee()


def from_nobody_knows_whom(standing: Standing = Standing.REPRESENTATIVE_PENDING) -> Sent:
    """Somebody who says she is the daughter, of a home and a day that are on record."""
    code = import_visits()
    sent = send(make_statement(home_code=code, happened_on=DAY), standing=standing)
    return sent


def known_things(sent: Sent, mair: Signer) -> list[str]:
    """The committee learns what others say, in each of the ways in which it can."""
    with transaction():
        note_case(sent.opened_by(mair), NOTE, by=mair.account, at=NOW)
        ask_worker(
            sent.opened_by(mair), "Angharad Vaughan", "A visit was missed.",
            secret=secret("receipt"),
            by=mair.account, at=NOW,
        )  # fmt: skip
        promise_remedy(
            sent.opened_by(mair), RemedyKind.APOLOGY,
            what="The manager writes a letter of apology to the family by Friday.",
            owner="The chair", due_on=date(2026, 12, 1), by=mair.account, at=NOW,
        )  # fmt: skip
    return [
        "We asked: the coordinator says that Non was stuck, as we thought.",
        "It was Vaughan who came.",
        "Soon the manager writes a letter of apology to the family.",
        "By the record somebody came at 08:00.",
        f"It is about the home {_home(sent, mair)}.",
    ]


def _home(sent: Sent, mair: Signer) -> str:
    return show_home_code(told_in(sent.opened_by(mair)).home_code)


def ways(sent: Sent, mair: Signer) -> list[Callable[[str], object]]:
    """Every way in which a member writes to the person."""
    by = mair.account
    return [
        lambda words: acknowledge_case(sent.opened_by(mair), words, by=by, at=NOW),
        lambda words: write_to_complainant(sent.opened_by(mair), words, by=by, at=NOW),
        lambda words: settle_alert(
            sent.opened_by(mair), AlertFinding.NOT_SHOWN, words, by=by, at=NOW
        ),
    ]


@pytest.mark.parametrize("standing", sorted(set(Standing) - MAY_BE_TOLD))
def test_it_is_refused_on_every_way_and_in_every_standing(
    committee: Committee, standing: Standing
) -> None:
    sent, mair = from_nobody_knows_whom(standing), committee["Mair Jones"]
    telling = known_things(sent, mair)
    with transaction():
        hear_worse(sent.opened_by_complainant(), "They came later since.", at=NOW)
    before = [each.kind for each in messages_of(sent.case)]

    for words in telling:
        for way in ways(sent, mair):
            with pytest.raises(StandingUnproven, match="comes from"), transaction():
                way(words)
    assert [each.kind for each in messages_of(sent.case)] == before

    with transaction():
        write_to_complainant(
            sent.opened_by(mair), "Which number may we ring?", by=mair.account, at=NOW
        )


def test_who_was_accepted_may_be_told(committee: Committee) -> None:
    sent, mair = from_nobody_knows_whom(Standing.REPRESENTATIVE_ACCEPTED), committee["Mair Jones"]

    for words in known_things(sent, mair):
        with transaction():
            write_to_complainant(sent.opened_by(mair), words, by=mair.account, at=NOW)


def test_what_she_wrote_herself_may_be_repeated_to_her(committee: Committee) -> None:
    sent, mair = from_nobody_knows_whom(), committee["Mair Jones"]
    with transaction():
        hear_message(sent.opened_by_complainant(), f"I know that {NOTE} At 8:00.", at=NOW)
        note_case(sent.opened_by(mair), NOTE, by=mair.account, at=NOW)

    with transaction():
        words = f"You wrote at 8:00: “{NOTE}” How do you know?"
        write_to_complainant(sent.opened_by(mair), words, by=mair.account, at=NOW)
