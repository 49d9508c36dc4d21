"""From a statement to a receipt: collect who may read it, seal it, store it, show the receipt."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final
from uuid import UUID

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.allowances import Purpose, count_use, require_allowance
from portal.cases.arrivals import Arrival, Statement, prepare_arrival
from portal.cases.corroborating.corroboration import SealRefused
from portal.cases.deadlines import DeadlineKind, due_at_receipt, has_clocks
from portal.cases.keys.queries import Readers, readers_of_a_new_case
from portal.cases.models import Case, CaseReceipt
from portal.cases.queries import find_receipt, readers_of
from portal.cases.rule_packs import pack_for
from portal.cases.services import AlreadyReceived, promise_of, receive_case
from portal.cases.workflow import CaseKind
from portal.committee.queries import IntakeState, intake_state, intake_state_of_late
from portal.config import secret, secrets_of, settings
from portal.database import reading, transaction
from portal.errors import TooMany
from portal.i18n import can_be_seen_at, format_day
from portal.i18n import gettext as _
from portal.intake import browser_access, services
from portal.intake.blank_views import blank, filled_page
from portal.intake.queries import Home, find_home, on_duty
from portal.intake.stamped_forms import StampedForm, new_stamp
from portal.ledger.services import promise
from portal.qr import picture_of
from portal.vault.receipts import CodeKind, TypedCode, code_of, receipt_of
from portal.vault.states import GrantState
from portal.visits.home_codes import normalise_home_code


@dataclass(frozen=True, slots=True)
class ReceiptPage:
    """Everything that a receipt says. Days are put into words where it is printed: a slip is in
    the language of the case, whatever its clerk reads.
    """

    code: str
    qr_path: str
    qr_size: str
    readers: str
    promise: str
    stamp: str
    acknowledge_by: date | None
    answer_by: date | None
    sealed_until: date | None
    is_praise: bool
    alerted: bool = False


@dataclass(frozen=True, slots=True)
class Prepared:
    """A case ready to be stored, and the names of those who will read it."""

    arrival: Arrival
    readers: list[str]


@dataclass(frozen=True, slots=True)
class _Asked:
    """What has to be looked up before anything is sealed."""

    readers: Readers
    state: IntakeState
    home: Home | None


# What differs from one receipt to the next, beside the code itself.
_FILLED: Final = (
    "qr_path", "qr_size", "readers", "promise", "stamp", "acknowledge_by", "answer_by",
    "sealed_until",
)  # fmt: skip


def shut_page() -> ResponseReturnValue | None:
    """The page that says why nothing can be received today, and whom to call; None where it can."""
    state = intake_state_of_late(clock.today())
    if state.is_open:
        return None
    return render_template("intake/shut.html", reasons=state.reasons), 503


def receive(
    form: StampedForm, statement: Statement, *, alert: bool = False, draft_id: UUID | None = None
) -> ResponseReturnValue | None:
    """Store what was said and show its receipt; None where the form has to come back."""
    at = clock.now()
    prepared = prepare(form, statement, at=at)
    if prepared is None:
        return None
    try:
        with transaction():
            count_use(Purpose.SUBMIT, at=at)
            received = receive_case(prepared.arrival, at=at)
            if alert:
                code = normalise_home_code(statement.home_code) or ""
                services.raise_alert(code, tell=on_duty(clock.today()), at=at)
            if draft_id is not None:
                services.drop_draft(draft_id)
    except AlreadyReceived:
        return show_again(form.nonce)
    if draft_id is not None:
        browser_access.forget_draft(draft_id)
    promised = promise(received.entry)
    return _shown(
        receipt_page(received.case, form.nonce, prepared.readers, promised, alerted=alert)
    )


def prepare(
    form: StampedForm,
    statement: Statement,
    *,
    at: datetime,
    kind: CodeKind = CodeKind.RECEIPT,
) -> Prepared | None:
    """What was said, sealed for those who may read it; refusals are put into the form.

    The code is a receipt, or one that somebody else hands over to the person.
    """
    asked = _asked(form, statement, at=at)
    if asked is None:
        return None
    readers = asked.readers
    hands_over = kind is CodeKind.HANDOVER
    arrival = prepare_arrival(
        _placed(readers.statement, asked.home),
        receipt=receipt_of(code_of(form.nonce, secret("receipt"), kind), secret("receipt"), kind),
        recipients=readers.recipients,
        rule_pack=pack_for(statement.kind, settings().rule_pack),
        sorting=readers.sorting,
        tell=readers.tell,
        receipt_state=GrantState.HAND_OVER if hands_over else GrantState.AWAKE,
    )
    awake = {each.holder_id for each in readers.recipients if each.state is GrantState.AWAKE}
    return Prepared(
        arrival, sorted(each.name for each in asked.state.candidates if each.holder_id in awake)
    )


def show_again(nonce: str, *, alerted: bool = False) -> ResponseReturnValue | None:
    """The receipt of a form that came before; later only that it came. None where it did not."""
    with reading():
        receipt = _find_receipt(nonce)
        if receipt is None:
            return None
        if not _is_repeatable(receipt):
            return render_template("intake/already.html")
        case = receipt.case
        return _shown(receipt_page(case, nonce, _names(case), promise_of(case), alerted=alerted))


def receipt_text(nonce: str) -> str | None:
    """The receipt as plain text, while it can be shown again; None when it cannot."""
    with reading():
        receipt = _find_receipt(nonce)
        if receipt is None or not _is_repeatable(receipt):
            return None
        case = receipt.case
        page = receipt_page(case, nonce, _names(case), promise_of(case))
        return render_template("intake/receipt.txt", receipt=page)


def _asked(form: StampedForm, statement: Statement, *, at: datetime) -> _Asked | None:
    """Who may read it and which home it is about; a refusal is put into the form."""
    try:
        with reading():
            require_allowance(Purpose.SUBMIT, at=at)
            state = intake_state(clock.today())
            home = find_home(statement.home_code)
            readers = readers_of_a_new_case(
                clock.today(),
                statement,
                home_code=home.code if home else "",
            )
    except TooMany:
        form.refuse("stamp", too_many_forms())
        return None
    except SealRefused as refusal:
        form.refuse("stamp", refusal)
        return None
    if state.reasons:
        form.refuse("stamp", _shut(state.reasons))
        return None
    if statement.home_code and home is None and "home_code" in form:
        form.refuse("home_code", unknown_home())
        return None
    return _Asked(readers, state, home)


def _placed(statement: Statement, home: Home | None) -> Statement:
    """The statement with the home that the register knows; a code it does not know is words."""
    if home is not None:
        return replace(statement, home_code=home.code, area=home.area)
    place = " ".join(filter(None, (statement.telling.place, statement.home_code)))
    return replace(statement, home_code="", telling=replace(statement.telling, place=place))


def _names(case: Case) -> list[str]:
    return sorted(each.name for each in readers_of(case))


def receipt_page(
    case: Case,
    nonce: str,
    readers: list[str],
    promised: str,
    *,
    alerted: bool = False,
    kind: CodeKind = CodeKind.RECEIPT,
) -> ReceiptPage:
    """What a receipt, or the slip of a handover, says of a case."""
    code = code_of(nonce, secret("receipt"), kind)
    picture = picture_of(f"{settings().base_url}{url_for('intake.returning.enter')}#{code}")
    due = due_at_receipt(case.pack, 1, case.received_on) if has_clocks(case.kind) else []
    # What is kept sealed was acknowledged at once, and its answer may count from there.
    answer = case.running(DeadlineKind.ANSWER) if case.is_sealed else due[1] if due else None
    return ReceiptPage(
        code=code,
        qr_path=picture.path,
        qr_size=str(picture.size),
        readers=", ".join(readers),
        promise=promised,
        stamp=new_stamp(nonce),
        acknowledge_by=due[0].due_on if due else None,
        answer_by=answer.due_on if answer else None,
        sealed_until=case.sealed_until,
        is_praise=case.kind is CaseKind.PRAISE,
        alerted=alerted,
    )


def _shown(page: ReceiptPage) -> str:
    """The page of the receipt, its words filled into the page that everybody gets."""
    can_be_seen_at(url_for("intake.receipt"))
    values = {name: _in_words(getattr(page, name)) for name in _FILLED}
    values |= {f"code_{n}": group for n, group in enumerate(page.code.split("-"))}

    def make() -> str:
        shown = {name: blank(name) if values[name] else "" for name in _FILLED}
        shown["code"] = "-".join(blank(f"code_{n}") for n in range(page.code.count("-") + 1))
        kind = {"is_praise": page.is_praise, "alerted": page.alerted}
        return render_template("intake/receipt.html", receipt={**shown, **kind})

    return filled_page(f"receipt {page.is_praise} {page.alerted}", make, values)


def _in_words(value: str | date | None) -> str:
    return format_day(value) if isinstance(value, date) else value or ""


def _find_receipt(nonce: str) -> CaseReceipt | None:
    code = code_of(nonce, secret("receipt"))
    return find_receipt(TypedCode(code, secrets_of("receipt")).lookups)


def _is_repeatable(receipt: CaseReceipt) -> bool:
    return receipt.repeat_until is not None and receipt.repeat_until > clock.now()


def too_many_forms() -> str:
    """What to say where an allowance is used up: it was not sent, and is not lost."""
    return _(
        "Very many forms came from where you are within the last hour, so this one was not sent. "
        "What you wrote is still here: please send it again later, or telephone."
    )


def _shut(reasons: tuple[str, ...]) -> str:
    return _(
        "We cannot receive anything just now. %(reason)s Nothing was sent: please telephone "
        "%(phone)s instead, or try again later.",
        reason=" ".join(reasons),
        phone=settings().intake_phone or settings().office_phone,
    )


def unknown_home() -> str:
    """What to say about a home code that leads nowhere."""
    return _(
        "We do not know this home code. Please look at the card again, or leave it empty and say "
        "where it was."
    )
