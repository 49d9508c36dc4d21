"""Questions about links: which cases tell of one event, for a reader who may know of them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import select

from portal.accounts.models import Account
from portal.cases.beside.queries import find_package_of
from portal.cases.linking.links import Alike, Link, alike
from portal.cases.models import Case
from portal.cases.queries import (
    OpenCase,
    Told,
    notes_of,
    open_case,
    open_cases,
    told_in,
    visible_cases,
)
from portal.cases.references import as_reference
from portal.cases.workflow import CaseKind
from portal.database import db, lock
from portal.errors import NotFound
from portal.vault.sealing import Place

MOST: Final = 200
"""So many cases are opened to look for others about the same home: about half a second."""


@dataclass(frozen=True)
class ReadLink:
    """A link, unsealed, with the case that it leads to."""

    other: Case
    words: str
    author: Account
    on: date


@dataclass(frozen=True)
class LookedThrough:
    """Cases that may tell of the same event, and how many were looked through for it."""

    found: list[tuple[Case, Alike]]
    has_home: bool
    """Whether a home is known, by which to look."""
    looked_through: int
    has_more: bool


def links_in(opened: OpenCase) -> list[tuple[UUID, Link]]:
    """Every link of a case, whoever may know of it, by the note that holds it."""
    found = []
    for note in notes_of(opened.case):
        text = opened.safe.open_text(Place("notes", note.id, "body"), note.body)
        link = Link.of_text(text)
        if link is not None:
            found.append((note.id, link))
    return found


def read_links(opened: OpenCase, reader: Account) -> list[ReadLink]:
    """The links of a case to those that this reader may open.

    For who has stepped back from the other it does not exist, and neither does the link.
    """
    links = dict(links_in(opened))
    if not links:
        return []
    wanted = {each.reference for each in links.values()}
    asked = visible_cases(reader).where(Case.reference.in_(wanted), Case.id != opened.case.id)
    others = {each.reference: each for each in db.session.scalars(asked)}
    return [
        ReadLink(others[link.reference], link.words, note.author, note.written_on)
        for note in notes_of(opened.case)
        if (link := links.get(note.id)) and link.reference in others
    ]


def cases_alike(opened: OpenCase, reader: Account, private_key: bytes) -> LookedThrough:
    """Which of the reader's other cases may tell of the same event; opened in this session alone.

    As with words, the newest are opened one after another, as far as a stated number.
    """
    own = told_in(opened)
    home, day = _home(own), own.telling.happened_on
    asked = (
        visible_cases(reader)
        .where(
            Case.id != opened.case.id,
            Case.kind.in_((CaseKind.CONCERN, CaseKind.MISSED_VISIT)),
            Case.sealed_until.is_(None),
        )
        .order_by(Case.received_on.desc(), Case.reference)
    )
    newest = list(db.session.scalars(asked.limit(MOST + 1)))
    others = open_cases(newest[:MOST], reader, private_key) if home else []
    found = []
    for each in others:
        told = told_in(each)
        how = alike(home, day, _home(told), told.telling.happened_on)
        if how is not None:
            found.append((each.case, how))
    return LookedThrough(found, bool(home), len(others), has_more=len(newest) > MOST)


def _home(told: Told) -> str:
    """The home that was told: a code that was replaced since is still the same home."""
    return (find_package_of(told.home_code) or told.home_code) if told.home_code else ""


def open_pair(
    reference: str, other: str, reader: Account, private_key: bytes
) -> tuple[OpenCase, OpenCase | None]:
    """The case and another one, opened; no other where it is not there for this reader.

    Both are held in one order whichever is named first, so that of two members who link the same
    two at once none waits for the other for ever. Raises NotFound where the first is not there.
    """
    named = {as_reference(each) for each in (reference, other)}
    asked = select(Case.id).where(Case.reference.in_(named)).order_by(Case.id)
    db.session.execute(lock(asked))
    opened = open_case(reference, reader, private_key)
    try:
        return opened, open_case(other, reader, private_key)
    except NotFound:
        return opened, None


def references_of_cases(among: Collection[str]) -> set[str]:
    """Which of these are references of cases."""
    if not among:
        return set()
    return set(db.session.scalars(select(Case.reference).where(Case.reference.in_(among))))
