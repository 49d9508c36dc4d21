"""Questions about who may have a case alone: the safeguarding lead, and the outside person."""

from datetime import date

from portal.committee.grants import Candidate, Capacity
from portal.committee.offices import Office
from portal.committee.queries import grant_candidates, public_keys, roster
from portal.kept import kept
from portal.membership.queries import find_member_of_account


def safeguarding_leads(on: date) -> list[Candidate]:
    """The safeguarding lead and the deputy who have made a key: no care workers.

    They need not sit, so they are no candidates for the key of a case that the committee has.
    """
    return kept("safeguarding_leads", on, lambda: _leads(on))


def outside_persons(on: date) -> list[Candidate]:
    """The outside person and the deputy who have made a key."""
    return [each for each in grant_candidates(on) if each.capacity is Capacity.OUTSIDE]


def _leads(on: date) -> list[Candidate]:
    held = roster(on).holders(Office.SAFEGUARDING_LEAD)
    keys = public_keys([each.account for each in held])
    members = {each.account_id: find_member_of_account(each.account_id, on) for each in held}
    return [
        Candidate(
            each.account.holder_id,
            keys[each.account.holder_id],
            Capacity.LEAD,
            name=each.account.name,
            person_id=member.id if member else each.account_id,
            email=each.account.email,
        )
        for each in held
        for member in [members[each.account_id]]
        if each.account.holder_id in keys and not (member and member.is_care_worker)
    ]
