"""The page of one election as the returning officer sees it."""

from typing import Final

from flask import render_template
from flask.typing import ResponseReturnValue

from portal import clock
from portal.accounts.access import who
from portal.elections import queries
from portal.elections.annulling.queries import find_annulment
from portal.elections.count.lots import LotNeeded
from portal.elections.count.sheet import Sheet
from portal.elections.models import Election
from portal.elections.polling.queries import count_entries_without_code, count_papers
from portal.elections.resolutions.queries import find_question, outcome_now
from portal.elections.resolutions.questions import MAJORITIES
from portal.elections.resolutions.services import require_in_time
from portal.elections.results.queries import count_election
from portal.elections.standing.queries import offers_of
from portal.elections.standing.services import require_closable
from portal.elections.timetable import ONE_DAY, PAPERS_MARKED_FOR, Phase
from portal.elections.urn.ballot_keys import fingerprint_of
from portal.elections.wording import DESK_PHASES, DESK_QUESTION_PHASES
from portal.errors import RuleBroken
from portal.membership.classes import MANY_MEMBERS, ONE_MEMBER

_BEFORE_THE_ROLL: Final = {Phase.DRAFT, Phase.ANNOUNCED, Phase.NOMINATIONS}


def desk_page(election: Election, *, refusal: str = "") -> ResponseReturnValue:
    """How far an election is and what is to be done, with a refusal where a step was refused."""
    at = clock.now()
    phase = queries.phase_at(election, at)
    sheet, needed, trouble = _count(election, phase)
    question = find_question(election)
    nominations = queries.nominations_of(election)
    shown = render_template(
        "elections/desk/show.html",
        election=election,
        question=question,
        outcome=outcome_now(question) if question else None,
        majorities=MAJORITIES,
        offers=offers_of(election),
        phase=phase,
        phases=Phase,
        phase_words=DESK_QUESTION_PHASES if question else DESK_PHASES,
        entitled=queries.count_entitled(election) if phase in _BEFORE_THE_ROLL else None,
        nominations=nominations,
        stake=queries.stake_now(
            election, [each.seat_class.value for each in nominations if not each.withdrawn_on]
        ),
        fingerprint=fingerprint_of(election.public_key) if election.public_key else "",
        obstacle=_obstacle(election, phase) or trouble,
        roll=queries.roll_counts(election),
        channels=queries.channel_counts(election),
        papers=count_papers(election),
        without_code=count_entries_without_code(election),
        sheet=sheet,
        lot_needed=needed,
        destroy_on=queries.destroy_on(election),
        annulment=find_annulment(election),
        own_id=who().account_id,
        without_key=(
            queries.elected_without_key(election) if phase is Phase.DECLARED else []
        ),
        closes_on=election.poll_last_on + PAPERS_MARKED_FOR,
        last_term_day=election.terms_end_on - ONE_DAY,
        one=ONE_MEMBER,
        many=MANY_MEMBERS,
        refusal=refusal,
    )  # fmt: skip
    return shown, 422 if refusal else 200


def _obstacle(election: Election, phase: Phase) -> str:
    """Why nominations cannot be closed, if they cannot, or could not be closed now."""
    if phase not in (Phase.NOMINATIONS, Phase.SIFTING):
        return ""
    may_close = require_in_time if election.is_question else require_closable
    try:
        may_close(election, at=clock.now())
    except RuleBroken as refusal:
        return str(refusal)
    return ""


def _count(election: Election, phase: Phase) -> tuple[Sheet | None, bool, str]:
    """The count as it stands: the sheet, or that a lot is needed, or why it cannot be made."""
    if phase is not Phase.COUNTING or election.is_question:
        return None, False, ""
    try:
        return count_election(election), False, ""
    except LotNeeded:
        return None, True, ""
    except RuleBroken as refusal:
        return None, False, str(refusal)
