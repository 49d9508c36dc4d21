"""Questions about the files of a release: what there is, and how a catalogue lists it; its page."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from portal.config import settings
from portal.database import db
from portal.i18n import current_language, site_languages
from portal.publication import queries, wording
from portal.publication.amending.queries import figures_before, showed_withdrawn, taken_back
from portal.publication.models import Release, ReleaseFile
from portal.publication.offering.article import Told, article_in
from portal.publication.offering.catalogue import About, Listed, catalogue_of
from portal.publication.offering.words import place_of_file


def listed_files(release: Release) -> list[Listed]:
    """The files of a release that are handed out, without their bytes; the most wanted first."""
    gone = taken_back(release)
    found = db.session.execute(
        select(
            ReleaseFile.name,
            ReleaseFile.mimetype,
            func.length(ReleaseFile.body),
            ReleaseFile.sha256,
        ).where(ReleaseFile.release_id == release.id)
    )
    listed = [Listed(*row) for row in found if not row.name.startswith(gone)]
    return sorted(listed, key=lambda file: place_of_file(file.name, site_languages()))


def files_taken_back(release: Release) -> list[str]:
    """The names of those that are not handed out, because they told what was taken down since."""
    gone = taken_back(release)
    return [file.name for file in release.files if file.name.startswith(gone)] if gone else []


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
            languages=site_languages(),
            issued=published_at.isoformat(timespec="seconds") if published_at else "",
            replaces=address_of(release.corrects) if release.corrects else "",
        ),
        listed_files(release),
    )


def told_by(release: Release, names: Sequence[str], *, at: datetime) -> Told:
    """What a release says that comes out now, signed by these, or came out then."""
    by_period = {one.period: one.figures for one in queries.releases_known_with(release)}
    return Told(
        name=release.name,
        figures=release.figures,
        months=list((by_period | {release.period: release.figures}).values()),
        corrects=release.corrects.name if release.corrects else None,
        before=figures_before(release),
        reason=release.reason,
        attack=release.attack,
        names=names,
        at=at,
    )


def find_article(release: Release) -> str | None:
    """The article of a release as it came out, in the language that is spoken.

    None where there is none in this language, as of every release from before articles were kept,
    and where it shows something of a report that was taken down since.
    """
    if showed_withdrawn(release):
        return None
    names = (f"report-{current_language()}.html", "report.html")
    bodies = db.session.scalars(
        select(ReleaseFile.body).where(
            ReleaseFile.release_id == release.id, ReleaseFile.name.in_(names)
        )
    )
    return next((found for body in bodies if (found := article_in(body)) is not None), None)


def address_of(release: Release) -> str:
    """Where a release stands, whole and in the first language: the same for everyone."""
    return f"{settings().base_url}/reports/{release.name}"
