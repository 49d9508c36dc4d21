"""The round of January: corrections of few people come out only together, or stay in words."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Final, NamedTuple
from uuid import UUID

from portal.clock import local
from portal.i18n import gettext as _
from portal.publication import queries
from portal.publication.amending.changes import compared
from portal.publication.amending.queries import differing_since, source_now
from portal.publication.amending.revising import (
    ANNUAL_MONTH,
    Differing,
    Refs,
    RevisionMustWait,
    Touched,
    is_many,
)
from portal.publication.disclosure.primary import Protection
from portal.publication.models import Release
from portal.publication.wording import month_of


def touched_together(today: date) -> Touched | None:
    """Whose figures changed in any published month, since the report that stood on new year's day.

    Of one that comes out in the round itself this goes on counting. None outside of January.
    """
    if today.month != ANNUAL_MONTH:
        return None
    return _together(_counted(today).values())


def _counted(today: date) -> dict[UUID, Differing]:
    """Who gives another part to each report that stood on new year's day, or came after it."""
    long_ago = datetime.min.replace(tzinfo=UTC)
    stood: dict[str, Release] = {}
    for release in reversed(queries.published_releases()):
        # The oldest first: the newest of those from before this year is left.
        is_earlier = local(release.published_at or long_ago).year < today.year
        if is_earlier or release.period not in stood:
            stood[release.period] = release
    return {release.id: differing_since(release) for release in stood.values()}


def _together(counted: Iterable[Differing]) -> Touched:
    found = list(counted)
    whole = Refs.together(refs for each in found for refs in each.whole)
    if whole.people:
        # Who only counts in another area now hides nobody whose hours are others.
        return whole.touched
    return Refs.together(refs for each in found for refs in each.parts).touched


def require_january(together: Touched | None, today: date) -> None:
    """Raises RevisionMustWait where a correction of few people may not be prepared today."""
    if today.month != ANNUAL_MONTH:
        raise RevisionMustWait(
            _(
                "Records of too few people or care workers changed, or of none: a correction "
                "could tell something of one of them. It waits for January, when such corrections "
                "of all months are prepared together. You can say on the report now, in words, "
                "that an error was found."
            )
        )
    rules = Protection()
    if together is None or not is_many(together, rules):
        raise RevisionMustWait(
            _(
                "In all months together, records of fewer than %(people)s people or %(workers)s "
                "care workers changed, so that corrections could tell something of one of them. "
                "No figure is corrected this January. Say on the report, in words, that an error "
                "was found.",
                people=rules.people,
                workers=rules.workers,
            )
        )


def require_first(in_force: Release, today: date) -> None:
    """Raises RevisionMustWait where a correction of few people came out in this January already.

    The round goes on counting those whom the first one told of: they would hide nobody in a second.
    """
    came_out = in_force.published_at
    if in_force.is_small and came_out is not None and local(came_out).year == today.year:
        raise RevisionMustWait(
            _(
                "A correction of few people came out for this month this January already. A second "
                "one would tell something of whomever it is about, so it waits for the next "
                "January. You can say on the report now, in words, that an error was found."
            )
        )


class Round(NamedTuple):
    """What a correction of few people depends on in January."""

    together: Touched | None
    lacking: Sequence[str]
    """Months whose reports would read otherwise now, and of which no correction can be signed."""


NO_ROUND: Final = Round(None, ())


def round_of(release: Release, at: datetime) -> Round:
    """What the signing of a correction depends on: NO_ROUND where it is none of few people.

    Counts every month twice that may have changed, seconds for each: nobody waits for the store
    meanwhile, if it is asked before the step that signs.
    """
    today = local(at).date()
    if not release.is_small or today.month != ANNUAL_MONTH:
        return NO_ROUND
    counted = _counted(today)
    others = (each for each in queries.current_releases() if each.period != release.period)
    # Most of them were counted just now.
    changed = [
        each for each in others if (counted.get(each.id) or differing_since(each)).is_anybody
    ]
    return Round(
        _together(counted.values()),
        [
            month_of(each.figures)
            for each in changed
            if not _is_prepared(each.period) and _reads_otherwise(each)
        ],
    )


def require_round(found: Round, at: datetime) -> None:
    """Raises RevisionMustWait where a correction of few people would come out alone."""
    require_january(found.together, local(at).date())
    if found.lacking:
        raise RevisionMustWait(
            _(
                "Records of too few people or care workers changed, so that this correction is "
                "signed only when those of all other months are prepared as well. Prepare these "
                "first: %(months)s.",
                months=", ".join(found.lacking),
            )
        )


def _is_prepared(month: str) -> bool:
    """Whether there is a draft of a month that could be signed as it is."""
    draft = queries.find_draft(month)
    return draft is not None and source_now(draft) == draft.source


def _reads_otherwise(release: Release) -> bool:
    now = queries.headline_now(release).as_json()
    return any(one.differs for one in compared(release.figures, now))
