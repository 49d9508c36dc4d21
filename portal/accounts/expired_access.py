"""What is answered when nobody is signed in any more, and what becomes of what they had typed."""

from uuid import UUID

from flask import Response, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import validate_csrf
from werkzeug.exceptions import RequestEntityTooLarge
from wtforms import ValidationError

from portal import clock
from portal.accounts import kept_services, queries, session_access
from portal.accounts.addresses import local_address
from portal.accounts.clocks import KEPT_FOR
from portal.accounts.forms import SignInForm
from portal.accounts.typed import TypedForm
from portal.database import reading, transaction
from portal.security import SAFE_METHODS, has_form_token


def here() -> str:
    """The address of this request, with its language and query."""
    query = request.query_string.decode("ascii", "ignore")
    return request.script_root + request.path + (f"?{query}" if query else "")


def answer_signed_out() -> ResponseReturnValue:
    """The sign-in page; what a form had sent is kept for the person whose session it was."""
    held = session_access.held()
    if held is not None:
        session_access.expire(held)
    if request.method in SAFE_METHODS:
        return redirect(url_for("accounts.sign_in", next=local_address(here())), 303)
    owner = session_access.was()
    kept = (
        owner is not None and not _is_about_signing_in() and _was_typed_here() and keep_typed(owner)
    )
    return (
        render_template(
            "accounts/sign_in.html", form=SignInForm(formdata=None), over=True, kept=kept, next=None
        ),
        401,
    )


def ask_again(account_id: UUID) -> ResponseReturnValue:
    """The page that asks for password and code again; what the form had sent is kept."""
    if request.method in SAFE_METHODS or _is_about_signing_in():
        onwards: str | None = local_address(here())
    else:
        kept = _was_typed_here() and keep_typed(account_id)
        onwards = url_for("accounts.kept") if kept else None
    return redirect(url_for("accounts.confirm", next=onwards), 303)


def keep_typed(owner: UUID) -> bool:
    """Seal what this request sent to its owner's key; whether that could be done."""
    typed = TypedForm.sent_to(
        here(),
        request.form.items(multi=True),
        (file.filename or "" for file in request.files.values()),
    )
    if local_address(typed.address) is None or typed.is_too_long or not typed.fields:
        return False
    with reading():
        public_key = queries.public_key_of(owner)
    if public_key is None:
        return False
    sealed = kept_services.seal_typed(typed, public_key, owner=owner)
    with transaction():
        kept_services.keep_form(owner, sealed, at=clock.now())
        if (sent_before := _kept_id()) is not None:
            kept_services.discard_form(sent_before, owner=owner)
    return True


def forget_sent(response: Response) -> Response:
    """Once a kept form was sent again and taken, there is nothing more to keep."""
    if request.method != "POST" or response.status_code not in (302, 303):
        return response
    held, kept_id = session_access.held(), _kept_id()
    if held is not None and kept_id is not None and has_form_token():
        with transaction():
            kept_services.discard_form(kept_id, owner=held.account_id)
    return response


def _is_about_signing_in() -> bool:
    """Passwords and codes are typed there: nothing of that is kept."""
    return (request.blueprint or "").partition(".")[0] == "accounts"


def _kept_id() -> UUID | None:
    try:
        return UUID(request.form.get("kept_form", ""))
    except (ValueError, RequestEntityTooLarge):
        return None


def _was_typed_here() -> bool:
    """Whether the form came from a page of ours in this browser, however long ago.

    A form that another site sent must not wait here for somebody to send it on.
    """
    try:
        validate_csrf(
            request.form.get("csrf_token"), time_limit=int((KEPT_FOR * 2).total_seconds())
        )
    except ValidationError:
        return False
    # That is the proof which `transaction()` asks for: only the token's age was let pass.
    g.token_exempt = True
    return True
