"""Steps of setting a result aside: one who runs elections notes what was decided, another confirms.

Who decides a challenge the co-operative's own rules say; nobody decides it here. Until the day that
was decided those who were elected sit on, so that cases are looked after and keys handed over.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from portal.accounts.models import Account
from portal.clock import local
from portal.committee.seating.services import shorten_terms
from portal.committee.terms import months_after
from portal.database import db
from portal.elections.annulling.models import Annulment
from portal.elections.annulling.queries import find_annulment
from portal.elections.models import Election
from portal.elections.notice_services import send_notice
from portal.elections.queries import candidates_of
from portal.elections.services import record_step, require_phase
from portal.elections.steps import Step
from portal.elections.timetable import Phase
from portal.errors import RuleBroken
from portal.i18n import gettext as _
from portal.membership.reserve_services import leave_reserve

SIT_ON_FOR_MONTHS: Final = 6


class AnnulmentRefused(RuleBroken):
    """This result cannot be set aside, or not like this."""


@dataclass(frozen=True)
class Decision:
    """What was decided about a challenge, by whom, and from when on the seats are vacant."""

    decided_by: str
    reason: str
    vacant_from: date


def note_annulment(
    election: Election, decision: Decision, *, by: Account, at: datetime
) -> Annulment:
    """Note that a challenge was upheld. Nothing changes before another confirms it.

    Raises NotNow, and AnnulmentRefused where nobody challenged the result, it was noted already, or
    the day cannot be.
    """
    require_phase(election, Phase.DECLARED, at=at)
    _require_challenge(election)
    if find_annulment(election) is not None:
        raise AnnulmentRefused(_("This has been noted already."))
    today = local(at).date()
    if not today <= decision.vacant_from <= months_after(today, SIT_ON_FOR_MONTHS):
        raise AnnulmentRefused(
            _(
                "Choose a day from today on, at most %(count)s months from now: until then another"
                " election can be held.",
                count=SIT_ON_FOR_MONTHS,
            )
        )
    made = Annulment(
        election=election,
        decided_by=decision.decided_by,
        reason=decision.reason,
        vacant_from=decision.vacant_from,
        noted_at=at,
        noted_by=by,
    )
    db.session.add(made)
    db.session.flush()
    return made


def take_back(annulment: Annulment, *, at: datetime) -> None:
    """What was noted was a mistake. Raises NotNow once it is confirmed."""
    require_phase(annulment.election, Phase.DECLARED, at=at)
    db.session.delete(annulment)
    db.session.flush()


def confirm_annulment(annulment: Annulment, *, by: Account, at: datetime) -> None:
    """Set the result aside: its seats end on their day, nobody stands by through it, all are told.

    Raises NotNow, and AnnulmentRefused for whoever noted it.
    """
    election = annulment.election
    require_phase(election, Phase.DECLARED, at=at)
    _require_challenge(election)
    if annulment.noted_by_id == by.id:
        raise AnnulmentRefused(_("You noted this. Somebody else who runs elections confirms it."))
    annulment.confirmed_by_id, annulment.confirmed_at = by.id, at
    election.stopped_at, election.stop_reason = at, annulment.reason
    election.challenged_on = None
    db.session.flush()
    candidates = candidates_of(election)
    shorten_terms([each.term for each in candidates if each.term], annulment.vacant_from, at=at)
    for each in candidates:
        if each.term is None and each.member.reserve_rank is not None:
            leave_reserve(each.member, by=by, at=at)
    fact = {"decided_by": annulment.decided_by, "reason": annulment.reason}
    if not election.is_question:
        fact["vacant_from"] = annulment.vacant_from.isoformat()
    record_step(election, Step.ANNULLED, fact, at=at)
    send_notice(election, at=at)


def _require_challenge(election: Election) -> None:
    if election.challenged_on is None:
        raise AnnulmentRefused(_("Nobody has challenged this result. Note the challenge first."))
