"""Rule: how a visit that is disputed through a case stands, and what may follow what.

It says neither which case nor who. What the source system says of disputes is another thing, and
stays in its own rows.
"""

from __future__ import annotations

from enum import StrEnum

from portal.errors import RuleBroken
from portal.i18n import gettext as _
from portal.i18n import lazy_gettext as _l


class DisputeRefused(RuleBroken):
    """This cannot be written beside the visit now."""


class Standing(StrEnum):
    """How a dispute stands."""

    RAISED = "raised"
    UPHELD = "upheld"
    NOT_UPHELD = "not_upheld"


STANDINGS = {
    Standing.RAISED: _l("The home says otherwise"),
    Standing.UPHELD: _l("Upheld: the record was wrong"),
    Standing.NOT_UPHELD: _l("Not upheld"),
}

_NEXT = {
    None: {Standing.RAISED},
    Standing.RAISED: {Standing.UPHELD, Standing.NOT_UPHELD},
    Standing.UPHELD: {Standing.RAISED},
    Standing.NOT_UPHELD: {Standing.RAISED},
}


def may_follow(old: Standing | None, new: Standing) -> bool:
    """Whether a dispute that stands like that may come to stand like this.

    >>> may_follow(None, Standing.UPHELD)
    False
    >>> may_follow(Standing.NOT_UPHELD, Standing.RAISED)
    True
    """
    return new in _NEXT[old]


def require_standing(old: Standing | None, new: Standing) -> None:
    """Refuse what cannot follow. Raises DisputeRefused."""
    if may_follow(old, new):
        return
    if old is new:
        raise DisputeRefused(_("This stands beside the visit already. Nothing was written."))
    raise DisputeRefused(
        _("A dispute is written as raised first, and only then as upheld or not upheld.")
    )
