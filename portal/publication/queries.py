"""Questions about releases, and the figures a release would have."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from portal.cases.counting.queries import case_facts
from portal.database import db, lock
from portal.errors import NotFound
from portal.publication import record_queries as records
from portal.publication.amending.models import ReleaseWithdrawal
from portal.publication.concerns.counting import case_counts
from portal.publication.concerns.figures import year_of
from portal.publication.counting import met_in, shares_of
from portal.publication.disclosure.building import release_of
from portal.publication.disclosure.lattice import (
    QUARTERS_OF_A_YEAR,
    declared,
    quarter_of,
    quarters_before,
)
from portal.publication.disclosure.merging import Groups, breaks_of, in_groups, propose_groups
from portal.publication.disclosure.primary import Protection
from portal.publication.disclosure.running import CaseCounts
from portal.publication.disclosure.shares import Share
from portal.publication.headline import Headline, Lacking, headline_of, parameters_of
from portal.publication.models import Release, ReleaseFile, ReleaseStatus, name_of
from portal.visits.figures.assessment import assess
from portal.visits.figures.group import Counted, counted_of
from portal.visits.figures.periods import Period, as_of_or_default
from portal.visits.importing.models import Import
from portal.visits.importing.states import ImportState
from portal.visits.records import VisitRecords


def published_releases() -> Sequence[Release]:
    """Every published release, the newest month first, corrections before what they correct."""
    return db.session.scalars(
        select(Release)
        .where(Release.status == ReleaseStatus.PUBLISHED)
        .order_by(Release.period.desc(), Release.number.desc())
    ).all()


def current_releases() -> list[Release]:
    """The release in force of each published month, newest month first.

    A month of which the newest was taken down has none: what it corrects was wrong as well.
    """
    return standing(_newest_of_each(published_releases()))


def find_with_concerns() -> Release | None:
    """The newest release in force that tells of concerns and praise."""
    return next((each for each in current_releases() if each.figures.get("year")), None)


def releases_known_with(release: Release) -> list[Release]:
    """The releases in force of that month and those before, as they were when it came out.

    Nothing that came later: the page of a published release stays as it is.
    """
    return standing(newest_known_with(release))


def newest_known_with(release: Release) -> list[Release]:
    """The newest release of each of these months then, those among them that were taken down."""
    earlier = (each for each in published_releases() if each.period <= release.period)
    if (came_out := release.published_at) is not None:
        earlier = (each for each in earlier if (each.published_at or came_out) <= came_out)
    return _newest_of_each(earlier)


def standing(releases: Iterable[Release]) -> list[Release]:
    """Those of them that were not taken down."""
    done = select(ReleaseWithdrawal.release_id).where(ReleaseWithdrawal.withdrawn_at.is_not(None))
    taken_down = set(db.session.scalars(done))
    return [release for release in releases if release.id not in taken_down]


def _newest_of_each(newest_first: Iterable[Release]) -> list[Release]:
    found: dict[str, Release] = {}
    for release in newest_first:
        found.setdefault(release.period, release)
    return list(found.values())


def find_latest_release() -> Release | None:
    """The release in force of the newest published month."""
    return next(iter(current_releases()), None)


def find_correction(release: Release) -> Release | None:
    """The published release that corrects this one."""
    return db.session.scalar(
        select(Release).where(
            Release.corrects_id == release.id, Release.status == ReleaseStatus.PUBLISHED
        )
    )


def corrections() -> dict[UUID, Release]:
    """Every published correction, by the release that it corrects."""
    return {each.corrects_id: each for each in published_releases() if each.corrects_id}


def get_release(name: str) -> Release:
    """The published release of that address. Raises NotFound."""
    period, _, number = name.partition("-correction-")
    if number and not number.isdecimal():
        raise NotFound
    release = db.session.scalar(
        select(Release).where(
            Release.period == period,
            Release.number == int(number or 1),
            Release.status == ReleaseStatus.PUBLISHED,
        )
    )
    if release is None or release.name != name:
        raise NotFound
    return release


def get_file(release: Release, name: str) -> ReleaseFile:
    """One file of a release. Raises NotFound."""
    found = db.session.scalar(
        select(ReleaseFile).where(ReleaseFile.release_id == release.id, ReleaseFile.name == name)
    )
    if found is None:
        raise NotFound
    return found


def drafts() -> Sequence[Release]:
    """Releases that wait for signatures or for their day, newest month first."""
    return db.session.scalars(
        select(Release)
        .where(Release.status != ReleaseStatus.PUBLISHED)
        .order_by(Release.period.desc())
    ).all()


def find_draft(period: str) -> Release | None:
    """The release of a month that is not out yet, if there is one; held still where it changes."""
    wanted = (Release.period == period, Release.status != ReleaseStatus.PUBLISHED)
    return db.session.scalar(lock(select(Release).where(*wanted)))


def get_draft(name: str) -> Release:
    """The release of a month that is not out yet, locked to be signed. Raises NotFound."""
    draft = find_draft(name)
    if draft is None:
        raise NotFound
    return draft


def find_waiting(*, beside: Release) -> Release | None:
    """A release that is signed and waits for its day, other than this one."""
    return db.session.scalar(
        select(Release).where(Release.status == ReleaseStatus.SIGNED, Release.id != beside.id)
    )


def waiting_until(day: date) -> Sequence[Release]:
    """Signed releases whose day has come."""
    return db.session.scalars(
        lock(select(Release).where(Release.status == ReleaseStatus.SIGNED, Release.out_on <= day))
    ).all()


def published_names() -> set[str]:
    """The names of all releases that are out, those among them that were taken down."""
    out = select(Release.period, Release.number).where(Release.status == ReleaseStatus.PUBLISHED)
    return {name_of(*row) for row in db.session.execute(out)}


def first_free_instant(at: datetime) -> datetime:
    """That instant, or the first after the newest release, so that they come one after another."""
    newest = db.session.scalar(select(func.max(Release.published_at)))
    return at if newest is None or newest < at else newest + timedelta(microseconds=1)


def find_newest_release(period: str) -> Release | None:
    """The newest published release of a month, also where it was taken down."""
    return db.session.scalar(
        select(Release)
        .where(Release.period == period, Release.status == ReleaseStatus.PUBLISHED)
        .order_by(Release.number.desc())
        .limit(1)
    )


def next_number(period: str) -> int:
    """The number that the next release of a month gets."""
    last = db.session.scalar(select(func.max(Release.number)).where(Release.period == period))
    return (last or 0) + 1


def newest_import() -> str:
    """The number of the newest accepted import: what figures computed now are computed from."""
    newest = db.session.scalar(
        select(func.max(Import.id)).where(Import.state == ImportState.ACCEPTED)
    )
    return str(newest or "")


def headline_now(release: Release) -> Headline:
    """What a release would tell if it were made of today's records, hiding what it hides."""
    return headline_of_period(
        Period.of_month(release.period),
        hidden=release.attack.hidden if release.attack else (),
        groups=groups_of(release),
    )


