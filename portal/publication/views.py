"""The published reports: one view for each page and file that everyone can read."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from portal import clock
from portal.accounts.access import public
from portal.accounts.desk import use_today_lines
from portal.config import settings
from portal.errors import NotFound
from portal.i18n import gettext as _
from portal.publication import (
    attack_wording,
    desk_views,
    learned_views,
    method_wording,
    queries,
    trend_wording,
    wording,
)
from portal.publication.amending.queries import (
    FileTakenBack,
    ReleaseWithdrawn,
    get_standing,
    notices_of,
    notices_taken_back,
    require_untold,
    said_to_be_wrong,
    showed_withdrawn,
    withdrawn,
)
from portal.publication.amending.wording import fault_words
from portal.publication.annual import views as annual_views
from portal.publication.asking import views as asking_views
from portal.publication.asking.address_views import lead_on, open_to_every_site
from portal.publication.benchmarks import wording as benchmark_wording
from portal.publication.calendar import wording as day_wording
from portal.publication.calendar.queries import calendar
from portal.publication.comparing import views as comparing_views
from portal.publication.disclosure.lattice import declared
from portal.publication.disclosure.primary import Protection
from portal.publication.headline import METHOD_VERSION
from portal.publication.models import Release
from portal.publication.offering import views as offering_views
from portal.publication.offering.article import article_of, policy_of
from portal.publication.offering.queries import files_taken_back, find_article, told_by
from portal.publication.subscribing import views as subscribing_views
from portal.publication.subscribing.queries import releases_of
from portal.publication.subscribing.topics import Topic
from portal.publication.today_views import today_lines
from portal.stored_pages import Content, stored_answer, stored_page
from portal.visits.figures.indicators.catalogue import INDICATORS
from portal.visits.figures.parameters import DEFAULTS
from portal.visits.figures.wording import formula_words

bp = Blueprint("publication", __name__, url_prefix="/reports")
bp.register_blueprint(annual_views.bp)
bp.register_blueprint(desk_views.bp)
bp.register_blueprint(learned_views.bp)
bp.register_blueprint(offering_views.bp)
bp.register_blueprint(asking_views.bp)
bp.register_blueprint(comparing_views.bp)
bp.register_blueprint(subscribing_views.bp)

bp.before_app_request(lead_on)


@bp.record_once
def tell_the_desk(state: BlueprintSetupState) -> None:
    """Which reports wait for who is signed in: the desk stands below and shows it."""
    use_today_lines(state.app.extensions, today_lines)


FILES = frozenset({"publication.download", "publication.offering.latest_file"})


@bp.get("")
@public
def releases() -> ResponseReturnValue:
    """List every release."""

    def make() -> str:
        current = queries.current_releases()
        return render_template(
            "publication/releases.html",
            releases=queries.published_releases(),
            superseded={release.corrects_id for release in queries.published_releases()},
            strip=trend_wording.months_strip([release.figures for release in current]),
            missed=day_wording.missed_sentences(calendar(clock.today())),
            withdrawn=withdrawn(),
            wrong=said_to_be_wrong(),
            wording=wording,
        )

    return stored_page("releases", make)


@bp.get("/calendar")
@public
def days() -> ResponseReturnValue:
    """Say when reports come out, and which day was missed."""

    def make() -> str:
        found = calendar(clock.today())
        return render_template("publication/calendar.html", days=found, words=day_wording)

    return stored_page("release days", make)


@bp.get("/latest")
@public
def latest() -> ResponseReturnValue:
    """Go to the newest report."""
    release = queries.find_latest_release()
    if release is None:
        return redirect(url_for(".releases"))
    return redirect(url_for(".show", name=release.name))


@bp.get("/others")
@public
def others() -> ResponseReturnValue:
    """Set published figures of others beside ours, where they count the same."""

    def make() -> str:
        release = queries.find_latest_release()
        return render_template(
            "publication/benchmarks.html",
            rows=benchmark_wording.beside_ours(release.figures if release else None),
            sources=benchmark_wording.sources(),
            others=benchmark_wording.not_beside_ours(),
        )

    return stored_page("others", make)


@bp.get("/method")
@public
def method() -> ResponseReturnValue:
    """Say how every figure is made, from the same text that the formulas stand beside."""

    def make() -> str:
        return render_template(
            "publication/method.html",
            indicators=[(one.id, _(one.label), formula_words(one, DEFAULTS)) for one in INDICATORS],
            parameters=DEFAULTS,
            protection=Protection(),
            bases=declared().base,
            report_lines=method_wording.report_lines(),
            assumptions=attack_wording.assumption_words(),
            version=METHOD_VERSION,
        )

    return stored_page("method", make)


@bp.get("/feed.atom", defaults={"topic": ""})
@bp.get("/feed/<string:topic>.atom")
@public
def feed(topic: str) -> ResponseReturnValue:
    """Tell feed readers of new releases, or of those that are news of one topic."""
    if topic and topic not in set(Topic):
        raise NotFound
    found = releases_of(Topic(topic)) if topic else queries.published_releases()
    corrected, gone, wrong = queries.corrections(), withdrawn(), said_to_be_wrong()
    # Whoever has read a report is told that it is not the last word any more.
    changed = {
        each.id: max(
            moment(
                gone[each.id].withdrawn_at
                if each.id in gone
                else corrected.get(each.id, each).published_at
            ),
            moment(wrong.get(each.id)),
        )
        for each in found
    }
    body = render_template(
        "publication/feed.xml",
        releases=found,
        corrected=corrected,
        gone=gone,
        wrong=wrong,
        changed=changed,
        updated=max(changed.values(), default="2000-01-01T00:00:00+00:00"),
        moment=moment,
        topic=topic,
        base=settings().base_url,
        wording=wording,
    )
    answer = Response(body, mimetype="application/atom+xml")
    answer.add_etag()
    answer.headers["Cache-Control"] = "public, max-age=300"
    return answer.make_conditional(request)


@bp.get("/<string:name>")
@public
def show(name: str) -> ResponseReturnValue:
    """Show one release, or that it was taken down."""
    try:
        return stored_page(f"release:{name}", lambda: release_page(get_standing(name)))
    except ReleaseWithdrawn as gone:
        return render_template(
            "publication/withdrawn.html",
            release=gone.withdrawal.release,
            withdrawal=gone.withdrawal,
            correction=queries.find_correction(gone.withdrawal.release),
            wording=wording,
        ), 410


@bp.get("/<string:name>/<string:file>")
@public
def download(name: str, file: str) -> ResponseReturnValue:
    """Hand out one file of a release, byte for byte as it was published.

    It never changes; but it may be taken down, so nobody is told to keep it for long.
    """
    try:
        answer = stored_answer(f"file:{name}/{file}", lambda: _content(name, file))
    except ReleaseWithdrawn:
        answer = Response(_("This report was taken down."), 410, mimetype="text/plain")
    except FileTakenBack:
        words = _(
            "This file told a figure of another report, which was taken down since, so it is no "
            "longer handed out. What this report says stands on its page: %(address)s",
            address=f"{settings().base_url}{url_for('.show', name=name)}",
        )
        answer = Response(words, 410, mimetype="text/plain")
    return answer


@bp.after_request
def open_files(answer: Response) -> Response:
    """Let other sites' pages and programs read the files: those that ask first, by OPTIONS, too."""
    return open_to_every_site(answer) if request.endpoint in FILES else answer


