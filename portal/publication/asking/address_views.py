"""Addresses of reports that lead nowhere: one with a stroke too many, and what programs ask for."""

import json
from typing import Any, Final
from urllib.parse import quote

from flask import Response, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound
from werkzeug.routing import RequestRedirect

ROOT: Final = "/reports/"
API: Final = f"{ROOT}api/"
DESCRIBED_AT: Final = f"{API}openapi.json"


def lead_on() -> ResponseReturnValue | None:
    """Answer for an address below /reports that no page has; None for every other."""
    path, error = request.path, request.routing_exception
    if not f"{path}/".startswith(ROOT) or isinstance(error, RequestRedirect):
        return None
    if isinstance(error, NotFound) and path.endswith("/") and request.method in {"GET", "HEAD"}:
        # Many programs and people end an address so.
        query = f"?{request.query_string.decode('latin-1')}" if request.query_string else ""
        answer: Any = redirect(f"{request.script_root}{quote(path.rstrip('/'))}{query}", 308)
    elif f"{path}/".startswith(API) and request.blueprint != "publication.asking":
        answer = no_such_address(error)
    else:
        return None
    return open_to_every_site(answer) if f"{path}/".startswith(API) else answer


def no_such_address(error: HTTPException | None) -> Response:
    """What a program is told that asks at an address that there is not, or in another way."""
    if error is not None and not isinstance(error, NotFound):
        refused = problem(error.code or 400, error.name, error.description or "")
        if isinstance(error, MethodNotAllowed):
            refused.headers["Allow"] = "GET, HEAD, OPTIONS"
        return refused
    return problem(404, "Not Found", f"There is no such address. See {DESCRIBED_AT}.")


def problem(status: int, title: str, detail: str) -> Response:
    """A refusal as programs read it (RFC 9457)."""
    said = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    return Response(json.dumps(said), status, mimetype="application/problem+json")


def open_to_every_site(answer: Response) -> Response:
    """These addresses alone may be read by a page of another site, and only be read."""
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Access-Control-Expose-Headers"] = "ETag"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    if request.method == "OPTIONS":
        answer.headers["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
        answer.headers["Access-Control-Allow-Headers"] = "If-None-Match"
        answer.headers["Access-Control-Max-Age"] = "86400"
    return answer
