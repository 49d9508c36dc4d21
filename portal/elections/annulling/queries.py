"""Questions about results that are set aside."""

from portal.database import db
from portal.elections.annulling.models import Annulment
from portal.elections.models import Election


def find_annulment(election: Election) -> Annulment | None:
    """What was noted of setting this result aside, whether or not it is confirmed."""
    return db.session.get(Annulment, election.id)


def find_confirmed(election: Election) -> Annulment | None:
    """By what this result was set aside; nothing where it stands."""
    found = find_annulment(election)
    return found if found is not None and found.confirmed_at is not None else None
