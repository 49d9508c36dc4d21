"""The page of the witnesses: how far each has come, and where they leave what they signed."""

from typing import Final

from flask import Blueprint, Response, g, render_template, request
from flask.typing import ResponseReturnValue

from portal import clock
from portal.config import settings
from portal.database import transaction
from portal.errors import RuleBroken
from portal.ledger.services import signing_key
from portal.ledger.witnessing import queries, services
from portal.ledger.witnessing.witnesses import read_countersignature, read_witnesses
from portal.marks import public
from portal.stored_pages import Content, stored_answer, stored_page

bp = Blueprint("witnessing", __name__, url_prefix="/witnesses")

_MOST_TOLD: Final = 400
_LONGEST: Final = 1000


@bp.get("")
@public
def show() -> ResponseReturnValue:
    """Say who countersigns the ledger, and how anybody can."""

    def make() -> str:
        return render_template(
            "ledger/witnesses.html",
            seen=queries.seen_by(read_witnesses(settings().ledger_witnesses)),
            key=signing_key().public.hex(),
            base=settings().base_url,
        )

    return stored_page("witnesses", make)


@bp.get("/witnesses.txt")
@public
def lines() -> ResponseReturnValue:
    """Give what was signed, one line each, to be checked elsewhere."""

    def make() -> Content:
        signed = queries.newest_countersignatures(_MOST_TOLD)
        return Content("".join(f"{one.written}\n" for one in signed).encode(), "text/plain")

    return stored_answer("witnesses.txt", make)


@bp.post("/sign")
@public
def sign() -> ResponseReturnValue:
    """Take what a witness signed. Its signature says who it is: there is no session here."""
    g.token_exempt = True
    try:
        given = read_countersignature(request.form.get("line", "")[:_LONGEST])
        with transaction():
            services.take_countersignature(
                given,
                witnesses=read_witnesses(settings().ledger_witnesses),
                on=clock.today(),
            )
    except RuleBroken as refusal:
        return Response(f"{refusal}\n", 422, mimetype="text/plain")
    return Response("Taken.\n", mimetype="text/plain")
