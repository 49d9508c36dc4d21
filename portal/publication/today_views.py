"""What the desk says of reports: which of them wait for who is signed in, each a link."""

from datetime import date

from flask import url_for

from portal.accounts.access import may, signed_in
from portal.accounts.desk import TodayLine
from portal.accounts.permissions import Permission
from portal.i18n import gettext as _
from portal.publication import queries, wording
from portal.publication.amending.queries import to_be_taken_down
from portal.publication.attack_services import refusal_of


def today_lines(_today: date) -> list[TodayLine] | None:
    """Reports to sign, and such as somebody else wants taken down; None for who signs none."""
    if not may(Permission.SIGN_RELEASES):
        return None
    reader = signed_in().id
    asked = [
        TodayLine(
            url_for("publication.desk.amending.ask", name=each.release.name),
            _(
                "Decide whether to take down: %(month)s",
                month=wording.month_of(each.release.figures),
            ),
        )
        for each in to_be_taken_down()
        if each.asked_by_id != reader
    ]
    to_sign = [
        TodayLine(
            url_for("publication.desk.draft", name=draft.period),
            _("Read and sign the report: %(month)s", month=wording.month_of(draft.figures)),
        )
        for draft in queries.drafts()
        if draft.out_on is None
        and all(each.account_id != reader for each in draft.signatures)
        and not refusal_of(draft)
    ]
    return asked + to_sign
