"""What the worker does for publication."""

from datetime import timedelta
from typing import Final

from portal.jobs import Job
from portal.publication.attack_services import attack_waiting

# The committee waits for it before it can sign.
JOBS: Final = (
    Job("attack on drafts", timedelta(seconds=1), attack_waiting, own_transactions=True),
)
