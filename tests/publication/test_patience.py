"""An attack that stops before it is done: begun again after a pause, given up, started by hand."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from flask import Flask

from portal import clock
from portal.accounts.permissions import Permission
from portal.database import db, reading, transaction
from portal.jobs import run_due
from portal.publication import attack_queries, attack_services, queries
from portal.publication.attack_services import AttackGoesOn, attack_again, attack_waiting
from portal.publication.attacking import Findings, Material
from portal.publication.jobs import JOBS
from portal.publication.models import AttackTry
from portal.publication.patience import MOST_TRIES, PAUSES, is_given_up, may_begin
from portal.publication.services import prepare_release
from tests.accounts.factories import make_account, sign_in
from tests.client import Browser, Page
from tests.conftest import NOW
from tests.publication.factories import make_findings, make_headline

MINUTE = timedelta(minutes=1)
ATTACK = [job for job in JOBS if job.run is attack_waiting]


class Attacks:
    """What the attack does instead, and how often it was begun."""

    def __init__(self) -> None:
        self.begun = 0
        self.fails_with: BaseException | None = MemoryError()

    def __call__(self, _material: Material) -> Findings:
        self.begun += 1
        if self.fails_with is not None:
            raise self.fails_with
        return make_findings()


@pytest.fixture
def attacks(database: Any, monkeypatch: pytest.MonkeyPatch) -> Attacks:
    """A draft of October that is not attacked yet, and a program that stops."""
    by = make_account().account
    with transaction():
        prepare_release(make_headline(), source="", by=by, at=NOW)
    found = Attacks()
    nothing = Material((), "2026-10", "2026-10", {}, frozenset())
    monkeypatch.setattr(attack_services, "attack", found)
    monkeypatch.setattr(attack_queries, "material_of", lambda *_: nothing)
    monkeypatch.setattr(queries, "headline_of_period", lambda *_, **__: make_headline())
    return found


def rounds(since: datetime, until: datetime, every: timedelta = timedelta(seconds=20)) -> datetime:
    """The worker's rounds between two instants."""
    while since < until:
        with clock.stopped_at(since):
            run_due(ATTACK, since)
        since += every
    return until


def test_pauses_grow_and_end() -> None:
    stops: list[datetime | None] = []
    begun = []
    at = NOW
    while at < NOW + timedelta(days=2):
        if may_begin(stops, at):
            begun.append(at)
            stops.append(at)
        at += MINUTE

    assert [b - a for a, b in pairwise(begun)] == list(PAUSES)
    assert sorted(PAUSES) == list(PAUSES) and len(begun) == MOST_TRIES == 3
    assert is_given_up(stops) and not is_given_up(stops[:-1])
    assert not may_begin([*stops[:-1], None], NOW + timedelta(days=9))
    assert not is_given_up([*stops[:-1], None])


def test_an_attack_that_fails_is_begun_again_a_few_times_and_not_each_second(
    attacks: Attacks,
) -> None:
    rounds(NOW, NOW + 50 * timedelta(seconds=1), timedelta(seconds=2))
    assert attacks.begun == 1

    rounds(NOW + MINUTE, NOW + 3 * 60 * MINUTE)

    assert attacks.begun == MOST_TRIES
    with reading():
        assert queries.get_draft("2026-10").attack is None


def test_an_attack_that_works_the_second_time_leaves_no_try(attacks: Attacks) -> None:
    rounds(NOW, NOW + MINUTE)
    attacks.fails_with = None

    rounds(NOW + MINUTE, NOW + 2 * MINUTE)

    with reading():
        draft = queries.get_draft("2026-10")
        assert draft.attack is not None and draft.tries == []
    assert attacks.begun == 2


def test_a_worker_that_was_killed_counts_as_one_that_failed(attacks: Attacks) -> None:
    attacks.fails_with = KeyboardInterrupt()
    for number in range(MOST_TRIES):
        with pytest.raises(KeyboardInterrupt):
            attack_waiting(NOW + number * 60 * MINUTE)
        # The next one sees it, once it has the lease, and waits.
        attack_waiting(NOW + number * 60 * MINUTE + timedelta(seconds=2))

    attack_waiting(NOW + 24 * 60 * MINUTE)

    assert attacks.begun == MOST_TRIES
    with reading():
        assert attack_services.has_given_up(queries.get_draft("2026-10"))


