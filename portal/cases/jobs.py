"""What the worker does for cases."""

from datetime import timedelta
from typing import Final

from portal.cases.clocks.calling_services import look_at_clocks
from portal.cases.clocks.renewing_services import renew_clocks
from portal.cases.corroborating.services import look_after_sealed_reports
from portal.cases.deleting.keeping_services import ask_to_let_go
from portal.cases.deleting.services import forget_traces
from portal.cases.following.services import ask_what_became_of_it
from portal.cases.services import forget_repeats
from portal.jobs import Job

TEN_MINUTES: Final = timedelta(minutes=10)
JOBS: Final = (
    # First, so that nobody is told of a day that the rules have moved.
    Job("work out clocks anew", timedelta(hours=1), renew_clocks, own_transactions=True),
    Job("look at the clocks", timedelta(minutes=15), look_at_clocks, own_transactions=True),
    Job(
        "look after sealed reports",
        timedelta(minutes=15),
        look_after_sealed_reports,
        own_transactions=True,
    ),
    Job("ask what became of it", timedelta(hours=1), ask_what_became_of_it, own_transactions=True),
    Job("ask to let go", timedelta(days=1), ask_to_let_go, own_transactions=True),
    Job("forget the hour of a receipt", TEN_MINUTES, forget_repeats),
    Job("forget traces of what was deleted", TEN_MINUTES, forget_traces, own_transactions=True),
)
