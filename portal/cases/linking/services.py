"""Steps of linking: whoever holds both keys writes into each case that the other tells of the same.

Nothing else joins them. Neither person learns of the other, and no clear row says that two cases
are about one event.
"""

from datetime import datetime

from portal.accounts.models import Account
from portal.cases.linking.links import Link, LinkRefused
from portal.cases.linking.queries import links_in
from portal.cases.messages.services import note_case
from portal.cases.queries import OpenCase
from portal.cases.workflow import CaseKind, require_running
from portal.i18n import gettext as _


def link_cases(
    opened: OpenCase, other: OpenCase | None, words: str, *, by: Account, at: datetime
) -> None:
    """Keep in both cases that they tell of one event. Each goes on as a case of its own.

    Raises LinkRefused, and Sealed where the person keeps one of them sealed.
    """
    found = require_other(opened, other)
    if _is_linked(opened, found):
        raise LinkRefused(_("These two are linked already."))
    write_links(opened, found, words, by=by, at=at)


def require_other(opened: OpenCase, other: OpenCase | None) -> OpenCase:
    """The other case, if it may be laid beside this one. Raises LinkRefused, Sealed.

    What is not there and what the member may not open are one answer.
    """
    if other is None:
        raise LinkRefused(
            _("There is no case with this reference whose key you hold. Please check it.")
        )
    if other.case.id == opened.case.id:
        raise LinkRefused(_("This is the case itself. Enter the reference of the other one."))
    for each in (opened.case, other.case):
        require_running(suspended=False, sealed=each.is_sealed)
        if each.kind is CaseKind.HELD:
            raise LinkRefused(
                _("Who asks what is held about them tells of no event. Make a note instead.")
            )
    return other


def write_links(
    opened: OpenCase, other: OpenCase, words: str, *, by: Account, at: datetime
) -> None:
    """Seal in each of two cases which the other is, as any other note; once."""
    for one, two in ((opened, other), (other, opened)):
        if not _is_linked(one, two):
            note_case(one, Link(two.case.reference, words).to_text(), by=by, at=at)


def _is_linked(opened: OpenCase, other: OpenCase) -> bool:
    return other.case.reference in {link.reference for _id, link in links_in(opened)}
