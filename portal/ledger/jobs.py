"""What the ledger has to do later: close each day that has ended."""

from datetime import timedelta
from typing import Final

from portal.jobs import Job
from portal.ledger.services import close_days

JOBS: Final = (Job("close the ledger's days", timedelta(minutes=10), close_days),)
