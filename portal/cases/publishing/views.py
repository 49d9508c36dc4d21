"""Pages on which members write, sign or drop what everybody may read of a case."""

from typing import Final
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.accounts.access import private_key, reauthenticated, requires, signed_in
from portal.accounts.permissions import Permission
from portal.cases import queries
from portal.cases.publishing import services, wording
from portal.cases.publishing.forms import SignForm, SummaryForm
from portal.cases.publishing.queries import get_proposal, preview_of, published_of, read_proposal
from portal.cases.publishing.summaries import SummaryWords, quarters_from
from portal.cases.reading_access import needs_pass, pass_until
from portal.cases.remedies.queries import read_remedies
from portal.database import transaction
from portal.errors import RuleBroken
from portal.i18n import gettext as _

bp = Blueprint("publishing", __name__)

QUARTERS: Final = 8
"""So far ahead something can be promised."""


@bp.route("/<string:reference>/publish", methods=["GET", "POST"])
@requires(Permission.HANDLE_CASES)
@needs_pass
def write(reference: str) -> ResponseReturnValue:
    """Write what everybody may read of a case."""
    opened = queries.open_case(reference, signed_in(), private_key())
    today = clock.today()
    proposed, shown = preview_of(opened, today), published_of(opened.case, today)
    before = proposed or shown
    form = SummaryForm.of_quarters(
        [(each, wording.end_words(each)) for each in _quarters(before.words if before else None)],
        **({"promised": "", "due_in": "", "done": ""} if before is None else _typed(before.words)),
    )

    if form.submitted():
        words = SummaryWords(
            done=form.done.data or "", promised=form.promised.data or "", due_in=form.due_in.data
        )
        try:
            with transaction():
                services.propose_summary(opened, words, by=signed_in(), at=clock.now())
        except RuleBroken as refusal:
            form.refuse("promised", refusal)
        else:
            flash(_("The person can read it now. After that another member has to sign it."))
            return redirect(url_for("cases.show", reference=reference), 303)

    return render_template(
        "cases/publishing/write.html",
        case=opened.case, form=form, proposed=proposed, shown=shown, wording=wording,
        promises=read_remedies(opened) if pass_until(reference) else (),
    ), form.status  # fmt: skip


@bp.route("/<string:reference>/publish/<uuid:summary_id>", methods=["GET", "POST"])
@requires(Permission.HANDLE_CASES)
@reauthenticated
@needs_pass
def sign(reference: str, summary_id: UUID) -> ResponseReturnValue:
    """Read what a colleague wrote, exactly as everybody would, and sign it."""
    opened = queries.open_case(reference, signed_in(), private_key())
    summary = get_proposal(opened.case, summary_id)
    form = SignForm.of_request()

    if form.submitted():
        try:
            with transaction():
                services.sign_summary(opened, summary, by=signed_in(), at=clock.now())
        except RuleBroken as refusal:
            form.refuse("csrf_token", refusal)
        else:
            flash(_("It is signed by two."))
            return redirect(url_for("cases.show", reference=reference), 303)

    return render_template(
        "cases/publishing/sign.html",
        case=opened.case, summary=summary, form=form, wording=wording,
        shown=read_proposal(opened, summary, clock.today()),
    ), form.status  # fmt: skip


@bp.post("/<string:reference>/publish/<uuid:summary_id>/drop")
@requires(Permission.HANDLE_CASES)
def drop(reference: str, summary_id: UUID) -> ResponseReturnValue:
    """Take back what waits for a signature."""
    with transaction():
        case = queries.get_case_for(reference, signed_in())
        services.drop_summary(case, get_proposal(case, summary_id), by=signed_in(), at=clock.now())
    flash(_("It is taken back. Nothing of it is published."))
    return redirect(url_for("cases.show", reference=reference), 303)


def _quarters(before: SummaryWords | None) -> list[str]:
    """The quarters to choose from; one that was promised before stays, also when it has passed."""
    found = quarters_from(clock.today(), QUARTERS)
    promised = before.due_in if before else ""
    return [promised, *found] if promised and promised not in found else found


def _typed(words: SummaryWords) -> dict[str, str]:
    return {"promised": words.promised, "due_in": words.due_in, "done": words.done}
