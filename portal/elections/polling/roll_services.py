"""Steps of the roll: it is frozen, codes go out, votes on paper are marked."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import func, insert, literal, select, update

from portal.clock import local
from portal.config import settings
from portal.database import db
from portal.elections.models import Channel, Election, RollEntry, Told
from portal.elections.notice_services import new_days_of
from portal.elections.polling.codes import lookup_of
from portal.elections.polling.queries import entries_without_code, mail_addresses
from portal.elections.services import record_step, require_phase
from portal.elections.steps import Step
from portal.elections.timetable import NotNow, Phase, eligible_before
from portal.elections.urn.ballot_keys import new_code
from portal.i18n import format_day, speaking
from portal.i18n import gettext as _
from portal.ledger.kinds import EntryKind
from portal.ledger.services import record
from portal.membership.models import Member
from portal.membership.queries import is_current
from portal.notices.services import send_each, send_to_all

_BATCH: Final = 500


def freeze_roll(election: Election, *, at: datetime) -> int:
    """Write down everybody who may vote, each in one class; nobody is added later.

    Returns how many. Codes go out at once to everybody with an address.
    """
    today = local(at).date()
    entitled = (
        select(literal(election.id, RollEntry.election_id.type), Member.id, Member.member_class)
        .where(
            is_current(today),
            Member.admitted_on <= eligible_before(today, election.membership_days),
        )
        .order_by(Member.id)
    )
    db.session.execute(
        insert(RollEntry).from_select(["election_id", "member_id", "member_class"], entitled)
    )
    _mail_codes(election, at=at)
    return (
        db.session.scalar(
            select(func.count(RollEntry.member_id)).where(RollEntry.election_id == election.id)
        )
        or 0
    )


def print_letters(election: Election, *, at: datetime) -> list[tuple[Member, str]]:
    """New codes for everybody who has none yet, to be printed and posted now.

    The codes are kept nowhere. Raises NotNow.
    """
    require_phase(election, Phase.READY, Phase.POLL, at=at)
    entries = entries_without_code(election)
    made = [(each.member, give_code(each, Told.LETTER)) for each in entries]
    record_step(election, Step.LETTERS_PRINTED, {"papers": len(made)}, at=at)
    return made


def renew_code(election: Election, entry: RollEntry, *, at: datetime) -> str:
    """A new code for one member, whose old one stops working. Who has voted votes no second time.

    Raises NotNow.
    """
    require_phase(election, Phase.READY, Phase.POLL, at=at)
    code = give_code(entry, Told.LETTER)
    _note(election, entry, "code", at=at)
    return code


def give_code(entry: RollEntry, told: Told) -> str:
    """Make the code of one line of the roll."""
    code = new_code()
    entry.code_lookup = lookup_of(code, election=entry.election_id)
    entry.told = told
    return code


def mark_paper(election: Election, entry: RollEntry, channel: Channel, *, at: datetime) -> None:
    """Note that a member's vote came on paper or by telephone, once their declaration was checked.

    Until the urn is closed, so that what lay in the letter box on the last day counts. Raises
    NotNow where the member has voted already.
    """
    require_phase(election, Phase.POLL, Phase.CLOSING, at=at)
    if channel is Channel.ONLINE:
        raise ValueError("A vote online marks the roll by itself.")
    if entry.channel is not None:
        raise NotNow(
            _(
                "%(name)s has voted already, so this vote does not count. Keep the envelope"
                " closed.",
                name=entry.member.name,
            )
        )
    entry.channel = channel
    db.session.flush()
    _note(election, entry, channel.value, at=at)


def unmark_paper(election: Election, entry: RollEntry, *, at: datetime) -> None:
    """Take back a mark that was set for the wrong person. Raises NotNow."""
    require_phase(election, Phase.POLL, Phase.CLOSING, at=at)
    if entry.channel in (None, Channel.ONLINE):
        raise NotNow(_("There is no mark to take back."))
    entry.channel = None
    db.session.flush()
    _note(election, entry, "taken_back", at=at)


def remind_voters(election: Election, *, at: datetime) -> None:
    """Write to everybody who has an address and has not voted; the letter does not say so."""
    waiting = mail_addresses(election, told=Told.MAIL, voted=False)
    _write_to_all(waiting, lambda: (_("You can still vote"), _reminder(election)), at=at)
    election.reminded_at = at
    db.session.flush()


def tell_new_days(election: Election, *, at: datetime) -> None:
    """Write to everybody who was mailed a code that the days of voting have changed."""
    told = mail_addresses(election, told=Told.MAIL)

    def letter() -> tuple[str, str]:
        notice = new_days_of(election)
        return notice.subject, "\n\n".join(notice.paragraphs)

    _write_to_all(told, letter, at=at)


def _write_to_all(
    found: Mapping[str, list[tuple[UUID, str]]],
    letter: Callable[[], tuple[str, str]],
    *,
    at: datetime,
) -> None:
    """The same letter to each, in the language they wish."""
    for language, members in found.items():
        addresses = [address for _member, address in members]
        with speaking(language):
            subject, body = letter()
        for start in range(0, len(addresses), _BATCH):
            send_to_all(addresses[start : start + _BATCH], subject, body, at=at)


def _reminder(election: Election) -> str:
    return _(
        "This is a reminder from %(coop)s: members can vote in “%(title)s” until the end of"
        " %(day)s. The code to vote with is in our earlier letter. Whoever cannot find it asks the"
        " returning officer for a new one.\n\n%(address)s\n\nIf you have voted, there is nothing"
        " more to do.",
        coop=settings().coop_name,
        title=election.title,
        day=format_day(election.poll_last_on),
        address=f"{settings().base_url}/elections/{election.id}",
    )


def _mail_codes(election: Election, *, at: datetime) -> None:
    """Send a code to everybody with an address, in the transaction that freezes the roll."""
    for language, found in mail_addresses(election, told=None).items():
        with speaking(language):
            for members in _batches(found):
                _mail_some(election, members, at=at)


def _mail_some(election: Election, members: Sequence[tuple[UUID, str]], *, at: datetime) -> None:
    subject = _("Your vote in our election")
    codes = [new_code() for _member in members]
    send_each(
        (
            (address, subject, _letter(election, code))
            for (_member, address), code in zip(members, codes, strict=True)
        ),
        at=at,
    )
    rows = [
        {
            "election_id": election.id,
            "member_id": member_id,
            "code_lookup": lookup_of(code, election=election.id),
            "told": Told.MAIL,
        }
        for (member_id, _address), code in zip(members, codes, strict=True)
    ]
    db.session.execute(update(RollEntry), rows)


def _letter(election: Election, code: str) -> str:
    address = f"{settings().base_url}/elections/vote"
    return _(
        "You can vote in “%(title)s” of %(coop)s, from %(first)s until the end of %(last)s."
        "\n\nOpen this address; it brings your code along:\n\n%(address)s#%(code)s\n\nOr open"
        " %(address)s and type the code:\n\n%(code)s\n\nThe code is yours alone: please give it to"
        " no one. Nobody can see from it how you vote. If you would rather vote on paper or by"
        " telephone, ask the returning officer.",
        title=election.title,
        coop=settings().coop_name,
        first=format_day(election.poll_from_on),
        last=format_day(election.poll_last_on),
        address=address,
        code=code,
    )


def _batches(
    found: Iterable[tuple[UUID, str]],
) -> Iterable[list[tuple[UUID, str]]]:
    listed = list(found)
    for start in range(0, len(listed), _BATCH):
        yield listed[start : start + _BATCH]


def _note(election: Election, entry: RollEntry, what: str, *, at: datetime) -> None:
    record(
        EntryKind.ROLL_CHANGED,
        {"election": election.id, "member": entry.member_id, "what": what},
        at=at,
        subject=election.id,
    )
