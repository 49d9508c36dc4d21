"""Steps of an election before anybody votes: draft, key, notice, empty seats, stopping."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete

from portal.clock import local
from portal.database import db
from portal.elections.models import Election
from portal.elections.notice_services import send_notice
from portal.elections.queries import count_entitled, phase_at, stake_now
from portal.elections.standing.models import Offer
from portal.elections.steps import Step
from portal.elections.timetable import (
    UNDECIDED,
    NotNow,
    Phase,
    Timetable,
    require_timetable,
)
from portal.elections.urn.ballot_keys import fingerprint_of
from portal.errors import RuleBroken
from portal.i18n import gettext as _
from portal.ledger.kinds import EntryKind
from portal.ledger.services import record
from portal.stored_pages import touch_public_pages
from portal.vault.keys import is_public_key

KEY_HOLDERS = 3


class ElectionRefused(RuleBroken):
    """This cannot be said of an election."""


@dataclass(frozen=True)
class Draft:
    """What an election is to be."""

    title: str
    days: Timetable
    membership_days: int
    countback: bool = False


def plan_election(draft: Draft, *, is_question: bool = False, at: datetime) -> Election:
    """Begin to prepare an election; nobody outside sees it yet. Raises TimetableRefused."""
    election = Election(
        is_question=is_question,
        key_holders=[],
        leaves_empty=False,
        unopposed=False,
        broken_boxes=0,
        **_facts(draft, at, is_question=is_question),
    )
    db.session.add(election)
    db.session.flush()
    return election


def change_plan(election: Election, draft: Draft, *, at: datetime) -> None:
    """Change what is being prepared. Raises NotNow and TimetableRefused."""
    require_phase(election, Phase.DRAFT, at=at)
    for name, value in _facts(draft, at, is_question=election.is_question).items():
        setattr(election, name, value)
    db.session.flush()


def set_key(election: Election, public: str, holders: list[str], *, at: datetime) -> None:
    """Say which key seals the ballots, and who holds its parts.

    Raises ElectionRefused, and NotNow once the notice with the fingerprint is out.
    """
    require_phase(election, Phase.DRAFT, at=at)
    try:
        key = bytes.fromhex("".join(public.split()))
    except ValueError:
        key = b""
    if not is_public_key(key):
        raise ElectionRefused(
            _("This is not the public half of a key. Copy the whole line of public-key.txt.")
        )
    if len({each.casefold() for each in holders}) != KEY_HOLDERS:
        raise ElectionRefused(_("Three different people hold the three parts of the key."))
    election.public_key, election.key_holders = key, holders
    db.session.flush()


def require_voters(election: Election) -> None:
    """Refuse a notice of a vote in which nobody could vote. Raises ElectionRefused."""
    if not count_entitled(election):
        raise ElectionRefused(
            _(
                "No member will have belonged to the co-operative for %(days)s days when the roll"
                " is fixed, so nobody could vote. Change the plan first.",
                days=election.membership_days,
            )
        )


def announce_election(
    election: Election, *, said: Mapping[str, Any] | None = None, at: datetime
) -> None:
    """Give notice of the poll: from now on it is public, members are told, the timetable runs.

    `said` is what the ledger says of it besides.

    Raises NotNow, TimetableRefused, and ElectionRefused where the key or the seats are missing.
    """
    require_phase(election, Phase.DRAFT, at=at)
    require_timetable(election.days, today=local(at).date(), is_question=election.is_question)
    if election.public_key is None:
        raise ElectionRefused(
            _("Make the key of this election first: its fingerprint stands on the notice.")
        )
    seats = stake_now(election).seats
    if not seats:
        raise ElectionRefused(
            _("On the day on which terms begin no seat is vacant. Choose another day.")
        )
    election.announced_at = at
    fact = {"name": election.title, "seats": seats, "key_holders": election.key_holders}
    fact |= said or {}
    fact |= {"key": fingerprint_of(election.public_key), **days_as_fact(election)}
    record(EntryKind.ELECTION_OPENED, {"election": election.id, **fact}, at=at, subject=election.id)
    send_notice(election, at=at)
    _changed()


def accept_empty_seats(election: Election, *, at: datetime) -> None:
    """Leave seats empty for which nobody stands, instead of looking for more candidates.

    Raises NotNow.
    """
    require_phase(election, Phase.SIFTING, Phase.UNOPPOSED, Phase.COUNTING, at=at)
    election.leaves_empty = True
    record_step(election, Step.SEATS_LEFT_EMPTY, {}, at=at)


def stop_election(election: Election, reason: str, *, at: datetime) -> None:
    """End an election without a result, and tell whoever was told of it.

    Raises NotNow once a result was declared.
    """
    if phase_at(election, at) not in UNDECIDED | {Phase.DRAFT}:
        raise NotNow(_("An election whose result is declared cannot be stopped any more."))
    election.stopped_at, election.stop_reason = at, reason
    forget_offers(election)
    if election.announced_at is not None:
        record_step(election, Step.STOPPED, {}, at=at)
        send_notice(election, at=at)
    db.session.flush()


def forget_offers(election: Election) -> None:
    """Delete what people said of themselves who offered to stand and were not nominated."""
    db.session.execute(delete(Offer).where(Offer.election_id == election.id))


def record_step(election: Election, step: Step, fact: dict[str, Any], *, at: datetime) -> None:
    """Enter a step in the public ledger."""
    record(
        EntryKind.ELECTION_STEP,
        {"election": election.id, "step": step.value, **fact},
        at=at,
        subject=election.id,
    )
    _changed()


def require_phase(election: Election, *phases: Phase, at: datetime) -> None:
    """Refuse a step that belongs to another part of the timetable. Raises NotNow."""
    if phase_at(election, at) not in phases:
        raise NotNow(
            _("The election has gone on in the meantime, so this is not possible any more, or not"
              " yet. Look at its page again.")
        )  # fmt: skip


def _changed() -> None:
    db.session.flush()
    touch_public_pages()


def _facts(draft: Draft, at: datetime, *, is_question: bool) -> dict[str, Any]:
    require_timetable(draft.days, today=local(at).date(), is_question=is_question)
    return {
        "title": draft.title,
        "membership_days": draft.membership_days,
        "countback": draft.countback,
        **_as_columns(draft.days),
    }


def set_days(election: Election, days: Timetable) -> None:
    """Give an election its days."""
    for name, value in _as_columns(days).items():
        setattr(election, name, value)


def days_as_fact(election: Election) -> dict[str, Any]:
    """The days as the ledger names them."""
    found = _as_columns(election.days)
    return {
        "term_begins_on" if name == "terms_start_on" else name: value
        for name, value in found.items()
        if name != "terms_end_on"
    }


def _as_columns(days: Timetable) -> dict[str, Any]:
    return {
        "nominations_from_on": days.nominations_from_on,
        "nominations_last_on": days.nominations_last_on,
        "poll_from_on": days.poll_from_on,
        "poll_last_on": days.poll_last_on,
        "terms_start_on": days.terms_start_on,
        "terms_end_on": days.terms_end_on,
    }
