"""What the worker does for publication."""

from datetime import timedelta
from typing import Final

from portal.jobs import Job
from portal.publication.attack_services import attack_waiting
from portal.publication.calendar.services import announce_days
from portal.publication.comparing.services import look_at_neighbours
from portal.publication.services import publish_due
from portal.publication.subscribing.services import forget_unanswered, tell_news

JOBS: Final = (
    Job("announced days", timedelta(hours=1), announce_days),
    Job("reports whose day has come", timedelta(minutes=1), publish_due, own_transactions=True),
    Job("news of reports", timedelta(minutes=1), tell_news),
    Job("reports of neighbours", timedelta(hours=12), look_at_neighbours, own_transactions=True),
    Job("forget who did not answer", timedelta(hours=6), forget_unanswered),
    # The committee waits for it before it can sign.
    Job("attack on drafts", timedelta(seconds=1), attack_waiting, own_transactions=True),
)
