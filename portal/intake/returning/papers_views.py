"""What whoever holds a receipt can take away: the bundle, and the answer as a letter."""

from flask import Blueprint, Response, redirect, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.accounts.access import public
from portal.cases.answering.services import print_answer
from portal.cases.bundling.services import make_bundle
from portal.errors import NotFound
from portal.intake.returning.held_views import find_held_case

bp = Blueprint("papers", __name__)


@bp.get("/bundle.zip")
@public
def bundle() -> ResponseReturnValue:
    """Everything that the person is entitled to, signed, in one file."""
    opened = find_held_case()
    if opened is None:
        return redirect(url_for("intake.returning.enter"), 303)
    name = f"candour-{opened.case.reference}.zip"
    return Response(
        make_bundle(opened, at=clock.now()),
        mimetype="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@bp.get("/answer.pdf")
@public
def answer() -> ResponseReturnValue:
    """The committee's last answer, as a letter to print."""
    opened = find_held_case()
    if opened is None:
        return redirect(url_for("intake.returning.enter"), 303)
    letter = print_answer(opened, at=clock.now())
    if letter is None:
        raise NotFound
    return Response(letter, mimetype="application/pdf")
