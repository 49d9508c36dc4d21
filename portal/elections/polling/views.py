"""Voting: number the candidates, look again, put the ballot into the urn, find it there later.

How somebody votes is in the form alone, never in an address, a session or a log; a shared tablet
keeps nothing of it.
"""

from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.accounts.access import public
from portal.allowances import Purpose, count_use, require_allowance
from portal.database import reading, transaction
from portal.elections import queries
from portal.elections.models import Election, Nomination
from portal.elections.polling import services
from portal.elections.polling.code_views import closed_words, is_welcome
from portal.elections.polling.forms import (
    BallotForm,
    FindForm,
    VoteForm,
    ballot_form,
    vote_form,
)
from portal.elections.polling.queries import find_entry_by_code, has_box
from portal.elections.timetable import Phase
from portal.elections.urn.ballot_keys import new_code, read_key, shown_key
from portal.errors import RuleBroken
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
    if ballot.election.is_question:
        return redirect(url_for("elections.answering.answer", election_id=election_id))
    form = vote_form(ballot.names).of_request()

    if form.submitted() and form.is_clear() and is_welcome(ballot.election, ballot.closed, form):
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
                election=ballot.election,
                again="elections.polling.vote",
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
        closed = closed_words(election)
    # Who withdrew since the order was drawn stays on the paper, crossed out: numbers stay the same.
    return Ballot(election, candidates, closed)


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
