"""Steps of witnessing: a countersignature is taken once, from a witness that is named."""

from collections.abc import Iterable
from datetime import date

from portal.database import db
from portal.i18n import gettext as _
from portal.ledger.witnessing.models import WitnessedHead
from portal.ledger.witnessing.queries import find_head, find_witnessed
from portal.ledger.witnessing.witnesses import Countersignature, NoWitness, Witness
from portal.stored_pages import touch_public_pages


def take_countersignature(
    given: Countersignature, *, witnesses: Iterable[Witness], on: date
) -> WitnessedHead:
    """Keep what a witness signed. The same twice is once.

    Raises NoWitness for a key that is no witness's, a day that is not closed, and a signature of
    something else: then the two have seen different pasts, or one of them is mistaken.
    """
    if all(witness.key != given.key for witness in witnesses):
        raise NoWitness(_("This key is not among the witnesses of this ledger."))
    head = find_head(given.day)
    if head is None:
        raise NoWitness(_("That day of the ledger is not closed."))
    if not given.is_of(head):
        raise NoWitness(
            _(
                "This signs another end of that day than ours. Keep your copy of the ledger and "
                "compare: one of the two was rewritten."
            )
        )
    kept = find_witnessed(given.day, given.key)
    if kept is None:
        kept = WitnessedHead(
            day=given.day, public_key=given.key, signature=given.signature, received_on=on
        )
        db.session.add(kept)
        db.session.flush()
        touch_public_pages()
    return kept
