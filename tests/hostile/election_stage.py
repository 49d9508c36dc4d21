"""Elections for the stage: each brought to where one of its forms is open at NOW."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from portal.accounts.permissions import Permission
from portal.accounts.services import grant_authority
from portal.database import db, reading, transaction
from portal.elections.annulling.services import Decision, note_annulment
from portal.elections.models import BallotBox, Channel, Election, RollEntry
from portal.elections.polling.queries import entries_named
from portal.elections.polling.roll_services import mark_paper
from portal.elections.queries import all_elections, candidates_of, get_election
from portal.elections.results.services import note_challenge
from portal.elections.urn.ballot_keys import shown_key
from portal.elections.vacating.services import begin_countback
from portal.membership.models import Member
from portal.membership.services import cease_member
from tests.accounts.factories import make_account
from tests.client import Page
from tests.conftest import NOW
from tests.elections.factories import (
    NAMES,
    POLLING,
    TWELVE,
    ballots_of,
    make_closed,
    make_counting,
    make_declared,
    make_election,
    make_members,
    make_ready,
    make_vote,
)
from tests.hostile.conftest import EVERYBODYS
from tests.hostile.stage import Stage

# Everybody of the stage sits until April, so that these elections are for the time after.
LATER: dict[str, date] = {"terms_start_on": date(2027, 4, 2), "terms_end_on": date(2030, 4, 2)}
DAY_NAMES = ("nominations_from_on", "nominations_last_on", "poll_from_on", "poll_last_on")


def moved(election: Election, days: int) -> UUID:
    """The same election so many days earlier."""
    for name in DAY_NAMES:
        setattr(election, name, getattr(election, name) - timedelta(days=days))
    db.session.flush()
    return election.id


def draft(_stage: Stage) -> UUID:
    with transaction():
        return make_election(announced=False, **LATER).id


def nominating(stage: Stage) -> UUID:
    with transaction():
        stage.facts["people"] = [str(each.id) for each in make_members(3)]
        candidate = db.session.scalars(select(Member).where(Member.name == "Gwen Pugh")).one()
        stage.facts["candidate"] = str(candidate.id)
        return make_election(membership_days=0, **LATER).id


def polling(stage: Stage) -> UUID:
    with transaction():
        election, codes = make_ready(voters=2, **LATER)
        stage.facts["codes"] = codes
        stage.facts["nomination"] = candidates_of(election)[0].id
        make_vote(election, codes, "Voter 002", "Ann Arch")
        stage.facts["box"] = shown_key(db.session.scalars(select(BallotBox.key)).one())
        return moved(election, 14)


def without_codes(stage: Stage) -> UUID:
    made = polling(stage)
    with transaction():
        for entry in db.session.scalars(select(RollEntry)):
            entry.told = None
    return made


def on_roll(stage: Stage) -> str:
    """The line of the roll of somebody who has not voted."""
    made = polling(stage)
    with reading():
        [entry] = entries_named(get_election(made), "Voter 001")
        return f"{made}/roll/{entry.member_id}"


def marked(stage: Stage) -> str:
    """The same, once a vote on paper was marked by mistake."""
    place = on_roll(stage)
    with transaction():
        election = all_elections()[0]
        [entry] = entries_named(election, "Voter 001")
        moved(election, -14)
        mark_paper(election, entry, Channel.PAPER, at=POLLING)
        moved(election, 14)
    return place


def to_withdraw(stage: Stage) -> str:
    made = polling(stage)
    return f"{made}/nominations/{stage.facts['nomination']}/withdraw"


def closed(stage: Stage) -> UUID:
    with transaction():
        election = make_closed([NAMES, NAMES], **LATER)
        stage.facts["ballots"] = ballots_of(election)
        return moved(election, 22)


def tied(_stage: Stage) -> UUID:
    with transaction():
        return moved(make_counting([[name] for name in NAMES], **LATER), 22)


def vacated(stage: Stage) -> UUID:
    """Somebody who was elected has left; the members adopted a countback."""
    with transaction():
        return _vacated(stage, [NAMES, NAMES])


def counted_again(stage: Stage) -> UUID:
    made = vacated(stage)
    with transaction():
        begin_countback(get_election(made), at=NOW)
    return made


def counted_again_with_a_tie(stage: Stage) -> UUID:
    with transaction():
        made = _vacated(stage, [[name] for name, _class in TWELVE], people=TWELVE)
        begin_countback(get_election(made), at=NOW)
        return made


def challenged(stage: Stage) -> UUID:
    """A result that somebody has challenged."""
    with transaction():
        made = _declared(stage, make_counting([NAMES, NAMES], **LATER))
        note_challenge(get_election(made), at=NOW)
        return made


def noted(stage: Stage) -> UUID:
    """Another officer has noted that it does not stand."""
    made = challenged(stage)
    other = make_account(name="Other Officer")
    with transaction():
        decision = Decision("The general meeting", "Papers were lost.", NOW.date())
        note_annulment(get_election(made), decision, by=other.account, at=NOW)
    return made


def _declared(stage: Stage, election: Election) -> UUID:
    moved(election, 22)
    make_declared(election, at=NOW)
    _give_permission(stage)
    return election.id


def _give_permission(stage: Stage) -> None:
    """Seats were given, and permissions follow from seats and offices alone: she has none else."""
    officer = stage.people[EVERYBODYS].account
    grant_authority(
        officer, Permission.RUN_ELECTIONS, from_at=NOW, until_at=None, source="test", at=NOW
    )


def _vacated(stage: Stage, votes: list[list[str]], **facts: Any) -> UUID:
    election = make_counting(votes, countback=True, **LATER, **facts)
    made = _declared(stage, election)
    leaver = next(each for each in candidates_of(election) if each.term and each.name < "D")
    cease_member(leaver.member, ceased_on=NOW.date(), by=None, at=NOW)
    _give_permission(stage)
    return made


def fact(name: str, *keys: Any) -> Callable[[Stage], str]:
    """An honest answer that is known once the election is there."""

    def answer(stage: Stage) -> str:
        found = stage.facts[name]
        for key in keys:
            found = found[key]
        return str(found)

    return answer


def reviewed(stage: Stage) -> Page:
    """A ballot that was looked at again and is not cast yet."""
    with stage.app.app_context():
        made = polling(stage)
        db.session.remove()
    page = stage.browser().open(f"/elections/{made}/vote")
    form = page.form("code").fill(code=stage.facts["codes"]["Voter 001"], c1="1", c2="2")
    return form.send("Look at my ballot")
