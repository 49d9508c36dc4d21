"""The worker: everything that happens later, from rows in the database."""

import logging
import time
from datetime import timedelta
from typing import Final

from flask import Flask

from portal import clock
from portal.accounts import jobs as accounts_jobs
from portal.allowances import forget_old_uses
from portal.cases import jobs as cases_jobs
from portal.committee import jobs as committee_jobs
from portal.elections import advancing_services as elections_services
from portal.intake import jobs as intake_jobs
from portal.jobs import Job, run_due
from portal.ledger import jobs as ledger_jobs
from portal.notices import delivery_services
from portal.publication import jobs as publication_jobs
from portal.visits.importing import jobs as visits_jobs
from portal.visits.outcomes import jobs as outcomes_jobs
from portal.visits.patterns import jobs as patterns_jobs

log = logging.getLogger(__name__)

PAUSE: Final = 2.0
JOBS: Final = (
    Job("forget old uses", timedelta(minutes=10), forget_old_uses),
    *accounts_jobs.JOBS,
    *committee_jobs.JOBS,
    *cases_jobs.JOBS,
    *elections_services.JOBS,
    *intake_jobs.JOBS,
    *delivery_services.JOBS,
    *ledger_jobs.JOBS,
    *visits_jobs.JOBS,
    *outcomes_jobs.JOBS,
    *patterns_jobs.JOBS,
    # The longest comes last: what else is due does not wait for it.
    *publication_jobs.JOBS,
)


def run_once(app: Flask) -> list[str]:
    """Do what is due now; returns the names of the jobs done."""
    with app.app_context():
        return run_due(JOBS, clock.now())


def run_for_ever(app: Flask) -> None:
    """Do what is due, again and again, until the process ends."""
    while True:
        try:
            run_once(app)
        except Exception:
            log.exception("The worker could not reach its work; it will try again.")
        time.sleep(PAUSE)
