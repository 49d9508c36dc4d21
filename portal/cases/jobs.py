"""What the worker does for cases."""

from datetime import timedelta
from typing import Final

from portal.cases.clocks.services import escalate_overdue
from portal.cases.deleting.services import forget_traces
from portal.cases.services import forget_repeats
from portal.jobs import Job

TEN_MINUTES: Final = timedelta(minutes=10)
JOBS: Final = (
    Job("escalate overdue cases", timedelta(minutes=15), escalate_overdue),
    Job("forget the hour of a receipt", TEN_MINUTES, forget_repeats),
    Job("forget traces of what was deleted", TEN_MINUTES, forget_traces, own_transactions=True),
)
