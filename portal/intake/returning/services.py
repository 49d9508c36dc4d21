"""Steps of coming back: a receipt that is used moves to the secret in force."""

from datetime import datetime

from portal.cases.deleting.services import renew_deleted
from portal.cases.keys.services import renew_receipt
from portal.config import secret
from portal.intake.returning.queries import find_deleted, find_receipt_and_case
from portal.vault.receipts import receipt_of


def renew_old_receipt(typed: str, *, at: datetime) -> None:
    """Move the receipt with that code to the secret in force; any other text changes nothing.

    Once every receipt was used under a newer secret, the old one can be thrown away.
    """
    found = find_receipt_and_case(typed)
    if found is not None:
        receipt, opened = found
        renew_receipt(receipt, opened, receipt_of(typed, secret("receipt")), at=at)
        return
    deletion = find_deleted(typed)
    if deletion is not None:
        renew_deleted(deletion, receipt_of(typed, secret("receipt")))
