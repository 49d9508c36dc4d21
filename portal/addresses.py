"""What an address may ask for: nothing that no page of ours would ever put into it."""

from typing import Final

from flask import Flask, abort, request
from werkzeug.routing import IntegerConverter, Map

# Numbers of rows and of pages: both engines can count as far as this, and on to the row's place.
LARGEST_NUMBER: Final = 2**31 - 1
LAST_PAGE: Final = 1_000_000


class NumberConverter(IntegerConverter):
    """A whole number that a database can hold; any other is an address that does not exist."""

    def __init__(self, routes: Map) -> None:
        super().__init__(routes, max=LARGEST_NUMBER)


def asked_page() -> int:
    """Which page of a long list the address asks for; the first where it asks for none."""
    return min(max(1, request.args.get("page", 1, type=int)), LAST_PAGE)


def refuse_unreadable() -> None:
    """Nobody types a NUL into an address, and PostgreSQL takes none."""
    if "\x00" in request.path or b"%00" in request.query_string:
        abort(404)


def init_app(app: Flask) -> None:
    """Attach both to the application, before any address is known."""
    app.url_map.converters["int"] = NumberConverter
    app.before_request(refuse_unreadable)
