"""Whose figures a month's are: what each person's visits gave to every measure, and who came."""

from collections import Counter, defaultdict
from collections.abc import Iterable

from portal.publication.disclosure.meeting import Met
from portal.publication.disclosure.shares import Share
from portal.visits.figures.facts import VisitFacts, refs_in
from portal.visits.figures.group import Counted, shortfall_of, whole
from portal.visits.figures.indicators.carers import carers_met
from portal.visits.figures.statuses import WELL_EVIDENCED, Status
from portal.visits.records import UNKNOWN_CARER

# Causes of the lattice, each with the lines of the shortfall that are published as one.
CAUSES: dict[str, tuple[str, ...]] = {
    "not_rostered": ("rostering",),
    "missed_hours": ("missed",),
    "no_access_hours": ("no_access",),
    "missing_carer": ("missing_carer",),
    "short_time": ("short_time",),
    "other": ("refused", "force_majeure", "unknown"),
}
_NOBODYS = "agreed"
"""What was agreed is no care worker's: only what came of it is."""

_Place = tuple[str, str, str, str, str]


def shares_of(counted: Counted, month: str) -> list[Share]:
    """Everybody's part of a month, by area, service, commissioner and time of day."""
    group = whole(counted)
    on_time = {
        (visit.service_date, visit.line_ref): -visit.window_before <= late <= visit.window_after
        for visit, late in zip(group.punctuality_known, group.lateness, strict=True)
    }
    found: dict[_Place, tuple[Counter[str], dict[str, Counter[str]]]] = {}
    for visit in group.net:
        package = counted.packages[visit.package_ref]
        place = (
            visit.person_ref, package.area_code, str(package.service_type),
            str(package.commissioner), visit.slot,
        )  # fmt: skip
        amounts, by_worker = found.setdefault(place, (Counter(), defaultdict(Counter)))
        sizes = _sizes(visit, on_time.get((visit.service_date, visit.line_ref)), counted)
        amounts.update(sizes)
        for worker, measure, size in _split(visit, sizes):
            by_worker[worker][measure] += size
    return [
        Share(person, month, area, service, commissioner, band, amounts, by_worker)
        for (person, area, service, commissioner, band), (amounts, by_worker) in found.items()
    ]


def met_in(counted: Counted) -> Met | None:
    """Whom those met who had visits every day; none where the source names no care worker."""
    if "carer_ref" in counted.supply.lacking:
        return None
    return {person: frozenset(names) for person, names in carers_met(whole(counted)).items()}


def _sizes(visit: VisitFacts, is_on_time: bool | None, counted: Counted) -> dict[str, int]:
    """What one visit gives to each measure, in seconds or as a count."""
    is_measured = visit.status == Status.DELIVERED and not visit.has_open
    kept = 100 * visit.together >= counted.parameters.length_share * visit.duration
    lacking = shortfall_of(visit)
    return {
        "agreed": visit.contracted,
        "delivered": visit.contribution,
        "proven": visit.contribution if visit.evidence in WELL_EVIDENCED else 0,
        "possible": _possible(visit),
        "visits": 1,
        "missed": int(visit.is_missed),
        "no_access": int(visit.status == Status.NO_ACCESS),
        "timed": int(is_on_time is not None),
        "punctual": int(is_on_time or False),
        "measured": int(is_measured),
        "kept_length": int(is_measured and kept),
        # A record is an attendance, or a planned row of which nothing was recorded.
        "recorded": visit.attendances + visit.unlogged,
        "evidenced": visit.ev2,
    } | {cause: sum(getattr(lacking, line) for line in lines) for cause, lines in CAUSES.items()}


def _possible(visit: VisitFacts) -> int:
    """Seconds as they would be if everything not known had been delivered."""
    is_open = visit.status == Status.DELIVERED and visit.has_open
    return visit.contracted if visit.status == Status.UNKNOWN or is_open else visit.contribution


def _split(visit: VisitFacts, sizes: dict[str, int]) -> Iterable[tuple[str, str, int]]:
    """Equal parts for all who came: who of two gave how much of a visit is nobody's to know."""
    # Where a source names no care worker, all its rows may be one person's: they count as one.
    workers = sorted({
        UNKNOWN_CARER if worker.startswith(UNKNOWN_CARER) else worker
        for worker in refs_in(visit.workers)
    })  # fmt: skip
    for measure, size in sizes.items():
        if size and measure != _NOBODYS:
            for place, worker in enumerate(workers):
                # What does not divide goes to the first, so that the parts add up.
                yield worker, measure, size // len(workers) + (place < size % len(workers))
