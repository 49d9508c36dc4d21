"""Who may call a view: declared on the view, refused by default before any view runs."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from flask import Flask, Request, Response, abort, current_app, g, request
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, current_user

from portal import clock
from portal.accounts import queries, session_access
from portal.accounts.desk import DESK, DeskLink
from portal.accounts.expired_access import answer_signed_out, ask_again, forget_sent
from portal.accounts.models import Account
from portal.accounts.permissions import Permission
from portal.accounts.session_access import Held
from portal.database import current_mode
from portal.i18n import speak_first_language
from portal.marks import View
from portal.marks import public as public
from portal.security import SAFE_METHODS

PUBLIC: Final = "public"
SIGNED_IN: Final = "signed_in"
TO_SEND: Final = "to_send"
TO_LOOK: Final = "to_look"


@dataclass(frozen=True, slots=True)
class Person:
    """Who is signed in, and what they may do: plain values, asked once per request."""

    account_id: UUID
    name: str
    email: str
    permissions: frozenset[Permission]
    pages: int
    """The number of kept pages when this request began."""
    held: Held = field(repr=False)

    # What Flask-Login asks of everybody.
    is_authenticated = True
    is_active = True
    is_anonymous = False

    @property
    def sees(self) -> Hashable:
        """What a page for them depends on, for keeping it; nothing that is secret."""
        return self.account_id, self.name, self.permissions

    def get_id(self) -> str:
        """The account, as Flask-Login asks for it."""
        return self.account_id.hex


class _SignInManager(LoginManager):
    """Flask-Login, without the cookie that remembers: it would read the session on every page."""

    def _update_remember_cookie(self, response: Response) -> Response:
        return response


login_manager: Final = _SignInManager()
login_manager.session_protection = None


def signed_in_only(view: View) -> View:
    """Anybody who is signed in may call this view: it is about themselves alone."""
    view.access = SIGNED_IN  # type: ignore[attr-defined]
    return view


def requires(permission: Permission) -> Callable[[View], View]:
    """Only somebody signed in who holds the permission now may call this view."""

    def mark(view: View) -> View:
        view.access = permission  # type: ignore[attr-defined]
        return view

    return mark


def reauthenticated(view: View) -> View:
    """Sending this form needs a password and a code given within the last ten minutes.

    For what weighs: publish, grant, reveal, delete. Looking at the page does not need it.
    """
    view.recent = TO_SEND  # type: ignore[attr-defined]
    return view


def reauthenticated_to_look(view: View) -> View:
    """Even the page itself needs a password and a code given within the last ten minutes."""
    view.recent = TO_LOOK  # type: ignore[attr-defined]
    return view


def person() -> Person | None:
    """Who is signed in, or None. Asks the database only where the cookie claims somebody."""
    return current_user._get_current_object() if current_user.is_authenticated else None


def who() -> Person:
    """Who is signed in. Answered with the 403 page where nobody is."""
    somebody = person()
    if somebody is None:
        abort(403)
    return somebody


def signed_in() -> Account:
    """The account of who is signed in, loaded in the present transaction."""
    account = queries.get_account(who().account_id)
    if current_mode() == "read":
        # A page is one transaction: while somebody holds on to the row, it is asked for once.
        g.signed_in = account
    return account


def private_key() -> bytes:
    """The private key of who is signed in, from their sealed session."""
    return who().held.private_key


def may(permission: Permission) -> bool:
    """Whether who is signed in holds the permission now."""
    somebody = person()
    return somebody is not None and permission in somebody.permissions


def proved_again() -> None:
    """Note that password and code were given just now."""
    somebody = who()
    session_access.write_clocks(somebody.held, somebody.held.clocks.proved(clock.now()))


def staff() -> Person | None:
    """For pages: who is signed in, where the view that makes the page needs somebody.

    Never asks the database: an error page is made with it too.
    """
    if _access_of_view() in (PUBLIC, None):
        return None
    loaded = g.get("_login_user")
    return loaded if isinstance(loaded, Person) else None


def signed_in_until() -> datetime | None:
    """When the session ends if nothing more is done."""
    held = session_access.held()
    return None if held is None else held.clocks.ends_at


def desk_links() -> list[DeskLink]:
    """What who is signed in may do, as far as this installation has a page for it."""
    somebody = staff()
    if somebody is None:
        return []
    known = current_app.view_functions
    return [
        link
        for link in DESK
        if link.endpoint in known
        and (link.permission is None or link.permission in somebody.permissions)
    ]


def check_access() -> ResponseReturnValue | None:
    """Refuse before any view runs, unless the view says who may call it."""
    if request.endpoint is None or request.endpoint == "static":
        return None
    access = _access_of_view()
    if access == PUBLIC:
        return None
    if access is None:
        abort(403)
    somebody = person()
    if somebody is None:
        return answer_signed_out()
    # Pages for staff have no second language: half of each in another one helps nobody.
    speak_first_language()
    if isinstance(access, Permission) and access not in somebody.permissions:
        abort(403)
    if _needs_recent_proof() and not somebody.held.clocks.is_recent(clock.now()):
        return ask_again(somebody.account_id)
    _note_visit(somebody)
    return None


def _access_of_view() -> object:
    if request.endpoint is None:
        return None
    return getattr(current_app.view_functions[request.endpoint], "access", None)


def _needs_recent_proof() -> bool:
    recent = getattr(current_app.view_functions[str(request.endpoint)], "recent", None)
    return recent == TO_LOOK or (recent == TO_SEND and request.method not in SAFE_METHODS)


def _note_visit(somebody: Person) -> None:
    clocks, at = somebody.held.clocks, clock.now()
    if clocks.is_worth_noting(at):
        session_access.write_clocks(somebody.held, clocks.seen(at))


def _load_person(_request: Request) -> Person | None:
    """Who the cookie claims, where the claim is still good: one query, or none."""
    held, at = session_access.held(), clock.now()
    if held is None or held.clocks.is_over(at):
        return None
    running = queries.find_running_sign_in(held.sign_in_id, at)
    return None if running is None else Person(*running, held=held)


def init_app(app: Flask) -> None:
    """Attach the access check to the application."""
    login_manager.init_app(app, add_context_processor=False)
    login_manager.request_loader(_load_person)
    app.before_request(check_access)
    app.after_request(forget_sent)
    app.jinja_env.globals.update(staff=staff, may=may, signed_in_until=signed_in_until)
