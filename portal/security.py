"""The locks on every answer and every form: headers, tokens, and the second lock of the browser."""

from typing import Final

from flask import Flask, Response, abort, g, request
from flask_wtf.csrf import generate_csrf, validate_csrf
from wtforms import ValidationError

from portal import addresses
from portal.config import settings
from portal.errors import RuleBroken
from portal.i18n import lazy_gettext as _l

SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})

POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; font-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; connect-src 'none'"
)
HEADERS: Final = (
    ("Content-Security-Policy", POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), interest-cohort=()"),
)

TOKEN_REFUSED: Final = _l(
    "This page was open for a long time, or your browser did not keep its cookie. "
    "Nothing was sent. What you typed is still here: please press the button again."
)


class FormTokenRefused(RuleBroken):
    """The form did not carry the token that this site gave to this browser."""


def has_form_token() -> bool:
    """Whether this request carries a valid token, asked once per request."""
    if "form_token_valid" not in g:
        try:
            validate_csrf(request.form.get("csrf_token"))
        except ValidationError:
            g.form_token_valid = False
        else:
            # Flask-WTF's own word for it: a form then need not ask again.
            g.form_token_valid = g.csrf_valid = True
    return bool(g.form_token_valid)


def require_form_token() -> None:
    """Raises FormTokenRefused unless the request carries a token, or proved itself another way."""
    if not g.get("token_exempt") and not has_form_token():
        raise FormTokenRefused(str(TOKEN_REFUSED))


def refuse_other_sites() -> None:
    """A browser says where a request comes from: a form on another site may not write here."""
    if request.method in SAFE_METHODS:
        return
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        abort(403)


def add_headers(response: Response) -> Response:
    """Put the protecting headers on an answer. What is personal is stored nowhere."""
    headers = response.headers
    for name, value in HEADERS:
        if name not in headers:
            headers[name] = value
    if settings().is_https:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    if "Cache-Control" not in headers:
        headers["Cache-Control"] = "no-store"
    return response


def init_app(app: Flask) -> None:
    """Attach the locks to the application."""
    app.config["WTF_CSRF_TIME_LIMIT"] = 12 * 3600
    addresses.init_app(app)
    # For forms of one button, which need no form object.
    app.jinja_env.globals["csrf_token"] = generate_csrf
    app.before_request(refuse_other_sites)
    app.after_request(add_headers)
