"""Pages of an enquiry: a handler asks the office, a coordinator answers without seeing a case."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.accounts.access import private_key, requires, signed_in
from portal.accounts.permissions import Permission
from portal.cases import queries
from portal.cases.enquiring.forms import EnquiryForm, for_visits
from portal.cases.enquiring.mixing import Asked
from portal.cases.enquiring.openly_views import bp as openly
from portal.cases.enquiring.queries import (
    consent_in,
    get_copy,
    open_copies_for,
    question_in,
    visits_around,
)
from portal.cases.enquiring.services import answer_enquiry, ask_office
from portal.cases.events import EventKind
from portal.cases.reading_access import needs_pass, pass_until
from portal.cases.seconding.asking import Step
from portal.cases.seconding.queries import find_agreed
from portal.database import transaction
from portal.errors import RuleBroken
from portal.i18n import format_weekday
from portal.i18n import gettext as _

bp = Blueprint("enquiring", __name__)
bp.register_blueprint(openly)


@bp.route("/<string:reference>/enquiry", methods=["GET", "POST"])
@requires(Permission.HANDLE_CASES)
@needs_pass
def ask(reference: str) -> ResponseReturnValue:
    """Ask the care office about a visit, among at least nine others."""
    opened = queries.open_case(reference, signed_in(), private_key())
    own, others = visits_around(queries.told_in(opened))
    form = EnquiryForm.of_request(visit=[(each.asked.key, _label(each.asked)) for each in own])

    if form.submitted():
        try:
            with transaction():
                ask_office(
                    opened,
                    form.visit.data,
                    form.words.data,
                    openly=form.how.data == "openly",
                    due_on=form.due_on.data,
                    by=signed_in(),
                    at=clock.now(),
                )
        except RuleBroken as refusal:
            form.refuse("words", refusal)
        else:
            flash(_("The office has the question. The answer comes to the page of the case."))
            return redirect(url_for("cases.show", reference=reference), 303)

    return render_template(
        "cases/enquiring/ask.html",
        case=opened.case,
        form=form,
        consent=consent_in(opened.case),
        agreed=find_agreed(opened.case, Step.OPENLY, signed_in(), clock.today()) is not None,
        by_clerk=queries.has_happened(opened.case, EventKind.TAKEN_DOWN),
        own=own if pass_until(opened.case.reference) else None,
        homes=len({each.asked.package_ref for each in others}),
    ), form.status


@bp.get("/office")
@requires(Permission.IMPORT_VISITS)
def office() -> ResponseReturnValue:
    """The questions of the committee that wait for the care office."""
    return render_template(
        "cases/enquiring/office.html",
        copies=open_copies_for(signed_in()),
        today=clock.today(),
    )


@bp.route("/office/<uuid:copy_id>", methods=["GET", "POST"])
@requires(Permission.IMPORT_VISITS)
def answer(copy_id: UUID) -> ResponseReturnValue:
    """Say something about each of the visits."""
    copy = get_copy(copy_id, signed_in())
    question = question_in(copy, private_key())
    form = for_visits([_label(each, named=True) for each in question.visits]).of_request()

    if form.submitted():
        try:
            with transaction():
                answer_enquiry(copy, question, form.answers, by=signed_in(), at=clock.now())
        except RuleBroken as refusal:
            form.refuse("visit_00", refusal)
        else:
            flash(_("Thank you. The committee can read the answer now."))
            return redirect(url_for("cases.enquiring.office"), 303)

    return render_template(
        "cases/enquiring/answer.html", enquiry=copy.enquiry, question=question, form=form
    ), form.status


def _label(visit: Asked, *, named: bool = False) -> str:
    """The visit in words; the office also needs its own reference of the home."""
    when = _(
        "%(day)s, %(starts)s to %(ends)s",
        day=format_weekday(visit.service_date),
        starts=visit.starts,
        ends=visit.ends,
    )
    return f"{visit.package_ref}: {when}" if named else when
