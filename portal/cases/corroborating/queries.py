"""Questions about reports that wait sealed, and about those that may be about the same service."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select
from sqlalchemy.orm import aliased, selectinload

from portal.accounts.models import Account
from portal.cases.corroborating.corroboration import (
    MOST_DAYS,
    Likeness,
    Report,
    headings,
    is_alike,
)
from portal.cases.corroborating.models import Pairing, PairingFinding
from portal.cases.models import Case, CaseIssue
from portal.cases.queries import OpenCase, Told, readers_of, told_in, visible_cases
from portal.cases.references import as_reference
from portal.cases.routing.table import ALONE, CaseType
from portal.cases.workflow import CaseKind, CaseStatus
from portal.committee.grants import Candidate, Capacity, plan_grants, two_readers
from portal.committee.queries import grant_candidates
from portal.database import db, lock
from portal.errors import NotFound
from portal.vault.queries import states_of
from portal.vault.states import GrantState, HolderKind

_KINDS: Final = (CaseKind.CONCERN, CaseKind.MISSED_VISIT)
_MOST_LOOKED_AT: Final = 50
# What somebody has alone, or came by the protected way, is laid beside nothing.
_NEVER: Final = (CaseType.WHISTLEBLOWING, CaseType.SAFEGUARDING)


@dataclass(frozen=True)
class Waiting:
    """A sealed report, and another one that is, or may be, laid beside it."""

    case_id: UUID
    other_id: UUID | None


@dataclass(frozen=True)
class Pair:
    """Two reports that one reader has to compare."""

    pairing_id: UUID
    case_id: UUID
    other_id: UUID
    reference: str
    other_reference: str


@dataclass(frozen=True)
class PairStanding:
    """How far two members are with comparing, as one of them may see it."""

    own: Likeness | None
    colleague_is_done: bool
    disagree: bool


@dataclass(frozen=True)
class Side:
    """One of two reports, unsealed for whoever compares them."""

    case: Case
    told: Told


def sealed_reports(today: date) -> list[Waiting]:
    """Every sealed report, with the one that it is being compared with, or may be."""
    asked = select(Case).where(Case.sealed_until.is_not(None)).options(selectinload(Case.issues))
    found = db.session.scalars(asked.order_by(Case.received_on, Case.id)).all()
    waiting = []
    for case in found:
        pairing = find_open_pairing(case)
        other_id = pairing.beside(case.id) if pairing else _find_other(case, today)
        waiting.append(Waiting(case.id, other_id))
    return waiting


def hold_cases(case_ids: Collection[UUID]) -> dict[UUID, Case]:
    """The cases, held still, always in the same order; those deleted meanwhile are left out."""
    asked = select(Case).where(Case.id.in_(list(case_ids))).order_by(Case.id)
    return {each.id: each for each in db.session.scalars(lock(asked))}


def report_of(case: Case) -> Report:
    """What is clear of a case, for the rule."""
    return Report(tuple(case.subjects), case.area)


def get_pair(reference: str, reader: Account) -> Pair:
    """The two reports that this reader has to compare, the one of that reference first.

    Raises NotFound where there is nothing to compare, or where the reader does not hold both keys
    awake. It holds nothing still: whoever writes holds both cases next, in their order.
    """
    case = db.session.scalar(_seen(reader).where(Case.reference == as_reference(reference)))
    for pairing in _open_pairings(case) if case else []:
        other = db.session.scalar(_seen(reader).where(Case.id == pairing.beside(case.id)))
        if other is not None and reader.id in {each.id for each in two_of(case, other)}:
            return Pair(pairing.id, case.id, other.id, case.reference, other.reference)
    raise NotFound


def find_open_pairing(case: Case, other: Case | None = None) -> Pairing | None:
    """What two members have to compare the case with: that other one, or whichever it is."""
    for pairing in _open_pairings(case):
        if other is None or other.id in (pairing.case_id, pairing.other_id):
            return pairing
    return None


def standing_of(pair: Pair, reader: Account) -> PairStanding:
    """How far the two are; what the other found is not shown, so that nobody is led."""
    two = two_of(*(db.session.get_one(Case, each) for each in (pair.case_id, pair.other_id)))
    findings = db.session.scalars(
        select(PairingFinding).where(
            PairingFinding.pairing_id == pair.pairing_id,
            PairingFinding.account_id.in_([each.id for each in two]),
        )
    ).all()
    own = next((each.likeness for each in findings if each.account_id == reader.id), None)
    others = [each.likeness for each in findings if each.account_id != reader.id]
    return PairStanding(own, bool(others), own is not None and any(e is not own for e in others))


def two_of(case: Case, other: Case) -> list[Account]:
    """Those who can read both."""
    both = {each.id for each in readers_of(other)}
    return [each for each in readers_of(case) if each.id in both]


def may_compare(case: Case, other: Case, on: date) -> list[Candidate]:
    """The two who compare: non-workers who sit, and who hold or may be given both keys.

    Who reads it already or did so before stands first, so that it is opened to as few as can be.
    """
    own, others = _states(case), _states(other)
    wakes = {GrantState.AWAKE, GrantState.DORMANT} if other.is_sealed else {GrantState.AWAKE}
    able = [
        each
        for each in grant_candidates(on)
        if each.capacity is Capacity.SITTING
        and not each.care_worker
        and each.holder_id in own
        and own[each.holder_id] is not GrantState.HAND_OVER
        and others.get(each.holder_id) in wakes
    ]
    before = _compared_before([case.id, *([other.id] if other.is_sealed else [])])
    there = [
        each for each in able if own[each.holder_id] is GrantState.AWAKE or each.holder_id in before
    ]
    chosen = two_readers(there[:2], [each for each in able if each not in there[:2]])
    return chosen if len(chosen) >= 2 else []


def first_readers(case: Case, on: date, *, few: bool) -> list[Candidate]:
    """Whose keys are woken when a sealed report opens: as if it came today, of those who hold one.

    Nobody's session is needed for it. Who was kept away when it came holds no key at all. `few` is
    for a case that two members read first.
    """
    held = _states(case)
    candidates = grant_candidates(on)
    without = {each.holder_id for each in candidates if each.holder_id not in held}
    # A home whose code was given lies in a part of the district; without one only two read.
    plan = plan_grants(candidates, excluded=without, has_home_code=bool(case.area) and not few)
    return [each for each in candidates if each.holder_id in plan.awake]


def sides_of(opened: Sequence[OpenCase]) -> list[Side]:
    """What was said in each of them."""
    return [Side(each.case, told_in(each)) for each in opened]


def _find_other(case: Case, today: date) -> UUID | None:
    own = report_of(case)
    pair = aliased(Pairing)
    compared = exists().where(
        or_(
            and_(pair.case_id == case.id, pair.other_id == Case.id),
            and_(pair.case_id == Case.id, pair.other_id == case.id),
        )
    )
    taken = exists().where(
        Case.sealed_until.is_not(None),
        pair.ended_on.is_(None),
        or_(pair.case_id == Case.id, pair.other_id == Case.id),
    )
    asked = (
        select(Case)
        .options(selectinload(Case.issues))
        .where(
            Case.id != case.id,
            Case.received_on >= case.received_on - timedelta(days=MOST_DAYS),
            Case.kind.in_(_KINDS),
            Case.case_type.not_in(_NEVER),
            or_(Case.kept_with.is_(None), Case.kept_with.not_in(ALONE)),
            Case.status != CaseStatus.WITHDRAWN,
            _is_near(own),
            ~compared,
            ~taken,
        )
        .order_by(Case.received_on.desc(), Case.id)
        .limit(_MOST_LOOKED_AT)
    )
    for other in db.session.scalars(asked):
        if is_alike(own, report_of(other)) and may_compare(case, other, today):
            return other.id
    return None


def _is_near(own: Report) -> ColumnElement[bool]:
    """As `is_alike` has it, for the database: so that few have to be looked at."""
    below = [CaseIssue.code.startswith(f"{each}-") for each in sorted(headings(own.subjects))]
    heading = exists().where(CaseIssue.case_id == Case.id, or_(false(), *below))
    exact = exists().where(CaseIssue.case_id == Case.id, CaseIssue.code.in_(own.subjects))
    if not own.area:
        return exact
    return or_(and_(Case.area == own.area, heading), and_(Case.area == "", exact))


def _open_pairings(case: Case) -> list[Pairing]:
    """A report that is open may be laid beside several that are not; a sealed one beside one."""
    asked = select(Pairing).where(
        Pairing.ended_on.is_(None), or_(Pairing.case_id == case.id, Pairing.other_id == case.id)
    )
    return list(db.session.scalars(asked.order_by(Pairing.began_on, Pairing.id)))


def _seen(reader: Account) -> Select[Any]:
    return visible_cases(reader).options(selectinload(Case.issues))


def _compared_before(case_ids: Collection[UUID]) -> set[UUID | None]:
    asked = (
        select(Account.holder_id)
        .join(PairingFinding, PairingFinding.account_id == Account.id)
        .join(Pairing, Pairing.id == PairingFinding.pairing_id)
        .where(or_(Pairing.case_id.in_(case_ids), Pairing.other_id.in_(case_ids)))
    )
    return set(db.session.scalars(asked))


def _states(case: Case) -> dict[UUID, GrantState]:
    return states_of([case.safe_id], HolderKind.ACCOUNT)[case.safe_id]
