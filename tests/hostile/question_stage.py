"""Questions to the members for the stage: one that is prepared, one that takes answers at NOW."""

from uuid import UUID

from portal.database import db, transaction
from portal.elections.advancing_services import advance
from portal.elections.resolutions.models import Question
from portal.elections.resolutions.questions import Majority
from portal.elections.resolutions.services import Asked, announce_question, plan_question
from portal.elections.services import set_key
from tests.client import Page
from tests.conftest import NOW
from tests.elections.factories import HOLDERS, READY, make_codes, make_draft, make_members
from tests.elections.urn.factories import KEYS
from tests.hostile.election_stage import LATER, moved
from tests.hostile.stage import Stage

WORDING = "Shall our reports show each area by itself?"


def _planned() -> Question:
    asked = Asked(make_draft(membership_days=0, **LATER), WORDING, "", Majority.SIMPLE)
    question = plan_question(asked, at=NOW)
    set_key(question.election, KEYS.public.hex(), HOLDERS, at=NOW)
    return question


def draft(_stage: Stage) -> UUID:
    with transaction():
        return _planned().election_id


def answering(stage: Stage) -> UUID:
    with transaction():
        make_members(2)
        question = _planned()
        announce_question(question, at=NOW)
        advance(question.election, at=READY)
        stage.facts["codes"] = make_codes(question.election)
        return moved(question.election, 14)


def answered(stage: Stage) -> Page:
    """An answer that was looked at again and is not cast yet."""
    with stage.app.app_context():
        made = answering(stage)
        db.session.remove()
    page = stage.browser().open(f"/elections/{made}/answer")
    form = page.form("code").fill(code=stage.facts["codes"]["Voter 001"], answer="yes")
    return form.send("Look at my ballot")
