"""Steps of the answer: draft it from what was found, and print it as a letter."""

from datetime import date, datetime

from portal.cases.answering import ready
from portal.cases.answering.letter import Conclusion, draft_of, letter_of
from portal.cases.clocks.services import answer_day_once_acknowledged
from portal.cases.events import MessageKind
from portal.cases.queries import OpenCase, messages_of
from portal.cases.remedies.queries import read_remedies
from portal.cases.standing.standings import may_be_told, received_and_looked_into
from portal.cases.subjects import label_of
from portal.cases.workflow import CaseKind
from portal.config import settings
from portal.i18n import current_language, speaking
from portal.pdf import CannotBeSetError, pdf_of
from portal.vault.sealing import Place


def draft_answer(opened: OpenCase) -> str:
    """The answer as far as the portal knows it, in the language of the case.

    To whom nobody accepted these are the only words. Where somebody asked what is held nothing was
    found, so nothing is known.
    """
    case = opened.case
    with speaking(case.language):
        if not may_be_told(case.standing):
            return received_and_looked_into()
        if case.kind is CaseKind.HELD:
            return ""
        found = [(issue, issue.finding_at(case.stage)) for issue in case.issues]
        return draft_of(
            [
                Conclusion(label_of(issue.code), each.finding, each.votes)
                for issue, each in found
                if each is not None
            ],
            received_on=case.received_on,
            record_match=case.record_match,
            promised=[(each.what, each.remedy.due_on) for each in read_remedies(opened)],
        )


def ready_to_acknowledge(opened: OpenCase, on: date) -> str:
    """Words in which the person may be told that day that we have it, in their language."""
    case = opened.case
    with speaking(case.language):
        if case.kind is CaseKind.PRAISE:
            return ready.thanks()
        return ready.acknowledgement(
            case.standing, answer_by=answer_day_once_acknowledged(case, on)
        )


def ready_for_more_time(opened: OpenCase) -> str:
    """Words in which the person may be told that it takes longer."""
    with speaking(opened.case.language):
        return ready.more_time()


def ready_to_pass_on(opened: OpenCase) -> str:
    """What is to be said of why it is passed on."""
    with speaking(opened.case.language):
        return str(ready.WHY_PASSED_ON)


def ready_to_settle(opened: OpenCase) -> str:
    """What is to be said of how it was put right at once."""
    with speaking(opened.case.language):
        return str(ready.DONE_AT_ONCE)


def print_answer(opened: OpenCase, *, at: datetime) -> bytes | None:
    """The committee's last answer as a letter (PDF), in the language of the case.

    None where there is no answer yet, and where we have no font for what it is written in.
    """
    answers = [each for each in messages_of(opened.case) if each.kind is MessageKind.ANSWER]
    last, case = (answers[-1] if answers else None), opened.case
    if last is None or last.author is None:
        return None
    signed = last.author.name
    with speaking(case.language):
        given = letter_of(
            opened.safe.open_text(Place("messages", last.id, "body"), last.body),
            reference=case.reference,
            written_on=last.written_on,
            signed=signed,
            pack=case.pack,
            name=settings().coop_name,
        )
        language = current_language()
    try:
        return pdf_of("case.typ", {**given, "language": language}, made=at)
    except CannotBeSetError:
        return None
