"""Whether a code may vote now; where it may not, the form says why."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Protocol

from portal import clock
from portal.allowances import Purpose, count_use, require_allowance
from portal.database import reading, transaction
from portal.elections.models import Channel, Election, RollEntry
from portal.elections.polling import services
from portal.elections.polling.queries import find_entry_by_code, has_box
from portal.elections.urn.ballot_keys import key_of
from portal.errors import RuleBroken
from portal.i18n import gettext as _
from portal.vault.receipts import normalise


class CodeForm(Protocol):
    """A form with a code and, for whoever votes again, a receipt."""

    code: Any
    receipt: Any
    refuse: Callable[[str, str], None]


def closed_words(election: Election) -> str:
    """Why no vote is taken now; nothing while votes are taken."""
    try:
        services.require_poll(election, at=clock.now())
    except RuleBroken as refusal:
        return str(refusal)
    return ""


def is_welcome(election: Election, closed: str, form: CodeForm) -> bool:
    """Whether this code may vote now; where it may not, the form says why."""
    at = clock.now()
    if closed:
        form.refuse("code", closed)
        return False
    with reading():
        require_allowance(Purpose.TRY_CODE, at=at)
        entry = find_entry_by_code(election, form.code.data or "")
        refusal = _refusal(election, entry, form)
    if entry is None:
        _count_wrong_code(at)
    for field, sentence in refusal:
        form.refuse(field, sentence)
    return not refusal


def _refusal(election: Election, entry: RollEntry | None, form: CodeForm) -> list[tuple[str, str]]:
    if entry is None:
        return [("code", services.unknown_code())]
    if entry.channel is None:
        if form.receipt.data:
            return [("receipt", _("No vote was taken with this code yet. Leave this empty."))]
        return []
    if entry.channel is not Channel.ONLINE:
        return [("code", _("Your vote has come on paper or by telephone, and it stands."))]
    receipt = normalise(form.receipt.data or "")
    if receipt is None:
        return [("receipt", _(
            "You have voted already. To change your vote, type the receipt that you got then. "
            "Without it your vote stands."
        ))]  # fmt: skip
    if not has_box(election, key_of(receipt, election=election.id, member=entry.member_id)):
        return [("receipt", _(
            "This is not the receipt of your vote. Compare it; without it your vote stands."
        ))]  # fmt: skip
    return []


def _count_wrong_code(at: datetime) -> None:
    with transaction():
        count_use(Purpose.TRY_CODE, at=at)
