"""Steps that keep a member away who did not step back: an interest was found, or the person asked.

What was read before cannot be unread; from that moment there is no key, no row, no letter.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID

from portal.accounts.models import Account
from portal.accounts.queries import find_account_of_holder
from portal.cases.events import Actor, EventKind, RecusalGround
from portal.cases.keys.queries import facts_of, key_state, who_could_read
from portal.cases.keys.services import take_case_from, write_recusal
from portal.cases.minutes.services import enter_in_ledger, record_event
from portal.cases.queries import OpenCase, readers_of, told_in
from portal.cases.working_days import local_day
from portal.committee.grants import Candidate
from portal.committee.interests import Interest, Parties, Person, known_interests
from portal.committee.queries import people
from portal.errors import RuleBroken
from portal.i18n import gettext as _
from portal.ledger.kinds import EntryKind
from portal.vault.sealing import Place

ASKED_BY_THE_PERSON: Final = "asked_by_the_person"
_GROUNDS: Final = {
    Interest.COMPLAINANT: RecusalGround.PARTY,
    Interest.NAMED: RecusalGround.NAMED,
    Interest.ROSTERED: RecusalGround.ON_THE_VISIT,
    Interest.HOUSEHOLD: RecusalGround.HOUSEHOLD,
    Interest.LINE_MANAGER: RecusalGround.LINE_MANAGER,
}
"""What the minutes call an interest that was found; the first that holds is named."""


class NobodyLeft(RuleBroken):
    """Nobody would be left who could read the case."""


class NotAReader(RuleBroken):
    """This person cannot read the case anyway."""


def keep_away_known_interests(opened: OpenCase, *, at: datetime) -> list[Account]:
    """Keep away all whose interest came to be known since they were given a key. Returns them.

    The record of visits arrives after the concern: only then does anybody know whose round it was.
    It can be compared in no other place than the session of somebody who opens the case.
    """
    today = local_day(at)
    parties, register = facts_of(opened).parties, people(today)
    state, away = key_state(opened, today), []
    for candidate in state.candidates:
        ground = _ground_against(candidate, parties, register)
        if ground is None or candidate.holder_id not in state.awake | state.asleep:
            continue
        member = find_account_of_holder(candidate.holder_id)
        if member is not None:
            write_recusal(opened.case, member, ground, at=at)
            _note(opened, member, EventKind.INTEREST_FOUND, ground.value, at)
            take_case_from(opened, member, at=at)
            away.append(member)
    return away


def keep_away_earlier_handlers(
    opened: OpenCase, handlers: Collection[UUID | None], *, at: datetime
) -> list[Account]:
    """Keep away who answered the case at an earlier stage. Returns them.

    Called as the person opens it again, with the key of their receipt. Nobody is kept away where
    nobody would be left who can read it: those then see it, and cannot decide.
    """
    readers = readers_of(opened.case)
    earlier = [each for each in readers if each.id in handlers]
    if len(earlier) == len(readers):
        return []
    for member in earlier:
        write_recusal(opened.case, member, RecusalGround.HANDLED_BEFORE, at=at)
        ground = RecusalGround.HANDLED_BEFORE.value
        _note(opened, member, EventKind.INTEREST_FOUND, ground, at)
        take_case_from(opened, member, at=at)
    return earlier


def keep_away_on_request(opened: OpenCase, person_id: UUID, *, at: datetime) -> None:
    """Keep one member away because the person who spoke asks for it; their word is enough.

    That they asked is sealed with whom else they excluded. Raises NotAReader, and NobodyLeft where
    the case would lie there for nobody.
    """
    case, today = opened.case, local_day(at)
    could = who_could_read(opened, today)
    chosen = next((each for each in could if each.person_id == person_id), None)
    member = find_account_of_holder(chosen.holder_id) if chosen else None
    if member is None:
        raise NotAReader(_("This person cannot read it."))
    state = key_state(opened, today)
    left = state.awake | state.asleep if case.is_sealed else state.awake
    if not any(each.holder_id in left for each in could if each is not chosen):
        raise NobodyLeft(
            _(
                "Nobody would be left who can read this. You may withdraw it, or take it to the"
                " body outside the co-operative that your page names."
            )
        )
    exclusions = told_in(opened).exclusions
    more = replace(exclusions, person_ids=exclusions.person_ids | {person_id})
    case.exclusions = opened.safe.seal(Place("cases", case.id, "exclusions"), more.to_text())
    _note(opened, member, EventKind.KEPT_AWAY, ASKED_BY_THE_PERSON, at)
    take_case_from(opened, member, at=at)


def _ground_against(
    candidate: Candidate, parties: Parties, register: list[Person]
) -> RecusalGround | None:
    person = next((each for each in register if each.id == candidate.person_id), None)
    found = known_interests(person, parties, register) if person else frozenset()
    return next((ground for interest, ground in _GROUNDS.items() if interest in found), None)


def _note(opened: OpenCase, member: Account, kind: EventKind, ground: str, at: datetime) -> None:
    by = Actor.COMPLAINANT if kind is EventKind.KEPT_AWAY else Actor.PORTAL
    record_event(opened.case, kind, by=by, at=at, about=member.id)
    enter_in_ledger(EntryKind.MEMBER_RECUSED, opened.case, at=at, ground=ground)
