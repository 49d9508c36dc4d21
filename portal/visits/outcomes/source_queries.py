"""Questions about where attendance on record came from, as far as its files lose something.

What an import was read by is kept with it, so that each version of a row knows by its import what
could not be said of it. An import that brought files of both kinds counts as the one that loses
something: nothing is held against anybody for a field that may not have been there.
"""

from typing import Any

from sqlalchemy import ColumnElement, select

from portal.database import db
from portal.visits.figures.periods import Period
from portal.visits.figures.supplied import ALL_SUPPLIED, Supply, supply_of
from portal.visits.importing.models import Import, ImportFile
from portal.visits.importing.profiles.profile import Profile
from portal.visits.importing.states import ImportState
from portal.visits.importing.tables import FILE_NAMES, VISITS
from portal.visits.models import VisitVersion
from portal.visits.records import Source

_ROWS_IN_FORCE = VisitVersion.replaced_in_id.is_(None)


def sources_of_imports() -> dict[int, Source]:
    """The accepted imports that brought visits in another shape than the portal's own."""
    foreign = select(ImportFile.import_id).where(
        ImportFile.table_name == VISITS, ImportFile.name.not_in(FILE_NAMES)
    )
    found = db.session.execute(
        select(Import.id, Import.profile).where(
            Import.state == ImportState.ACCEPTED,
            Import.profile.is_not(None),
            Import.id.in_(foreign),
        )
    )
    return {number: Profile.of(profile).source for number, profile in found}


def sources_of_rows(
    wanted: ColumnElement[bool], *others: ColumnElement[bool], in_force: Any = _ROWS_IN_FORCE
) -> dict[str, Source]:
    """By `visit_ref` the rows that are wanted and came in another shape."""
    sources = sources_of_imports()
    if not sources:
        return {}
    found = db.session.execute(
        select(VisitVersion.visit_ref, VisitVersion.import_id).where(
            in_force, VisitVersion.import_id.in_(sources), wanted, *others
        )
    )
    return {ref: sources[number] for ref, number in found}


def supply_of_period(final: Period | None) -> Supply:
    """What the files say at all of the days of a period that are final."""
    sources = sources_of_imports()
    if final is None or not sources:
        return ALL_SUPPLIED
    numbers = db.session.scalars(
        select(VisitVersion.import_id)
        .where(_ROWS_IN_FORCE, VisitVersion.service_date.between(*final))
        .distinct()
    )
    return supply_of(sources.get(number) for number in numbers)
