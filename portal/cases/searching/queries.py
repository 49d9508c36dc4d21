"""Questions after words: in what people wrote, opened in the session of a member who holds it.

Nothing that was written can be searched in the database, because it can be read in no other place.
So the newest cases that a member holds are opened one after another, as far as a stated number, and
only the references of those that fit come back. To read one it is opened like any other, and that
is entered.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import select

from portal.accounts.models import Account
from portal.cases.linking.links import Link
from portal.cases.messages.models import Message, Note
from portal.cases.models import Case
from portal.cases.queries import OpenCase, open_cases, told_in, visible_cases
from portal.database import db
from portal.vault.sealing import Place

MOST: Final = 200
"""So many cases are opened for one search: about half a second."""


@dataclass(frozen=True, slots=True)
class Searched:
    """What a search through words found, and through how many cases it went."""

    found: list[UUID]
    looked_through: int
    has_more: bool
    """Whether the member holds older cases that were not looked through."""


def cases_with_words(reader: Account, private_key: bytes, words: str) -> Searched:
    """The newest cases of the reader in which all these words stand, in any order."""
    sought = words.casefold().split()
    asked = visible_cases(reader).order_by(Case.received_on.desc(), Case.reference)
    newest = list(db.session.scalars(asked.limit(MOST + 1)))
    opened = open_cases(newest[:MOST], reader, private_key)
    written = _written(opened)
    found = [
        each.case.id
        for each in opened
        if sought and all(word in written[each.case.id] for word in sought)
    ]
    return Searched(found, len(opened), has_more=len(newest) > MOST)


def _written(opened: list[OpenCase]) -> dict[object, str]:
    """Everything that was written in each case, in one text. Not who wrote it: that is apart."""
    by_case = {each.case.id: each for each in opened}
    texts: dict[object, list[str]] = {each.case.id: list(_told(each)) for each in opened}
    for model, table in ((Message, "messages"), (Note, "notes")):
        asked = select(model.case_id, model.id, model.body).where(model.case_id.in_(by_case))
        for case_id, row_id, body in db.session.execute(asked):
            text = by_case[case_id].safe.open_text(Place(table, row_id, "body"), body)
            # Whoever may read this case need not know of the other.
            if Link.of_text(text) is None:
                texts[case_id].append(text)
    return {case_id: "\n".join(several).casefold() for case_id, several in texts.items()}


def _told(opened: OpenCase) -> Iterator[str]:
    telling = told_in(opened).telling
    yield from (telling.words, telling.place, telling.happened_at)
    for question, answer in telling.answers:
        yield f"{question} {answer}"
