"""Rule: no finding against a care worker before they knew the substance and could answer.

Source: SI 2009/309 and WSI 2014/1794 ask for a fair procedure; natural justice (hear the other
side). The days are the co-operative's own.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Final

from portal.cases.findings import Finding
from portal.errors import RuleBroken
from portal.i18n import gettext as _

DAYS_TO_ANSWER: Final = 10
"""Working days that a care worker has, unless the member who asks gives more."""

ADVERSE: Final = frozenset({Finding.UPHELD, Finding.PARTIALLY_UPHELD})
_CONCERNS: Final = ("ATT-", "SAF-", "DIG-")
_CONCERNS_TOO: Final = frozenset({"VIS-RECORD", "MED-WRONG", "MED-RECORD", "CAR-MOVE"})
_CONCERNS_NOBODY: Final = frozenset({"SAF-SELFNEGLECT", "SAF-DOMESTIC", "SAF-ORGANISATIONAL"})


class NotHeardYet(RuleBroken):
    """The care worker concerned could not answer yet."""


class ReplyRefused(RuleBroken):
    """Nothing can be answered with this code, or not any more."""


@dataclass(frozen=True)
class Asked:
    """A care worker who was given a code: until when, and whether they have answered."""

    due_on: date
    answered: bool

    def is_heard(self, on: date) -> bool:
        """Whether they answered, or let their time pass."""
        return self.answered or on > self.due_on


def concerns_a_worker(code: str) -> bool:
    """Whether a finding on this subject would be one about somebody's conduct.

    >>> concerns_a_worker("ATT-RUDE"), concerns_a_worker("VIS-LATE")
    (True, False)
    """
    if code in _CONCERNS_NOBODY:
        return False
    return code in _CONCERNS_TOO or code.startswith(_CONCERNS)


def require_heard(
    code: str, finding: Finding, *, asked: Collection[Asked], nobody_concerned: bool, on: date
) -> None:
    """Refuse a finding against somebody who could not answer. Raises NotHeardYet."""
    if finding not in ADVERSE:
        return
    waiting = [each.due_on for each in asked if not each.is_heard(on)]
    if waiting:
        raise NotHeardYet(
            _("A care worker has until %(day)s to answer. Find it after that.", day=max(waiting))
        )
    if concerns_a_worker(code) and not asked and not nobody_concerned:
        raise NotHeardYet(
            _(
                "This is about somebody's conduct. Give the care worker concerned the substance and"
                " a code to answer first, or write down that no single care worker is concerned."
            ),
            first="hear",
        )
