"""Steps of the notice: every member is told of a vote, of other days and of its end, everywhere."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from portal.clock import local
from portal.config import settings
from portal.elections.annulling.models import Annulment
from portal.elections.annulling.queries import find_confirmed
from portal.elections.models import Election
from portal.elections.queries import (
    addresses_of_members,
    destroy_on,
    nominations_of,
    returning_officers,
    stake_now,
)
from portal.elections.resolutions.models import Question
from portal.elections.resolutions.queries import find_question, outcome_now
from portal.elections.urn.ballot_keys import fingerprint_of
from portal.i18n import format_day, speaking
from portal.i18n import gettext as _
from portal.notices.services import send_to_all

_BATCH = 500


@dataclass(frozen=True)
class Notice:
    """The notice of a vote, in the language that is being spoken."""

    subject: str
    paragraphs: Sequence[str]


def send_notice(election: Election, *, but: Collection[str] = (), at: datetime) -> None:
    """Mail the notice to every member who is written to by mail; the others get it on paper.

    `but` are addresses to which more has been written already.
    """
    for language, addresses in addresses_of_members(local(at).date()).items():
        with speaking(language):
            notice = notice_of(election, at=at)
        body = "\n\n".join(notice.paragraphs)
        wanted = [each for each in addresses if each not in but]
        for start in range(0, len(wanted), _BATCH):
            send_to_all(wanted[start : start + _BATCH], notice.subject, body, at=at)


def notice_of(election: Election, *, at: datetime) -> Notice:
    """What the notice says as things stand: with other days and why, the result, or the end."""
    if election.stopped_at is not None:
        return _end_of(election)
    officer = returning_officers(local(at).date())
    if election.declared_at is not None:
        return _result_of(election, officer)
    asked = find_question(election)
    if asked is None:
        subject, opening = _("We elect our oversight committee"), _of_election(election, officer)
    else:
        subject, opening = _("We ask all members a question"), _of_question(election, asked.wording)
    if election.days_moved_on is not None:
        subject = _("The days of our vote have changed")
        opening = [*_moved(election), *opening]
    return Notice(
        subject, [*opening, _voting(election, officer), _key(election), *_where(election)]
    )


def new_days_of(election: Election) -> Notice:
    """What somebody is told who has a code already, when the days of voting are moved."""
    told = _(
        "The days have changed: in “%(title)s” of %(coop)s you can vote from %(first)s until the"
        " end of %(last)s. The code from our earlier letter stays good. Why the days were changed"
        " stands here:\n\n%(address)s",
        title=election.title,
        coop=settings().coop_name,
        first=format_day(election.poll_from_on),
        last=format_day(election.poll_last_on),
        address=f"{settings().base_url}/elections/{election.id}",
    )
    return Notice(_("The days of our vote have changed"), [*told.split("\n\n"), *_reason(election)])


def _result_of(election: Election, officer: str) -> Notice:
    asked = find_question(election)
    told = [_elected(election)] if asked is None else [asked.wording, _answered(asked)]
    until = destroy_on(election)
    if until is not None and election.destroyed_at is None:
        told.append(
            _(
                "If you think something went wrong, write to the returning officer before %(day)s:"
                " %(officer)s.",
                day=format_day(until),
                officer=officer,
            )
        )
    return Notice(_("The result of our vote"), [*told, *_where(election)])


def _elected(election: Election) -> str:
    return _(
        "The result of “%(title)s” of %(coop)s is declared. These people get a seat on the"
        " committee from %(day)s: %(names)s.",
        title=election.title,
        coop=settings().coop_name,
        day=format_day(election.terms_start_on),
        names=", ".join(each.name for each in nominations_of(election) if each.term_id),
    )


def _answered(asked: Question) -> str:
    outcome = outcome_now(asked)
    if outcome is None or not outcome.decision.is_quorate:
        return _("Not decided: too few took part. Things stay as they are.")
    if outcome.may_show_votes:
        return outcome.decision.sentence
    return _("Carried.") if outcome.decision.carried else _("Not carried. Things stay as they are.")


def _moved(election: Election) -> list[str]:
    return [_("The days have changed. What follows holds now."), *_reason(election)]


def _reason(election: Election) -> list[str]:
    return [_("The reason: %(why)s", why=election.days_moved_why or "")]


def _end_of(election: Election) -> Notice:
    annulment = find_confirmed(election)
    if annulment is not None:
        return _set_aside(election, annulment)
    told = _(
        "“%(title)s” of %(coop)s was stopped on %(day)s and does not go on. No vote that was given"
        " is counted, and codes to vote with are of no use any more.",
        title=election.title,
        coop=settings().coop_name,
        day=format_day(local(election.stopped_at).date()) if election.stopped_at else "",
    )
    why = _("The reason: %(why)s", why=election.stop_reason or "")
    return Notice(_("Our vote was stopped"), [told, why, *_where(election)])


def _set_aside(election: Election, annulment: Annulment) -> Notice:
    told = _(
        "The result of “%(title)s” of %(coop)s was challenged, and it does not stand. Decided by:"
        " %(who)s. The reason: %(why)s",
        title=election.title,
        coop=settings().coop_name,
        who=annulment.decided_by,
        why=annulment.reason,
    )
    found = [told]
    if not election.is_question:
        found.append(
            _(
                "From %(day)s the seats of those who were elected are vacant. Until then they sit,"
                " so that somebody looks after what people tell us.",
                day=format_day(annulment.vacant_from),
            )
        )
    return Notice(_("The result of our vote does not stand"), [*found, *_where(election)])


def _of_election(election: Election, officer: str) -> list[str]:
    return [
        _(
            "%(coop)s elects its oversight committee, which looks into what people tell us:"
            " “%(title)s”, %(seats)s seats from %(day)s.",
            coop=settings().coop_name,
            title=election.title,
            seats=stake_now(election).seats,
            day=format_day(election.terms_start_on),
        ),
        _(
            "Candidates are nominated from %(first)s until the end of %(last)s. Two members"
            " nominate, and all three sign. Ask the returning officer for the paper: %(officer)s."
            " Whoever has a sign-in can stand online.",
            first=format_day(election.nominations_from_on),
            last=format_day(election.nominations_last_on),
            officer=officer,
        ),
    ]


def _of_question(election: Election, wording: str) -> list[str]:
    return [
        _(
            "%(coop)s asks its members a question: “%(title)s”.",
            coop=settings().coop_name,
            title=election.title,
        ),
        wording,
    ]


def _voting(election: Election, officer: str) -> str:
    return _(
        "Members vote from %(first)s until the end of %(last)s. Everybody who may vote gets a code"
        " before, by mail or by letter. If you would rather vote on paper or by telephone, tell"
        " the returning officer: %(officer)s.",
        first=format_day(election.poll_from_on),
        last=format_day(election.poll_last_on),
        officer=officer,
    )


def _key(election: Election) -> str:
    return _(
        "The ballots are sealed with the key %(fingerprint)s. Its parts are held by %(names)s.",
        fingerprint=fingerprint_of(election.public_key or b""),
        names=", ".join(election.key_holders),
    )


def _where(election: Election) -> list[str]:
    post = settings().postal_address
    found = [
        _(
            "Everything about it, and what keeps your vote secret: %(address)s",
            address=f"{settings().base_url}/elections/{election.id}",
        )
    ]
    if post:
        found.append(_("Write to: %(address)s.", address=post))
    return found
