"""What accounts have to be done now and then."""

from datetime import timedelta
from typing import Final

from portal.accounts.services import forget_what_ended
from portal.jobs import Job

JOBS: Final = (Job("forget ended sessions", timedelta(hours=1), forget_what_ended),)
