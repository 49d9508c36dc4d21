"""What the worker does for outcomes."""

from datetime import timedelta
from typing import Final

from portal.jobs import Job
from portal.visits.outcomes.work_services import renew_waiting

# A coordinator waits for the figures of the month that was imported.
JOBS: Final = (Job("visit outcomes", timedelta(seconds=1), renew_waiting, own_transactions=True),)
