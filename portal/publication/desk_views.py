"""Preparing releases: compute a month, look at it, sign it with a second person."""

from datetime import date, datetime

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from portal import clock
from portal.accounts.access import may, reauthenticated, requires, signed_in, who
from portal.accounts.permissions import Permission
from portal.database import reading, transaction
from portal.errors import RuleBroken
from portal.i18n import format_month, site_languages
from portal.i18n import gettext as _
from portal.publication import attack_services, attack_wording, queries, services, wording
from portal.publication.amending import views as amending_views
from portal.publication.amending.changes import compared
from portal.publication.amending.queries import (
    source_now,
    standing_releases,
    to_be_taken_down,
    touched_of,
    touched_since,
)
from portal.publication.amending.rounds import round_of, touched_together
from portal.publication.amending.wording import touched_sentence
from portal.publication.calendar import views as calendar_views
from portal.publication.calendar import wording as day_wording
from portal.publication.calendar.days import OUT_AT
from portal.publication.calendar.queries import missed_days
from portal.publication.forms import AttackForm, DiscardForm, PrepareForm, SignForm
from portal.publication.models import SIGNATURES_NEEDED, Release
from portal.publication.offering.article import article_of
from portal.publication.offering.queries import told_by
from portal.publication.record_queries import imports_since
from portal.visits import queries as visits
from portal.visits.figures.periods import Period

bp = Blueprint("desk", __name__, url_prefix="/desk")
bp.register_blueprint(amending_views.bp)
bp.register_blueprint(calendar_views.bp)


@bp.route("", methods=["GET", "POST"])
@requires(Permission.PREPARE_RELEASES)
def prepare() -> ResponseReturnValue:
    """Compute the figures of a month and keep them as a draft."""
    with reading():
        months = visits.months_on_record()
        named = [(month, format_month(Period.of_month(month).first_on)) for month in months]
        # Whoever comes to correct a report finds its month chosen.
        form = PrepareForm.of_request(data={"period": request.args.get("month")}, period=named)

    if form.submitted():
        try:
            with reading():
                source = queries.newest_import()
                headline = queries.headline_of_period(Period.of_month(form.period.data))
                touched = touched_of(form.period.data)
                together = touched_together(clock.today())
            with transaction():
                draft = services.prepare_release(
                    headline,
                    source=source,
                    reason=form.reason.data or "",
                    touched=touched,
                    together=together,
                    by=signed_in(),
                    at=clock.now(),
                )
        except RuleBroken as refusal:
            form.refuse("period", refusal)
        else:
            return redirect(url_for(".draft", name=draft.period))

    return render_template(
        "publication/desk.html",
        form=form,
        months=months,
        drafts=[(draft, attack_services.has_given_up(draft)) for draft in queries.drafts()],
        may_sign=may(Permission.SIGN_RELEASES),
        missed=missed_days(clock.today()),
        day_words=day_wording,
        published=_published(),
        asked={each.release_id for each in to_be_taken_down()},
        wording=wording,
    ), form.status


def _published() -> list[tuple[Release, bool, list[int]]]:
    """Every release that stands: whether it was corrected, and if not, the imports since.

    One that was corrected may show something of a person as well, and have to be taken down.
    """
    in_force = {release.id for release in queries.current_releases()}
    return [
        (release, False, imports_since(release)) if release.id in in_force else (release, True, [])
        for release in standing_releases()
    ]


@bp.get("/<string:name>/differences")
@requires(Permission.PREPARE_RELEASES)
def differences(name: str) -> ResponseReturnValue:
    """What would be published of a month now, beside what is published."""
    release = queries.get_release(name)
    headline = queries.headline_now(release)
    return render_template(
        "publication/differences.html",
        release=release,
        imports=imports_since(release),
        touched=touched_sentence(touched_since(release)),
        compared=compared(release.figures, headline.as_json()),
        wording=wording,
    )


@bp.route("/<string:name>", methods=["GET", "POST"])
@requires(Permission.SIGN_RELEASES)
@reauthenticated
def draft(name: str) -> ResponseReturnValue:
    """Look at a draft as readers will see it, and sign it."""
    form, at = SignForm.of_request(), clock.now()

    if form.submitted():
        with reading():
            release = queries.get_draft(name)
            files = services.prepare_files(release, by=signed_in(), at=at)
            in_round = round_of(release, at)
            source = source_now(release)
        try:
            with transaction():
                release = queries.get_draft(name)
                services.sign_release(
                    release,
                    source=source,
                    by=signed_in(),
                    at=at,
                    files=files,
                    in_round=in_round,
                )
        except RuleBroken as refusal:
            form.refuse("csrf_token", refusal)
        else:
            if release.is_published:
                flash(_("The report is published."))
                return redirect(url_for(".prepare"))
            if release.out_on is not None:
                flash(_("Two have signed. It comes out on its announced day, at half past nine."))
                return redirect(url_for(".prepare"))
            flash(_("You have signed. A second member of the committee has to sign it too."))
            return redirect(url_for(".draft", name=name))

    return _page_of(queries.get_draft(name), form)


@bp.post("/<string:name>/attack")
@requires(Permission.SIGN_RELEASES)
def attack_again(name: str) -> ResponseReturnValue:
    """Start the attack on a draft again that does not begin by itself any more."""
    form = AttackForm.of_request()

    if form.submitted():
        try:
            with transaction():
                attack_services.attack_again(queries.get_draft(name))
        except RuleBroken as refusal:
            form.refuse("csrf_token", refusal)
        else:
            flash(_("It begins again. Look at this page again in some minutes."))
            return redirect(url_for(".draft", name=name))

    return _page_of(queries.get_draft(name), form)


def _page_of(release: Release, form: SignForm | AttackForm) -> ResponseReturnValue:
    out_on = release.out_on or services.day_ahead(release, clock.now())
    refusal = attack_services.refusal_of(release)
    return render_template(
        "publication/draft.html",
        release=release,
        article=_preview(release, out_on, is_safe=not refusal),
        out_on=out_on,
        is_in_others=len(site_languages()) > 1,
        refusal=refusal,
        has_signed=any(each.account_id == who().account_id for each in release.signatures),
        is_given_up=attack_services.has_given_up(release),
        attack_wording=attack_wording,
        form=form,
    ), form.status


def _preview(release: Release, out_on: date | None, *, is_safe: bool) -> Markup:
    """The article as it will come out, as if who looks at it were the next to sign."""
    names = [signature.name for signature in release.signatures]
    if len(names) < SIGNATURES_NEEDED and who().name not in names:
        names.append(who().name)
    if len(names) < SIGNATURES_NEEDED:
        names.append(_("a second member"))
    at = clock.now() if out_on is None else datetime.combine(out_on, OUT_AT, clock.zone())
    later = _("What the program tried stands here once it has found nothing.")
    made = article_of(told_by(release, names, at=at), attacked=None if is_safe else [later])
    return Markup(made)  # noqa: S704  a template escaped it


@bp.route("/<string:name>/discard", methods=["GET", "POST"])
@requires(Permission.PREPARE_RELEASES)
@reauthenticated
def discard(name: str) -> ResponseReturnValue:
    """Throw a draft away."""
    release = queries.get_draft(name)
    form = DiscardForm.of_request()

    if form.submitted():
        with transaction():
            services.discard_draft(release, by=signed_in(), at=clock.now())
        flash(_("The draft is gone. Nothing was published."))
        return redirect(url_for(".prepare"))

    return render_template(
        "publication/discard.html", release=release, form=form, wording=wording
    ), form.status
