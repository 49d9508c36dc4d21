"""Questions about who may hold the key of a case."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from portal.accounts.models import Account
from portal.cases.models import Case
from portal.cases.queries import OpenCase, recusals_of
from portal.cases.tellings import Exclusions, Telling
from portal.committee.grants import Candidate, plan_grants
from portal.committee.interests import Parties, barred
from portal.committee.queries import grant_candidates, people
from portal.database import db
from portal.membership.queries import find_member_of_account
from portal.vault.queries import holders_of
from portal.vault.sealing import Place, Recipient
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
    awake: frozenset[UUID]
    asleep: frozenset[UUID]

    @property
    def without_key(self) -> list[Candidate]:
        """Those who might be given the key: no known interest, and none awake yet."""
        return [
            each
            for each in self.candidates
            if each.person_id is not None
            and each.holder_id not in self.awake
            and not {each.person_id, each.holder_id} & self.barred
        ]

    def find(self, holder_id: UUID | None) -> Candidate | None:
        """The candidate with that key."""
        return next((each for each in self.candidates if each.holder_id == holder_id), None)


def readers_of_a_new_case(
    on: date, *, home_code: str, happened_on: date | None, exclusions: Exclusions
) -> Readers:
    """Who may read a case that is being sent now. For `prepare_arrival`, before sealing.

    Known interests are found here in passing: whoever lives with a carer of the visit, or manages
    one, is left out without the person having to know of it.
    """
    candidates = grant_candidates(on)
    parties = Parties(excluded=exclusions.person_ids, rostered=_rostered(home_code, happened_on))
    register = people(on)
    plan = plan_grants(
        candidates,
        excluded=barred(register, parties, register) | exclusions.person_ids,
        has_home_code=bool(home_code),
    )
    keys = {each.holder_id: each.public_key for each in candidates}
    recipients = [Recipient(each, keys[each]) for each in plan.awake]
    recipients += [Recipient(each, keys[each], GrantState.DORMANT) for each in plan.dormant]
    asked = select(Account.email).where(Account.holder_id.in_(plan.awake)).order_by(Account.email)
    return Readers(tuple(recipients), tuple(db.session.scalars(asked)), plan.quorate)


def key_state(opened: OpenCase, on: date) -> KeyState:
    """Who could hold the key, and whom the complainant, the register or a recusal keeps away."""
    case = opened.case
    register = people(on)
    home_code = opened.safe.open_text(Place("cases", case.id, "home_code"), case.home_code)
    telling = Telling.of_text(
        opened.safe.open_text(Place("cases", case.id, "telling"), case.telling)
    )
    excluded = Exclusions.of_text(
        opened.safe.open_text(Place("cases", case.id, "exclusions"), case.exclusions)
    )
    parties = Parties(
        excluded=excluded.person_ids,
        recused=frozenset(each.person_id for each in recusals_of(case)),
        rostered=_rostered(home_code, telling.happened_on),
    )
    held = _held(case)
    return KeyState(
        tuple(grant_candidates(on)),
        barred(register, parties, register) | parties.excluded | parties.recused,
        frozenset(each for each, state in held.items() if state is GrantState.AWAKE),
        frozenset(each for each, state in held.items() if state is GrantState.DORMANT),
    )


def person_id_of(account: Account, on: date) -> UUID:
    """How the register knows whoever signs in with that account."""
    member = find_member_of_account(account.id, on)
    return member.id if member else account.id


def _held(case: Case) -> dict[UUID, GrantState]:
    """Holders with an account: neither the person who spoke nor the recovery key counts here."""
    held = holders_of(case.safe_id)
    return {each.holder.id: each.state for each in held if each.holder.kind is HolderKind.ACCOUNT}


def _rostered(home_code: str, happened_on: date | None) -> frozenset[str]:
    """The care workers who were to be at that home around that day."""
    return frozenset()
