"""Pages of imports: send files, look at what was found, accept or abandon."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.accounts.access import requires, who
from portal.accounts.permissions import Permission
from portal.addresses import asked_page
from portal.config import settings
from portal.database import transaction
from portal.errors import RuleBroken
from portal.i18n import gettext as _
from portal.visits.forms import UploadForm
from portal.visits.importing import queries, receiving_services, services, words
from portal.visits.importing.models import ImportRejection
from portal.visits.importing.opening_services import profile_for
from portal.visits.importing.profiles.formats import DATES
from portal.visits.importing.profiles.profile import Profile
from portal.visits.importing.rejects import write_csv
from portal.visits.records import FileSet

bp = Blueprint("imports", __name__, url_prefix="/imports")

MOST_UPLOADED = 620 * 1024 * 1024
ROWS_OF_A_PAGE = 50


@bp.get("")
@requires(Permission.IMPORT_VISITS)
def index() -> ResponseReturnValue:
    """Every import, the newest first."""
    return render_template(
        "visits/imports/index.html",
        imports=queries.imports(),
        waiting=queries.find_open_import(),
        states=words.STATES,
    )


@bp.route("/begin", methods=["GET", "POST"])
@requires(Permission.IMPORT_VISITS)
def begin() -> ResponseReturnValue:
    """Send a set of files, to be read before anything is stored."""
    # The files of a year are larger than any other form may be.
    request.max_content_length = MOST_UPLOADED
    form = UploadForm.of_request(data={"tz": settings().tz})

    if form.submitted():
        default = FileSet(form.tz.data or settings().tz, form.exported_on.data)
        files = form.chosen
        try:
            number = receiving_services.receive_upload(
                files,
                default=default,
                profile=profile_for(files),
                by=who().account_id,
                at=clock.now(),
            )
        except RuleBroken as refusal:
            form.refuse("files", refusal)
        else:
            return redirect(url_for(".show", number=number), 303)
        finally:
            for file in files.values():
                file.close()

    return render_template("visits/imports/begin.html", form=form), form.status


@bp.get("/<int:number>")
@requires(Permission.IMPORT_VISITS)
def show(number: int) -> ResponseReturnValue:
    """Where an import stands, what was counted, and each rejected row."""
    page = asked_page()
    found = queries.get_import(number)
    profile = None if found.profile is None else Profile.of(found.profile)
    return render_template(
        "visits/imports/show.html",
        found=found,
        profile=profile,
        example=DATES[profile.dates][1] if profile else "",
        changed=queries.count_differences(number),
        effects=queries.effects(number),
        states=words.STATES,
        rejections=queries.rejections(
            number, offset=(page - 1) * ROWS_OF_A_PAGE, limit=ROWS_OF_A_PAGE
        ),
        kept=queries.count_rejections(number),
        reason=words.reason,
        page=page,
        rows_of_a_page=ROWS_OF_A_PAGE,
    )


@bp.get("/<int:number>/warnings")
@requires(Permission.IMPORT_VISITS)
def warnings(number: int) -> ResponseReturnValue:
    """Rows that are accepted, and that somebody should look at."""
    page = asked_page()
    return render_template(
        "visits/imports/warnings.html",
        found=queries.get_import(number),
        remarks=queries.remarks(number, offset=(page - 1) * ROWS_OF_A_PAGE, limit=ROWS_OF_A_PAGE),
        kept=queries.count_remarks(number),
        doubt=words.doubt,
        page=page,
        rows_of_a_page=ROWS_OF_A_PAGE,
    )


@bp.get("/<int:number>/rejected.csv")
@requires(Permission.IMPORT_VISITS)
def rejected(number: int) -> ResponseReturnValue:
    """The rejected rows as a file."""
    found = queries.get_import(number)
    heading = (
        _("file"), _("line"), _("record"), _("reference"), _("column"), _("value"), _("reason"),
        _("row"),
    )  # fmt: skip
    kept = queries.rejections(found.id, limit=queries.count_rejections(found.id))
    rows = ((*_place(row), row.value, _reason(row), row.row_text) for row in kept)
    # The mark at the start tells spreadsheets that this is UTF-8.
    answer = Response(write_csv(heading, rows).encode("utf-8-sig"), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="rejected-rows-{found.id}.csv"'
    return answer


def _place(row: ImportRejection) -> tuple[str, int, int | None, str | None, str | None]:
    return row.file, row.line, row.record, row.row_key, row.column_name


def _reason(row: ImportRejection) -> str:
    return words.reason(row.kind, row.meant or row.column_name, row.example or "")


@bp.post("/<int:number>/accept")
@requires(Permission.IMPORT_VISITS)
def accept(number: int) -> ResponseReturnValue:
    """Store what the files bring."""
    receiving_services.accept_upload(number, by=who().account_id, at=clock.now())
    return redirect(url_for(".show", number=number), 303)


@bp.post("/<int:number>/abandon")
@requires(Permission.IMPORT_VISITS)
def abandon(number: int) -> ResponseReturnValue:
    """Give the files up; nothing of them is stored."""
    with transaction():
        services.abandon_import(
            queries.get_import_for_step(number), by=who().account_id, at=clock.now()
        )
    flash(_("The import is abandoned. Nothing of it was stored."))
    return redirect(url_for(".index"), 303)
