"""Questions about who may hold the key of a case."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from portal.accounts.models import Account
from portal.cases.arrivals import Statement
from portal.cases.beside.queries import is_covered, rostered_at
from portal.cases.corroborating.corroboration import SealRefused, may_wait, require_until
from portal.cases.events import EventKind
from portal.cases.models import Case, Recusal
from portal.cases.queries import (
    OpenCase,
    has_happened,
    recusals_by_case,
    recusals_of,
    told_in,
)
from portal.cases.routing.queries import rows_in_force
from portal.cases.routing.table import ALONE, CaseType, Route, Sorting, sort_arrival
from portal.cases.safeguarding.head_queries import find_heads
from portal.cases.tellings import TAKEN_DOWN_BY
from portal.committee.grants import (
    READERS_WITHOUT_HOME,
    Candidate,
    Capacity,
    Confirmation,
    plan_grants,
)
from portal.committee.hand_over.screening import SafeFacts
from portal.committee.interests import Parties, barred, named_in
from portal.committee.lead_queries import safeguarding_leads
from portal.committee.queries import grant_candidates, people
from portal.database import db
from portal.i18n import gettext as _
from portal.membership.queries import find_member_of_account, members_called
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
    sorting: Sorting
    statement: Statement
    """What was said, with the interests that were found in it."""


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


def readers_of_a_new_case(on: date, statement: Statement, *, home_code: str) -> Readers:
    """Who may read a case that is being sent now. For `prepare_arrival`, before sealing.

    Known interests are found here in passing: whoever lives with a carer of the visit, or manages
    one, is named in what was said, or says it themselves, is left out without the person having to
    know of it. `statement` comes back with these people in its exclusions.

    Of what is kept sealed every key sleeps, and nobody is told. Raises SealRefused where it cannot
    wait, or not until that day.
    """
    candidates, register = grant_candidates(on), people(on)
    sorting = sort_arrival(
        rows_in_force(),
        statement.kind,
        statement.subjects,
        role=statement.telling.role,
        in_danger=statement.telling.in_danger,
    )
    _require_wait(statement.sealed_until, sorting, on)
    leads = safeguarding_leads(on) if sorting.route in ALONE else []
    parties = _parties_of(statement, [*candidates, *leads], sorting, home_code=home_code)
    bars = barred(register, parties, register) | parties.excluded | parties.named
    plan = plan_grants(candidates, excluded=bars, has_home_code=bool(home_code))
    awake, asleep = set(plan.awake), set(plan.dormant)
    if sorting.route in ALONE:
        heads = {each.holder_id for each in find_heads(sorting.route, bars, on)}
        awake, asleep = heads, (awake | asleep) - heads
    elif statement.sealed_until is not None:
        awake, asleep = set(), awake | asleep
    elif sorting.route is Route.TWO_MEMBERS:
        first = set(plan.awake[:READERS_WITHOUT_HOME])
        awake, asleep = first, (awake | asleep) - first
    everybody = {each.holder_id: each for each in (*candidates, *leads)}
    recipients = [
        Recipient(each.holder_id, each.public_key, state)
        for each in everybody.values()
        for state in [_state_of(each.holder_id, awake, asleep)]
        if state is not None
    ]
    tell = sorted({everybody[each].email for each in awake if everybody[each].email})
    found = replace(statement.exclusions, complainants=parties.complainants, named=parties.named)
    return Readers(
        tuple(recipients), tuple(tell), plan.quorate, sorting, replace(statement, exclusions=found)
    )


def key_state(opened: OpenCase, on: date) -> KeyState:
    """Who could hold the key, and whom the complainant, the register or a recusal keeps away."""
    facts, register = facts_of(opened), people(on)
    return KeyState(
        candidates=tuple(grant_candidates(on)),
        barred=barred(register, facts.parties, register)
        | facts.parties.excluded
        | facts.parties.recused
        | facts.parties.named,
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
        complainants=told.exclusions.complainants,
        named=told.exclusions.named,
        by_a_worker=case.case_type is CaseType.WHISTLEBLOWING,
        rostered=rostered_at(told.home_code, told.telling.happened_on),
    )
    confirmed = Confirmation(
        home=bool(told.home_code),
        visit=has_happened(case, EventKind.HOME_CONFIRMED),
        day_covered=is_covered(told.telling.happened_on),
    )
    return SafeFacts(parties, confirmed)


def facts_of_safes(safes: Mapping[UUID, OpenSafe], on: date) -> Mapping[UUID, SafeFacts]:
    """The same for many safes at once: what a hand-over has to know.

    Cases that have ended are passed on too: they open again when the person says so.
    """
    asked = select(Case).where(Case.safe_id.in_(list(safes)))
    cases = db.session.scalars(asked.options(selectinload(Case.events))).all()
    stepped_back = recusals_by_case([case.id for case in cases])
    found = {
        case.safe_id: facts_of(OpenCase(case, safes[case.safe_id]), stepped_back[case.id])
        for case in cases
    }
    for case in cases:
        if case.is_sealed:
            found[case.safe_id] = replace(found[case.safe_id], sleeps=True)
        elif case.kept_with is not None:
            heads = find_heads(case.kept_with, (), on)
            alone = tuple(replace(each, capacity=Capacity.LEAD) for each in heads)
            found[case.safe_id] = replace(found[case.safe_id], only_to=alone)
    return found


def person_id_of(account: Account, on: date) -> UUID:
    """How the register knows whoever signs in with that account."""
    member = find_member_of_account(account.id, on)
    return member.id if member else account.id


def _require_wait(until: date | None, sorting: Sorting, on: date) -> None:
    if until is None:
        return
    require_until(until, on)
    if not may_wait(sorting.case_type, sorting.severity, sorting.triggers, sorting.route):
        raise SealRefused(
            _(
                "Somebody may be in danger, or somebody else has to see this first, so it cannot be"
                " kept sealed. Choose to send it now."
            )
        )


def _parties_of(
    statement: Statement, candidates: Sequence[Candidate], sorting: Sorting, *, home_code: str
) -> Parties:
    """What a statement says about people who might read it."""
    telling = statement.telling
    # Who takes a call down is named by the page, and not by the person who calls.
    said = [answer for asked, answer in telling.answers if asked != str(TAKEN_DOWN_BY)]
    words = (telling.words, *said)
    names = {each.person_id: each.name for each in candidates if each.person_id}
    contact = statement.contact
    return Parties(
        excluded=statement.exclusions.person_ids,
        complainants=frozenset(members_called(contact.name, contact.email)),
        named=named_in(words, names),
        rostered=rostered_at(home_code, telling.happened_on),
        by_a_worker=sorting.case_type is CaseType.WHISTLEBLOWING,
    )


def _state_of(
    holder_id: UUID, awake: Collection[UUID], asleep: Collection[UUID]
) -> GrantState | None:
    if holder_id in awake:
        return GrantState.AWAKE
    return GrantState.DORMANT if holder_id in asleep else None


def _states(case: Case) -> dict[UUID, GrantState]:
    """Holders with an account: neither the person who spoke nor the recovery key counts here."""
    return states_of([case.safe_id], HolderKind.ACCOUNT)[case.safe_id]
