"""Answering a question: yes, no or abstain; look again; into the urn.

As with elections, how somebody votes is in the form alone, never in an address, a session or a log.
"""

from uuid import UUID

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from portal import clock
from portal.accounts.access import public
from portal.database import reading, transaction
from portal.elections import queries
from portal.elections.polling import services
from portal.elections.polling.code_views import closed_words, is_welcome
from portal.elections.polling.queries import find_entry_by_code
from portal.elections.resolutions.answering import Answer
from portal.elections.resolutions.forms import ANSWERS, AnswerForm, SealForm
from portal.elections.resolutions.models import Question
from portal.elections.resolutions.queries import get_question
from portal.elections.urn.ballot_keys import new_code, shown_key
from portal.errors import RuleBroken
from portal.vault.receipts import grouped, normalise

bp = Blueprint("answering", __name__, url_prefix="/<uuid:election_id>/answer")


@bp.route("", methods=["GET", "POST"])
@public
def answer(election_id: UUID) -> ResponseReturnValue:
    """Choose yes, no, or an abstention."""
    question, closed = _question(election_id)
    form = AnswerForm.of_request()

    if form.submitted() and is_welcome(question.election, closed, form):
        receipt = normalise(form.receipt.data or "")
        again = SealForm(formdata=None, data=_typed(form))
        again.receipt.data = grouped(receipt) if receipt else new_code()
        again.earlier.data = "1" if receipt else ""
        return render_template(
            "elections/answer_review.html",
            question=question,
            form=again,
            chosen=ANSWERS[Answer(form.answer.data)],
        )

    return _paper(question, closed, form), form.status


@bp.post("/cast")
@public
def cast(election_id: UUID) -> ResponseReturnValue:
    """Put the answer into the urn, or go back to the paper."""
    question, closed = _question(election_id)
    sent = SealForm.of_request()
    is_whole = sent.submitted()
    form = AnswerForm(formdata=None, data=_typed(sent))
    if not sent.earlier.data:
        form.receipt.data = ""
    if request.form.get("go") == "change" and is_whole:
        return _paper(question, closed, form)
    for _field, sentence in sent.error_list:
        form.refuse("code", sentence)

    chosen = [each for each in Answer if each.value == sent.answer.data]
    if is_whole and chosen and normalise(sent.receipt.data or "") is not None:
        at = clock.now()
        try:
            sealed = _sealed(question, sent, chosen[0])
            with transaction():
                election = queries.get_election_to_vote(election_id)
                replaced = services.cast_vote(election, sent.code.data or "", sealed, at=at)
        except RuleBroken as refusal:
            form.refuse("code", refusal)
        else:
            return render_template(
                "elections/cast.html",
                election=question.election,
                again="elections.answering.answer",
                receipt=grouped(normalise(sent.receipt.data or "") or ""),
                box=shown_key(sealed.key),
                replaced=replaced,
            )
    return _paper(question, closed, form), 422


def _question(election_id: UUID) -> tuple[Question, str]:
    with reading():
        question = get_question(queries.get_public_election(election_id))
        return question, closed_words(question.election)


def _sealed(question: Question, sent: SealForm, chosen: Answer) -> services.SealedBallot:
    """The answer, sealed before the first query that writes, for the group of the voter."""
    with reading():
        entry = find_entry_by_code(question.election, sent.code.data or "")
        if entry is None:
            raise services.VoteRefused(services.unknown_code())
    options = question.options
    return services.prepare_ballot(
        question.election,
        entry,
        (options.number(chosen, entry.member_class),),
        receipt=sent.receipt.data or "",
        candidates=len(options.names),
    )


def _typed(form: AnswerForm | SealForm) -> dict[str, str]:
    return {
        name: form[name].data or "" for name in ("code", "answer", "receipt") if name in form.data
    }


def _paper(question: Question, closed: str, form: AnswerForm) -> str:
    return render_template("elections/answer.html", question=question, closed=closed, form=form)
