"""Questions of somebody who does more with a receipt than read: which case it is, opened."""

from uuid import UUID

from portal.cases.deleting.models import CaseDeletion
from portal.cases.deleting.queries import find_deletion
from portal.cases.models import CaseReceipt
from portal.cases.queries import (
    OpenCase,
    find_receipt,
    get_attachment,
    open_case_of_receipt,
)
from portal.cases.reading.queries import photograph_in
from portal.config import secrets_of
from portal.vault.receipts import TypedCode


def find_case(typed: str) -> OpenCase | None:
    """The case of the receipt with that code, opened; None for any other text."""
    found = find_receipt_and_case(typed)
    return None if found is None else found[1]


def find_receipt_and_case(typed: str) -> tuple[CaseReceipt, OpenCase] | None:
    """The receipt with that code, and its case, opened; None for any other text.

    Whatever is typed goes the same way: one look-up, under every version of the secret.
    """
    code = TypedCode(typed, secrets_of("receipt"))
    receipt = find_receipt(code.lookups)
    if receipt is None:
        return None
    return receipt, open_case_of_receipt(receipt, code.private_key(receipt.secret_version))


def find_deleted(typed: str) -> CaseDeletion | None:
    """The deletion of the case whose receipt had that code; None for any other text.

    Asked only where no case has it, and of every such text in the same way.
    """
    code = TypedCode(typed, secrets_of("receipt"))
    # A handover code that nobody had used stood in the place of a receipt.
    return find_deletion([*code.lookups, *code.handover_lookups])


def get_picture(opened: OpenCase, attachment_id: UUID) -> bytes:
    """One photograph of the case as JPEG. Raises NotFound."""
    return photograph_in(opened, get_attachment(opened.case, attachment_id))
