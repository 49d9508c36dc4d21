"""Questions about the files of a release: what there is, and how a catalogue lists it."""

from typing import Any

from sqlalchemy import func, select

from portal.config import settings
from portal.database import db
from portal.i18n import current_language, site_languages
from portal.publication import wording
from portal.publication.models import Release, ReleaseFile
from portal.publication.offering.catalogue import About, Listed, catalogue_of
from portal.publication.offering.words import place_of_file


def listed_files(release: Release) -> list[Listed]:
    """The files of a release without their bytes, those that most people want first."""
    found = db.session.execute(
        select(
            ReleaseFile.name,
            ReleaseFile.mimetype,
            func.length(ReleaseFile.body),
            ReleaseFile.sha256,
        ).where(ReleaseFile.release_id == release.id)
    )
    listed = [Listed(name, kind, size, sha256) for name, kind, size, sha256 in found]
    return sorted(listed, key=lambda file: place_of_file(file.name, site_languages()))


def catalogue_of_release(release: Release) -> dict[str, Any]:
    """A published release as catalogues of open data list it, in the language of the page."""
    chosen, published_at = settings(), release.published_at
    return catalogue_of(
        release.figures,
        About(
            title=f"{chosen.coop_name}, {wording.month_of(release.figures)}",
            description=wording.headline_sentence(release.figures),
            address=address_of(release),
            coop=chosen.coop_name,
            home=chosen.base_url,
            phone=chosen.office_phone,
            language=current_language(),
            issued=published_at.isoformat(timespec="seconds") if published_at else "",
            replaces=address_of(release.corrects) if release.corrects else "",
        ),
        listed_files(release),
    )


def address_of(release: Release) -> str:
    """Where a release stands, whole and in the first language: the same for everyone."""
    return f"{settings().base_url}/reports/{release.name}"
