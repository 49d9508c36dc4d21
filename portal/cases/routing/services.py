"""Steps with the routing table: write another one, propose it, let a second member confirm it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from portal.accounts.models import Account
from portal.cases.routing.models import RoutingRow, RoutingTable, TableState
from portal.cases.routing.queries import (
    find_open_table,
    find_table_in_force,
    rows_in_force,
)
from portal.cases.routing.table import MOST_ROWS, Row, TableRefused, require_table
from portal.cases.subjects import BY_CODE, GROUP_BY_CODE
from portal.cases.working_days import local_day
from portal.committee.queries import find_term_of, sitting_terms
from portal.config import settings
from portal.database import db
from portal.i18n import gettext as _
from portal.i18n import speaking_to_staff
from portal.ledger.kinds import EntryKind
from portal.ledger.services import record
from portal.notices.services import send_to_all


def begin_table(*, by: Account, at: datetime) -> RoutingTable:
    """Begin another table, as a copy of the one in force. Raises TableRefused where one is open."""
    _require_seat(by, at)
    if find_open_table() is not None:
        raise TableRefused(_("Another table is being written already."))
    return _draft(rows_in_force(), at)


def add_row(table: RoutingTable, row: Row, *, position: int, by: Account, at: datetime) -> None:
    """Put a row into the table, at that place. Raises TableRefused."""
    _require_draft(table, by, at)
    rows = list(table.rows)
    if len(rows) >= MOST_ROWS:
        raise TableRefused(_("A table has at most %(most)s rows.", most=MOST_ROWS))
    if row.subject and row.subject not in BY_CODE and row.subject not in GROUP_BY_CODE:
        raise TableRefused(_("There is no such subject."))
    if row in rows:
        raise TableRefused(_("This row is in the table already."))
    rows.insert(max(0, position - 1), row)
    _write_rows(table, rows)


def raise_row(table: RoutingTable, entry: RoutingRow, *, by: Account, at: datetime) -> None:
    """Let a row count before the one above it. Raises TableRefused."""
    _require_draft(table, by, at)
    rows, place = list(table.rows), table.entries.index(entry)
    if place:
        rows[place - 1], rows[place] = rows[place], rows[place - 1]
    _write_rows(table, rows)


def remove_row(table: RoutingTable, entry: RoutingRow, *, by: Account, at: datetime) -> None:
    """Take a row out of the table. Raises TableRefused."""
    _require_draft(table, by, at)
    _write_rows(table, [each.row for each in table.entries if each is not entry])


def propose_table(table: RoutingTable, *, by: Account, at: datetime) -> None:
    """Propose the table as it stands; another sitting member has to confirm it, and is written to.

    Raises TableRefused for a table that may not come into force.
    """
    _require_draft(table, by, at)
    require_table(table.rows)
    if table.rows == rows_in_force():
        raise TableRefused(_("This table is the one in force. Change something first."))
    table.state, table.proposed_by_id = TableState.PROPOSED, by.id
    db.session.flush()
    _tell_others(by, at)


def confirm_table(table: RoutingTable, *, by: Account, at: datetime) -> None:
    """Let a table that another member proposed come into force. It stands in the public ledger.

    Raises TableRefused.
    """
    _require_seat(by, at)
    if table.state is not TableState.PROPOSED:
        raise TableRefused(_("This table does not wait for a second member, or not any more."))
    if table.proposed_by_id == by.id:
        raise TableRefused(_("You proposed this. Another member has to confirm it."))
    require_table(table.rows)
    today, before = local_day(at), find_table_in_force()
    if before is not None:
        before.state, before.replaced_on = TableState.REPLACED, today
        db.session.flush()
    table.state, table.in_force_on, table.confirmed_by_id = TableState.IN_FORCE, today, by.id
    db.session.flush()
    db.session.expire(table, ["confirmed_by"])
    record(EntryKind.ROUTING_CHANGED, table.fact, at=at, subject=table.id)


def take_back_table(table: RoutingTable, *, by: Account, at: datetime) -> RoutingTable:
    """Take a proposal off the list, and go on writing at a copy. Raises TableRefused.

    A copy: whoever still sees the proposal on their screen can confirm nothing else by it.
    """
    _require_seat(by, at)
    if table.state is not TableState.PROPOSED:
        raise TableRefused(_("This table does not wait for a second member, or not any more."))
    table.state = TableState.DROPPED
    db.session.flush()
    return _draft(table.rows, at)


def drop_table(table: RoutingTable, *, by: Account, at: datetime) -> None:
    """Drop what was written; the table in force stays. Raises TableRefused."""
    _require_draft(table, by, at)
    table.state = TableState.DROPPED
    db.session.flush()


def _draft(rows: Sequence[Row], at: datetime) -> RoutingTable:
    table = RoutingTable(state=TableState.DRAFT, is_current=True, begun_on=local_day(at))
    db.session.add(table)
    try:
        db.session.flush()
    except IntegrityError:
        raise TableRefused(_("Another table is being written already.")) from None
    _write_rows(table, rows)
    return table


def _write_rows(table: RoutingTable, rows: Sequence[Row]) -> None:
    db.session.execute(delete(RoutingRow).where(RoutingRow.table_id == table.id))
    for position, row in enumerate(rows, start=1):
        db.session.add(
            RoutingRow(
                table_id=table.id,
                position=position,
                route=row.route,
                case_type=row.case_type,
                subject=row.subject,
                least_severity=row.least_severity,
                least_stage=row.least_stage,
            )
        )
    db.session.flush()
    db.session.expire(table, ["entries"])


def _require_draft(table: RoutingTable, by: Account, at: datetime) -> None:
    _require_seat(by, at)
    if table.state is not TableState.DRAFT:
        raise TableRefused(_("This table was proposed, and nobody can change it any more."))


def _tell_others(by: Account, at: datetime) -> None:
    seated = [each.member.account for each in sitting_terms(local_day(at))]
    with speaking_to_staff():
        subject = _("Who gets which case: a second member is needed")
        words = _(
            "Hello,\n\n%(name)s proposes another table of who gets which case. It counts once a"
            " second member confirms it. Please sign in, look at it and say yes, or take it off the"
            " list:\n\n%(address)s",
            name=by.name,
            address=settings().base_url + "/cases/routing",
        )
    send_to_all([each.email for each in seated if each and each is not by], subject, words, at=at)


def _require_seat(by: Account, at: datetime) -> None:
    if find_term_of(by.id, local_day(at)) is None:
        raise TableRefused(_("Only members who sit on the committee decide about this table."))
