"""Drafts: sealed, and gone when their time is over."""

import os
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from portal.database import db, reading, transaction
from portal.intake.models import DraftPhotograph, IntakeDraft
from portal.intake.queries import find_draft, get_picture, photographs_of
from portal.intake.services import add_photographs, begin_draft, drop_stale_drafts
from portal.vault.keys import SealBroken
from tests.cases.factories import make_photograph
from tests.conftest import NOW

KEY = os.urandom(32)
MINUTE = timedelta(minutes=1)


def make_draft(*, minutes_ago: int = 0) -> Any:
    at = NOW - minutes_ago * MINUTE
    with transaction():
        row = begin_draft(KEY, {"what-happened": {"words": "planted words"}}, at=at)
        draft = find_draft(row.id, KEY, at=at)
        assert draft is not None
        add_photographs(draft, [("planted name.jpg", make_photograph())], at=at)
    return row.id


def test_a_draft_opens_with_its_key(database: Any) -> None:
    draft_id = make_draft()

    with reading():
        draft = find_draft(draft_id, KEY, at=NOW)
        assert draft is not None
        assert draft.answers == {"what-happened": {"words": "planted words"}}
        (waiting,) = photographs_of(draft)
        assert waiting.name == "planted name.jpg"
        assert get_picture(draft, waiting.id) == make_photograph().jpeg


def test_another_key_opens_nothing(database: Any) -> None:
    draft_id = make_draft()

    with reading(), pytest.raises(SealBroken):
        find_draft(draft_id, os.urandom(32), at=NOW)


def test_nothing_of_a_draft_lies_open_in_its_rows(database: Any) -> None:
    make_draft()

    with reading():
        row = db.session.scalars(select(IntakeDraft)).one()
        photograph = db.session.scalars(select(DraftPhotograph)).one()
        assert b"planted" not in row.answers + photograph.name
        assert b"JFIF" not in photograph.picture


def test_the_worker_deletes_drafts_that_were_idle_for_an_hour(database: Any) -> None:
    make_draft(minutes_ago=60)
    kept = make_draft(minutes_ago=59)

    with transaction():
        drop_stale_drafts(NOW)

    with reading():
        assert db.session.scalars(select(IntakeDraft.id)).all() == [kept]
        assert db.session.scalars(select(DraftPhotograph.draft_id)).all() == [kept]
