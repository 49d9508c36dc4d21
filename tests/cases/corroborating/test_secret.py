"""An attack: whoever is not one of two looks for a sign of a report that waits, and finds none."""

from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from portal.cases.clocks.calling_services import look_at_clocks
from portal.cases.clocks.renewing_services import renew_clocks
from portal.cases.corroborating.services import look_after_sealed_reports
from portal.cases.counting.queries import case_facts
from portal.cases.deleting.keeping_services import ask_to_let_go
from portal.cases.following.services import ask_what_became_of_it
from portal.cases.keys.queries import facts_of_safes
from portal.cases.mirroring.queries import mirror
from portal.committee.hand_over.models import HandOver
from portal.committee.hand_over.services import finish_if_done, follow_seats, pass_keys
from portal.committee.queries import grant_candidates, people
from portal.database import db, reading, transaction
from portal.notices.models import OutboxMessage
from portal.vault.queries import find_safes_to_screen, safes_of, unread_safes
from portal.vault.services import take_grants
from portal.vault.states import GrantState
from tests.accounts.factories import sign_in
from tests.cases.corroborating.factories import SECRET, make_other, make_sealed, reading_of, work
from tests.cases.factories import make_committee
from tests.client import Browser
from tests.conftest import NOW

PAGES = (
    "/accounts/desk", "/cases/", "/cases/?show=overdue", "/cases/?show=mine", "/cases/?show=ended",
    "/cases/mirror", "/cases/entries", "/cases/routing", "/committee/keys", "/committee/desk",
)  # fmt: skip


def sums() -> tuple[Any, ...]:
    """How many letters wait, what is published, what the committee's mirror says."""
    db.session.rollback()
    with reading():
        letters = db.session.scalar(select(func.count()).select_from(OutboxMessage))
        return letters, len(case_facts()), mirror(NOW.date())


def looked_at(browser: Browser, reference: str) -> dict[str, str]:
    """Everything that a member can look at, in words."""
    found = {page: browser.open(page).main for page in PAGES}
    for words in (reference, "lunch calls", "Menai"):
        page = browser.open("/cases/").form("words").fill(words=words).send("Show")
        found[words] = page.main
    for last in ("", "/open", "/other-report", "/other-report/open", "/judge", "/note"):
        page = browser.open(f"/cases/{reference}{last}")
        assert page.status in (404, 405, 303), last
        assert reference not in page.main
    return found


def test_nothing_that_a_member_can_look_at_gives_it_away(browser: Browser, database: Any) -> None:
    # She leads the committee, and would read it first.
    sign_in(browser, make_committee(sign_in=True)["Mair Jones"])
    make_other(subjects=("FIN-RATE",))
    before = looked_at(browser, "AAAA-AAAA")
    counted = sums()

    sent = make_sealed()
    for job in (look_at_clocks, renew_clocks, ask_to_let_go, ask_what_became_of_it,
                look_after_sealed_reports):  # fmt: skip
        db.session.rollback()
        job(NOW)
    after = looked_at(browser, sent.reference)

    def hidden(page: str) -> str:
        return page.replace(sent.reference, "AAAA-AAAA")

    assert {name: words for name, words in before.items() if name != "AAAA-AAAA"} == {
        name: hidden(words) for name, words in after.items() if name != sent.reference
    }
    assert hidden(after[sent.reference]) == before["AAAA-AAAA"]
    assert sums() == counted
    assert SECRET not in str(after)


def test_no_clock_calls_anybody_for_ninety_days(database: Any) -> None:
    make_committee()
    sent = make_sealed(until=NOW.date() + timedelta(days=90))
    counted = sums()

    for days in range(0, 90, 9):
        db.session.rollback()
        assert look_at_clocks(NOW + timedelta(days=days)) == 0

    assert reading_of(sent) == []
    assert sums() == counted


def test_the_keys_that_sleep_survive_the_end_of_a_committee(database: Any) -> None:
    committee = make_committee()
    sent = make_sealed()
    stays, leaver = committee.handlers[0], committee.handlers[1]
    known = {each.id for name, each in committee.people.items() if each is not leaver}
    with transaction():
        follow_seats(known, at=NOW)
    assert unread_safes(leaver.holder_id) == [sent.case.safe_id]
    assert safes_of(leaver.holder_id) == []
    with transaction():
        # Whoever follows has none yet: as if they had been elected after the report came.
        take_grants(sent.case.safe_id, of=stays.holder_id)

    with transaction():
        found = find_safes_to_screen(
            unread_safes(leaver.holder_id),
            leaver.holder_id,
            leaver.private_key,
            states={GrantState.DORMANT},
        )
        facts = facts_of_safes(found, NOW.date())
        who = {"candidates": grant_candidates(NOW.date()), "register": people(NOW.date())}
        assert pass_keys(found, facts, **who, by=leaver.account, at=NOW) == 1
        hand_over = db.session.scalars(select(HandOver)).one()
        assert finish_if_done(hand_over, facts, **who, at=NOW)

    assert reading_of(sent) == [], "it is passed on asleep"
    assert work(NOW + timedelta(days=30)) == 1
    assert stays.name in reading_of(sent)
