"""Questions about cases that somebody has alone, and about missed visits beside a case."""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlalchemy import bindparam, exists, select

from portal.accounts.models import Account
from portal.cases.beside.queries import rostered_at
from portal.cases.models import Case, Recusal
from portal.cases.queries import OpenCase, reader_values, told_in
from portal.cases.routing.table import Route
from portal.cases.safeguarding.models import Result, Suspension
from portal.cases.safeguarding.screening import (
    DAYS,
    Trigger,
    is_about_missing,
    triggers_in_record,
)
from portal.database import connection, db
from portal.errors import NotFound
from portal.vault.models import Grant
from portal.vault.queries import held_safes
from portal.vault.sealing import Place
from portal.vault.states import GrantState
from portal.visits.outcomes.missed_queries import missed_days_of_home, people_missed_on_round
from portal.visits.queries import covers_day

# Put together once, and asked of the few that somebody has alone, never of all that one holds.
_BESIDE: Final = (
    select(Case.reference, Case.kept_with, Case.kept_on)
    .where(
        Case.kept_with.is_not(None),
        held_safes(bindparam("holder_id"), {GrantState.DORMANT})
        .where(Grant.safe_id == Case.safe_id)
        .correlate(Case)
        .exists(),
        ~exists().where(Recusal.account_id == bindparam("reader_id"), Recusal.case_id == Case.id),
    )
    .order_by(Case.kept_on, Case.reference)
)


@dataclass(frozen=True)
class SuspendedRow:
    """All that the rest of the committee is shown of such a case."""

    reference: str
    kept_with: Route
    since: date


@dataclass(frozen=True)
class ReadSuspension:
    """One time of being kept apart, unsealed."""

    began_on: date
    ended_on: date | None
    triggers: tuple[Trigger, ...]
    why: str
    result: Result | None
    words: str


def suspended_beside(reader: Account) -> list[SuspendedRow]:
    """What the reader is shown of cases that others have alone: that they are suspended.

    Only those whose key sleeps with the reader: whoever was excluded, or has an interest, holds
    none, and is not even shown that there is a case.
    """
    if reader.holder_id is None:
        return []
    rows = connection().execute(_BESIDE, reader_values(reader))
    return [
        SuspendedRow(reference, kept_with, since)
        for reference, kept_with, since in rows
        if kept_with is not None and since is not None
    ]


def get_suspension(case: Case) -> Suspension:
    """The present one. Raises NotFound."""
    found = db.session.scalar(
        select(Suspension).where(Suspension.case_id == case.id, Suspension.ended_on.is_(None))
    )
    if found is None:
        raise NotFound
    return found


def was_suspended(case: Case) -> bool:
    """Whether somebody had it alone before."""
    asked = select(Suspension.id).where(Suspension.case_id == case.id).limit(1)
    return db.session.scalar(asked) is not None


def read_suspensions(opened: OpenCase) -> list[ReadSuspension]:
    """Every time that somebody had the case alone, unsealed, oldest first."""
    rows = db.session.scalars(
        select(Suspension)
        .where(Suspension.case_id == opened.case.id)
        .order_by(Suspension.began_on, Suspension.id)
    )
    return [_read(opened, each) for each in rows]


def missed_beside(opened: OpenCase) -> frozenset[Trigger]:
    """What the record says beside the case: missed again within 14 days, others on the round."""
    told = told_in(opened)
    day = told.telling.happened_on
    if not told.home_code or day is None or not is_about_missing(opened.case.subjects):
        return frozenset()
    missed = missed_days_of_home(told.home_code, day - timedelta(days=DAYS - 1), day)
    # A day that no import covers shows nothing: what was not brought in yet is not missed.
    known = [(each, line) for each, line in missed if covers_day(each)]
    carers = rostered_at(told.home_code, day) if covers_day(day) else ()
    return triggers_in_record(known, people_missed_on_round(carers, day))


def _read(opened: OpenCase, row: Suspension) -> ReadSuspension:
    def text(column: str) -> str:
        sealed = getattr(row, column)
        place = Place("suspensions", row.id, column)
        return opened.safe.open_text(place, sealed) if sealed else ""

    why = json.loads(text("why"))
    return ReadSuspension(
        row.began_on,
        row.ended_on,
        tuple(map(Trigger, why["triggers"])),
        why["words"],
        row.result,
        text("words"),
    )
