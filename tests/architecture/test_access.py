"""Every view and who may call it, read by a person before it lands."""

from flask import Flask

from portal.accounts.permissions import Permission


def test_every_view_says_who_may_call_it(plain_app: Flask) -> None:
    unmarked = [
        endpoint
        for endpoint, view in plain_app.view_functions.items()
        if endpoint != "static" and getattr(view, "access", None) is None
    ]

    assert unmarked == []


def test_a_mark_is_public_or_a_permission(plain_app: Flask) -> None:
    for endpoint, view in plain_app.view_functions.items():
        access = getattr(view, "access", "public")
        assert access in {"public", "signed_in", *Permission}, endpoint
