"""The first use of a handover code: who comes second finds out."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal import clock, config
from portal.cases.events import EventKind
from portal.cases.messages.services import write_to_complainant
from portal.cases.models import CaseReceipt
from portal.cases.queries import open_case
from portal.database import db, reading, transaction
from portal.intake.handover import services
from portal.intake.handover.models import Handover
from portal.intake.handover.queries import find_first_use, find_handover
from portal.intake.returning.queries import find_case
from portal.vault.models import Grant, Holder
from portal.vault.queries import find_open_safe
from portal.vault.receipts import CodeKind, Receipt, code_of, key_pair_of, new_nonce, receipt_of
from portal.vault.states import GrantState, HolderKind
from tests.cases.factories import Committee, make_case, make_committee
from tests.client import Browser
from tests.conftest import NOW
from tests.intake.factories import code_on, come_back, picture
from tests.intake.handover.factories import (
    WORDS,
    change,
    make_clerk,
    signed_in,
    taken_code,
    the_case,
)
from tests.intake.test_old_receipts import replace_secret
from tests.races import at_once
from tests.statements import statements

LATER = NOW + timedelta(hours=5)


@pytest.fixture
def committee(database: Any) -> Committee:
    return make_committee()


@pytest.fixture
def clerk(app: Flask, committee: Committee) -> Browser:
    return signed_in(app, make_clerk())


@pytest.fixture
def code(clerk: Browser) -> str:
    return taken_code(clerk)


def test_the_code_becomes_a_receipt_that_reads(app: Flask, code: str) -> None:
    browser = Browser(app)

    page = change(browser, code)
    fresh = code_on(page)

    assert page.heading == "This is your own receipt"
    assert "for the first time on" in page.main
    assert fresh != code
    assert WORDS in page.follow("I have kept it").main
    assert WORDS in come_back(Browser(app), fresh).main


def test_typing_the_code_shows_nothing_of_the_case(app: Flask, code: str) -> None:
    page = come_back(Browser(app), code)

    assert page.status == 200
    assert "Nobody has used this code before." in page.main
    assert WORDS not in page.response.get_data(as_text=True)
    with reading():
        assert db.session.scalars(select(Handover.open_slot)).one() == 1


def test_a_clerk_who_used_it_first_is_found_out(app: Flask, clerk: Browser, code: str) -> None:
    change(clerk, code)

    with clock.stopped_at(LATER):
        page = come_back(Browser(app), code)

    assert page.status == 422
    (error,) = page.errors
    assert "This code was used for the first time on 9 November 2026" in error
    assert "10:30" in error
    assert WORDS not in page.response.get_data(as_text=True)
    with reading():
        kinds = [event.kind for event in the_case().events]
    assert kinds[-1] is EventKind.HANDED_OVER


def test_the_moment_is_sealed_and_only_the_code_opens_it(app: Flask, code: str) -> None:
    change(Browser(app), code)

    row = db.session.scalars(select(Handover)).one()
    assert row.used_at is not None
    assert b"10:30" not in row.used_at
    assert b"2026" not in row.used_at


def test_the_old_key_is_gone_and_a_new_epoch_has_begun(app: Flask, code: str) -> None:
    case = the_case()
    with reading():
        before = db.session.scalars(select(CaseReceipt.holder_id)).one()

    change(Browser(app), code)

    db.session.rollback()
    grants = db.session.execute(select(Grant.holder_id, Grant.epoch, Grant.state)).all()
    assert before not in {holder for holder, _epoch, _state in grants}
    assert {epoch for _holder, epoch, _state in grants} == {1, 2}
    theirs = db.session.scalars(
        select(Grant.state)
        .join(Holder, Holder.id == Grant.holder_id)
        .where(Holder.kind == HolderKind.COMPLAINANT, Grant.safe_id == case.safe_id)
    ).all()
    assert theirs == [GrantState.AWAKE, GrantState.AWAKE]


def test_the_codes_key_opens_no_page_by_any_door(code: str) -> None:
    secret = config.secret("receipt")
    with reading():
        receipt = db.session.scalars(select(CaseReceipt)).one()
    private = key_pair_of(code, secret, CodeKind.HANDOVER).private

    assert find_case(code) is None
    assert find_open_safe(the_case().safe_id, receipt.holder_id, private) is None
    assert key_pair_of(code, secret).private != private


def test_the_button_pressed_twice_shows_the_same_receipt_for_ten_minutes(
    app: Flask, code: str
) -> None:
    form = come_back(Browser(app), code).form("stamp")
    first = code_on(form.send())

    assert code_on(form.send()) == first
    with clock.stopped_at(NOW + timedelta(minutes=11)):
        late = form.send()
    assert late.status == 422
    assert first not in late.main


def test_two_people_with_one_code_get_one_receipt(app: Flask, clerk: Browser, code: str) -> None:
    forms = [come_back(each, code).form("stamp") for each in (Browser(app), clerk)]

    pages = [form.send() for form in forms]

    assert [page.status for page in pages] == [200, 422]
    assert "used for the first time" in pages[1].errors[0]


def test_a_use_that_lost_the_race_changes_nothing(code: str) -> None:
    secret = config.secret("receipt")
    fresh = [receipt_of(code_of(new_nonce(), secret), secret) for _ in range(2)]
    with reading():
        found = find_handover(code)
    assert found is not None
    with transaction():
        services.use_handover(found, code, fresh[0], at=NOW)

    with pytest.raises(services.HandoverOver), transaction():
        services.use_handover(found, code, fresh[1], at=NOW)

    assert db.session.scalars(select(CaseReceipt.lookup)).one() == fresh[0].lookup


def test_of_two_who_use_it_at_once_one_gets_the_receipt(app: Flask, code: str) -> None:
    secret = config.secret("receipt")
    fresh = [receipt_of(code_of(new_nonce(), secret), secret) for _ in range(2)]

    def using(receipt: Receipt) -> Callable[[], object]:
        def step() -> object:
            found = find_first_use(code)
            if found is None:
                raise services.HandoverOver("It was used.")
            return services.use_handover(found, code, receipt, at=NOW)

        return step

    failed = at_once(app, *(using(each) for each in fresh))

    assert [type(each) for each in failed] == [services.HandoverOver]
    with reading():
        assert db.session.scalars(select(CaseReceipt.lookup)).one() in {f.lookup for f in fresh}


WRONG: dict[str, Callable[[Flask, str], str]] = {
    "a code that nobody has": lambda app, code: "0000-0000-0000-0000",
    "what is no code": lambda app, code: "my receipt please",
    "a used code": lambda app, code: change(Browser(app), code) and code,
}


def test_every_attempt_that_fails_goes_the_same_way(app: Flask, clerk: Browser) -> None:
    seen = {}
    for name, made in WRONG.items():
        typed = made(app, taken_code(clerk))
        form = Browser(app).open("/return").form("code").fill(code=typed)
        with statements() as asked:
            assert form.send("Open").status == 422
        seen[name] = [each.split("WHERE")[0] for each in asked]
    first = next(iter(seen.values()))
    assert all(each == first for each in seen.values()), {k: len(v) for k, v in seen.items()}


def test_every_button_that_fails_goes_the_same_way(app: Flask, clerk: Browser) -> None:
    seen = {}
    for name, made in WRONG.items():
        form = come_back(Browser(app), taken_code(clerk)).form("stamp")
        form.values["code"] = [made(app, taken_code(clerk))]
        with statements() as asked:
            assert form.send().status == 422
        seen[name] = len(asked)
    assert len(set(seen.values())) == 1, seen


def test_a_receipt_is_still_read_in_two_questions(app: Flask, code: str) -> None:
    fresh = code_on(change(Browser(app), code))
    form = Browser(app).open("/return").form("code").fill(code=fresh)

    with statements() as asked:
        assert form.send("Open").status == 200

    assert len([each for each in asked if each.startswith("SELECT")]) == 2


def test_a_code_under_an_older_secret_still_becomes_a_receipt(
    app: Flask, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace_secret(monkeypatch, keep_old=True)

    fresh = code_on(change(Browser(app), code))
    again = come_back(Browser(app), code)

    assert WORDS in come_back(Browser(app), fresh).main
    assert "used for the first time" in again.errors[0]


def test_the_person_reads_what_came_before_and_after(
    app: Flask, committee: Committee, clerk: Browser, code: str
) -> None:
    add = clerk.open("/handover/add").form("code").fill(code=code, words="She rang again.")
    add.attach("photographs", picture("letter.jpg")).send()
    mair, reference = committee["Mair Jones"], the_case().reference
    with transaction():
        opened = open_case(reference, mair.account, mair.private_key)
        write_to_complainant(opened, "Which day was it?", by=mair.account, at=NOW)

    shown = come_back(Browser(app), code_on(change(Browser(app), code)))

    assert WORDS in shown.main
    assert "You: Taken down by the intake clerk" in shown.main
    assert "She rang again." in shown.main
    assert "letter.jpg" in shown.main
    assert "Which day was it?" in shown.main


def test_an_ordinary_receipt_is_no_handover_code(app: Flask, committee: Committee) -> None:
    sent = make_case()

    with reading():
        assert find_handover(sent.receipt.code) is None
    assert come_back(Browser(app), sent.receipt.code).heading == "Where it stands"


def test_the_first_use_is_asked_for_on_the_return_page_alone(app: Flask) -> None:
    assert Browser(app).open("/handover/first-use").path == "/return"
