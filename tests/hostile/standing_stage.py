"""Standing online for the stage: an election to stand in, an offer, and who is on no roll."""

from uuid import UUID

from sqlalchemy import select

from portal.database import db, transaction
from portal.elections.models import Channel
from portal.elections.polling.provisional_services import note_provisional
from portal.elections.queries import get_election
from portal.elections.standing.offering_services import offer_to_stand
from portal.elections.standing.services import Candidacy
from portal.membership.models import Member
from tests.conftest import NOW
from tests.elections.factories import POLLING, make_election, make_members
from tests.hostile.conftest import EVERYBODYS
from tests.hostile.election_stage import LATER, moved, polling
from tests.hostile.stage import Stage

# Whoever holds every permission runs the election too, and so cannot stand.
STANDS = "Gwen Pugh"


def open_to_stand(_stage: Stage) -> UUID:
    with transaction():
        make_members(3)
        return make_election(membership_days=0, **LATER).id


def offered(stage: Stage) -> UUID:
    """Gwen offers to stand, and named the one who holds every permission, and somebody else."""
    made = open_to_stand(stage)
    with transaction():
        people = {each.name: each for each in db.session.scalars(select(Member))}
        candidacy = Candidacy(
            people[STANDS], (people[EVERYBODYS], people["Voter 001"]), "I will.", "", NOW.date()
        )
        stage.facts["offer"] = str(offer_to_stand(get_election(made), candidacy, at=NOW).id)
    return made


def asked(stage: Stage) -> str:
    return f"{offered(stage)}/offers/{stage.facts['offer']}"


def not_on_roll(stage: Stage) -> str:
    made = polling(stage)
    with transaction():
        election = get_election(made)
        moved(election, -14)
        vote = note_provisional(election, "Nan", "Left out.", Channel.PAPER, at=POLLING)
        moved(election, 14)
        return f"{made}/provisional/{vote.id}"
