"""Who has a case alone: the safeguarding lead and deputy, or the outside person."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from portal.cases.routing.table import Route
from portal.committee.grants import Candidate
from portal.committee.lead_queries import outside_persons, safeguarding_leads


def find_heads(where: Route, barred: Collection[UUID], on: date) -> list[Candidate]:
    """Those who may have it alone and have no interest in it.

    Where no safeguarding lead is free, the outside person; where no outside person is, the lead.
    """
    leads, outside = safeguarding_leads(on), outside_persons(on)
    order: Sequence[list[Candidate]] = (leads, outside)
    if where is Route.OUTSIDE_PERSON:
        order = (outside, leads)
    free = (
        [each for each in several if not {each.person_id, each.holder_id} & set(barred)]
        for several in order
    )
    return next((each for each in free if each), [])
