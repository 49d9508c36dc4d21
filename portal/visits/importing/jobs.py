"""What the worker does for imports."""

from datetime import timedelta
from typing import Final

from portal.jobs import Job
from portal.visits.importing.work_services import do_waiting

# A coordinator looks at the page meanwhile, so it is done at the next round.
JOBS: Final = (Job("visit imports", timedelta(seconds=1), do_waiting, own_transactions=True),)
