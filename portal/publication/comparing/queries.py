"""Questions about other co-operatives' reports, and ours among them."""

from collections.abc import Collection

from sqlalchemy import select

from portal.config import settings
from portal.database import db
from portal.publication import queries
from portal.publication.comparing.models import Neighbour
from portal.publication.comparing.packages import package_of
from portal.publication.comparing.side_by_side import COMPARED, Beside, side_by_side
from portal.publication.headline import METHOD_VERSION


def find_neighbour(address: str) -> Neighbour | None:
    """What was read from an address."""
    return db.session.get(Neighbour, address)


def neighbours_of(addresses: Collection[str]) -> list[Neighbour]:
    """What was read from these addresses, in the order of their names."""
    found = db.session.scalars(select(Neighbour).where(Neighbour.address.in_(addresses)))
    return sorted(found, key=lambda one: (one.coop.casefold(), one.address))


def is_ours_of_another_method() -> bool:
    """Whether our newest report was made by another version of the method than others' are read by.

    As after an update, until the next report comes out.
    """
    ours = queries.find_latest_release()
    return ours is not None and ours.figures["method_version"] != METHOD_VERSION


def everybody_beside(neighbours: Collection[Neighbour]) -> dict[str, list[Beside]]:
    """Each figure of ours and of those that may be shown, in the order of names."""
    ours = queries.find_latest_release()
    found: dict[str, list[Beside]] = {indicator: [] for indicator in COMPARED}
    if ours is not None and not is_ours_of_another_method():
        package = package_of(ours.name, settings().coop_name, ours.figures)
        for indicator, beside in side_by_side([package]).items():
            found[indicator] += beside
    for one in neighbours:
        if one.trouble is None:
            for indicator, kept in one.figures.items():
                found[indicator] += [Beside.of_json(each) for each in kept]
    for beside in found.values():
        beside.sort(key=lambda each: (each.coop.casefold(), each.starts))
    return found
