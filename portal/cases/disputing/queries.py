"""Questions about the visits that a case may dispute: those of its home recorded as no access."""

from dataclasses import dataclass

from portal.cases.beside.queries import visits_beside
from portal.cases.queries import OpenCase, told_in
from portal.visits.figures.days import VisitOnRecord
from portal.visits.figures.statuses import Status
from portal.visits.no_access.queries import VisitKey, disputes_of, keys_of_rows
from portal.visits.no_access.standings import Standing
from portal.visits.records import RowStatus


@dataclass(frozen=True, slots=True)
class DisputableVisit:
    """A visit recorded as no access, and how it is disputed through a case already."""

    ref: str
    """The reference of its first row without access."""
    key: VisitKey
    on_record: VisitOnRecord
    standing: Standing | None


def disputable_visits(opened: OpenCase) -> list[DisputableVisit]:
    """The visits without access at the home of the case, around the day that the person named."""
    visits = {
        min(row.visit_ref for row in visit.carers if row.status == RowStatus.NO_ACCESS): visit
        for visit in visits_beside(told_in(opened)).visits
        if visit.status is Status.NO_ACCESS
    }
    keys = keys_of_rows(visits.keys())
    found = []
    for ref, visit in visits.items():
        written = disputes_of(keys[ref])
        found.append(
            DisputableVisit(ref, keys[ref], visit, written[-1].standing if written else None)
        )
    return found
