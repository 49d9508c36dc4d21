"""Questions about a waiting file of another shape: how it is written, and its first rows."""

import io

from portal.errors import NotFound
from portal.visits.importing import queries
from portal.visits.importing.models import Import, ImportFile
from portal.visits.importing.profiles.previewing import Preview, preview
from portal.visits.importing.profiles.profile import Profile
from portal.visits.importing.profiles.recognising import Shape, shape_of
from portal.visits.importing.states import ImportState

# As long as its files are there and nothing of them is stored.
STATES = (ImportState.UNMAPPED, ImportState.CHECKED)


def get_mappable(number: int) -> Import:
    """The import, while it can still be said how its files are read. Raises NotFound."""
    found = queries.get_import(number)
    if found.state not in STATES or not found.foreign:
        raise NotFound
    return found


def first_foreign(found: Import) -> ImportFile:
    """The file of another shape that is shown as an example of them all."""
    return found.foreign[0]


def shape_of_file(file: ImportFile) -> Shape:
    """How a waiting file is written. Raises FileRejected."""
    return shape_of(file.name, io.BytesIO(queries.beginning_of(file)))


def first_rows(file: ImportFile, profile: Profile, tz: str) -> Preview:
    """The first rows of a waiting file, as this profile reads them."""
    return preview(file.name, io.BytesIO(queries.beginning_of(file)), profile, tz)
