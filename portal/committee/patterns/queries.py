"""Questions about patterns. Whether this member may see it is part of each question."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from portal.accounts.models import Account
from portal.committee.interests import Parties, Person, known_interests
from portal.committee.queries import people
from portal.database import db
from portal.errors import NotFound
from portal.ledger.queries import newest_facts_about
from portal.membership.queries import find_member_of_account
from portal.visits.models import VisitVersion
from portal.visits.patterns.kinds import ABOUT, About
from portal.visits.patterns.models import PatternAlert, PatternMonth
from portal.visits.patterns.queries import searched_months


@dataclass(frozen=True, slots=True)
class MonthOfAlerts:
    """A month that was searched, and those of its alerts that this member may open."""

    month: PatternMonth
    alerts: list[PatternAlert]


@dataclass(frozen=True, slots=True)
class Opening:
    """Who opened a pattern, on which day, as the ledger says."""

    day: date
    by: str


def months_for(reader: Account, on: date) -> list[MonthOfAlerts]:
    """What was found, the newest month first. What is about the reader is not there."""
    register = people(on)
    person = _person_of(reader, on, register)
    return [
        MonthOfAlerts(
            month, [alert for alert in month.alerts if not _is_barred(alert, person, register)]
        )
        for month in searched_months()
    ]


def get_alert_for(alert_id: UUID, reader: Account, on: date) -> PatternAlert:
    """The alert, where the reader may open it. Raises NotFound."""
    alert = db.session.get(PatternAlert, alert_id)
    register = people(on)
    if alert is None or _is_barred(alert, _person_of(reader, on, register), register):
        raise NotFound
    return alert


def openings_of(alert: PatternAlert) -> list[Opening]:
    """Who opened it before, the newest first."""
    return [
        Opening(entry.day, str(fact.fact["by"]))
        for entry, fact in newest_facts_about([alert.id], most=50)
    ]


def _person_of(reader: Account, on: date, register: Collection[Person]) -> Person | None:
    member = find_member_of_account(reader.id, on)
    return next((each for each in register if member and each.id == member.id), None)


def _is_barred(alert: PatternAlert, person: Person | None, register: Collection[Person]) -> bool:
    """Whether it is about the person, somebody they live with, or somebody they manage."""
    if person is None:
        return False
    parties = Parties(rostered=_carers_of(alert))
    return bool(known_interests(person, parties, register))


def _carers_of(alert: PatternAlert) -> frozenset[str]:
    """The care workers whose work a pattern speaks of; of a whole round it speaks of nobody's."""
    about = ABOUT[alert.kind]
    if about is About.CARER:
        return frozenset({alert.subject})
    if about is About.ROUND:
        return frozenset()
    refs = [ref for visit in alert.visits for ref in visit.visit_refs]
    found = db.session.scalars(
        select(VisitVersion.carer_ref).where(
            VisitVersion.visit_ref.in_(refs), VisitVersion.replaced_in_id.is_(None)
        )
    )
    return frozenset(ref for ref in found if ref is not None)
