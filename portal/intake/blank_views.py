"""Pages of which only a few words change from one person to the next, kept with their blanks.

Drawing a form costs more than storing a case. What is kept is the page as everybody gets it; what
is one person's own is filled in each time and stays nowhere.
"""

import re
from collections.abc import Callable, Mapping
from typing import Final

from flask import current_app, render_template, request, session
from flask_wtf.csrf import generate_csrf
from markupsafe import escape

from portal.intake.stamped_forms import StampedForm, new_stamp

_Key = tuple[str, str, str, frozenset[str]]

_MARK: Final = "\ue000"
_BLANK: Final = re.compile(f"{_MARK}(\\w+){_MARK}")
_OF_BROWSER: Final = "csrf_token"


def blank(name: str) -> str:
    """What a page shows where the value of that name will stand."""
    return f"{_MARK}{name}{_MARK}"


def filled_page(name: str, make: Callable[[], str], values: Mapping[str, str]) -> str:
    """The page that `make` draws, with these values in its blanks.

    `make` shows `blank(name)` for each value, and nothing else that is one person's own; what it
    leaves out where a value is empty is left out of this page alone. `name` tells pages apart at
    one address. The token of the browser is filled in by itself.
    """
    shelf: dict[_Key, list[str]] = current_app.extensions.setdefault("candour_blank_pages", {})
    empty = frozenset(each for each, value in values.items() if not value)
    key = (name, request.script_root, request.path, empty)
    # Asked first: drawing the page takes the messages that wait for this person.
    is_everybodys = _is_everybodys()
    parts = shelf.get(key) if is_everybodys else None
    if parts is None:
        token = generate_csrf()
        parts = _BLANK.split(make().replace(token, blank(_OF_BROWSER)))
        if is_everybodys:
            shelf[key] = parts
    own = {**values, _OF_BROWSER: generate_csrf()}
    return "".join(
        str(escape(own[part])) if place % 2 else part for place, part in enumerate(parts)
    )


def blank_form(template: str, form: type[StampedForm]) -> str:
    """A form as everybody gets it, with a token and a stamp of its own."""

    def make() -> str:
        return render_template(template, form=form(formdata=None).with_stamp(blank("stamp")))

    return filled_page(template, make, {"stamp": new_stamp()})


def _is_everybodys() -> bool:
    """Whether the page was drawn without a message for this person, at an address of its own."""
    return not (request.view_args or request.query_string or "_flashes" in session)
