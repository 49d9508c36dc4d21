"""Authority: given for a time, by a source, and refused by default everywhere else."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from flask import Flask, Response

from portal import clock
from portal.accounts import queries, services
from portal.accounts.access import requires
from portal.accounts.permissions import Permission
from portal.accounts.services import AuthorityRefused
from portal.database import transaction
from tests.accounts.factories import make_account, make_account_of, sign_in
from tests.client import Browser
from tests.conftest import ENGINES, NOW, app_with

DAY = timedelta(days=1)
CALLED: list[str] = []
MADE: dict[str, Flask] = {}


@pytest.fixture(params=ENGINES)
def app(request: pytest.FixtureRequest) -> Iterator[Flask]:
    """An application with two more views."""
    CALLED.clear()
    yield from app_with(add_pages, request, MADE)


def add_pages(app: Flask) -> None:
    """One view that says who may call it, and one that does not."""

    def page() -> Response:
        CALLED.append("called")
        return Response("here", mimetype="text/plain")

    def another() -> Response:
        return page()

    app.add_url_rule("/test/unmarked", "test_unmarked", page, methods=["GET", "POST"])
    app.add_url_rule("/test/figures", "test_figures", requires(Permission.READ_FIGURES)(another))


def test_a_view_without_a_mark_is_refused_for_everybody(app: Flask, browser: Browser) -> None:
    assert browser.open("/test/unmarked").status == 403
    sign_in(browser, make_account_of(app, *Permission))

    assert browser.open("/test/unmarked").status == 403
    assert browser.post("/test/unmarked", {}).status == 403
    assert CALLED == []


def test_a_permission_is_needed(app: Flask, browser: Browser) -> None:
    sign_in(browser, make_account_of(app, Permission.READ_CASES))

    assert browser.open("/test/figures").status == 403
    assert CALLED == []


def test_a_permission_is_enough(app: Flask, browser: Browser) -> None:
    sign_in(browser, make_account_of(app, Permission.READ_FIGURES))

    assert browser.open("/test/figures").response.get_data() == b"here"


@pytest.mark.parametrize(
    ("begins", "ends", "runs"),
    [(-DAY, DAY, True), (-DAY, None, True), (DAY, None, False), (-2 * DAY, -DAY, False),
     (timedelta(), None, True), (-DAY, timedelta(), False)],
)  # fmt: skip
def test_authority_runs_from_its_beginning_to_just_before_its_end(
    app: Flask, browser: Browser, begins: timedelta, ends: timedelta | None, runs: bool
) -> None:
    member = make_account_of(
        app,
        Permission.READ_FIGURES,
        from_at=NOW + begins,
        until_at=None if ends is None else NOW + ends,
    )
    sign_in(browser, member)

    assert (browser.open("/test/figures").status == 200) is runs


def end_all(account_id: UUID, *, at: datetime) -> None:
    """End whatever somebody may do."""
    for authority in queries.authorities_of(account_id):
        services.end_authority(authority, at=at)


def test_authority_that_ends_is_gone_at_the_next_click(app: Flask, browser: Browser) -> None:
    member = make_account_of(app, Permission.READ_FIGURES)
    sign_in(browser, member)
    assert browser.open("/test/figures").status == 200

    with app.app_context(), transaction():
        end_all(member.id, at=clock.now())

    assert browser.open("/test/figures").status == 403


def test_ending_twice_and_ending_what_has_not_begun_change_nothing_else(app: Flask) -> None:
    with app.app_context():
        member = make_account(Permission.READ_FIGURES, from_at=NOW + DAY, until_at=NOW + 9 * DAY)
        with transaction():
            end_all(member.id, at=NOW)
        with transaction():
            end_all(member.id, at=NOW + 3 * DAY)

        [authority] = queries.authorities_of(member.id)
        assert (authority.begins_at, authority.ends_at) == (NOW + DAY, NOW + DAY)
        assert queries.running_permissions(member.id, NOW + 2 * DAY) == frozenset()


def test_authority_cannot_end_before_it_begins(app: Flask) -> None:
    with app.app_context():
        member = make_account()

        with pytest.raises(AuthorityRefused), transaction():
            services.grant_authority(
                member.account,
                Permission.READ_CASES,
                from_at=NOW,
                until_at=NOW - DAY,
                source="test",
                at=NOW,
            )

        assert queries.authorities_of(member.id) == []


def test_the_desk_shows_what_somebody_may_do_and_nothing_else(app: Flask, browser: Browser) -> None:
    page = sign_in(browser, make_account_of(app, Permission.KEEP_REGISTER))

    assert "Letters not delivered" in page.links
    assert "Reports to publish" not in page.links


def test_somebody_without_office_is_told_so(app: Flask, browser: Browser) -> None:
    page = sign_in(browser, make_account_of(app))

    assert "you hold no term of office and no appointment" in page.main
