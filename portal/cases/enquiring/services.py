"""Steps of an enquiry: the person allows it, a handler asks, the office answers.

The office never holds a key of the case. What it answers is sealed to those who do, in an epoch
that begins with it.
"""

import json
import secrets
from collections.abc import Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

from portal.accounts.models import Account
from portal.cases.enquiring.mixing import (
    Consent,
    EnquiryRefused,
    OnRecord,
    Question,
    alone,
    mix,
    require_answers,
    require_consent,
)
from portal.cases.enquiring.models import Enquiry, EnquiryCopy
from portal.cases.enquiring.openly_services import use_agreement
from portal.cases.enquiring.queries import (
    consent_in,
    coordinators,
    info_of,
    place_of,
    visits_around,
)
from portal.cases.events import Actor, EventKind
from portal.cases.letters.services import tell_members
from portal.cases.letters.wording import arrival_letter
from portal.cases.minutes.services import record_event
from portal.cases.models import Case
from portal.cases.queries import OpenCase, find_case_by_id, has_happened, readers_of, told_in
from portal.cases.workflow import require_open, require_running
from portal.cases.working_days import local_day
from portal.config import settings
from portal.database import db, new_id
from portal.errors import NotFound
from portal.i18n import gettext as _
from portal.i18n import speaking_to_staff
from portal.notices.services import send_to_all
from portal.vault.keys import seal_to
from portal.vault.padding import pad
from portal.vault.queries import get_holder
from portal.vault.services import begin_epoch

_CHANCE: Final = secrets.SystemRandom()
_SAID: Final = {
    Consent.MIXED: EventKind.OFFICE_ALLOWED,
    Consent.OPENLY: EventKind.OFFICE_OPENLY,
    Consent.NO: EventKind.OFFICE_REFUSED,
}


def let_ask_office(
    opened: OpenCase, consent: Consent, *, at: datetime, by: Account | None = None
) -> None:
    """Keep whether, and how, the committee may ask the office about the visit.

    `by` is the member to whom somebody without a computer said so; of others, their receipt says
    it. Raises EnquiryRefused, TransitionRefused.
    """
    case = opened.case
    require_open(case.status)
    if by is not None and not has_happened(case, EventKind.TAKEN_DOWN):
        raise EnquiryRefused(
            _("This person has a receipt, and says it there. Write to them and ask.")
        )
    record_event(case, _SAID[consent], by=by or Actor.COMPLAINANT, at=at)
    tell_members([each.email for each in readers_of(case)], at=at)


def ask_office(
    opened: OpenCase,
    visit: str,
    words: str,
    *,
    openly: bool = False,
    due_on: date,
    by: Account,
    at: datetime,
) -> Enquiry:
    """Ask the office about one visit, among others drawn at random.

    `openly` asks about it alone, where the person allows it and a second member agreed. Raises
    EnquiryRefused without the person's yes, for a day that has passed, where nobody can answer, and
    where the visit cannot be hidden; NotAgreed, Suspended, and Sealed.
    """
    case, today = opened.case, local_day(at)
    require_open(case.status)
    require_running(suspended=case.is_suspended, sealed=case.is_sealed)
    _require_askable(case, due_on, today, openly=openly)
    own, others = visits_around(told_in(opened))
    meant = next((each for each in own if each.asked.key == visit), None)
    if meant is None:
        raise EnquiryRefused(_("Choose the visit from the list."))
    if openly:
        use_agreement(case, by=by, at=at)
    question = alone(meant, words) if openly else mix(meant, others, words, draw=_draw)
    enquiry = _kept(opened, question, due_on, by, at)
    asked = EventKind.OFFICE_ASKED_OPENLY if openly else EventKind.OFFICE_ASKED
    record_event(case, asked, by=by, at=at, about=enquiry.id)
    _tell_office(today, at)
    return enquiry


def answer_enquiry(
    copy: EnquiryCopy, question: Question, answers: Sequence[str], *, by: Account, at: datetime
) -> None:
    """Keep what the office says of each visit, sealed to those who hold the case.

    Raises EnquiryRefused for a second answer, and where a visit is left out.
    """
    enquiry = copy.enquiry
    case = find_case_by_id(enquiry.case_id)
    if case is None:
        raise NotFound
    db.session.refresh(enquiry)
    if enquiry.answered_on is not None:
        raise EnquiryRefused(_("This was answered already."))
    require_answers(question, answers)
    safe = begin_epoch(case.safe_id)
    enquiry.answer = safe.seal(place_of(enquiry.id, "answer"), json.dumps(list(answers)))
    enquiry.answered_on, enquiry.answered_by_id = local_day(at), by.id
    record_event(case, EventKind.OFFICE_ANSWERED, by=Actor.PORTAL, at=at, about=enquiry.id)
    tell_members([each.email for each in readers_of(case)], at=at)


def _require_askable(case: Case, due_on: date, today: date, *, openly: bool) -> None:
    require_consent(consent_in(case), openly=openly)
    if due_on <= today:
        raise EnquiryRefused(_("Choose a day that is still to come."))
    if not coordinators(today):
        raise EnquiryRefused(_("There is no coordinator with a key who could read the question."))


def _kept(opened: OpenCase, question: Question, due_on: date, by: Account, at: datetime) -> Enquiry:
    enquiry_id, today = new_id(), local_day(at)
    enquiry = Enquiry(
        id=enquiry_id,
        case_id=opened.case.id,
        asked_by_id=by.id,
        asked_on=today,
        due_on=due_on,
        meant=opened.safe.seal(place_of(enquiry_id, "meant"), question.to_text()),
    )
    db.session.add(enquiry)
    db.session.flush()
    asked = pad(question.for_office().to_text().encode())
    for each in coordinators(today):
        holder = get_holder(each.holder_id or UUID(int=0))
        copy_id = new_id()
        sealed = seal_to(holder.public_key, asked, info_of(copy_id))
        db.session.add(
            EnquiryCopy(id=copy_id, enquiry_id=enquiry_id, holder_id=holder.id, question=sealed)
        )
    db.session.flush()
    return enquiry


def _tell_office(today: date, at: datetime) -> None:
    with speaking_to_staff():
        subject, words = arrival_letter(settings().base_url + "/cases/office")
    send_to_all([each.email for each in coordinators(today)], subject, words, at=at)


def _draw(pool: Sequence[OnRecord], most: int) -> list[OnRecord]:
    return _CHANCE.sample(list(pool), most)
