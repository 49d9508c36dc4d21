"""What protects every answer and every form; what the log keeps to itself."""

import json
import logging
import sys
from datetime import timedelta

import pytest
from flask import Flask, request

from portal import clock
from portal.accounts.access import public
from portal.allowances import (
    PER_HOUR,
    AllowanceUse,
    Purpose,
    count_use,
    forget_old_uses,
    require_allowance,
)
from portal.config import settings, use
from portal.database import db, transaction
from portal.errors import TooMany
from portal.logs import JsonLines
from tests.conftest import NOW


@pytest.fixture
def app(fresh_app: Flask) -> Flask:
    """An application of one's own: these tests add views to it."""
    return fresh_app


def test_a_form_on_another_site_may_not_write_here(plain_app: Flask) -> None:
    @public
    def write() -> str:
        return "written"

    plain_app.add_url_rule("/write", view_func=write, endpoint="write", methods=["POST"])
    client = plain_app.test_client()

    for site in ("cross-site", "same-site"):
        assert client.post("/write", headers={"Sec-Fetch-Site": site}).status_code == 403
    assert client.post("/write", headers={"Sec-Fetch-Site": "same-origin"}).status_code == 200


def test_the_log_keeps_an_exceptions_words_to_itself() -> None:
    try:
        raise ValueError("heronsgate")
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, "f", 1, "It failed.", (), sys.exc_info())

    line = json.loads(JsonLines().format(record))

    assert line["failed"] == "ValueError"
    assert line["says"] == "It failed."
    assert "heronsgate" not in json.dumps(line)


@pytest.fixture
def limited_app(app: Flask) -> Flask:
    """The application with allowances in force."""
    present = settings()
    use(
        type(present)(
            **{name: getattr(present, name) for name in present.__dataclass_fields__}
            | {"allowances": True}
        )
    )
    return app


def test_an_allowance_is_used_up_within_the_hour_and_renewed_after_it(limited_app: Flask) -> None:
    with limited_app.test_request_context(
        "/", method="POST", environ_base={"REMOTE_ADDR": "192.0.2.7"}
    ):
        for _ in range(PER_HOUR[Purpose.TRY_CODE]):
            require_allowance(Purpose.TRY_CODE, at=NOW)
            count_use(Purpose.TRY_CODE, at=NOW)

        with pytest.raises(TooMany):
            require_allowance(Purpose.TRY_CODE, at=NOW)
        require_allowance(Purpose.SUBMIT, at=NOW)
        require_allowance(Purpose.TRY_CODE, at=NOW + timedelta(hours=1))
        db.session.rollback()


def test_nothing_of_an_address_is_kept_beyond_the_hour(limited_app: Flask) -> None:
    with limited_app.test_request_context(
        "/", method="POST", environ_base={"REMOTE_ADDR": "192.0.2.7"}
    ):
        count_use(Purpose.SUBMIT, at=NOW)
        kept = db.session.query(AllowanceUse).one()

        assert b"192.0.2.7" not in kept.bucket
        assert request.remote_addr == "192.0.2.7"

        forget_old_uses(NOW + timedelta(hours=1))

        assert db.session.query(AllowanceUse).count() == 0
        db.session.rollback()


def test_the_clock_of_a_test_stands_still(plain_app: Flask) -> None:
    assert clock.now() == NOW
    with plain_app.app_context(), transaction():
        assert clock.today().isoformat() == "2026-11-09"
