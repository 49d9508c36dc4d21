"""Questions about routing tables: the one in force, the one being written, and what it would do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from portal.accounts.models import Account
from portal.cases.models import Case
from portal.cases.queries import visible_cases
from portal.cases.routing.models import RoutingRow, RoutingTable, TableState
from portal.cases.routing.table import DEFAULT, Route, Row, route
from portal.committee.grants import Capacity
from portal.committee.lead_queries import outside_persons, safeguarding_leads
from portal.committee.queries import grant_candidates
from portal.database import db, lock
from portal.errors import NotFound
from portal.kept import kept

TRIED_BACK: Final = timedelta(days=365)
"""A table is tried on the cases of so many days."""
MOST_TRIED: Final = 500

_OPEN: Final = (TableState.DRAFT, TableState.PROPOSED)


@dataclass(frozen=True)
class Tried:
    """One past case: who had it first under the table in force, and who would under the other."""

    case: Case
    now: Route
    then: Route

    @property
    def changes(self) -> bool:
        """Whether somebody else would have it."""
        return self.now is not self.then


@dataclass(frozen=True)
class Trial:
    """What another table would have done with past cases, as far as the reader may see these."""

    cases: tuple[Tried, ...]

    @property
    def changed(self) -> list[Tried]:
        """The cases that somebody else would have."""
        return [each for each in self.cases if each.changes]

    def count(self, where: Route, *, then: bool) -> int:
        """How many cases go there, now or then."""
        return sum((each.then if then else each.now) is where for each in self.cases)


def rows_in_force() -> tuple[Row, ...]:
    """The rows by which cases are sorted today."""
    return kept("routing_rows", None, _rows_in_force)


def _rows_in_force() -> tuple[Row, ...]:
    table = find_table_in_force()
    return table.rows if table else DEFAULT


def find_table_in_force() -> RoutingTable | None:
    """The table that the committee decided on; None while the first one holds."""
    return db.session.scalar(select(RoutingTable).where(RoutingTable.state == TableState.IN_FORCE))


def find_open_table() -> RoutingTable | None:
    """The table that is being written, or waits for a second member."""
    return db.session.scalar(lock(select(RoutingTable).where(RoutingTable.state.in_(_OPEN))))


def waits_for(reader: Account) -> int:
    """How many proposed tables this member could confirm: one, where another proposed one."""
    asked = select(func.count()).where(
        RoutingTable.state == TableState.PROPOSED, RoutingTable.proposed_by_id != reader.id
    )
    return db.session.scalar(asked) or 0


def get_open_table() -> RoutingTable:
    """The table that is being written. Raises NotFound."""
    found = find_open_table()
    if found is None:
        raise NotFound
    return found


def get_entry(table: RoutingTable, entry_id: UUID) -> RoutingRow:
    """One row of a table. Raises NotFound."""
    found = next((each for each in table.entries if each.id == entry_id), None)
    if found is None:
        raise NotFound
    return found


def tables_before() -> list[RoutingTable]:
    """The tables that were in force before, newest first."""
    return list(
        db.session.scalars(
            select(RoutingTable)
            .where(RoutingTable.state == TableState.REPLACED)
            .order_by(RoutingTable.replaced_on.desc(), RoutingTable.id)
        )
    )


def try_table(rows: Sequence[Row], reader: Account, on: date) -> Trial:
    """Who would have got which of the reader's cases of a year, under these rows and those now.

    Only cases that the reader may see: a trial tells nobody of any other, not even how many.
    """
    now = rows_in_force()
    cases = db.session.scalars(
        visible_cases(reader)
        .where(Case.received_on > on - TRIED_BACK)
        .options(selectinload(Case.issues))
        .order_by(Case.received_on.desc(), Case.reference)
        .limit(MOST_TRIED)
    )
    return Trial(
        tuple(
            Tried(each, route(now, each.routed_by), route(rows, each.routed_by)) for each in cases
        )
    )


def names_of_routes(on: date) -> dict[Route, list[str]]:
    """Who would have such a case today, by name."""
    sitting = [each for each in grant_candidates(on) if each.capacity is Capacity.SITTING]
    members = [each.name for each in sitting if not each.care_worker]
    return {
        Route.COMMITTEE: members,
        Route.TWO_MEMBERS: members[:2],
        Route.SAFEGUARDING_LEAD: [each.name for each in safeguarding_leads(on)],
        Route.OUTSIDE_PERSON: [each.name for each in outside_persons(on)],
    }
