"""Makers of homes with visits on record, and of somebody who answers for the office."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Boolean, Date, String

from portal.accounts.models import Account
from portal.committee.offices import Office
from portal.committee.queries import sitting_terms
from portal.database import db, transaction
from portal.visits.outcomes.models import VisitOutcome
from tests.cases.factories import HOME
from tests.committee.factories import TODAY, make_appointed
from tests.intake.factories import make_home

DAY = date(2026, 11, 3)
KEY = "2026-11-03 08:00 PK00"


def bring_homes(count: int, *, missed: int = 3) -> None:
    """So many homes with a visit each at eight on the day that cases are about.

    The first has the card of `HOME`; its visit and so many less one were missed.
    """
    make_home(HOME, package_ref="PK00")
    with transaction():
        for number in range(count):
            status = "MISSED" if number < missed else "DELIVERED"
            db.session.add(
                VisitOutcome(
                    **{
                        **_empty(),
                        "service_date": DAY,
                        "line_ref": f"L{number:02}",
                        "package_ref": f"PK{number:02}",
                        "person_ref": f"P{number:02}",
                        "agreed_start": int(datetime(2026, 11, 3, 8, tzinfo=UTC).timestamp()),
                        "duration": 1800,
                        "status": status,
                    }
                )
            )


def make_coordinator(account: Account) -> None:
    """Somebody in the care office who answers. In a transaction."""
    make_appointed(Office.COORDINATOR, account, sitting_terms(TODAY))


def _empty() -> dict[str, Any]:
    nothing: dict[str, Any] = {}
    for column in VisitOutcome.__table__.columns:
        kind = column.type
        nothing[column.name] = (
            None
            if column.nullable
            else ""
            if isinstance(kind, String)
            else False
            if isinstance(kind, Boolean)
            else DAY
            if isinstance(kind, Date)
            else 0
        )
    return nothing
