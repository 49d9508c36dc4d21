"""Steps of a handover: taken down, added to, used for the first time, given out anew."""

from collections.abc import Sequence
from datetime import date, datetime

from portal.accounts.models import Account
from portal.cases.arrivals import Arrival
from portal.cases.events import Actor, EventKind
from portal.cases.keys.services import replace_receipt
from portal.cases.letters.services import leave_letter
from portal.cases.messages.services import hear_from_clerk
from portal.cases.minutes.services import enter_in_ledger, record_event
from portal.cases.models import Case, CaseReceipt
from portal.cases.queries import OpenCase, contact_in, get_case_of_receipt
from portal.cases.services import REPEATABLE_FOR, Reception, receive_case
from portal.cases.working_days import local_day
from portal.config import secrets_of
from portal.database import db
from portal.errors import NotFound, RuleBroken
from portal.i18n import gettext as _
from portal.intake.handover.models import CallerWish, Handover
from portal.intake.handover.queries import (
    find_open_handover,
    hold_receipt_of,
    moment_place,
)
from portal.intake.handover.ways import Wish, may_add
from portal.ledger.kinds import EntryKind
from portal.photographs import Photograph
from portal.vault.queries import find_key_ring, get_epoch_for_writing
from portal.vault.receipts import CodeKind, Receipt, TypedCode, drawer_of, key_pair_of
from portal.vault.services import begin_epoch
from portal.vault.states import GrantState


class HandoverOver(RuleBroken):
    """The code was used, or another took its place, while somebody looked at the page."""


class NothingToAdd(RuleBroken):
    """The code adds nothing more."""


class NobodyToReach(RuleBroken):
    """The person left no way to be called back."""


def take_down_case(
    arrival: Arrival, *, wish: Wish | None, came_on: date, by: Account, at: datetime
) -> Reception:
    """Store what a caller or a letter says as a case, with a handover code for the person.

    The clock runs from the day on which it reached us. Raises AlreadyReceived.
    """
    reception = receive_case(arrival, at=at, received_on=came_on)
    case = reception.case
    _keep_handover(case, arrival.receipt_lookup, arrival.receipt_version, by=by, at=at)
    if wish is not None:
        db.session.add(CallerWish(case_id=case.id, wish=wish))
    record_event(case, EventKind.TAKEN_DOWN, by=by, at=at)
    return reception


def add_to_case(
    handover: Handover,
    words: str,
    *,
    photographs: Sequence[tuple[str, Photograph]] = (),
    by: Account,
    at: datetime,
) -> None:
    """Add what was taken down later. Nothing is opened: a new key begins for what is added.

    Raises NothingToAdd where the person has used the code, or the time is over; NothingSaid and
    TooManyPhotographs.
    """
    case = get_case_of_receipt(hold_receipt_of(handover.case_id))
    held = find_open_handover(case.id)
    if (
        held is None
        or held.id != handover.id
        or not may_add(held.given_on, held.additions, today=local_day(at))
    ):
        raise NothingToAdd(nothing_to_add())
    opened = OpenCase(case, begin_epoch(case.safe_id))
    hear_from_clerk(opened, words, photographs=photographs, by=by, at=at)
    held.additions += 1
    db.session.flush()


def use_handover(handover: Handover, code: str, fresh: Receipt, *, at: datetime) -> Case:
    """Put a receipt of the person's own in the place of the handover code, and keep when.

    The code's key only passes the case's keys on; no word is opened by it. Raises HandoverOver
    where the code was used meanwhile.
    """
    receipt = hold_receipt_of(handover.case_id)
    case = get_case_of_receipt(receipt)
    get_epoch_for_writing(case.safe_id)
    held = find_open_handover(case.id)
    if held is None or held.id != handover.id:
        raise HandoverOver(_("This code was used just now. Please type it in again."))
    made_with = TypedCode(code, secrets_of("receipt")).made_with(held.secret_version)
    private = key_pair_of(code, made_with, CodeKind.HANDOVER).private
    ring = find_key_ring(case.safe_id, receipt.holder_id, private)
    if ring is None:
        raise NotFound
    replace_receipt(receipt, ring, fresh, at=at, repeat_until=at + REPEATABLE_FOR)
    drawer = drawer_of(code, made_with)
    held.open_slot = None
    held.used_on = local_day(at)
    held.used_at = drawer.seal(moment_place(held.id), at.isoformat())
    record_event(case, EventKind.HANDED_OVER, by=Actor.COMPLAINANT, at=at)
    return case


def reissue_receipt(
    receipt: CaseReceipt, opened: OpenCase, newer: Receipt, *, by: Account, at: datetime
) -> Handover:
    """Give out a handover code in the place of a receipt that was lost, after a call-back.

    The old one leads nowhere from this moment; the ledger names who did it. `newer` is a handover
    code, so that a handler who used it first is found out as a clerk is. Raises NobodyToReach
    where the person left neither a number nor a postal address.
    """
    case, contact = opened.case, contact_in(opened)
    if not (contact.phone or contact.other):
        raise NobodyToReach(
            _(
                "The person left no number and no postal address, so nobody can be called back,"
                " and no new code can be given out."
            )
        )
    before = find_open_handover(case.id)
    if before is not None:
        before.open_slot, before.replaced_on = None, local_day(at)
        db.session.flush()
    old = None if before else receipt.lookup
    replace_receipt(receipt, opened.safe, newer, at=at, state=GrantState.HAND_OVER)
    made = _keep_handover(
        case, newer.lookup, newer.secret_version, by=by, at=at, replaced_lookup=old
    )
    record_event(case, EventKind.REISSUED, by=by, at=at)
    enter_in_ledger(EntryKind.RECEIPT_REISSUED, case, at=at, by=by.name)
    # Whoever still has the old one, and left an address, comes back and finds out.
    leave_letter(case, at=at)
    return made


def nothing_to_add() -> str:
    """One sentence for every code that adds nothing, so that it tells nothing of the case."""
    return _(
        "Nothing can be added with this code. Perhaps a letter is wrong; or the person has used it"
        " already, the fourteen days are over, or ten notes were added."
    )


def _keep_handover(
    case: Case,
    lookup: bytes,
    secret_version: str,
    *,
    by: Account,
    at: datetime,
    replaced_lookup: bytes | None = None,
) -> Handover:
    handover = Handover(
        case_id=case.id,
        open_slot=1,
        lookup=lookup,
        secret_version=secret_version,
        replaced_lookup=replaced_lookup,
        given_by_id=by.id,
        given_on=local_day(at),
        additions=0,
    )
    db.session.add(handover)
    db.session.flush()
    return handover
