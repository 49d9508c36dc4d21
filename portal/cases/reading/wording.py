"""What a member is told where a case did not open."""

from typing import Any, Final

from portal.cases.reading.services import Opening
from portal.i18n import lazy_gettext as _l

OPENINGS: Final[dict[Opening, Any]] = {
    Opening.AWAY: _l(
        "The record shows now that you have an interest in this case. It is gone for you."
    ),
    Opening.SUSPENDED: _l(
        "What the record of visits shows beside it may mean danger, so the safeguarding lead has it"
        " now. You see that it is suspended, and no more, until it is given back."
    ),
}
