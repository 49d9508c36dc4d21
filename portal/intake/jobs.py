"""What intake has to be done now and then."""

from datetime import timedelta
from typing import Final

from portal.intake.services import drop_stale_drafts, forget_old_alerts
from portal.jobs import Job

JOBS: Final = (
    Job("drop stale drafts", timedelta(minutes=2), drop_stale_drafts),
    Job("forget old alerts", timedelta(hours=1), forget_old_alerts),
)