def _content(name: str, file: str) -> Content:
    release = get_standing(name)
    found = queries.get_file(release, file)
    require_untold(release, file)
    policy = policy_of(found.body) if found.mimetype.startswith("text/html") else ""
    return Content(found.body, found.mimetype, found.sha256, policy)


def release_page(release: Release) -> str:
    """The page of a release: today's frame around the article that was kept when it came out.

    A release from before articles were kept has none; its article is drawn by the template of
    today, and so is one that showed a figure of a report that was taken down since.
    """
    kept = find_article(release)
    return render_template(
        "publication/show.html",
        release=release,
        figures=release.figures,
        article=Markup(kept or _drawn(release)),  # noqa: S704  a template escaped it
        correction=queries.find_correction(release),
        notices=notices_of(release),
        taken_back_notices=notices_taken_back(release),
        faults=fault_words(),
        is_without=showed_withdrawn(release),
        taken_back=files_taken_back(release),
        concerns=None if release.figures.get("year") else queries.find_with_concerns(),
        wording=wording,
        **offering_views.offered(release),
    )


def _drawn(release: Release) -> str:
    names = [signature.name for signature in release.signatures]
    return article_of(told_by(release, names, at=release.published_at or release.prepared_at))


def moment(at: datetime | None) -> str:
    """An instant as a feed writes it."""
    return at.astimezone(UTC).isoformat(timespec="seconds") if at else ""


def latest_report() -> dict[str, Any] | None:
    """The newest headline, for the front page."""
    release = queries.find_latest_release()
    if release is None:
        return None
    return {
        "delivered": release.figures["figures"]["delivered"]["value"],
        "sentence": wording.headline_sentence(release.figures),
        "range": wording.range_sentence(release.figures),
        "href": url_for("publication.show", name=release.name),
        "in_easy_words": url_for("publication.offering.easy_read"),
        "words": wording.month_of(release.figures),
        "is_wrong": bool(notices_of(release)),
    }
