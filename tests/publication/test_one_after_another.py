"""Two reports near the same instant: neither comes out that was attacked without the other."""

import logging
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_migrate import upgrade

from portal.accounts.models import Account
from portal.database import db, new_id, reading, transaction
from portal.publication import attack_queries, attack_services, queries
from portal.publication.attack_services import FiguresUnsafe, attack_waiting
from portal.publication.attacking import Findings, Material
from portal.publication.models import Release, ReleaseAttack
from portal.publication.services import (
    AnotherWaits,
    Prepared,
    discard_draft,
    prepare_files,
    prepare_release,
    publish_due,
    sign_release,
)
from portal.publication.subscribing.queries import news_since
from tests.accounts.factories import make_account
from tests.conftest import NOW
from tests.kernel.test_migrations import empty_app as empty_app
from tests.publication.factories import make_attacked, make_findings, make_headline, make_release
from tests.publication.test_calendar import OUT, announced
from tests.races import at_once

LATER = NOW + timedelta(hours=1)
MONTHS = {"2026-09": 9, "2026-10": 10}


def two_signed_once() -> Any:
    """September and October, each attacked, and signed by one; who is to sign second."""
    first, second = (make_account().account for _ in range(2))
    with transaction():
        for month in MONTHS.values():
            draft = prepare_release(make_headline(month=month), source="", by=first, at=NOW)
            sign_release(make_attacked(draft), source="", by=first, at=NOW)
    found = second.id
    db.session.remove()
    return found


def both_at_once(app: Flask, second: Any) -> list[Exception]:
    def sign(month: str) -> None:
        by = db.session.get_one(Account, second)
        sign_release(queries.get_draft(month), source="", by=by, at=LATER)

    return at_once(app, lambda: sign("2026-09"), lambda: sign("2026-10"))


def test_of_two_months_signed_at_the_same_moment_one_is_out(app: Flask) -> None:
    with app.app_context():
        second = two_signed_once()

    refusals = both_at_once(app, second)

    assert [type(each) for each in refusals] == [FiguresUnsafe]
    with app.app_context():
        assert len(queries.published_names()) == 1


def test_of_two_months_signed_at_the_same_moment_one_waits_for_its_day(app: Flask) -> None:
    with app.app_context():
        for month in MONTHS:
            announced(month)
        second = two_signed_once()

    refusals = both_at_once(app, second)

    assert [type(each) for each in refusals] == [AnotherWaits]
    with app.app_context():
        assert [draft.out_on is None for draft in queries.drafts()].count(False) == 1


