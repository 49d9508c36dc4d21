"""From a statement to a receipt: collect who may read it, seal it, store it, show the receipt."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.allowances import Purpose, count_use, require_allowance
from portal.cases.arrivals import Arrival, Statement, prepare_arrival
from portal.cases.deadlines import due_at_receipt, has_clocks
from portal.cases.keys.queries import readers_of_a_new_case
from portal.cases.models import Case, CaseReceipt
from portal.cases.queries import find_receipt, readers_of
from portal.cases.services import AlreadyReceived, promise_of, receive_case
from portal.cases.workflow import CaseKind
from portal.committee.queries import intake_state
from portal.config import older_secrets, secret, settings
from portal.database import reading, transaction
from portal.errors import TooMany
from portal.i18n import gettext as _
from portal.intake import browser_access, services
from portal.intake.qr import Picture, picture_of
from portal.intake.queries import find_home, on_duty
from portal.intake.stamped_forms import StampedForm, new_stamp
from portal.vault.receipts import code_of, lookups_of, receipt_of
from portal.visits.home_codes import normalise_home_code


@dataclass(frozen=True, slots=True)
class ReceiptPage:
    """Everything that a receipt says."""

    code: str
    picture: Picture
    kind: CaseKind
    received_on: date
    readers: tuple[str, ...]
    promise: str
    acknowledge_by: date | None = None
    answer_by: date | None = None
    alerted: bool = False


def shut_page() -> ResponseReturnValue | None:
    """The page that says why nothing can be received today, and whom to call; None where it can."""
    state = intake_state(clock.today())
    if state.is_open:
        return None
    return render_template("intake/shut.html", reasons=state.reasons), 503


def receive(
    form: StampedForm, statement: Statement, *, alert: bool = False, draft_id: UUID | None = None
) -> ResponseReturnValue | None:
    """Store what was said and show its receipt; None where the form has to come back."""
    at = clock.now()
    arrival = _prepared(form, statement, at=at)
    if arrival is None:
        return None
    try:
        with transaction():
            count_use(Purpose.SUBMIT, at=at)
            case = receive_case(arrival, at=at)
            if alert:
                code = normalise_home_code(statement.home_code) or ""
                services.raise_alert(code, tell=on_duty(clock.today()), at=at)
            if draft_id is not None:
                services.drop_draft(draft_id)
    except AlreadyReceived:
        return show_again(form.nonce)
    if draft_id is not None:
        browser_access.forget_draft(draft_id)
    with reading():
        return _receipt(case, form.nonce, alerted=alert)


def show_again(nonce: str) -> ResponseReturnValue | None:
    """The receipt of a form that came before; later only that it came. None where it did not."""
    with reading():
        receipt = _find_receipt(nonce)
        if receipt is None:
            return None
        if not _is_repeatable(receipt):
            return render_template("intake/already.html")
        return _receipt(receipt.case, nonce)


def _prepared(form: StampedForm, statement: Statement, *, at: datetime) -> Arrival | None:
    """What was said, sealed for those who may read it; refusals are put into the form."""
    try:
        with reading():
            require_allowance(Purpose.SUBMIT, at=at)
            reasons = intake_state(clock.today()).reasons
            home = find_home(statement.home_code)
            readers = readers_of_a_new_case(
                clock.today(),
                home_code=home.code if home else "",
                happened_on=statement.telling.happened_on,
                exclusions=statement.exclusions,
            )
    except TooMany:
        form.refuse("stamp", _too_many())
        return None
    if reasons:
        form.refuse("stamp", _shut(reasons))
        return None
    if statement.home_code and home is None and "home_code" in form:
        form.refuse("home_code", unknown_home())
        return None
    return prepare_arrival(
        replace(statement, home_code=home.code if home else "", area=home.area if home else ""),
        receipt=receipt_of(code_of(form.nonce, secret("receipt")), secret("receipt")),
        recipients=readers.recipients,
        rule_pack=settings().rule_pack,
        tell=readers.tell,
    )


def receipt_text(nonce: str) -> str | None:
    """The receipt as plain text, while it can be shown again; None when it cannot."""
    with reading():
        receipt = _find_receipt(nonce)
        if receipt is None or not _is_repeatable(receipt):
            return None
        return render_template("intake/receipt.txt", receipt=_page(receipt.case, nonce))


def _receipt(case: Case, nonce: str, *, alerted: bool = False) -> ResponseReturnValue:
    page = _page(case, nonce, alerted=alerted)
    return render_template("intake/receipt.html", receipt=page, stamp=new_stamp(nonce))


def _page(case: Case, nonce: str, *, alerted: bool = False) -> ReceiptPage:
    code = code_of(nonce, secret("receipt"))
    due = due_at_receipt(case.pack, 1, case.received_on) if has_clocks(case.kind) else []
    return ReceiptPage(
        code=code,
        picture=picture_of(f"{settings().base_url}{url_for('intake.returning.enter')}#{code}"),
        kind=case.kind,
        received_on=case.received_on,
        readers=tuple(each.name for each in readers_of(case)),
        promise=promise_of(case),
        acknowledge_by=due[0].due_on if due else None,
        answer_by=due[1].due_on if due else None,
        alerted=alerted,
    )


def _find_receipt(nonce: str) -> CaseReceipt | None:
    code = code_of(nonce, secret("receipt"))
    return find_receipt(lookups_of(code, (secret("receipt"), *older_secrets("receipt"))))


def _is_repeatable(receipt: CaseReceipt) -> bool:
    return receipt.repeat_until is not None and receipt.repeat_until > clock.now()


def _too_many() -> str:
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
