"""Questions that a receipt answers: which case, and what may be shown of it."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from portal.cases.messages.models import Attachment, Message
from portal.cases.models import CaseIssue, CaseReceipt
from portal.cases.queries import (
    OpenCase,
    attachments_of,
    find_receipt,
    get_attachment,
    is_answered,
    messages_of,
    open_case_of_receipt,
    readers_of,
    told_in,
)
from portal.cases.reading.queries import photograph_in
from portal.cases.tellings import Telling
from portal.config import older_secrets, secret
from portal.vault.receipts import CODE_LETTERS, key_pair_of, lookups_of, normalise, version_of
from portal.vault.sealing import Place

_NO_CODE: Final = "0" * CODE_LETTERS


@dataclass(frozen=True, slots=True)
class ShownMessage:
    """One message, opened."""

    row: Message
    words: str
    photographs: tuple["ShownPhotograph", ...]


@dataclass(frozen=True, slots=True)
class ShownPhotograph:
    """One photograph, by the name that its file had."""

    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class CasePage:
    """Everything that the person who holds the receipt is shown."""

    opened: OpenCase
    telling: Telling
    photographs: tuple[ShownPhotograph, ...]
    messages: tuple[ShownMessage, ...]
    readers: tuple[str, ...]
    answered: bool
    findings: tuple[CaseIssue, ...]


def find_case(typed: str) -> OpenCase | None:
    """The case of the receipt with that code, opened; None for any other text."""
    found = find_receipt_and_case(typed)
    return None if found is None else found[1]


def find_receipt_and_case(typed: str) -> tuple[CaseReceipt, OpenCase] | None:
    """The receipt with that code, and its case, opened; None for any other text.

    Whatever is typed goes the same way: one look-up, under every version of the secret.
    """
    code = normalise(typed)
    secrets = (secret("receipt"), *older_secrets("receipt"))
    receipt = find_receipt(lookups_of(code or _NO_CODE, secrets))
    if code is None or receipt is None:
        return None
    made_with = next(each for each in secrets if version_of(each) == receipt.secret_version)
    return receipt, open_case_of_receipt(receipt, key_pair_of(code, made_with).private)


def case_page(opened: OpenCase) -> CasePage:
    """What is shown of a case, unsealed."""
    case = opened.case
    by_message: dict[UUID | None, list[ShownPhotograph]] = {}
    for each in attachments_of(case):
        by_message.setdefault(each.message_id, []).append(_photograph(opened, each))
    answered = is_answered(case)
    return CasePage(
        opened=opened,
        telling=told_in(opened).telling,
        photographs=tuple(by_message.get(None, ())),
        messages=tuple(
            ShownMessage(row, _words(opened, row), tuple(by_message.get(row.id, ())))
            for row in messages_of(case)
        ),
        readers=tuple(each.name for each in readers_of(case)),
        answered=answered,
        findings=tuple(case.issues) if answered else (),
    )


def get_picture(opened: OpenCase, attachment_id: UUID) -> bytes:
    """One photograph of the case as JPEG. Raises NotFound."""
    return photograph_in(opened, get_attachment(opened.case, attachment_id))


def _words(opened: OpenCase, row: Message) -> str:
    return opened.safe.open_text(Place("messages", row.id, "body"), row.body)


def _photograph(opened: OpenCase, row: Attachment) -> ShownPhotograph:
    name = opened.safe.open_text(Place("attachments", row.id, "name"), row.name)
    return ShownPhotograph(row.id, name)
