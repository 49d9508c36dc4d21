"""Steps of a question: planned, announced, its roll fixed, its result declared."""

from dataclasses import dataclass
from datetime import datetime

from portal.clock import zone
from portal.database import db
from portal.elections.models import Election
from portal.elections.notice_services import send_notice
from portal.elections.polling.roll_services import freeze_roll
from portal.elections.resolutions.answering import Outcome, votes_as_json
from portal.elections.resolutions.models import Question
from portal.elections.resolutions.queries import get_question, outcome_now
from portal.elections.resolutions.questions import Majority
from portal.elections.resolutions.weighing import weighing_of
from portal.elections.seats_at_stake import Stake, stake_as_json
from portal.elections.services import (
    Draft,
    announce_election,
    change_plan,
    plan_election,
    record_step,
    require_phase,
)
from portal.elections.steps import Step
from portal.elections.timetable import NotNow, Phase, TimetableRefused
from portal.i18n import gettext as _
from portal.ledger.kinds import EntryKind
from portal.ledger.services import record
from portal.stored_pages import touch_public_pages


@dataclass(frozen=True)
class Asked:
    """What is to be asked, and what a yes needs."""

    draft: Draft
    wording: str
    explanation: str
    majority: Majority
    quorum_least: int = 0
    quorum_percent: int = 0
    weighing: str | None = None


def plan_question(asked: Asked, *, at: datetime) -> Question:
    """Begin to prepare a question; nobody outside sees it yet. Raises TimetableRefused."""
    election = plan_election(asked.draft, is_question=True, at=at)
    # One answer is chosen: the urn and its file know a question as a paper with one place.
    election.stake = stake_as_json(Stake(1, ()))
    question = Question(election_id=election.id)
    _set(question, asked)
    db.session.add(question)
    db.session.flush()
    return question


def change_question(question: Question, asked: Asked, *, at: datetime) -> None:
    """Change what is being prepared. Raises NotNow and TimetableRefused."""
    change_plan(question.election, asked.draft, at=at)
    _set(question, asked)
    db.session.flush()


def announce_question(question: Question, *, at: datetime) -> None:
    """Give notice: from now on it is public. The ledger holds what is asked, word for word.

    Raises NotNow, TimetableRefused, and ElectionRefused where the key is missing.
    """
    announce_election(
        question.election,
        said={
            "question": question.wording,
            "majority": question.majority.value,
            "quorum_least": question.quorum_least,
            "quorum_percent": question.quorum_percent,
            "weighing": question.weighing,
        },
        at=at,
    )


def fix_roll(election: Election, *, at: datetime) -> None:
    """End the time of notice: fix who may vote. Raises NotNow and TimetableRefused."""
    require_phase(election, Phase.SIFTING, at=at)
    require_in_time(election, at=at)
    election.nominations_closed_at = at
    db.session.flush()
    record_step(election, Step.ROLL_FIXED, {"roll": freeze_roll(election, at=at)}, at=at)


def require_in_time(election: Election, *, at: datetime) -> None:
    """Refuse to fix a roll when it has become too late for letters. Raises TimetableRefused."""
    if at >= election.days.poll_opens_at(zone()):
        raise TimetableRefused(
            _("The day on which voting was to begin has come. Choose later days for the vote.")
        )


def declare_answer(election: Election, *, at: datetime) -> Outcome:
    """Declare what the members decided. Raises NotNow."""
    require_phase(election, Phase.COUNTING, at=at)
    question = get_question(election)
    outcome = outcome_now(question)
    if outcome is None:
        raise NotNow(_("The ballots have to come out of the urn first."))
    question.result = votes_as_json(outcome.votes, outcome.spoilt)
    election.declared_at = at
    fact = {"carried": outcome.decision.carried, "quorate": outcome.decision.is_quorate}
    record(EntryKind.ELECTION_DECLARED, {"election": election.id, **fact}, at=at,
           subject=election.id)  # fmt: skip
    db.session.flush()
    send_notice(election, at=at)
    touch_public_pages()
    return outcome


def _set(question: Question, asked: Asked) -> None:
    if asked.weighing is not None:
        weighing_of(asked.weighing)
    question.wording, question.explanation = asked.wording, asked.explanation
    question.majority, question.weighing = asked.majority, asked.weighing
    question.quorum_least, question.quorum_percent = asked.quorum_least, asked.quorum_percent
