"""Why what was said above a report was taken back, in words."""

from typing import Any

from portal.i18n import lazy_gettext as _l
from portal.publication.amending.models import NoticeFault


def fault_words() -> dict[NoticeFault, Any]:
    """Each reason as everybody reads it."""
    return {
        NoticeFault.NAMES_SOMEBODY: _l("It named somebody, or let somebody be recognised."),
        NoticeFault.TELLS_HIDDEN: _l("It told a number that the report hides."),
        NoticeFault.WORDED_BETTER: _l("It was not well worded."),
        NoticeFault.NO_ERROR: _l("It was a mistake: what it spoke of is right."),
    }
