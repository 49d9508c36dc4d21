"""The stage of every attack, set once."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal import clock, config
from portal.accounts.permissions import Permission
from portal.accounts.services import grant_authority
from portal.database import db, transaction
from tests.cases.factories import make_case, make_committee, make_photograph
from tests.conftest import NOW, base_settings, made_for_tests
from tests.hostile.stage import Snapshot, Stage
from tests.intake.factories import make_home

# Mair sits, and may do everything else besides, so that every page of the staff opens to her.
EVERYBODYS = "Mair Jones"


@pytest.fixture(scope="session")
def whole(
    tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path
) -> Iterator[tuple[Stage, Snapshot]]:
    """A co-operative with a committee, a case, a home and somebody signed in."""
    folder = tmp_path_factory.mktemp("hostile")
    shutil.copy(sqlite_template, folder / "portal.sqlite")
    with clock.stopped_at(NOW):
        app = made_for_tests(base_settings(folder))
        stage = Stage(app, folder / "portal.sqlite")
        with app.app_context():
            committee = make_committee(sign_in=True)
            stage.committee, stage.people = committee, dict(committee.people)
            sent = make_case(
                email="dai@example.net",
                name="Dai Beddoes",
                photographs=(("slip.jpg", make_photograph()),),
            )
            stage.facts = {
                "case": sent,
                "reference": sent.reference,
                "code": sent.receipt.code,
                "home": make_home(),
                "email": committee[EVERYBODYS].email,
            }
            with transaction():
                for each in Permission:
                    if each not in (Permission.SIGN_FOUNDING, Permission.HAND_OVER):
                        grant_authority(
                            committee[EVERYBODYS].account,
                            each,
                            from_at=NOW,
                            until_at=None,
                            source="test",
                            at=NOW,
                        )
            db.session.remove()
        stage.browser(EVERYBODYS)
        kept = stage.keep()
    yield stage, kept
    stage.keep()


@pytest.fixture
def stage(whole: tuple[Stage, Snapshot]) -> Iterator[Stage]:
    """The co-operative as it was in the beginning, with the clock stopped at NOW."""
    stage, kept = whole
    config.use(base_settings(stage.file.parent))
    with clock.stopped_at(NOW):
        stage.go_back(kept)
        yield stage
