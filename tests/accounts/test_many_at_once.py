"""Many who try at once: each try is counted, and one code opens one session."""

from dataclasses import replace
from threading import Barrier, Thread

from flask import Flask
from sqlalchemy import func, select

from portal import clock, config
from portal.accounts.models import SignIn
from portal.allowances import AllowanceUse
from portal.database import db
from tests.accounts.factories import make_account_of
from tests.client import Browser
from tests.conftest import NOW

MANY = 6


def send_together(app: Flask, password: str) -> list[int]:
    member = make_account_of(app)
    code = member.code()
    forms = []
    for _browser in range(MANY):
        form = Browser(app).open("/accounts/sign-in").form("password")
        forms.append(form.fill(email=member.email, password=password or member.password, code=code))
    together, statuses = Barrier(MANY), []

    def send(number: int) -> None:
        with clock.stopped_at(NOW):
            together.wait()
            statuses.append(forms[number].send().status)

    threads = [Thread(target=send, args=(number,)) for number in range(MANY)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return sorted(statuses)


def test_one_code_sent_by_many_at_once_opens_one_session(app: Flask) -> None:
    statuses = send_together(app, "")

    assert statuses == [200] + [422] * (MANY - 1)
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(SignIn)) == 1


def test_every_one_of_many_tries_at_once_is_counted(app: Flask) -> None:
    config.use(replace(config.settings(), allowances=True))

    statuses = send_together(app, "a wrong password, again")

    assert statuses == [422] * MANY
    with app.app_context():
        assert set(db.session.scalars(select(AllowanceUse.uses))) == {MANY}
