"""What the committee has to be done now and then."""

from datetime import timedelta
from typing import Final

from portal.committee.services import refresh_authority
from portal.jobs import Job

# An end takes effect by itself at its instant; the round records it and moves the keys.
JOBS: Final = (Job("committee round", timedelta(minutes=1), refresh_authority),)
