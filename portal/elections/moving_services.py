"""Steps of moving days: what has not come yet is put off, and everybody who was told is told."""

from datetime import datetime

from portal.clock import local
from portal.database import db
from portal.elections.models import Election
from portal.elections.notice_services import send_notice
from portal.elections.polling.roll_services import tell_new_days
from portal.elections.queries import phase_at
from portal.elections.services import days_as_fact, record_step, set_days
from portal.elections.steps import Step
from portal.elections.timetable import Phase, Timetable, require_move


def move_days(election: Election, days: Timetable, why: str, *, at: datetime) -> None:
    """Change days that have not come yet, and say why: the ledger and the public page hold it.

    Whoever was mailed the notice is mailed a new one; once the roll is fixed, whoever was mailed a
    code is mailed the new days. The others get them on paper. Raises NotNow and TimetableRefused.
    """
    phase, today = phase_at(election, at), local(at).date()
    require_move(election.days, days, phase=phase, today=today, is_question=election.is_question)
    set_days(election, days)
    if phase is not Phase.DRAFT:
        election.days_moved_on, election.days_moved_why = today, why
        record_step(election, Step.DAYS_CHANGED, {**days_as_fact(election), "reason": why}, at=at)
    db.session.flush()
    if phase is Phase.READY:
        tell_new_days(election, at=at)
    elif phase not in (Phase.DRAFT, Phase.UNOPPOSED):
        send_notice(election, at=at)
