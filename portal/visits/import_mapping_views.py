"""Pages of files of another shape: how they are read, looked at, corrected, and kept."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.accounts.access import requires, who
from portal.accounts.permissions import Permission
from portal.database import reading, transaction
from portal.errors import RuleBroken
from portal.i18n import gettext as _
from portal.visits.forms import RemoveProfileForm
from portal.visits.importing import (
    preview_queries,
    profile_queries,
    profile_services,
    receiving_services,
    words,
)
from portal.visits.importing.faults import FileRejected
from portal.visits.importing.profiles.mapping import CODED, profile_of
from portal.visits.importing.profiles.profile import COLUMNS, Profile
from portal.visits.importing.profiles.shipped import shipped_profiles
from portal.visits.mapping_forms import COMMON, LENGTHS, MappingForm, WrittenForm, mapping_form

bp = Blueprint("import_profiles", __name__, url_prefix="/imports")


@bp.get("/profiles")
@requires(Permission.IMPORT_VISITS)
def index() -> ResponseReturnValue:
    """Every kind of file that is known."""
    return render_template(
        "visits/imports/profiles.html",
        kept=profile_queries.kept_profiles(),
        shipped=shipped_profiles().values(),
    )


@bp.route("/profiles/<int:number>/remove", methods=["GET", "POST"])
@requires(Permission.IMPORT_VISITS)
def remove(number: int) -> ResponseReturnValue:
    """Forget a kind of file."""
    kept = profile_queries.get_kept_profile(number)
    form = RemoveProfileForm.of_request()

    if form.submitted():
        with transaction():
            profile_services.remove_profile(kept)
        flash(_("It is forgotten. What was imported with it stays."))
        return redirect(url_for(".index"), 303)

    return render_template("visits/imports/remove.html", form=form, kept=kept), form.status


@bp.route("/<int:number>/rows", methods=["GET", "POST"])
@requires(Permission.IMPORT_VISITS)
def rows(number: int) -> ResponseReturnValue:
    """The first rows as they are read; letters, separator and days can be corrected."""
    with reading():
        found = preview_queries.get_mappable(number)
        profile = Profile.of(found.profile or {})
        shown = preview_queries.first_rows(preview_queries.first_foreign(found), profile, found.tz)
    form = WrittenForm.of_request(data={**profile._asdict(), "tz": found.tz})
    form.offer_formats()

    if form.submitted():
        written = profile.written(form.encoding.data, form.separator.data, form.dates.data)
        receiving_services.map_upload(number, written, tz=str(form.tz.data), at=clock.now())
        flash(_("The file was read again."))
        return redirect(url_for("visits.imports.show", number=number), 303)

    return render_template(
        "visits/imports/rows.html",
        form=form,
        found=found,
        profile=profile,
        file=preview_queries.first_foreign(found),
        shown=shown,
        columns=words.COLUMNS_IN_WORDS,
        reason=words.reason,
    ), form.status


@bp.route("/<int:number>/mapping", methods=["GET", "POST"])
@requires(Permission.IMPORT_VISITS)
def mapping(number: int) -> ResponseReturnValue:
    """Say once what the columns of a file mean, and see the first rows as they would be read."""
    with reading():
        found = preview_queries.get_mappable(number)
        file = preview_queries.first_foreign(found)
        try:
            shape = preview_queries.shape_of_file(file)
        except FileRejected as refused:
            return render_template(
                "visits/imports/unreadable.html", found=found, refused=refused, reason=words.reason
            ), 422
    form = mapping_form(shape, request.form, tz=found.tz)
    shown = None

    if form.submitted():
        try:
            profile = profile_of(form.choices(), shape)
            if request.form.get("step") == "check":
                _take(number, profile, form)
                return redirect(url_for("visits.imports.show", number=number), 303)
            with reading():
                shown = preview_queries.first_rows(file, profile, str(form.tz.data))
        except RuleBroken as refusal:
            form.refuse("title", refusal)

    return render_template(
        "visits/imports/mapping.html",
        form=form,
        found=found,
        file=file,
        shape=shape,
        shown=shown,
        all_columns=COLUMNS,
        common=COMMON,
        coded=CODED,
        lengths=LENGTHS,
        ways=shape.dates_of(form.column("service_date").data or ""),
        columns=words.COLUMNS_IN_WORDS,
        reason=words.reason,
    ), form.status


def _take(number: int, profile: Profile, form: MappingForm) -> None:
    """Read the whole file so, and keep how where it has a name."""
    if form.title.data:
        with transaction():
            profile_services.keep_profile(profile, by=who().account_id, at=clock.now())
    receiving_services.map_upload(number, profile, tz=str(form.tz.data), at=clock.now())
