"""Questions about what became of cases; what a member may not see is in no count."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select

from portal.accounts.models import Account
from portal.cases.beside.queries import find_package_of
from portal.cases.findings import Finding
from portal.cases.following.models import FollowUp, RetaliationAlert
from portal.cases.following.turns import PutRight, periods_beside
from portal.cases.models import Case
from portal.cases.queries import READER, Told, reader_values, visible_cases
from portal.database import db, lock
from portal.visits.figures.periods import Period
from portal.visits.figures.statuses import MISSED, OUTSIDE_NET, Status
from portal.visits.queries import (
    first_day_on_record,
    last_day_on_record,
    visits_of_home,
)

# Put together once, and asked of each open alert: they are few, and what a reader sees is much.
_ALERTS: Final = (
    select(RetaliationAlert)
    .join(Case, Case.id == RetaliationAlert.case_id)
    .where(RetaliationAlert.settled_on.is_(None), READER)
    .order_by(RetaliationAlert.raised_on)
)
LOOKED_AT: Final = timedelta(weeks=4)


@dataclass(frozen=True)
class Minutes:
    """What one home had agreed and got over some days."""

    first_on: date
    last_on: date
    agreed: int
    """Carer-minutes, without the visits that the person's side called off."""
    delivered: int
    """Of these, at most what was agreed for each visit: overruns never pay for what was missed."""
    visits: int
    missed: int
    no_access: int

    @property
    def share(self) -> int | None:
        """Of a hundred minutes agreed, how many were delivered."""
        return round(100 * self.delivered / self.agreed) if self.agreed else None


@dataclass(frozen=True)
class HomeBeside:
    """The home's minutes before somebody spoke up and since, where both can be looked up."""

    before: Minutes | None = None
    since: Minutes | None = None


@dataclass(frozen=True)
class TwoViews:
    """What the committee found, and how many people then said what of it."""

    finding: Finding
    said: dict[PutRight, int]
    worse: int


def due_follow_ups(on: date) -> Sequence[UUID]:
    """The cases in which somebody is to be asked, longest due first."""
    asked = (
        select(FollowUp.case_id)
        .where(FollowUp.asked_on.is_(None), FollowUp.lapsed_on.is_(None), FollowUp.due_on <= on)
        .order_by(FollowUp.due_on)
    )
    return list(dict.fromkeys(db.session.scalars(asked)))


def unasked_of(case: Case) -> list[FollowUp]:
    """What the person has not been asked yet, in order."""
    asked = select(FollowUp).where(
        FollowUp.case_id == case.id, FollowUp.asked_on.is_(None), FollowUp.lapsed_on.is_(None)
    )
    return list(db.session.scalars(asked.order_by(FollowUp.due_on)))


def find_open_question(case: Case) -> FollowUp | None:
    """The newest time at which the person was asked, while they have not answered it."""
    asked = (
        select(FollowUp)
        .where(FollowUp.case_id == case.id, FollowUp.asked_on.is_not(None))
        .order_by(FollowUp.due_on.desc())
        .limit(1)
    )
    newest = db.session.scalar(lock(asked))
    if newest is None or newest.answered_on is not None or newest.lapsed_on is not None:
        return None
    return newest


def open_questions(case_ids: Collection[UUID]) -> dict[UUID, date]:
    """Of these cases, those whose person was asked and has not said, with the day they were."""
    asked = select(FollowUp.case_id, FollowUp.asked_on).where(
        FollowUp.case_id.in_(case_ids),
        FollowUp.asked_on.is_not(None),
        FollowUp.answered_on.is_(None),
        FollowUp.lapsed_on.is_(None),
    )
    return {case_id: on for case_id, on in db.session.execute(asked) if on is not None}


def follow_ups_of(case: Case) -> list[FollowUp]:
    """What the person was asked and said, oldest first."""
    asked = select(FollowUp).where(FollowUp.case_id == case.id, FollowUp.asked_on.is_not(None))
    return list(db.session.scalars(asked.order_by(FollowUp.due_on)))


def answers_of(case: Case) -> list[tuple[date, PutRight]]:
    """What the person said of it, with the day, as often as they answered."""
    return [
        (each.answered_on, each.put_right)
        for each in follow_ups_of(case)
        if each.answered_on is not None and each.put_right is not None
    ]


def find_open_alert(case: Case) -> RetaliationAlert | None:
    """The alert of this case that nobody has settled yet."""
    asked = select(RetaliationAlert).where(
        RetaliationAlert.case_id == case.id, RetaliationAlert.settled_on.is_(None)
    )
    return db.session.scalar(lock(asked))


def open_alerts_for(reader: Account) -> list[RetaliationAlert]:
    """The alerts in the reader's cases that nobody has settled yet, oldest first."""
    return list(db.session.scalars(_ALERTS, reader_values(reader)))


def two_views_for(reader: Account) -> list[TwoViews]:
    """What was found in the reader's cases, beside what the person said last of each."""
    asked = (
        visible_cases(reader)
        .with_only_columns(Case.id, Case.outcome, FollowUp.put_right, FollowUp.worse)
        .join(FollowUp, FollowUp.case_id == Case.id)
        .where(FollowUp.answered_on.is_not(None), Case.outcome.is_not(None))
        .order_by(FollowUp.stage, FollowUp.due_on)
    )
    last = {case_id: row for case_id, *row in db.session.execute(asked)}
    return [
        TwoViews(
            finding,
            {said: sum(row[:2] == [finding, said] for row in last.values()) for said in PutRight},
            sum(row[0] is finding and bool(row[2]) for row in last.values()),
        )
        for finding in Finding
        if any(row[0] is finding for row in last.values())
    ]


def home_beside(case: Case, told: Told, *, until: date) -> HomeBeside:
    """The home's minutes before the case came, and since: looked up with the case open.

    Which home it is stands sealed in the case; nothing of this is written anywhere.
    """
    package_ref = find_package_of(told.home_code) if told.home_code else None
    first = first_day_on_record()
    if package_ref is None or first is None:
        return HomeBeside()
    before, since = periods_beside(
        case.received_on,
        raised_on=until,
        last_on_record=last_day_on_record(),
        most=LOOKED_AT,
    )
    return HomeBeside(
        minutes_of_home(package_ref, *before) if before[0] >= first else None,
        minutes_of_home(package_ref, *since) if since else None,
    )


def minutes_of_home(package_ref: str, first_on: date, last_on: date) -> Minutes:
    """What was agreed at a home on some days, and what came of it. Raises NotFound."""
    found = visits_of_home(package_ref, Period(first_on, last_on)).visits
    visits = [each for each in found if each.status not in OUTSIDE_NET]
    return Minutes(
        first_on,
        last_on,
        agreed=sum(
            each.carers_required * int((each.agreed_until - each.agreed_from).total_seconds())
            for each in visits
        )
        // 60,
        delivered=sum(each.seconds_counted for each in visits) // 60,
        visits=len(visits),
        missed=sum(each.status in MISSED for each in visits),
        no_access=sum(each.status is Status.NO_ACCESS for each in visits),
    )
