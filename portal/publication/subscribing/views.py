"""News of reports by mail: asking for it, saying yes from the letter box, saying stop."""

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.accounts.access import public
from portal.allowances import Purpose, count_use, require_allowance
from portal.database import transaction
from portal.i18n import current_language
from portal.publication.subscribing import queries, services
from portal.publication.subscribing.forms import AnswerForm, NewsForm
from portal.publication.subscribing.topics import Topic

bp = Blueprint("subscribing", __name__, url_prefix="/by-mail")


@bp.route("", methods=["GET", "POST"])
@public
def ask() -> ResponseReturnValue:
    """Ask for news. Whether an address is known here is told to nobody."""
    form = NewsForm.of_request()
    if form.submitted():
        with transaction():
            require_allowance(Purpose.SUBSCRIBE, at=clock.now())
            count_use(Purpose.SUBSCRIBE, at=clock.now())
            services.ask_for_news(
                form.address.data or "",
                topics=[Topic(code) for code in form.topics.data or ()],
                language=current_language(),
                at=clock.now(),
            )
        return redirect(url_for(".asked"), 303)
    return render_template("publication/subscribing/ask.html", form=form), form.status


@bp.get("/asked")
@public
def asked() -> ResponseReturnValue:
    """Say that a letter is on its way."""
    return render_template("publication/subscribing/asked.html")


@bp.route("/<string:code>", methods=["GET", "POST"])
@public
def answer(code: str) -> ResponseReturnValue:
    """Say yes, from the letter box itself. To open the page is not yet an answer."""
    subscription = queries.get_subscription(code)
    form = AnswerForm.of_request()
    if form.submitted():
        with transaction():
            services.confirm(queries.get_subscription(code), at=clock.now())
        return redirect(url_for(".answer", code=code), 303)
    return render_template(
        "publication/subscribing/answer.html", form=form, code=code, subscription=subscription
    ), form.status


@bp.route("/<string:code>/stop", methods=["GET", "POST"])
@public
def stop(code: str) -> ResponseReturnValue:
    """Stop: one click, on the page or in a mail program (RFC 8058)."""
    if request.method == "POST" and request.form.get("List-Unsubscribe") == "One-Click":
        # A mail program has no page of ours. Nobody but the reader of the letter has the code.
        g.token_exempt = True
        with transaction():
            services.stop(queries.get_subscription(code))
        return render_template("publication/subscribing/stopped.html")
    queries.get_subscription(code)
    form = AnswerForm.of_request()
    if form.submitted():
        with transaction():
            services.stop(queries.get_subscription(code))
        return redirect(url_for(".stopped"), 303)
    return render_template("publication/subscribing/stop.html", form=form), form.status


@bp.get("/stopped")
@public
def stopped() -> ResponseReturnValue:
    """Say that nothing is kept any more."""
    return render_template("publication/subscribing/stopped.html")
