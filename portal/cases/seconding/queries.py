"""Questions about what one member asked for and a second may agree to."""

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from portal.accounts.models import Account
from portal.asking import ask
from portal.cases.models import Case, Recusal
from portal.cases.queries import OpenCase, readers_of, recusals_of
from portal.cases.seconding.asking import AskState, Step
from portal.cases.seconding.models import SecondedRequest
from portal.database import db, lock
from portal.errors import NotFound
from portal.vault.models import Grant, Safe
from portal.vault.sealing import Place
from portal.vault.states import GrantState

_SHOWN = (AskState.WAITING, AskState.AGREED, AskState.DECLINED)


def _holds_key(
    account_id: ColumnElement[UUID] | InstrumentedAttribute[UUID],
) -> ColumnElement[bool]:
    """Whether that account holds the key of the case of the row awake."""
    return (
        select(Account.id)
        .join(Grant, Grant.holder_id == Account.holder_id)
        .join(Safe, (Safe.id == Grant.safe_id) & (Safe.epoch == Grant.epoch))
        .where(
            Account.id == account_id,
            Safe.id == Case.safe_id,
            Grant.state == GrantState.AWAKE,
        )
        .exists()
    )


_READER: Final = bindparam("reader_id", type_=Uuid())
_FOR_READER: Final = (
    select(SecondedRequest)
    .join(Case, Case.id == SecondedRequest.case_id)
    .where(
        SecondedRequest.state.in_(_SHOWN),
        or_(
            and_(SecondedRequest.state == AskState.WAITING, SecondedRequest.asked_by_id != _READER),
            and_(
                SecondedRequest.state.in_((AskState.AGREED, AskState.DECLINED)),
                SecondedRequest.asked_by_id == _READER,
            ),
        ),
        SecondedRequest.lapses_on > bindparam("on"),
        # Asked of each open request: they are few, and what a reader can open is much.
        _holds_key(_READER),
        ~exists().where(Recusal.case_id == SecondedRequest.case_id, Recusal.account_id == _READER),
        _holds_key(SecondedRequest.asked_by_id),
    )
    .order_by(SecondedRequest.asked_on, SecondedRequest.id)
)


_TO_ANSWER: Final = (
    _FOR_READER.with_only_columns(func.count(SecondedRequest.id))
    .where(
        SecondedRequest.state == AskState.WAITING,
        or_(SecondedRequest.about_id.is_(None), SecondedRequest.about_id != _READER),
    )
    .order_by(None)
)


@dataclass(frozen=True)
class ReadRequest:
    """A request, unsealed."""

    request: SecondedRequest
    reason: str
    answer: str

    @property
    def waits(self) -> bool:
        """Whether a second member can still answer."""
        return self.request.state is AskState.WAITING

    @property
    def is_agreed(self) -> bool:
        """Whether what was asked for may be done now."""
        return self.request.state is AskState.AGREED


def holders_of_case(case: Case) -> set[UUID]:
    """The accounts that hold its key awake and have not stepped back."""
    recused = {each.account_id for each in recusals_of(case)}
    return {each.id for each in readers_of(case)} - recused


def get_request(case: Case, request_id: UUID, step: Step) -> SecondedRequest:
    """One request of this case for that step. Raises NotFound."""
    found = db.session.scalar(
        lock(
            select(SecondedRequest).where(
                SecondedRequest.id == request_id,
                SecondedRequest.case_id == case.id,
                SecondedRequest.step == step,
            )
        )
    )
    if found is None:
        raise NotFound
    return found


def find_waiting(case: Case, step: Step) -> SecondedRequest | None:
    """The request of this case that has no answer, whether or not its time is over."""
    return db.session.scalar(
        select(SecondedRequest).where(
            SecondedRequest.case_id == case.id,
            SecondedRequest.step == step,
            SecondedRequest.state == AskState.WAITING,
        )
    )


def find_agreed(case: Case, step: Step, asker: Account, on: date) -> SecondedRequest | None:
    """What a second member agreed to for this member, and nobody has used yet."""
    return db.session.scalar(
        select(SecondedRequest).where(
            SecondedRequest.case_id == case.id,
            SecondedRequest.step == step,
            SecondedRequest.state == AskState.AGREED,
            SecondedRequest.asked_by_id == asker.id,
            SecondedRequest.lapses_on > on,
        )
    )


def requests_for(reader: Account, on: date) -> list[SecondedRequest]:
    """What waits for this member in cases they can open, oldest first.

    Another's request that has no answer yet, or the answer to their own, for some days. What
    somebody asked who does not hold the key any more is over.
    """
    return list(db.session.scalars(_FOR_READER, {"reader_id": reader.id, "on": on}))


def count_requests_to_answer(reader: Account, on: date) -> int:
    """How many of another's requests wait for this member's yes or no; none that is about them."""
    return ask(_TO_ANSWER, {"reader_id": reader.id, "on": on}).scalar() or 0


def read_requests(opened: OpenCase, step: Step, on: date) -> list[ReadRequest]:
    """The requests of a case that still matter, unsealed: open ones, and refusals of this week."""
    asked = (
        select(SecondedRequest)
        .join(Case, Case.id == SecondedRequest.case_id)
        .where(
            SecondedRequest.case_id == opened.case.id,
            SecondedRequest.step == step,
            SecondedRequest.state.in_(_SHOWN),
            SecondedRequest.lapses_on > on,
            _holds_key(SecondedRequest.asked_by_id),
        )
        .order_by(SecondedRequest.asked_on, SecondedRequest.id)
    )
    return [read_request(opened, each) for each in db.session.scalars(asked)]


def read_request(opened: OpenCase, request: SecondedRequest) -> ReadRequest:
    """One request of this case, unsealed."""

    def words(column: str) -> str:
        sealed = getattr(request, column)
        place = Place("seconded_requests", request.id, column)
        return opened.safe.open_text(place, sealed) if sealed else ""

    return ReadRequest(request, words("reason"), words("answer"))
