"""What is waiting to be attacked, and what the attackers are given."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import select

from portal.cases.counting.queries import case_facts
from portal.database import db
from portal.publication import queries
from portal.publication import record_queries as records
from portal.publication.attacking import ALWAYS, Assumption, Material
from portal.publication.concerns.counting import case_counts
from portal.publication.disclosure.building import release_of
from portal.publication.disclosure.instances import Interval, shown_intervals
from portal.publication.disclosure.lattice import (
    QUARTERS_OF_A_YEAR,
    declared,
    months_of,
    quarter_of,
    quarters_before,
)
from portal.publication.disclosure.merging import Groups, in_groups
from portal.publication.disclosure.primary import Protection
from portal.publication.disclosure.remembering import Memory
from portal.publication.disclosure.running import year_to
from portal.publication.disclosure.shares import Share
from portal.publication.models import AttackTry, Release, ReleaseAttack, ReleaseStatus
from portal.publication.patience import may_begin


def find_draft_to_attack(at: datetime) -> Release | None:
    """The oldest draft that was not attacked yet and is still computed from the newest records.

    One whose attack has stopped rests for a while, and in the end for good.
    """
    waiting = db.session.scalars(
        select(Release)
        .outerjoin(ReleaseAttack)
        .where(
            Release.status == ReleaseStatus.DRAFT,
            Release.source == queries.newest_import(),
            ReleaseAttack.id.is_(None),
        )
        .order_by(Release.prepared_at)
    )
    return next((each for each in waiting if may_begin(stops_of(each), at)), None)


def stops_of(draft: Release) -> list[datetime | None]:
    """When each attack on a draft stopped, in the order in which they were begun."""
    return [each.stopped_at for each in draft.tries]


def tries_under_way() -> Sequence[AttackTry]:
    """The attacks that were begun and of which nothing was heard since."""
    return db.session.scalars(select(AttackTry).where(AttackTry.stopped_at.is_(None))).all()


def material_of(month: str, groups: Groups | None = None) -> Material:
    """Everything that a month's release is protected and attacked with.

    `groups` are those of areas and services in which it is to be shown.
    """
    published = queries.published_releases()[::-1]
    told = {month, *(release.period for release in published)}
    # A quarter is published whole or not at all: its first month may be the first on record.
    first, until = min(*told, months_of(quarter_of(month))[0]), max(told)
    months = [each for each in _months(first, until) if each in told or records.is_on_record(each)]
    memory = Memory()
    assumed = list(ALWAYS)
    changed: set[str] = set()
    for release in published:
        if release.attack is None:
            assumed.append(Assumption.EARLIER_GUESSED)
        truth = release.attack.truth if release.attack else {}
        for cell, interval in _told_by(release).items():
            memory.hear(cell, interval, truth.get(cell))
        if records.imports_since(release):
            assumed.append(Assumption.RECORDS_CHANGED)
            changed |= {release.period, quarter_of(release.period)}
    in_force = {
        each.figures["quarter"]["period"]: queries.groups_of(each)
        for each in published
        if "quarter" in each.figures
    }
    if groups:
        in_force[quarter_of(month)] = groups
    quarters = _quarters(quarter_of(first), quarter_of(until))
    # A case that was deleted, opened again or put under another subject counts otherwise now.
    changed |= {year_to(quarter) for quarter in quarters}
    return Material(
        _shares_of(months, in_force, _final_on(published)),
        month,
        until,
        memory.told,
        frozenset(changed),
        memory.truth,
        tuple(dict.fromkeys(assumed)),
        case_counts(case_facts(), quarters),
        records.met_of(month),
        frozenset(release.name for release in published),
    )


def _shares_of(
    months: Iterable[str], groups_of: Mapping[str, Groups], final_on: Mapping[str, date]
) -> list[Share]:
    """Everybody's part of these months, each quarter in the groups in which it is shown."""
    return [
        share
        for each in months
        for share in in_groups(
            records.shares_of_months([each], final_on=final_on), groups_of.get(quarter_of(each), {})
        )
    ]


def _final_on(published: Iterable[Release]) -> dict[str, date]:
    """A day on which each month that was told was final already, whatever the newest files say."""
    return {
        month: release.as_of
        for release in sorted(published, key=lambda each: each.as_of)
        for month in records.months_told(release)
    }


def _told_by(release: Release) -> dict[str, Interval]:
    """What a release tells of each cell; one from before there were attacks, all that it may."""
    if release.attack is not None:
        return {cell: Interval(*ends) for cell, ends in release.attack.told.items()}
    shares = records.shares_of_months([release.period])
    table = release_of(
        shares, month=release.period, lattice=declared(), rules=Protection(), earlier={}
    )
    return shown_intervals(table.instance, table.closed(table.instance.primaries))


def _quarters(first: str, last: str) -> list[str]:
    """All quarters that the running years up to the last one are made of."""
    begins = quarters_before(first, QUARTERS_OF_A_YEAR)[0]
    count = QUARTERS_OF_A_YEAR
    while quarters_before(last, count)[0] > begins:
        count += 1
    return quarters_before(last, count)


def _months(first: str, last: str) -> Iterator[str]:
    year, number = map(int, first.split("-"))
    while (month := f"{year:04}-{number:02}") <= last:
        yield month
        year, number = (year, number + 1) if number < 12 else (year + 1, 1)
