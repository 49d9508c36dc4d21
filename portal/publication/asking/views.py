"""The door for programs that read: releases and figures as JSON, for any site's page."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from portal.accounts.access import public
from portal.config import settings
from portal.errors import NotFound, RuleBroken
from portal.publication import queries
from portal.publication.amending.queries import (
    ReleaseWithdrawn,
    figures_before,
    get_standing,
    notices_of,
    standing_releases,
)
from portal.publication.asking.address_views import open_to_every_site, problem
from portal.publication.asking.answers import (
    Piece,
    asked_of,
    counts_as_json,
    indicators_as_json,
    piece_of,
    release_as_json,
    require_known,
)
from portal.publication.code_book import breakdown_codes, indicator_codes, table_codes
from portal.publication.models import Release
from portal.publication.offering.queries import address_of, listed_files
from portal.stored_pages import KEEP, Content, stored_answer

bp = Blueprint("asking", __name__, url_prefix="/api")

bp.after_request(open_to_every_site)

DOCUMENT: Final = Path(__file__).with_name("openapi.json")


@bp.get("/openapi.json")
@public
def describe() -> ResponseReturnValue:
    """Give the description of these addresses."""
    require_known(request.args, ())
    return stored_answer("openapi", lambda: Content(DOCUMENT.read_bytes(), "application/json"))


@bp.get("/releases")
@public
def releases() -> ResponseReturnValue:
    """List the releases, a page at a time."""
    asked = piece_of(request.args)
    found = standing_releases()
    told = [_release(release) for release in asked.of(found)]
    return _json({"releases": told} | _paged(asked, found, "releases"))


@bp.get("/releases/<string:name>")
@public
def release(name: str) -> ResponseReturnValue:
    """Tell of one release and its files."""
    require_known(request.args, ())
    return _json(_release(_find(name)))


@bp.get("/releases/<string:name>/indicators")
@public
def indicators(name: str) -> ResponseReturnValue:
    """Tell the figures of one release, a page at a time."""
    asked = piece_of(request.args, "indicator", "breakdown")
    wanted = asked_of(
        request.args, {"indicator": indicator_codes(), "breakdown": breakdown_codes()}
    )
    found = _find(name)
    told = indicators_as_json(
        found.figures,
        before=figures_before(found),
        indicator=wanted.get("indicator"),
        breakdown=wanted.get("breakdown"),
    )
    paged = _paged(asked, told, f"releases/{found.name}/indicators", **wanted)
    return _json({"release": found.name, "indicators": list(asked.of(told))} | paged)


@bp.get("/releases/<string:name>/counts")
@public
def counts(name: str) -> ResponseReturnValue:
    """Tell the levels of one release and its counts of cases, a page at a time."""
    asked = piece_of(request.args, "table")
    wanted = asked_of(request.args, {"table": table_codes()})
    found = _find(name)
    told = counts_as_json(
        found.figures,
        before=figures_before(found),
        table=wanted.get("table"),
    )
    paged = _paged(asked, told, f"releases/{found.name}/counts", **wanted)
    return _json({"release": found.name, "counts": list(asked.of(told))} | paged)


def _find(name: str) -> Release:
    if name != "latest":
        return get_standing(name)
    found = queries.find_latest_release()
    if found is None:
        raise NotFound
    return found


def _release(found: Release) -> dict[str, Any]:
    return release_as_json(
        found,
        listed_files(found),
        corrected_by=queries.find_correction(found),
        notices=notices_of(found),
        root=f"{settings().base_url}/reports",
        base=_base(),
    )


def _base() -> str:
    return f"{settings().base_url}/reports/api"


def _paged(asked: Piece, listed: Sequence[Any], path: str, **more: str) -> dict[str, Any]:
    following = None
    if not asked.is_last_of(listed):
        query = urlencode(more | {"page": str(asked.page + 1), "per_page": str(asked.size)})
        following = f"{_base()}/{path}?{query}"
    return {"total": len(listed), "page": asked.page, "next": following}


def _json(said: dict[str, Any]) -> ResponseReturnValue:
    body = json.dumps(said, ensure_ascii=False).encode()
    answer = Response(body, mimetype="application/json")
    answer.add_etag()
    answer.headers["Cache-Control"] = KEEP
    return answer.make_conditional(request)


@bp.errorhandler(RuleBroken)
def _refused(refusal: RuleBroken) -> Response:
    return problem(400, "Bad Request", str(refusal))


@bp.errorhandler(NotFound)
def _not_found(_error: NotFound) -> Response:
    return problem(404, "Not Found", "There is no such release. See /reports/api/releases.")


@bp.errorhandler(ReleaseWithdrawn)
def _withdrawn(gone: ReleaseWithdrawn) -> Response:
    where = address_of(gone.withdrawal.release)
    return problem(
        410, "Gone", f"This report was taken down: {gone.withdrawal.reason} See {where}."
    )


@bp.errorhandler(HTTPException)
def _http(error: HTTPException) -> Response:
    return problem(error.code or 500, error.name, error.description or "")
