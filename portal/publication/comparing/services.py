"""Steps of reading other co-operatives' reports, twice a day, outside any request."""

from datetime import datetime

from portal.clock import local
from portal.config import settings
from portal.database import db, reading, transaction
from portal.fetching import NotFetched
from portal.publication.comparing.fetching import download_release
from portal.publication.comparing.models import Neighbour
from portal.publication.comparing.neighbours import Found, Pinned, Trouble, judge
from portal.publication.comparing.queries import find_neighbour
from portal.stored_pages import touch_public_pages


def look_at_neighbours(at: datetime) -> int:
    """Read the newest report of each; returns how many may be shown.

    Nothing is held open while another site answers.
    """
    good = 0
    for address in settings().neighbour_addresses:
        with reading():
            known = find_neighbour(address)
            before = known.pinned if known else None
        found = _read(address, before, at)
        with transaction():
            note_neighbour(address, found, at=at)
        good += isinstance(found, Found)
    return good


def note_neighbour(address: str, found: Found | Trouble, *, at: datetime) -> Neighbour:
    """Keep what was read. What is wrong today hides what was right yesterday."""
    kept = find_neighbour(address)
    if kept is None:
        kept = Neighbour(address=address, figures={}, tried_at=at)
        db.session.add(kept)
    kept.tried_at = at
    if isinstance(found, Found):
        kept.trouble = None
        kept.coop, kept.release, kept.figures = found.coop, found.release, found.figures
        kept.key, kept.seen_day = found.pinned.key, found.pinned.day
        kept.seen_hash = found.pinned.hash
    else:
        kept.trouble = found
    db.session.flush()
    touch_public_pages()
    return kept


def _read(address: str, before: Pinned | None, at: datetime) -> Found | Trouble:
    try:
        got = download_release(address)
    except NotFetched:
        return Trouble.NOT_FETCHED
    return judge(got.bundle, got.ledger, before=before, on=local(at).date())
