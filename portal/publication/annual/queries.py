"""Which years can be reported, and from which release."""

from portal.config import settings
from portal.errors import NotFound
from portal.publication import queries
from portal.publication.annual.duties import Duty, duty_of
from portal.publication.models import Release


def reported_years(duty: Duty) -> dict[int, Release]:
    """The years that are out, the newest first, each with the release that tells them."""
    found: dict[int, Release] = {}
    for release in queries.current_releases():
        told = release.figures.get("year")
        if told is not None:
            year = int(told["period_end"][:4])
            if told["period"] == duty.period_of(year):
                found[year] = release
    return found


def get_year(year: int) -> tuple[Duty, Release]:
    """The duty in force and the release that answers it for a year. Raises NotFound."""
    duty = duty_of(settings().rule_pack)
    release = reported_years(duty).get(year)
    if release is None:
        raise NotFound
    return duty, release
