"""The question who may read a case and whether they can decide it, for the page of the case."""

from portal.cases.keys.interests import free_seats
from portal.cases.keys.queries import KeyState
from portal.cases.models import Case
from portal.cases.queries import answered_before, readers_of
from portal.cases.reading.readership import Reader, Readership
from portal.committee.grants import Capacity


def readership_of(case: Case, keys: KeyState) -> Readership:
    """Those who hold the key of a case, and the seats from which its quorum is counted."""
    candidates = {each.holder_id: each for each in keys.candidates}
    earlier = answered_before(case) if case.needs_other_handler else set()
    return Readership(
        readers=tuple(
            Reader(
                each.name,
                candidates.get(each.holder_id) if each.holder_id else None,
                answered_before=each.id in earlier,
            )
            for each in readers_of(case)
        ),
        sitting=sum(each.capacity is Capacity.SITTING for each in keys.candidates),
        free=len(free_seats(keys.candidates, barred=keys.barred)),
    )
