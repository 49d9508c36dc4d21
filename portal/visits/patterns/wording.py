"""The words of a pattern: one sentence says what was seen, where, and how unusual it is."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any, Final

from portal.i18n import format_day, format_number
from portal.i18n import gettext as _
from portal.i18n import lazy_gettext as _l
from portal.visits.patterns.kinds import BETWEEN, PatternKind, Sighting, What
from portal.visits.patterns.models import PatternAlert
from portal.visits.patterns.records import Role
from portal.visits.patterns.search import LEAST_HISTORY

KIND_WORDS: Final = {
    PatternKind.RUNS: _l("Missed or short visits one after the other at one home"),
    PatternKind.CLIPPED: _l("One worker's rounds cut short"),
    PatternKind.CONTRADICTED: _l("One worker's no access, contradicted more than once"),
    PatternKind.OVERLAPS: _l("One worker's records in two places at once"),
    PatternKind.EDITED: _l("Records of one round changed afterwards"),
    PatternKind.LATE: _l("Records of one round that came late"),
}

WHAT_WORDS: Final = {
    What.MISSED: _l("Missed"),
    What.SHORT: _l("Cut short"),
    What.CONTRADICTED: _l("No access, contradicted"),
    What.OVERLAPS: _l("Recorded at another home at the same time"),
    What.EDITED: _l("Changed afterwards"),
    What.LATE: _l("Came late"),
}

_SEEN: Final[dict[PatternKind, Any]] = {
    PatternKind.RUNS: _l(
        "At one home %(run)s visits one after the other, of %(of)s agreed in the month, were "
        "missed or cut short"
    ),
    PatternKind.CLIPPED: _l(
        "In %(seen)s of %(of)s rounds of one care worker at least half of the visits were cut short"
    ),
    PatternKind.CONTRADICTED: _l(
        "Of %(of)s visits that one care worker was to make, %(seen)s are recorded as no access and "
        "contradicted"
    ),
    PatternKind.OVERLAPS: _l(
        "Of %(of)s days on which one care worker is on record, %(seen)s have records that overlap "
        "at the homes of different people"
    ),
    PatternKind.LATE: _l(
        "Of %(of)s days worked on one round, counted for each care worker, %(seen)s have records "
        "that came more than seven days late, although an import before could have brought them"
    ),
}
_EDITED: Final = {
    Role.OFFICE: _l(
        "Of %(of)s visits recorded on one round, %(seen)s have a record that the office changed "
        "afterwards"
    ),
    Role.CARER: _l(
        "Of %(of)s visits recorded on one round, %(seen)s have a record that a care worker changed "
        "afterwards"
    ),
    Role.OTHER: _l(
        "Of %(of)s visits recorded on one round, %(seen)s have a record that was changed "
        "afterwards by somebody whom the source names by no role"
    ),
    Role.SOURCE: _l(
        "Of %(of)s visits recorded on one round, %(seen)s have a time that was changed afterwards, "
        "and the files do not say by whom"
    ),
}
_A_MILLION: Final = 1_000_000
_FEWEST_MONTHS_SAID: Final = 2


def sentence_of(alert: PatternAlert) -> str:
    """What was seen, over which visits, and how unusual it is: one sentence."""
    span = _span_words([date.fromisoformat(visit.service_date) for visit in alert.visits])
    if alert.looked_at_before < LEAST_HISTORY:
        return _(
            "%(seen)s, %(span)s; the months before tell too little to say how unusual that is.",
            seen=_seen_words(alert),
            span=span,
        )
    return _(
        "%(seen)s, %(span)s; in the months before it was %(before)s of %(before_of)s in the whole "
        "co-operative, and chance alone would bring this, somewhere in all that is looked at, "
        "%(rarity)s.",
        seen=_seen_words(alert),
        span=span,
        before=format_number(alert.seen_before),
        before_of=format_number(alert.looked_at_before),
        rarity=_rarity_words(alert.once_in),
    )


def began_at(visit: Sighting) -> datetime:
    """When a visit of a pattern began, or was to begin."""
    return datetime.fromtimestamp(visit.begins, UTC)


def minutes_words(visit: Sighting) -> str:
    """How long a visit of a pattern was, where it is about that."""
    if visit.minutes is None:
        return ""
    if visit.agreed is None:
        return _("%(minutes)s min", minutes=visit.minutes)
    return _("%(minutes)s of %(agreed)s min", minutes=visit.minutes, agreed=visit.agreed)


def _seen_words(alert: PatternAlert) -> str:
    words = (
        _EDITED[Role(alert.subject.partition(BETWEEN)[2])]
        if alert.kind is PatternKind.EDITED
        else _SEEN[alert.kind]
    )
    return str(words) % {
        "run": format_number(alert.run),
        "seen": format_number(alert.seen),
        "of": format_number(alert.looked_at),
    }


def _span_words(days: Sequence[date]) -> str:
    first, last = min(days), max(days)
    if first == last:
        return _("on %(day)s", day=format_day(first))
    return _("from %(first)s to %(last)s", first=format_day(first), last=format_day(last))


def _rarity_words(once_in: int) -> str:
    if once_in < _FEWEST_MONTHS_SAID:
        return _("as often as every month")
    if once_in >= _A_MILLION:
        return _("not once in a million months")
    return _("once in %(months)s months", months=format_number(once_in))
