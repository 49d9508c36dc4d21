"""Rule: how it is kept that praise was passed on to those it is for.

The front page promises it, and nobody could see whether it was done. Who was praised stands nowhere
in the clear: it is a note, sealed like all others, whose first line is the day.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final, Self

from portal.cases.workflow import UNHEARD, CaseKind, CaseStatus
from portal.errors import RuleBroken
from portal.i18n import gettext as _

_MARK: Final = "thanks passed on "


class ThanksRefused(RuleBroken):
    """This is no praise, or it cannot be passed on like this."""


@dataclass(frozen=True, slots=True)
class Thanks:
    """That praise was passed on: when, and to whom."""

    on: date
    to: str

    def to_text(self) -> str:
        """One text to seal, as any other note."""
        return f"{_MARK}{self.on.isoformat()}\n{self.to}"

    @classmethod
    def of_text(cls, text: str) -> Self | None:
        """What was sealed; None where it is an ordinary note.

        >>> Thanks.of_text("thanks passed on 2026-11-12\\nNia Wyn.")
        Thanks(on=datetime.date(2026, 11, 12), to='Nia Wyn.')
        >>> Thanks.of_text("thanks passed on to Nia") is None
        True
        """
        first, _newline, to = text.partition("\n")
        if not first.startswith(_MARK):
            return None
        try:
            return cls(date.fromisoformat(first.removeprefix(_MARK).strip()), to.strip())
        except ValueError:
            return None


def require_praise(
    kind: CaseKind, status: CaseStatus, *, on: date, received_on: date, today: date
) -> None:
    """Refuse what is no praise or not thanked for, and a day that cannot be. Raises ThanksRefused.

    Closed praise can still be passed on: nothing of it changes.
    """
    if kind is not CaseKind.PRAISE:
        raise ThanksRefused(_("Only praise is passed on like this."))
    if status in UNHEARD:
        raise ThanksRefused(_("Thank the person first."), first="thank")
    if on > today:
        raise ThanksRefused(_("This day is still to come. Write it down once it is done."))
    if on < received_on:
        raise ThanksRefused(_("On this day the praise had not come yet."))
