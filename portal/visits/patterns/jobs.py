"""What the worker does for patterns."""

from datetime import timedelta
from typing import Final

from portal.jobs import Job
from portal.visits.patterns.services import search_after_imports

JOBS: Final = (
    Job("search for patterns", timedelta(minutes=1), search_after_imports, own_transactions=True),
)
