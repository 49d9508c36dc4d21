"""The step of praise: it was passed on to those it is for, and the person is told so."""

from datetime import date, datetime

from portal.accounts.models import Account
from portal.cases.answering import ready
from portal.cases.messages.services import note_case, write_to_complainant
from portal.cases.queries import OpenCase
from portal.cases.thanking.thanks import Thanks, require_praise
from portal.cases.working_days import local_day
from portal.i18n import speaking


def pass_thanks_on(opened: OpenCase, to: str, *, on: date, by: Account, at: datetime) -> Thanks:
    """Keep to whom the praise was passed on and when; the person reads the day and no name.

    Raises ThanksRefused, and NothingSaid where nobody is named.
    """
    case, thanks = opened.case, Thanks(on, to.strip())
    require_praise(case.kind, case.status, on=on, received_on=case.received_on, today=local_day(at))
    note_case(opened, thanks.to_text(), by=by, at=at)
    with speaking(case.language):
        told = ready.thanks_passed_on(on)
    write_to_complainant(opened, told, by=by, at=at)
    return thanks
