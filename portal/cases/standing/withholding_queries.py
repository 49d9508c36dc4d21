"""What the committee knows of a case and its person does not, gathered in a member's session."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, select

from portal.asking import ask
from portal.cases.beside.queries import visits_beside
from portal.cases.enquiring.models import Enquiry
from portal.cases.enquiring.queries import read_enquiries
from portal.cases.fairness.models import WorkerReply
from portal.cases.fairness.queries import read_replies
from portal.cases.messages.models import Note
from portal.cases.queries import OpenCase, Told, messages_of, notes_of, told_in
from portal.cases.remedies.models import Remedy
from portal.cases.remedies.queries import read_remedies
from portal.cases.standing.standings import may_be_told
from portal.cases.standing.withholding import Known, find_withheld, require_withheld, times_in
from portal.clock import local
from portal.vault.sealing import Place

# Put together once: asked of every message, and nearly always nothing is there.
_WRITTEN: Final = select(
    *(
        select(table.id).where(table.case_id == bindparam("case_id")).exists()
        for table in (WorkerReply, Enquiry, Remedy, Note)
    )
)


def require_nothing_told(opened: OpenCase, words: str) -> None:
    """Refuse words that tell what only the committee knows, where nobody accepted the person.

    Raises StandingUnproven.
    """
    if may_be_told(opened.case.standing):
        return
    known = known_of(opened, words)
    # What the person said is opened only where it could excuse something.
    if find_withheld(words, known) is not None:
        require_withheld(words, replace(known, said=[*_said(opened)]))


def known_of(opened: OpenCase, words: str) -> Known:
    """What the committee knows. The record is only asked where an hour stands in the words."""
    told = told_in(opened)
    replies, enquiries, remedies, notes = ask(_WRITTEN, {"case_id": opened.case.id}).one()
    heard = read_replies(opened) if replies else []
    return Known(
        times=frozenset(_times(told)) if times_in(words) else frozenset(),
        home_code=told.home_code,
        names=[each.whom for each in heard],
        texts=[
            *(each.reply for each in heard),
            *(each.answer for each in (read_enquiries(opened) if enquiries else [])),
            *(each.what for each in (read_remedies(opened) if remedies else [])),
            *(_notes(opened) if notes else []),
        ],
    )


def _times(told: Told) -> Iterator[str]:
    for visit in visits_beside(told).visits:
        moments: list[datetime | None] = [visit.agreed_from, visit.agreed_until]
        for carer in visit.carers:
            moments += [carer.came_at, carer.left_at, carer.first_came_at, carer.first_left_at]
        yield from (f"{local(each):%H:%M}" for each in moments if each is not None)


def _said(opened: OpenCase) -> Iterator[str]:
    telling = told_in(opened).telling
    yield from (telling.words, telling.happened_at, telling.place)
    yield from (answer for _question, answer in telling.answers)
    for each in messages_of(opened.case):
        if each.from_complainant:
            yield opened.safe.open_text(Place("messages", each.id, "body"), each.body)


def _notes(opened: OpenCase) -> Iterator[str]:
    for each in notes_of(opened.case):
        yield opened.safe.open_text(Place("notes", each.id, "body"), each.body)
