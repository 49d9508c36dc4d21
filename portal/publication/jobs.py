"""What the worker does for publication."""

from datetime import timedelta
from typing import Final

from portal.jobs import Job
from portal.publication.attack_services import attack_waiting
from portal.publication.calendar.services import announce_days
from portal.publication.services import publish_due

# The committee waits for it before it can sign.
JOBS: Final = (
    Job("announced days", timedelta(hours=1), announce_days),
    Job("reports whose day has come", timedelta(minutes=1), publish_due),
    Job("attack on drafts", timedelta(seconds=1), attack_waiting, own_transactions=True),
)