def headline_of_period(
    period: Period,
    *,
    hidden: Collection[str] = (),
    groups: Groups | None = None,
    cases: CaseCounts | None = None,
) -> Headline:
    """Compute what would be published of a month from the visits and cases on record.

    Hidden is what has to be, and `hidden` besides: what a release hides of the month for the sake
    of other figures. Areas and services are shown in `groups`, or in those that they need now.
    `cases` are counted already, where they are the same that were attacked.
    """
    as_of = records.as_of_of(period)
    counted = records.counted_of_month(period, as_of=as_of)
    if cases is None:
        cases = case_counts(
            case_facts(), quarters_before(quarter_of(period.name), QUARTERS_OF_A_YEAR)
        )
    return _headline(
        counted, period, as_of, hidden, records.before_in_quarter(period), groups, cases
    )


def headline_of_records(
    found: VisitRecords, period: Period, *, final_on: date, hidden: Collection[str] = ()
) -> Headline:
    """Compute what would be published of a month alone if these were the records.

    It was final on a day already, whatever these files say of theirs.
    """
    as_of = max(final_on, as_of_or_default(None, found.fileset.exported_on, period))
    counted = counted_of(assess(found, period=period, as_of=as_of))
    return _headline(counted, period, as_of, hidden, [], {})


def _headline(
    counted: Counted,
    period: Period,
    as_of: date,
    hidden: Collection[str],
    before: list[Share],
    groups: Groups | None,
    cases: CaseCounts | None = None,
) -> Headline:
    rules, lattice = Protection(), declared()
    shares = [*before, *shares_of(counted, period.name)]
    if groups is None:
        groups = _groups_now(period, shares) if before else {}
    met = met_in(counted) if before else None
    table = release_of(
        in_groups(shares, groups), month=period.name, lattice=lattice, rules=rules, earlier={},
        cases=cases, met=met,
    )  # fmt: skip
    all_hidden = table.closed(table.instance.primaries.union(hidden))
    year = None
    if cases is not None:
        told = _visits_told(period)
        year = year_of(table, all_hidden, cases, month=period.name, lattice=lattice, visits=told)
    return headline_of(
        table,
        all_hidden,
        period=period,
        as_of=as_of,
        protection=parameters_of(rules, lattice),
        groups=groups,
        breaks=breaks_of(groups, _groups_in_force(period, before=True)),
        lacking=Lacking(counted.supply.lacking, records.lacking_in_quarter(period, counted)),
        year=year,
    )


def _visits_told(period: Period) -> dict[str, Any]:
    """The published number of visits of each quarter before this one, by its name."""
    return {
        quarter["period"]: quarter["levels"]["visits"]
        for release in current_releases()
        if release.period < period.name
        # Reports from before levels were told have none.
        and "levels" in (quarter := release.figures.get("quarter") or {})
    }


def _groups_now(period: Period, shares: Sequence[Share]) -> Groups:
    """The groups of a quarter: as it was published, or those that it needs.

    In others the figures that were told would be none of its own, and no attacker would know them.
    """
    told = find_newest_release(period.name)
    if told is not None and told.figures.get("quarter"):
        return groups_of(told)
    return propose_groups(shares, Protection(), _groups_in_force(period))


def _groups_in_force(period: Period, *, before: bool = False) -> Groups:
    """The groups of the newest quarter that was published up to this one, or before it."""
    for release in published_releases():
        is_early = release.period < period.name or (release.period == period.name and not before)
        if is_early and "quarter" in release.figures:
            return groups_of(release)
    return {}


def groups_of(release: Release) -> Groups:
    """The groups in which a release shows areas and services."""
    groups: Groups = release.figures.get("quarter", {}).get("groups", {})
    return groups
