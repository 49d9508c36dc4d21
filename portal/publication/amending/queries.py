"""Questions about errors that were found, withdrawals, and what changed since a report."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, select

from portal.database import db, lock
from portal.errors import NotFound
from portal.publication import queries
from portal.publication import record_queries as records
from portal.publication.amending.models import ReleaseNotice, ReleaseWithdrawal
from portal.publication.amending.revising import Differing, Touched, differing
from portal.publication.disclosure.merging import in_groups
from portal.publication.disclosure.primary import Protection
from portal.publication.disclosure.shares import Share
from portal.publication.models import Release
from portal.publication.trend_wording import MONTHS_SHOWN
from portal.visits.importing.queries import imports_touching

AT_ONCE: Final = timedelta(minutes=10)
"""Two steps so close may each have begun before the other was seen."""


# How the names of files begin that tell of other reports: lists of all that came before, and those
# that show months before or what a correction changed. The others tell of their own report alone.
_LISTING: Final = ("CHANGELOG.md", "release.zip")
_SHOWING: Final = ("report", "indicators.ods", "quality-account")


class ReleaseWithdrawn(NotFound):
    """The report was taken down; a page says why."""

    def __init__(self, withdrawal: ReleaseWithdrawal) -> None:
        super().__init__("This report was withdrawn.")
        self.withdrawal = withdrawal


class FileTakenBack(NotFound):
    """A file of a report that stands, and that told of one that was taken down since."""


def get_standing(name: str) -> Release:
    """The published release of that address. Raises NotFound, and ReleaseWithdrawn."""
    release = queries.get_release(name)
    withdrawal = find_withdrawal(release)
    if withdrawal is not None and withdrawal.withdrawn_at is not None:
        raise ReleaseWithdrawn(withdrawal)
    return release


def standing_releases() -> list[Release]:
    """Every published release that was not taken down, the newest month first."""
    return queries.standing(queries.published_releases())


def find_withdrawal(release: Release) -> ReleaseWithdrawal | None:
    """The withdrawal of a release, asked for or done; held still where it is about to be done."""
    asked = select(ReleaseWithdrawal).where(ReleaseWithdrawal.release_id == release.id)
    return db.session.scalar(lock(asked))


def withdrawn() -> dict[UUID, ReleaseWithdrawal]:
    """Every withdrawal that was done, by release."""
    done = select(ReleaseWithdrawal).where(ReleaseWithdrawal.withdrawn_at.is_not(None))
    return {each.release_id: each for each in db.session.scalars(done)}


def to_be_taken_down() -> Sequence[ReleaseWithdrawal]:
    """What one member asked to have taken down, and a second has to decide."""
    asked = select(ReleaseWithdrawal).where(ReleaseWithdrawal.withdrawn_at.is_(None))
    return db.session.scalars(asked.order_by(ReleaseWithdrawal.asked_at)).all()


def is_withdrawn(release: Release) -> bool:
    """Whether a release was taken down."""
    return release.id in withdrawn()


def notices_of(release: Release) -> Sequence[ReleaseNotice]:
    """The errors that are said to be in a release, the newest first."""
    return _notices(release, ReleaseNotice.taken_back_at.is_(None))


def said_to_be_wrong() -> dict[UUID, datetime]:
    """Every release of which it is said that something in it is wrong, and since when."""
    said = (
        select(ReleaseNotice.release_id, ReleaseNotice.written_at)
        .where(ReleaseNotice.taken_back_at.is_(None))
        .order_by(ReleaseNotice.written_at)
    )
    return {row.release_id: row.written_at for row in db.session.execute(said)}


def notices_taken_back(release: Release) -> Sequence[ReleaseNotice]:
    """Those that were taken back: they have no words any more."""
    return _notices(release, ReleaseNotice.taken_back_at.is_not(None))


def get_notice(release: Release, number: UUID) -> ReleaseNotice:
    """One that was said above a release, held still where it is taken back. Raises NotFound."""
    found = db.session.scalar(
        lock(
            select(ReleaseNotice).where(
                ReleaseNotice.id == number,
                ReleaseNotice.release_id == release.id,
            )
        )
    )
    if found is None:
        raise NotFound
    return found


def _notices(release: Release, wanted: ColumnElement[bool]) -> Sequence[ReleaseNotice]:
    return db.session.scalars(
        select(ReleaseNotice)
        .where(ReleaseNotice.release_id == release.id, wanted)
        .order_by(ReleaseNotice.written_at.desc())
    ).all()


def figures_before(release: Release) -> dict[str, Any] | None:
    """The figures that a correction corrects; none of a report that was taken down.

    A correction may not go on telling what had to be taken away, nor by a mark that a figure is
    still the same.
    """
    if release.corrects is None or release.corrects.id in withdrawn():
        return None
    return release.corrects.figures


def showed_withdrawn(release: Release) -> bool:
    """Whether a report of which this one showed a figure was taken down after it came out.

    It shows months before it in a picture, and old values of the report that it corrects.
    """
    later = _taken_down_since(release)
    if not later:
        return False
    gone = withdrawn().keys() - later
    stood = [each.id for each in queries.newest_known_with(release) if each.id not in gone]
    return bool(later & {*stood[:MONTHS_SHOWN], release.corrects_id})


def taken_back(release: Release) -> tuple[str, ...]:
    """How the names of those files begin that told of a report which was taken down since.

    Their checksums stand in the ledger, so that they cannot be made anew: they are not handed out.
    """
    found: tuple[str, ...] = ()
    if release.published_at is not None and (later := _taken_down_since(release)):
        until = release.published_at + AT_ONCE
        if any(
            each.id in later and each.published_at and each.published_at <= until
            for each in queries.published_releases()
        ):
            found += _LISTING
        if showed_withdrawn(release):
            found += _SHOWING
    return found


def require_untold(release: Release, file: str) -> None:
    """Raises FileTakenBack for a file that told of a report which was taken down since."""
    if file.startswith(taken_back(release)):
        raise FileTakenBack


def _taken_down_since(release: Release) -> set[UUID]:
    """Other releases that were taken down after this one came out, or just before it."""
    if release.published_at is None:
        return set()
    since = release.published_at - AT_ONCE
    return {
        each.release_id
        for each in withdrawn().values()
        if (each.withdrawn_at or since) > since and each.release_id != release.id
    }


def touched_of(month: str) -> Touched | None:
    """Of how many the figures of a month changed since its newest release; None if none is out."""
    release = queries.find_newest_release(month)
    return touched_since(release) if release else None


def touched_since(release: Release) -> Touched:
    """Of how many the figures changed since a release was computed: see `Differing.fewest`."""
    return differing_since(release).fewest(Protection())


def source_now(draft: Release) -> str:
    """The newest import; a draft's own where no later one changed anything that it tells."""
    newest = queries.newest_import()
    if not newest or int(newest) <= records.source_of(draft):
        return newest
    return newest if differing_since(draft).is_anybody else draft.source


def differing_since(release: Release) -> Differing:
    """People and care workers who give another part to a release's figures than to today's.

    By counting its months of the records that it was computed from, and of those of today: the
    files of a later month bring rows of the days around it for everybody, and few change anything.
    Both are true for the same day, whatever the newest files say of theirs.
    """
    source = records.source_of(release)
    before: list[Share] = []
    now: list[Share] = []
    for period in records.periods_told(release):
        if imports_touching(period, since=source):
            before += records.shares_of_month_until(period, source, as_of=release.as_of)
            now += records.shares_of_month(period, as_of=release.as_of)
    groups = queries.groups_of(release)
    return differing(
        in_groups(before, groups),
        in_groups(now, groups),
        month=release.period,
        tells_quarter=bool(release.figures.get("quarter")),
    )
