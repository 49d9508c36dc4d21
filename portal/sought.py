"""What somebody looks for: kept in their sealed cookie, never in an address.

An address stands in the browser's history and in the logs of every proxy on the way.
"""

from collections.abc import Mapping
from typing import Any, Final

from flask import session

_SOUGHT: Final = "sought"


def look_for(place: str, answers: Mapping[str, Any]) -> None:
    """Keep what was typed into the search of a page, until the next search or signing out."""
    session[_SOUGHT] = {**_kept(), place: {name: str(each) for name, each in answers.items()}}


def looked_for(place: str) -> dict[str, str]:
    """What this browser looks for on a page; empty where it looks for nothing."""
    return dict(_kept().get(place, {}))


def _kept() -> dict[str, dict[str, str]]:
    kept = session.get(_SOUGHT)
    return kept if isinstance(kept, dict) else {}
