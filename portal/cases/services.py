"""Steps of a case: received, acknowledged, moved on, closed, opened again."""

from datetime import datetime

from portal.cases.arrivals import Arrival
from portal.cases.models import Case


def receive_case(arrival: Arrival, *, at: datetime) -> Case:
    """Store a case with its keys, receipt, clocks, ledger entry and notices.

    Raises AlreadyReceived where the same form came before.
    """
    raise NotImplementedError
