"""Questions about praise: to whom it was passed on, unsealed in the session of a reader."""

from dataclasses import dataclass

from portal.accounts.models import Account
from portal.cases.queries import OpenCase, notes_of
from portal.cases.thanking.thanks import Thanks
from portal.cases.workflow import CaseKind
from portal.vault.sealing import Place


@dataclass(frozen=True)
class ReadThanks:
    """That praise was passed on, and who wrote it down."""

    thanks: Thanks
    author: Account


def read_thanks(opened: OpenCase) -> list[ReadThanks]:
    """To whom praise was passed on, oldest first; nothing where it is no praise."""
    if opened.case.kind is not CaseKind.PRAISE:
        return []
    read = [
        (each, Thanks.of_text(opened.safe.open_text(Place("notes", each.id, "body"), each.body)))
        for each in notes_of(opened.case)
    ]
    return [ReadThanks(thanks, note.author) for note, thanks in read if thanks is not None]
