"""Who may call a view: declared on the view, refused by default."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, abort, current_app, request

from portal.accounts.permissions import Permission

View = TypeVar("View", bound=Callable[..., Any])


def public(view: View) -> View:
    """Anyone may call this view."""
    view.access = "public"  # type: ignore[attr-defined]
    return view


def requires(permission: Permission) -> Callable[[View], View]:
    """Only somebody signed in who holds the permission now may call this view."""

    def mark(view: View) -> View:
        view.access = permission  # type: ignore[attr-defined]
        return view

    return mark


def check_access() -> None:
    """Refuse before any view runs, unless the view says who may call it."""
    if request.endpoint is None or request.endpoint == "static":
        return
    view = current_app.view_functions[request.endpoint]
    if getattr(view, "access", None) != "public":
        abort(403)


def init_app(app: Flask) -> None:
    """Attach the access check to the application."""
    app.before_request(check_access)
