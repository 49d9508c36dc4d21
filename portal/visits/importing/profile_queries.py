"""Questions about profiles: those that are shipped, and those that the co-operative keeps."""

from collections.abc import Sequence

from sqlalchemy import select

from portal.database import db
from portal.errors import NotFound
from portal.visits.importing.models import ImportProfile
from portal.visits.importing.profiles.profile import Profile
from portal.visits.importing.profiles.shipped import shipped_profiles


def kept_profiles() -> Sequence[ImportProfile]:
    """The co-operative's own profiles, by title."""
    return db.session.scalars(select(ImportProfile).order_by(ImportProfile.title)).all()


def get_kept_profile(number: int) -> ImportProfile:
    """The kept profile of this key."""
    found = db.session.get(ImportProfile, number)
    if found is None:
        raise NotFound
    return found


def find_kept_profile(name: str) -> ImportProfile | None:
    """The kept profile of this name."""
    return db.session.scalar(select(ImportProfile).where(ImportProfile.name == name))


def known_profiles() -> list[Profile]:
    """Every profile: the co-operative's own first, because it knows its files best."""
    own = [Profile.of(kept.data) for kept in kept_profiles()]
    return [*own, *shipped_profiles().values()]
