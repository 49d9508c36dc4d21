"""Steps with profiles: kept for the next time, and removed."""

from datetime import datetime
from uuid import UUID

from portal.database import db
from portal.errors import RuleBroken
from portal.i18n import gettext as _
from portal.visits.importing.models import ImportProfile
from portal.visits.importing.profile_queries import find_kept_profile
from portal.visits.importing.profiles.profile import Profile
from portal.visits.importing.profiles.shipped import shipped_profiles


class ProfileNameTaken(RuleBroken):
    """There is a profile of this name that must not be replaced."""


def keep_profile(profile: Profile, *, by: UUID, at: datetime) -> ImportProfile:
    """Keep a profile for the next time; one of the same name is replaced.

    Imports that were read by the old one remember it. Raises ProfileNameTaken for the name of a
    profile that is shipped.
    """
    if profile.name in shipped_profiles():
        raise ProfileNameTaken(
            _("“%(name)s” comes with Candour. Choose another name.", name=profile.name)
        )
    kept = find_kept_profile(profile.name) or ImportProfile(name=profile.name)
    kept.title = profile.title
    kept.data = dict(profile.data)
    kept.made_at = at
    kept.made_by_id = by
    db.session.add(kept)
    db.session.flush()
    return kept


def remove_profile(kept: ImportProfile) -> None:
    """Forget a profile. What was imported with it stays."""
    db.session.delete(kept)
    db.session.flush()
