"""Questions about the committee: who sits, who holds an office, who may receive a key."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload

from portal.accounts.models import Account
from portal.committee.grants import Candidate, Capacity, plan_grants
from portal.committee.interests import Person
from portal.committee.models import Appointment, Term
from portal.committee.offices import NEEDED_FOR_INTAKE, VACANT, AppointmentState, Office
from portal.database import db, lock
from portal.errors import NotFound
from portal.i18n import gettext as _
from portal.kept import kept, kept_of_late
from portal.membership.classes import MemberClass
from portal.membership.models import Member
from portal.membership.queries import is_current, members_in_reserve
from portal.vault.models import Holder
from portal.vault.queries import find_recovery_holder

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Roster:
    """The committee on one day: who sits and who holds which office."""

    terms: Sequence[Term]
    appointments: Sequence[Appointment]

    def holders(self, office: Office) -> list[Appointment]:
        """Who holds the office: the holder, then the deputy."""
        return [each for each in self.appointments if each.office is office]

    @property
    def vacant(self) -> list[Office]:
        """The offices that have neither holder nor deputy."""
        return [office for office in Office if not self.holders(office)]

    @property
    def account_ids(self) -> set[UUID]:
        """The accounts of those who sit."""
        return {each.member.account_id for each in self.terms if each.member.account_id}


@dataclass(frozen=True)
class IntakeState:
    """Whether concerns can be received that day, why not, and who would receive their keys."""

    reasons: tuple[str, ...]
    candidates: tuple[Candidate, ...]

    @property
    def is_open(self) -> bool:
        """Whether concerns can be received."""
        return not self.reasons


def sitting_terms(on: date) -> list[Term]:
    """The terms of everybody who sits that day, longest in the seat first; with their members."""
    return list(
        db.session.scalars(
            select(Term)
            .join(Term.member)
            .options(joinedload(Term.member).joinedload(Member.account))
            .where(Term.starts_on <= on, Term.ends_on > on, is_current(on))
            .order_by(Term.starts_on, Member.name, Term.id)
        ).unique()
    )


def find_term_of(account_id: UUID, on: date) -> Term | None:
    """The seat of whoever signs in with that account, that day."""
    return next((each for each in sitting_terms(on) if each.member.account_id == account_id), None)


def roster(on: date) -> Roster:
    """The whole committee of one day, in two queries."""
    terms = sitting_terms(on)
    return Roster(terms, _in_office(on, terms))


def office_holders(office: Office, on: date) -> list[Appointment]:
    """Who holds an office that day: the holder, then the deputy."""
    return roster(on).holders(office)


def appointments_between(starts_on: date, ends_on: date) -> list[Appointment]:
    """Every appointment made that shares a day with that period."""
    return list(
        db.session.scalars(
            select(Appointment)
            .where(is_made(), Appointment.starts_on < ends_on, Appointment.ends_on > starts_on)
            .order_by(Appointment.is_deputy, Appointment.starts_on, Appointment.id)
        ).unique()
    )


def proposed_appointments(on: date) -> list[Appointment]:
    """What was proposed and waits for another member, while it could still begin to run."""
    return list(
        db.session.scalars(
            select(Appointment)
            .where(Appointment.state == AppointmentState.PROPOSED, Appointment.ends_on > on)
            .options(joinedload(Appointment.proposed_by))
            .order_by(Appointment.proposed_at, Appointment.id)
        ).unique()
    )


def get_appointment(appointment_id: UUID) -> Appointment:
    """That appointment. Raises NotFound."""
    found = db.session.scalar(lock(select(Appointment).where(Appointment.id == appointment_id)))
    if found is None:
        raise NotFound
    return found


def substitutes(on: date) -> list[Member]:
    """The reserve that can be called that day: by class, then by rank.

    Not those who sit already, nor coordinators, nor members without a sign-in.
    """
    return _substitutes(roster(on), on)


def names_of_key_people(on: date) -> dict[UUID, str]:
    """Everybody who holds the keys of cases, or may be called in, by the id that excludes them.

    Who sits, the reserve, the outside persons; also those who have made no key as yet.
    """
    committee = roster(on)
    members = [*(each.member for each in committee.terms), *_substitutes(committee, on)]
    outside = [each.account for each in committee.holders(Office.OUTSIDE_PERSON)]
    return {each.id: each.name for each in members} | {each.id: each.name for each in outside}


def grant_candidates(on: date) -> list[Candidate]:
    """Everybody who may receive the key of a case, in the order of preference.

    Only those who have made a key: nothing can be sealed to the others.
    """
    return list(intake_state(on).candidates)


def intake_state(on: date) -> IntakeState:
    """Whether concerns can be received that day, and who would receive their keys."""
    return kept("intake_state", on, lambda: _intake_state(on))


def intake_state_of_late(on: date) -> IntakeState:
    """The same for a page that only shows it: as it was within the last second."""
    return kept_of_late("intake_state", on, lambda: _intake_state(on))


def _intake_state(on: date) -> IntakeState:
    committee = roster(on)
    candidates = _candidates(committee, on)
    reasons = [str(VACANT[each]) for each in committee.vacant if each in NEEDED_FOR_INTAKE]
    if not any(each.capacity is Capacity.RECOVERY for each in candidates):
        reasons.append(_("The recovery key has not been made yet."))
    if not plan_grants(candidates, excluded=(), has_home_code=True).quorate:
        reasons.append(_("Too few members who may decide about concerns are in office."))
    return IntakeState(tuple(reasons), tuple(candidates))


def people(on: date) -> list[Person]:
    """Everybody whose interests can be known: members, and outside persons by their account."""
    return kept("people", on, lambda: _people(on))


def _people(on: date) -> list[Person]:
    rows = db.session.execute(
        select(Member.id, Member.care_worker_ref, Member.line_manager_id, Member.household).where(
            is_current(on)
        )
    )
    outside = office_holders(Office.OUTSIDE_PERSON, on)
    return [*(Person(*row) for row in rows), *(Person(each.account_id) for each in outside)]


def is_made() -> ColumnElement[bool]:
    """The condition of having been proposed and confirmed."""
    return Appointment.state == AppointmentState.MADE


def _in_office(on: date, terms: Sequence[Term]) -> list[Appointment]:
    """The appointments that run; whoever lost the seat is no longer chair."""
    seated = {each.member.account_id for each in terms}
    return [
        each
        for each in appointments_between(on, date.max)
        if each.starts_on <= on and (each.office is not Office.CHAIR or each.account_id in seated)
    ]


def _substitutes(committee: Roster, on: date) -> list[Member]:
    away = committee.account_ids | {
        each.account_id for each in committee.holders(Office.COORDINATOR)
    }
    return [
        each
        for each in members_in_reserve(on)
        if each.account is not None and each.account.is_open and each.account_id not in away
    ]


def _candidates(committee: Roster, on: date) -> list[Candidate]:
    leads = {
        each.account_id: 1 if each.is_deputy else 2 for each in committee.holders(Office.CHAIR)
    }
    coordinators = {each.account_id for each in committee.holders(Office.COORDINATOR)}
    reserve = _substitutes(committee, on)
    outside = committee.holders(Office.OUTSIDE_PERSON)
    keys = public_keys(
        [
            *(each.member.account for each in committee.terms),
            *(each.account for each in reserve),
            *(each.account for each in outside),
        ]
    )
    found = [
        _of_member(each.member, Capacity.SITTING, keys, each.seat_class, leads)
        for each in committee.terms
        if each.member.account_id not in coordinators
    ]
    found += [
        _of_member(each, Capacity.SUBSTITUTE, keys, each.member_class, {}) for each in reserve
    ]
    found += [
        Candidate(
            each.account.holder_id,
            keys[each.account.holder_id],
            Capacity.OUTSIDE,
            name=each.account.name,
            person_id=each.account_id,
            email=each.account.email,
        )
        for each in outside
        if each.account.holder_id in keys
    ]
    recovery = find_recovery_holder()
    if recovery is not None:
        found.append(Candidate(recovery.id, recovery.public_key, Capacity.RECOVERY))
    present = [each for each in found if each is not None]
    return sorted(present, key=lambda each: -each.leads)


def _of_member(
    member: Member,
    capacity: Capacity,
    keys: dict[UUID, bytes],
    member_class: MemberClass,
    leads: dict[UUID, int],
) -> Candidate | None:
    account = member.account
    if account is None or account.holder_id is None or account.holder_id not in keys:
        return None
    return Candidate(
        account.holder_id,
        keys[account.holder_id],
        capacity,
        name=member.name,
        person_id=member.id,
        member_class=member_class,
        care_worker=member.is_care_worker,
        care_worker_ref=member.care_worker_ref,
        leads=leads.get(account.id, 0),
        email=account.email,
    )


def public_keys(accounts: Sequence[Account | None]) -> dict[UUID, bytes]:
    """The keys in use of these accounts, by holder: nothing can be sealed to the others."""
    holder_ids = [each.holder_id for each in accounts if each and each.is_open and each.holder_id]
    rows = db.session.execute(
        select(Holder.id, Holder.public_key).where(
            Holder.id.in_(holder_ids), Holder.retired_on.is_(None)
        )
    )
    return {row[0]: row[1] for row in rows}
