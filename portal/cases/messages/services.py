"""Steps with words: the committee writes, the person writes, a member makes a note."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import bindparam, func, select

from portal.accounts.models import Account
from portal.asking import ask
from portal.cases.answering.ready import find_bracket
from portal.cases.arrivals import SealedPhotograph, seal_photograph
from portal.cases.clocks.services import extend_answer_clock
from portal.cases.corroborating.opening_services import open_as_said, open_now
from portal.cases.events import Actor, EventKind, MessageKind
from portal.cases.letters.services import leave_letter, tell_members
from portal.cases.linking.links import references_in, require_apart
from portal.cases.linking.queries import references_of_cases
from portal.cases.messages.models import Attachment, Message, Note
from portal.cases.minutes.services import record_event
from portal.cases.models import Case, CaseEvent
from portal.cases.queries import OpenCase, readers_of
from portal.cases.standing.withholding_queries import require_nothing_told
from portal.cases.workflow import require_running
from portal.cases.working_days import local_day
from portal.database import db, new_id, write_row
from portal.errors import RuleBroken
from portal.i18n import gettext as _
from portal.i18n import speaking
from portal.photographs import Photograph
from portal.vault.sealing import Place

MOST_PHOTOGRAPHS = 30
# Put together once: what is written or sent takes the place after the last.
_LAST: Final = {
    table: select(func.max(table.position)).where(table.case_id == bindparam("case_id"))
    for table in (Message, Note, Attachment)
}
_NEWS = frozenset({EventKind.HEARD, EventKind.EVIDENCE_CAME, EventKind.WORSE})
_MAY_BE_EMPTY = frozenset(
    {
        MessageKind.EVIDENCE,
        MessageKind.WITHDRAWAL,
        MessageKind.TAKEN_DOWN,
        MessageKind.FOLLOW_UP,
    }
)


class NothingSaid(RuleBroken):
    """There is no word in it."""


class Unfinished(RuleBroken):
    """Something in ready words is still to be said."""


class TooManyPhotographs(RuleBroken):
    """A case holds only so many."""


class HarmUnsaid(RuleBroken):
    """It is kept sealed, and nobody would read whether it may wait."""


def write_to_complainant(
    opened: OpenCase,
    words: str,
    *,
    photographs: Sequence[tuple[str, Photograph]] = (),
    by: Account,
    at: datetime,
) -> Message:
    """Write to the person, with photographs if there are any.

    A letter waits where they left an address. Raises Sealed, NothingSaid, TooManyPhotographs.
    """
    require_running(suspended=False, sealed=opened.case.is_sealed)
    message = add_message(opened, words, MessageKind.MESSAGE, by=by, at=at)
    sealed = [seal_photograph(opened.safe, name, each) for name, each in photographs]
    attach_photographs(opened.case, sealed, at=at, to=message)
    record_event(opened.case, EventKind.WROTE, by=by, at=at)
    leave_letter(opened.case, at=at)
    return message


def take_more_time(
    opened: OpenCase, *, to: date, reason: str, by: Account, at: datetime
) -> Message:
    """Take more time for the answer, and tell the person why. Raises Sealed, Unfinished,
    ExtensionRefused.
    """
    require_running(suspended=False, sealed=opened.case.is_sealed)
    require_finished(opened, reason)
    extend_answer_clock(opened.case, to=to, reason=reason, by=by, at=at)
    message = add_message(opened, reason, MessageKind.MORE_TIME, by=by, at=at)
    leave_letter(opened.case, at=at)
    return message


def require_finished(opened: OpenCase, words: str) -> None:
    """Refuse ready words in which something still has to be said. Raises Unfinished."""
    with speaking(opened.case.language):
        bracket = find_bracket(words)
    if bracket is not None:
        raise Unfinished(_("This still has to be written: %(what)s", what=bracket))


def hear_message(
    opened: OpenCase,
    words: str,
    *,
    photographs: Sequence[tuple[str, Photograph]] = (),
    harm: bool | None = None,
    at: datetime,
) -> Message:
    """Keep what the person writes, with photographs if there are any, and tell the members.

    `harm` is whether the person says that somebody was harmed, or may be: they have to where they
    keep it sealed, because nobody would read it; with a yes it opens. Raises HarmUnsaid.

    They are told once a day, and again when somebody did something since: so that nobody's mail
    can be filled with a receipt. Raises NothingSaid where there is neither a word nor a
    photograph, TooManyPhotographs.
    """
    case = opened.case
    if case.is_sealed and harm is None:
        raise HarmUnsaid(_("Say whether anybody has been harmed, or could be. Then send it again."))
    kind = MessageKind.MESSAGE if words.strip() else MessageKind.EVIDENCE
    if kind is MessageKind.EVIDENCE and not photographs:
        raise NothingSaid(_("Write something, or add a photograph."))
    message = add_message(opened, words, kind, by=Actor.COMPLAINANT, at=at)
    if photographs:
        sealed = [seal_photograph(opened.safe, name, each) for name, each in photographs]
        attach_photographs(case, sealed, at=at, to=message)
    came = EventKind.EVIDENCE_CAME if photographs else EventKind.HEARD
    told_already = _told_today(case, _NEWS, at)
    record_event(case, came, by=Actor.COMPLAINANT, at=at)
    if harm:
        open_now(opened, harm=True, at=at)
    if not told_already:
        tell_members([each.email for each in readers_of(case)], at=at)
    return message


def _told_today(case: Case, kinds: Collection[EventKind], at: datetime) -> bool:
    """Whether the last step of all was one of these, today: then the members have a letter."""
    asked = select(CaseEvent.kind, CaseEvent.happened_on).where(CaseEvent.case_id == case.id)
    last = db.session.execute(asked.order_by(CaseEvent.position.desc()).limit(1)).first()
    return last is not None and last[0] in kinds and last[1] == local_day(at)


def hear_from_clerk(
    opened: OpenCase,
    words: str,
    *,
    photographs: Sequence[tuple[str, Photograph]] = (),
    by: Account,
    at: datetime,
) -> Message:
    """Keep what a clerk took down for the person later on, and tell the members.

    The safe need hold no more than its newest key. Raises NothingSaid, TooManyPhotographs.
    """
    if not words.strip() and not photographs:
        raise NothingSaid(_("Write something, or add a photograph."))
    case = opened.case
    message = add_message(opened, words, MessageKind.TAKEN_DOWN, by=Actor.COMPLAINANT, at=at)
    sealed = [seal_photograph(opened.safe, name, each) for name, each in photographs]
    attach_photographs(case, sealed, at=at, to=message)
    record_event(case, EventKind.TAKEN_DOWN, by=by, at=at)
    open_as_said(case, at=at)
    tell_members([each.email for each in readers_of(case)], at=at)
    return message


def hear_of_worse(opened: OpenCase, words: str, *, at: datetime) -> Message:
    """Keep that something got worse after the person spoke up, and tell the members at once.

    They are told again when this was not the last step of the day.
    """
    told_already = _told_today(opened.case, {EventKind.WORSE}, at)
    message = add_message(opened, words, MessageKind.WORSE, by=Actor.COMPLAINANT, at=at)
    record_event(opened.case, EventKind.WORSE, by=Actor.COMPLAINANT, at=at)
    open_now(opened, harm=True, at=at)
    if not told_already:
        tell_members([each.email for each in readers_of(opened.case)], at=at)
    return message


def note_case(opened: OpenCase, words: str, *, by: Account, at: datetime) -> Note:
    """Write something down for the other members; the person never reads it."""
    if not words.strip():
        raise NothingSaid(_("Write the note first."))
    case, note_id = opened.case, new_id()
    note = Note(
        id=note_id,
        case_id=case.id,
        author_id=by.id,
        position=_next(Note, case.id),
        written_on=local_day(at),
        body=opened.safe.seal(Place("notes", note_id, "body"), words),
    )
    db.session.add(note)
    record_event(case, EventKind.NOTED, by=by, at=at)
    return note


def add_message(
    opened: OpenCase, words: str, kind: MessageKind, *, by: Account | Actor, at: datetime
) -> Message:
    """Seal and keep one message, without an event of its own.

    Raises NothingSaid; NamesAnother for words that name another's case; StandingUnproven for words
    to somebody whom nobody accepted, in which stands what only the committee knows.
    """
    if kind not in _MAY_BE_EMPTY and not words.strip():
        raise NothingSaid(_("Write the message first."))
    case, message_id = opened.case, new_id()
    author = by if isinstance(by, Account) else None
    if author and kind is not MessageKind.COPY:  # Of a copy two members have judged each line.
        named = references_of_cases(references_in(words))
        require_apart(words, own=case.reference, others=named)
        require_nothing_told(opened, words)
    message = Message(
        id=message_id,
        case_id=case.id,
        position=_next(Message, case.id),
        kind=kind,
        from_complainant=author is None,
        author_id=author.id if author else None,
        written_on=local_day(at),
        body=opened.safe.seal(Place("messages", message_id, "body"), words),
    )
    return write_row(message)


def attach_photographs(
    case: Case,
    photographs: Sequence[SealedPhotograph],
    *,
    at: datetime,
    to: Message | None = None,
) -> None:
    """Keep sealed photographs. Raises TooManyPhotographs."""
    if not photographs:
        return
    first = _next(Attachment, case.id)
    if first + len(photographs) - 1 > MOST_PHOTOGRAPHS:
        raise TooManyPhotographs(
            _(
                "We can keep %(most)s photographs with this. Please leave some out.",
                most=MOST_PHOTOGRAPHS,
            )
        )
    for position, photograph in enumerate(photographs, start=first):
        db.session.add(
            Attachment(
                id=photograph.id,
                case_id=case.id,
                message_id=to.id if to else None,
                position=position,
                added_on=local_day(at),
                name=photograph.name,
                content=photograph.content,
            )
        )
    db.session.flush()


def _next(table: type[Message | Note | Attachment], case_id: UUID) -> int:
    return (ask(_LAST[table], {"case_id": case_id}).scalar() or 0) + 1
