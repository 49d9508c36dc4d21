"""Which years can be reported, and from which release."""

from datetime import date

from portal.cases.deadlines import RulePack
from portal.cases.rule_packs import find_pack
from portal.config import settings
from portal.errors import NotFound
from portal.publication import queries
from portal.publication.amending.queries import get_standing, withdrawn
from portal.publication.annual.document import ACCOUNT, COMPLAINTS
from portal.publication.annual.duties import Duty, duty_of, ends_year
from portal.publication.models import Release
from portal.publication.offering.queries import listed_files


def reported_years(duty: Duty) -> dict[int, Release]:
    """The years that are out, the newest first, each with the release that tells them."""
    found: dict[int, Release] = {}
    for release in queries.current_releases():
        if ends_year(release.figures, duty):
            found[int(release.figures["year"]["period_end"][:4])] = release
    return found


def years_taken_down(duty: Duty) -> dict[int, Release]:
    """The years whose report was taken down and not told anew, the newest first."""
    gone, standing = withdrawn(), reported_years(duty)
    found: dict[int, Release] = {}
    for release in queries.published_releases():
        if release.id in gone and ends_year(release.figures, duty):
            found.setdefault(int(release.figures["year"]["period_end"][:4]), release)
    return {year: release for year, release in found.items() if year not in standing}


def documents_of(release: Release) -> list[str]:
    """The documents to print that came out with the release of a year, by file name."""
    names = [file.name for file in listed_files(release)]
    return [name for name in names if name.startswith((ACCOUNT, COMPLAINTS))]


def get_year(year: int) -> tuple[Duty, Release]:
    """The duty in force and the release that answers it for a year.

    Raises NotFound, and ReleaseWithdrawn where that one was taken down.
    """
    duty = duty_of(settings().rule_pack)
    release = reported_years(duty).get(year) or years_taken_down(duty).get(year)
    if release is None:
        raise NotFound
    return duty, get_standing(release.name)


def rules_of(release: Release) -> RulePack:
    """The rules as they were on the last day of the year that a release reports."""
    last = date.fromisoformat(release.figures["year"]["period_end"])
    return find_pack(settings().rule_pack, last)