def test_a_draft_that_cannot_be_attacked_holds_up_no_other(attacks: Attacks) -> None:
    rounds(NOW, NOW + 60 * MINUTE)
    by = make_account().account
    with transaction():
        prepare_release(make_headline(month=9), source="", by=by, at=NOW + 60 * MINUTE)
    attacks.fails_with = None

    attack_waiting(NOW + 60 * MINUTE)

    with reading():
        assert queries.get_draft("2026-09").attack is not None
        assert queries.get_draft("2026-10").attack is None


def test_only_what_was_given_up_is_started_again(attacks: Attacks) -> None:
    with pytest.raises(AttackGoesOn), transaction():
        attack_again(queries.get_draft("2026-10"))
    at = rounds(NOW, NOW + MINUTE)
    with pytest.raises(AttackGoesOn), transaction():
        attack_again(queries.get_draft("2026-10"))
    at = rounds(at, at + 60 * MINUTE)

    with transaction():
        attack_again(queries.get_draft("2026-10"))
    attacks.fails_with = None
    attack_waiting(at)

    with reading():
        assert queries.get_draft("2026-10").attack is not None
    with pytest.raises(AttackGoesOn), transaction():
        attack_again(queries.get_draft("2026-10"))


@pytest.fixture
def look(app: Flask, browser: Browser) -> Callable[[], Page]:
    """The page of the draft, as a member of the committee sees it."""
    with app.app_context():
        signer = make_account(Permission.PREPARE_RELEASES, Permission.SIGN_RELEASES)
    sign_in(browser, signer)
    return lambda: browser.open("/reports/desk/2026-10")


def test_who_signs_is_told_what_happened_and_starts_it_again(
    attacks: Attacks, look: Callable[[], Page], browser: Browser
) -> None:
    waiting = look()
    at = rounds(NOW, NOW + MINUTE)
    stopped = look()
    at = rounds(at, at + 60 * MINUTE)
    given_up, desk = look(), browser.open("/reports/desk")
    begun = given_up.form("Start it again").send("Start it again")
    with reading():
        left = db.session.query(AttackTry).count()
    attacks.fails_with = None
    attack_waiting(at)
    done = look()

    assert "It takes some minutes" in waiting.main and "Start it again" not in waiting.main
    assert "stopped before it was done. It begins again by itself" in stopped.main
    assert "Start it again" not in stopped.main
    assert "stopped 3 times before it was done" in given_up.main
    assert "start it again on this page" in given_up.main
    assert "The program that attacks it has stopped" in desk.main
    assert "It begins again." in begun.text and left == 0
    assert "It finished every one and found nothing" in done.main


def test_starting_what_goes_on_by_itself_is_refused_in_words(
    attacks: Attacks, look: Callable[[], Page]
) -> None:
    rounds(NOW, NOW + 60 * MINUTE)
    form = look().form("Start it again")
    form.send("Start it again")

    twice = form.send("Start it again")

    assert twice.status == 422
    assert "it goes on by itself, or is done" in twice.errors[0]


def test_a_draft_of_older_records_says_that_it_is_not_attacked_any_more(
    attacks: Attacks, look: Callable[[], Page]
) -> None:
    with transaction():
        queries.get_draft("2026-10").source = "1"

    page = look()

    assert "Visits were imported after this was computed. Discard it" in page.main
    assert "still trying" not in page.main


def test_what_was_given_up_is_not_started_again_of_older_records(
    attacks: Attacks, look: Callable[[], Page], browser: Browser
) -> None:
    rounds(NOW, NOW + 60 * MINUTE)
    given_up = look()
    with transaction():
        queries.get_draft("2026-10").source = "1"

    refused = given_up.form("Start it again").send("Start it again")
    page, desk = look(), browser.open("/reports/desk")

    assert "The program that attacks it has stopped" in given_up.main
    assert refused.status == 422
    assert "Visits were imported after this was computed. Discard it" in refused.errors[0]
    assert "Start it again" not in page.main
    assert "The program that attacks it has stopped" not in page.main + desk.main
