"""The reading pass: what lets a page of a case be read for half an hour after it was opened.

Opening a case is a POST that writes the ledger entry; a GET needs the pass and never writes, so
that nothing is read without a trace, and no link or reload writes one.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Any, Final

from flask import redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.security import SAFE_METHODS

LASTS: Final = timedelta(minutes=30)
_PASSES: Final = "passes"
# They travel in the cookie, which has no room for many.
_MOST: Final = 12


def begin_pass(reference: str, at: datetime) -> None:
    """Let this session read the case for half an hour."""
    running = {name: until for name, until in _passes().items() if until > at.timestamp()}
    running.pop(reference, None)
    kept = dict(list(running.items())[-(_MOST - 1) :])
    session[_PASSES] = {**kept, reference: int((at + LASTS).timestamp())}


def end_pass(reference: str) -> None:
    """Let this session read the case no longer."""
    session[_PASSES] = {name: until for name, until in _passes().items() if name != reference}


def pass_until(reference: str) -> datetime | None:
    """Until when this session may read the case; None where it may not."""
    until = _passes().get(reference)
    if until is None or until <= clock.now().timestamp():
        return None
    return datetime.fromtimestamp(until, UTC)


def needs_pass(view: Callable[..., ResponseReturnValue]) -> Callable[..., ResponseReturnValue]:
    """Reading this page needs a pass; sending its form does not, so that nothing typed is lost.

    A view that shows anything sealed beside its form asks `pass_until` before it shows it again
    with a form that came back: else an empty form would open a case without a trace.
    """

    @wraps(view)
    def guarded(reference: str, **rest: Any) -> ResponseReturnValue:
        if request.method in SAFE_METHODS and pass_until(reference) is None:
            return redirect(url_for("cases.show", reference=reference), 303)
        return view(reference=reference, **rest)

    return guarded


def _passes() -> dict[str, int]:
    kept = session.get(_PASSES)
    return kept if isinstance(kept, dict) else {}
