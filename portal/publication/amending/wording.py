"""What is said of errors, and of how much changed since a report, in words."""

from typing import Any

from portal.i18n import gettext as _
from portal.i18n import lazy_gettext as _l
from portal.i18n import ngettext
from portal.publication.amending.models import NoticeFault
from portal.publication.amending.revising import Touched, is_many
from portal.publication.disclosure.primary import Protection


def fault_words() -> dict[NoticeFault, Any]:
    """Each reason as everybody reads it."""
    return {
        NoticeFault.NAMES_SOMEBODY: _l("It named somebody, or let somebody be recognised."),
        NoticeFault.TELLS_HIDDEN: _l("It told a number that the report hides."),
        NoticeFault.WORDED_BETTER: _l("It was not well worded."),
        NoticeFault.NO_ERROR: _l("It was a mistake: what it spoke of is right."),
    }


def touched_sentence(touched: Touched) -> str:
    """Of how many a report would tell something else now, and what that means for a correction."""
    if touched == Touched(0, 0):
        return _("Nobody's visits count otherwise because of that.")
    said = _(
        "Because of that, the visits of %(people)s and of %(workers)s count otherwise.",
        people=ngettext("%(num)s person", "%(num)s people", touched.people),
        workers=ngettext("%(num)s care worker", "%(num)s care workers", touched.workers),
    )
    if is_many(touched, Protection()):
        return said
    waits = _("A correction of so few comes out only in January, together with other months.")
    return f"{said} {waits}"
