"""Questions about who may hold the key of a case."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from portal.accounts.models import Account
from portal.cases.beside.queries import is_covered, rostered_at
from portal.cases.events import EventKind
from portal.cases.models import Case, Recusal
from portal.cases.queries import OpenCase, recusals_by_case, recusals_of, told_in
from portal.cases.tellings import Exclusions
from portal.committee.grants import Candidate, Capacity, Confirmation, plan_grants
from portal.committee.hand_over.screening import SafeFacts
from portal.committee.interests import Parties, barred
from portal.committee.queries import grant_candidates, people
from portal.database import db
from portal.membership.queries import find_member_of_account
from portal.vault.queries import states_of
from portal.vault.sealing import OpenSafe, Recipient
from portal.vault.states import GrantState, HolderKind


@dataclass(frozen=True)
class Readers:
    """Who receives the key of a new case, and whom to tell that something arrived."""

    recipients: tuple[Recipient, ...]
    tell: tuple[str, ...]
    quorate: bool
    """Whether those who receive it, or may be called in, could decide about it."""


@dataclass(frozen=True)
class KeyState:
    """Who could hold the key of a case, who does, and who must not."""

    candidates: tuple[Candidate, ...]
    barred: frozenset[UUID]
    states: Mapping[UUID, GrantState]
    confirmed: Confirmation

    @property
    def awake(self) -> frozenset[UUID]:
        """The holders who can read the case."""
        return self._in(GrantState.AWAKE)

    @property
    def asleep(self) -> frozenset[UUID]:
        """The holders who stand by."""
        return self._in(GrantState.DORMANT)

    @property
    def free(self) -> list[Candidate]:
        """Those with no known interest in the case."""
        return [
            each for each in self.candidates if not {each.person_id, each.holder_id} & self.barred
        ]

    @property
    def without_key(self) -> list[Candidate]:
        """Those who might be given the key: no known interest, and none awake yet."""
        return [
            each
            for each in self.free
            if each.capacity is not Capacity.RECOVERY and each.holder_id not in self.awake
        ]

    def find(self, holder_id: UUID | None) -> Candidate | None:
        """The candidate with that key."""
        return next((each for each in self.candidates if each.holder_id == holder_id), None)

    def _in(self, wanted: GrantState) -> frozenset[UUID]:
        return frozenset(each for each, state in self.states.items() if state is wanted)


def readers_of_a_new_case(
    on: date, *, home_code: str, happened_on: date | None, exclusions: Exclusions
) -> Readers:
    """Who may read a case that is being sent now. For `prepare_arrival`, before sealing.

    Known interests are found here in passing: whoever lives with a carer of the visit, or manages
    one, is left out without the person having to know of it.
    """
    candidates = grant_candidates(on)
    parties = Parties(excluded=exclusions.person_ids, rostered=rostered_at(home_code, happened_on))
    register = people(on)
    plan = plan_grants(
        candidates,
        excluded=barred(register, parties, register) | exclusions.person_ids,
        has_home_code=bool(home_code),
    )
    keys = {each.holder_id: each.public_key for each in candidates}
    recipients = [Recipient(each, keys[each]) for each in plan.awake]
    recipients += [Recipient(each, keys[each], GrantState.DORMANT) for each in plan.dormant]
    addresses = {each.holder_id: each.email for each in candidates}
    tell = sorted(addresses[each] for each in plan.awake if addresses[each])
    return Readers(tuple(recipients), tuple(tell), plan.quorate)


def key_state(opened: OpenCase, on: date) -> KeyState:
    """Who could hold the key, and whom the complainant, the register or a recusal keeps away."""
    facts, register = facts_of(opened), people(on)
    return KeyState(
        candidates=tuple(grant_candidates(on)),
        barred=barred(register, facts.parties, register)
        | facts.parties.excluded
        | facts.parties.recused,
        states=_states(opened.case),
        confirmed=facts.confirmed,
    )


def who_could_read(opened: OpenCase, on: date) -> list[Candidate]:
    """Those who sit or read the case, and whom nothing keeps away: whom the person may exclude."""
    state = key_state(opened, on)
    return [
        each
        for each in state.free
        if each.person_id is not None
        and (each.capacity is Capacity.SITTING or each.holder_id in state.awake)
    ]


def facts_of(opened: OpenCase, recusals: Sequence[Recusal] | None = None) -> SafeFacts:
    """What a case says about who may hold its key; `recusals` where they were looked up already."""
    case, told = opened.case, told_in(opened)
    stepped_back = recusals_of(case) if recusals is None else recusals
    parties = Parties(
        excluded=told.exclusions.person_ids,
        recused=frozenset(each.person_id for each in stepped_back),
        rostered=rostered_at(told.home_code, told.telling.happened_on),
    )
    confirmed = Confirmation(
        home=bool(told.home_code),
        visit=any(event.kind is EventKind.HOME_CONFIRMED for event in case.events),
        day_covered=is_covered(told.telling.happened_on),
    )
    return SafeFacts(parties, confirmed)


def facts_of_safes(safes: Mapping[UUID, OpenSafe]) -> Mapping[UUID, SafeFacts]:
    """The same for many safes at once: what a hand-over has to know.

    Cases that have ended are passed on too: they open again when the person says so.
    """
    asked = select(Case).where(Case.safe_id.in_(list(safes)))
    cases = db.session.scalars(asked.options(selectinload(Case.events))).all()
    stepped_back = recusals_by_case([case.id for case in cases])
    return {
        case.safe_id: facts_of(OpenCase(case, safes[case.safe_id]), stepped_back[case.id])
        for case in cases
    }


def person_id_of(account: Account, on: date) -> UUID:
    """How the register knows whoever signs in with that account."""
    member = find_member_of_account(account.id, on)
    return member.id if member else account.id


def _states(case: Case) -> dict[UUID, GrantState]:
    """Holders with an account: neither the person who spoke nor the recovery key counts here."""
    return states_of([case.safe_id], HolderKind.ACCOUNT)[case.safe_id]