def test_what_came_out_while_a_report_was_attacked_was_not_known_to_it(
    database: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """September is signed from `LATER` on; October's attack begins five seconds after that."""
    second = db.session.get_one(Account, two_signed_once())
    with transaction():
        discard_draft(queries.get_draft("2026-10"), by=second, at=NOW)
        prepare_release(make_headline(month=10), source="", by=second, at=NOW)
    with reading():
        files = prepare_files(queries.get_draft("2026-09"), by=second, at=LATER)

    def attack(material: Material) -> Findings:
        assert material.knew == frozenset()
        with transaction():
            sign_release(queries.get_draft("2026-09"), source="", by=second, at=LATER, files=files)
        return make_findings()

    monkeypatch.setattr(attack_services, "attack", attack)
    monkeypatch.setattr(
        attack_queries, "material_of", lambda *_: Material((), "", "", {}, frozenset())
    )
    monkeypatch.setattr(queries, "headline_of_period", lambda *_, **__: make_headline(month=10))
    attack_waiting(LATER + timedelta(seconds=5))

    with pytest.raises(FiguresUnsafe, match="came out after"), transaction():
        sign_release(queries.get_draft("2026-10"), source="", by=second, at=LATER)
    with reading():
        assert queries.published_names() == {"2026-09"}


def test_an_attack_keeps_which_reports_were_out(database: Any) -> None:
    first, second = (make_account().account for _ in range(2))
    with transaction():
        make_release(first, second, month=9)
        make_release(first, second, month=9, delivered=78, reason="Visits came late.")
        october = make_release(first, second)

    assert october.attack is not None
    assert october.attack.knew == ["2026-09", "2026-09-correction-2"]


def test_a_signed_report_that_was_attacked_without_another_does_not_come_out(
    database: Any, caplog: pytest.LogCaptureFixture
) -> None:
    announced()
    first, second = (make_account().account for _ in range(2))
    with transaction():
        draft = prepare_release(make_headline(), source="1", by=first, at=NOW)
        for each in (first, second):
            sign_release(make_attacked(draft), source="1", by=each, at=NOW)
        # As two could be signed before each waited for the other.
        db.session.execute(
            sa.update(ReleaseAttack)
            .values(knew=["2026-08"])
            .execution_options(synchronize_session="fetch")
        )

    with caplog.at_level(logging.ERROR):
        publish_due(OUT)

    with reading():
        assert queries.published_releases() == []
        assert queries.get_draft("2026-10").out_on is not None
    assert "The signed report of 2026-10 cannot come out" in caplog.text


def test_what_comes_out_later_bears_a_later_instant(database: Any) -> None:
    """Who signs it began a second before the other came out; whoever wants news is told of both."""
    first, second = (make_account().account for _ in range(2))
    with transaction():
        october = make_release(first, second, at=LATER)
    before = LATER - timedelta(seconds=1)
    with transaction():
        draft = prepare_release(make_headline(month=9), source="1", by=first, at=NOW)
        sign_release(make_attacked(draft), source="1", by=first, at=NOW)
    files: Prepared | None
    with reading():
        files = prepare_files(queries.get_draft("2026-09"), by=second, at=before)
    with transaction():
        draft = queries.get_draft("2026-09")
        sign_release(draft, source="1", by=second, at=before, files=files)

    with reading():
        late = queries.get_release("2026-09")
        assert late.published_at is not None and october.published_at == LATER
        assert LATER < late.published_at < LATER + timedelta(seconds=1)
        assert [release.name for release, *_ in news_since(LATER)] == ["2026-09"]


def test_of_attacks_from_before_it_is_noted_what_had_come_out_well_before(empty_app: Flask) -> None:
    upgrade(revision="0050_counted_outside")
    at = datetime(2026, 11, 9, 10, 30, tzinfo=UTC)
    made = [("2026-08", 1, 9), ("2026-09", 1, 24 * 60), ("2026-09", 2, 11), ("2026-10", 1, None)]
    # Without what columns of today are filled with by themselves.
    releases, attacks = (
        sa.table(table.name, *[sa.column(each.name, each.type) for each in table.columns])
        for table in (Release.__table__, ReleaseAttack.__table__)
    )
    by = make_account().account.id
    db.session.commit()
    common = {"as_of": at.date(), "figures": {}, "source": "1", "reason": "", "prepared_at": at}
    attack = dict.fromkeys(("attackers", "problems", "shown", "units", "seconds"), 1) | {
        "outcome": "safe", "note": "", "figures_sha256": "", "found": 0, "assumed": [], "told": {},
        "hidden": [], "attacked_at": at,
    }  # fmt: skip
    with db.engine.connect() as connection:
        earlier = None
        for period, number, minutes in made:
            key = new_id()
            out = None if minutes is None else at - timedelta(minutes=minutes)
            fact = {"status": "published" if out else "draft", "published_at": out}
            fact |= {"prepared_by_id": by, "corrects_id": earlier if number > 1 else None}
            row = common | fact | {"id": key, "period": period, "number": number}
            connection.execute(releases.insert().values(row))
            row = attack | {"id": new_id(), "release_id": key}
            connection.execute(attacks.insert().values(row))
            earlier = key
        connection.commit()

    upgrade(revision="0051_signed_reports")

    with db.engine.connect() as connection:
        question = sa.select(attacks.c.knew).where(attacks.c.release_id == key)
        assert connection.scalars(question).all() == [["2026-09", "2026-09-correction-2"]]
        connection.rollback()
