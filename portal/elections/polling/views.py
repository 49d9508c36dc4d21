"""Voting: number the candidates, look again, put the ballot into the urn, find it there later.

How somebody votes is in the form alone, never in an address, a session or a log; a shared tablet
keeps nothing of it.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from portal import clock
from portal.accounts.access import public
from portal.allowances import Purpose, count_use, require_allowance
from portal.database import reading, transaction
from portal.elections import queries
from portal.elections.models import Channel, Election, Nomination, RollEntry
from portal.elections.polling import services
from portal.elections.polling.forms import (
    BallotForm,
    FindForm,
    VoteForm,
    ballot_form,
    vote_form,
)
from portal.elections.polling.queries import find_entry_by_code, has_box
from portal.elections.timetable import Phase
from portal.elections.urn.ballot_keys import key_of, new_code, read_key, shown_key
from portal.errors import RuleBroken
from portal.i18n import gettext as _
from portal.membership.classes import ONE_MEMBER
from portal.vault.receipts import grouped, normalise

bp = Blueprint("polling", __name__, url_prefix="/<uuid:election_id>")


@dataclass(frozen=True, slots=True)
class Ballot:
    """What belongs to a ballot paper."""

    election: Election
    candidates: list[Nomination]
    closed: str

    @property
    def names(self) -> list[str]:
        """The candidates in the order of the paper."""
        return [each.name for each in self.candidates]


@bp.route("/vote", methods=["GET", "POST"])
@public
def vote(election_id: UUID) -> ResponseReturnValue:
    """Number the candidates."""
    ballot = _ballot(election_id)
    form = vote_form(ballot.names).of_request()

    if form.submitted() and form.is_clear() and _is_welcome(ballot, form):
        receipt = normalise(form.receipt.data or "")
        again = ballot_form(ballot.names)(formdata=None, data=_typed(form))
        again.receipt.data = grouped(receipt) if receipt else new_code()
        again.earlier.data = "1" if receipt else ""
        return render_template(
            "elections/review.html", ballot=ballot, form=again, paper=form.paper, one=ONE_MEMBER
        )

    return _paper(ballot, form), form.status


@bp.post("/vote/cast")
@public
def cast(election_id: UUID) -> ResponseReturnValue:
    """Put the ballot into the urn, or go back to the paper."""
    ballot = _ballot(election_id)
    sent = ballot_form(ballot.names).of_request()
    form = vote_form(ballot.names)(formdata=None, data=_typed(sent))
    if not sent.earlier.data:
        form.receipt.data = ""
    if not sent.submitted():
        for _field, sentence in sent.error_list:
            form.refuse("code", sentence)
        return _paper(ballot, form), form.status
    if request.form.get("go") == "change":
        return _paper(ballot, form)

    if form.is_clear() and normalise(sent.receipt.data or "") is not None:
        at = clock.now()
        try:
            sealed = _sealed(ballot, sent)
            with transaction():
                election = queries.get_election_to_vote(election_id)
                replaced = services.cast_vote(election, sent.code.data or "", sealed, at=at)
        except RuleBroken as refusal:
            form.refuse("code", refusal)
        else:
            return render_template(
                "elections/cast.html",
                ballot=ballot,
                receipt=grouped(normalise(sent.receipt.data or "") or ""),
                box=shown_key(sealed.key),
                replaced=replaced,
            )
    return _paper(ballot, form), 422


@bp.route("/ballot", methods=["GET", "POST"])
@public
def find(election_id: UUID) -> ResponseReturnValue:
    """Say whether a ballot is in the urn."""
    with reading():
        election = queries.get_public_election(election_id)
    form = FindForm.of_request()
    found = None

    if form.submitted():
        with transaction():
            require_allowance(Purpose.TRY_CODE, at=clock.now())
            count_use(Purpose.TRY_CODE, at=clock.now())
        with reading():
            found = has_box(election, read_key(form.box.data or "") or b"")

    return render_template(
        "elections/find.html", election=election, form=form, found=found
    ), form.status


def _ballot(election_id: UUID) -> Ballot:
    with reading():
        election = queries.get_public_election(election_id)
        candidates = queries.candidates_of(election)
        closed = ""
        try:
            services.require_poll(election, at=clock.now())
        except RuleBroken as refusal:
            closed = str(refusal)
    # Who withdrew since the order was drawn stays on the paper, crossed out: numbers stay the same.
    return Ballot(election, candidates, closed)


def _is_welcome(ballot: Ballot, form: VoteForm) -> bool:
    """Whether this code may vote now; where it may not, the form says why."""
    at = clock.now()
    if ballot.closed:
        form.refuse("code", ballot.closed)
        return False
    with reading():
        require_allowance(Purpose.TRY_CODE, at=at)
        entry = find_entry_by_code(ballot.election, form.code.data or "")
        refusal = _refusal(ballot.election, entry, form)
    if entry is None:
        _count_wrong_code(at)
    for field, sentence in refusal:
        form.refuse(field, sentence)
    return not refusal


def _refusal(election: Election, entry: RollEntry | None, form: VoteForm) -> list[tuple[str, str]]:
    if entry is None:
        return [("code", services.unknown_code())]
    if entry.channel is None:
        if form.receipt.data:
            return [("receipt", _("No vote was taken with this code yet. Leave this empty."))]
        return []
    if entry.channel is not Channel.ONLINE:
        return [("code", _("Your vote has come on paper or by telephone, and it stands."))]
    receipt = normalise(form.receipt.data or "")
    if receipt is None:
        return [("receipt", _(
            "You have voted already. To change your vote, type the receipt that you got then. "
            "Without it your vote stands."
        ))]  # fmt: skip
    if not has_box(election, key_of(receipt, election=election.id, member=entry.member_id)):
        return [("receipt", _(
            "This is not the receipt of your vote. Compare it; without it your vote stands."
        ))]  # fmt: skip
    return []


def _count_wrong_code(at: datetime) -> None:
    with transaction():
        count_use(Purpose.TRY_CODE, at=at)


def _sealed(ballot: Ballot, sent: BallotForm) -> services.SealedBallot:
    """The ballot, sealed before the first query that writes."""
    with reading():
        entry = find_entry_by_code(ballot.election, sent.code.data or "")
        if entry is None:
            raise services.VoteRefused(services.unknown_code())
    return services.prepare_ballot(
        ballot.election,
        entry,
        sent.paper.ranking,
        receipt=sent.receipt.data or "",
        candidates=len(ballot.names),
    )


def _typed(form: VoteForm) -> dict[str, str]:
    marks = {f"c{number}": mark for number, mark in form.marks.items()}
    return {"code": form.code.data or "", "receipt": form.receipt.data or "", **marks}


def _paper(ballot: Ballot, form: VoteForm) -> str:
    return render_template(
        "elections/vote.html", ballot=ballot, form=form, one=ONE_MEMBER, poll=Phase.POLL
    )
