"""Steps with keys: holders come and go, safes are stored, grants are given, taken and woken.

Every step that changes grants holds the row of the safe first, so that no grant can be given to an
old epoch while a new one begins.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update

from portal.clock import local
from portal.database import db, lock, new_id, write_row, write_rows
from portal.errors import NotFound, RuleBroken
from portal.i18n import gettext as _
from portal.kept import note_change
from portal.vault.keys import is_public_key
from portal.vault.models import Grant, Holder, Safe
from portal.vault.queries import (
    get_epoch_for_writing,
    get_epochs_for_writing,
    get_holder,
    held_safes,
    holders_of,
    recovery_holders,
)
from portal.vault.sealing import (
    KeyRing,
    OpenSafe,
    PreparedEpoch,
    PreparedSafe,
    Recipient,
    SealedGrant,
    prepare_epoch,
)
from portal.vault.states import GrantState, HolderKind

_COLUMNS = ("safe_id", "holder_id", "epoch", "state", "sealed_key")


class GrantRefused(RuleBroken):
    """A key may not be given like this."""


def add_holder(
    kind: HolderKind, public_key: bytes, *, at: datetime, holder_id: UUID | None = None
) -> Holder:
    """Keep the public half of somebody's key pair. Raises GrantRefused for what is no key."""
    if not is_public_key(public_key):
        raise GrantRefused(_("This is not a key that anything can be sealed to."))
    holder = Holder(
        id=holder_id or new_id(), kind=kind, public_key=public_key, made_on=local(at).date()
    )
    if kind is not HolderKind.COMPLAINANT:
        note_change()
    return write_row(holder)


def add_complainant(holder_id: UUID, public_key: bytes, *, at: datetime) -> None:
    """Keep the public half of a receipt's key pair, which this process made and sealed to."""
    made = {"id": holder_id, "kind": HolderKind.COMPLAINANT, "public_key": public_key}
    write_rows(Holder, [{**made, "made_on": local(at).date()}])


def retire_holder(holder: Holder, *, at: datetime) -> None:
    """Seal nothing more to this key, and drop what was sealed to it: its owner has lost it.

    Begins no epoch: a lost key is nobody's. Where somebody else may have it, use `take_grants`.
    """
    holder.retired_on = local(at).date()
    if holder.kind is not HolderKind.RECOVERY:
        db.session.execute(delete(Grant).where(Grant.holder_id == holder.id))
    db.session.flush()


def replace_recovery_key(public_key: bytes, *, at: datetime) -> Holder:
    """Seal new cases to another recovery key; the old one goes on opening what it was sealed to."""
    made = add_holder(HolderKind.RECOVERY, public_key, at=at)
    for old in recovery_holders():
        if old.id != made.id:
            retire_holder(old, at=at)
    return made


def store_safe(prepared: PreparedSafe, *, at: datetime) -> None:
    """Store a safe that `prepare_safe` made, with all its grants in one statement."""
    safe = prepared.open_safe
    write_rows(Safe, [{"id": safe.id, "epoch": safe.epoch, "made_on": local(at).date()}])
    _store_grants(prepared.grants)


def require_newest_epoch(ring: KeyRing) -> None:
    """Hold the safe still. Raises EpochPassed where what was sealed with this ring is out of date.

    Called in the transaction that stores what was sealed before it.
    """
    ring.require_epoch(get_epoch_for_writing(ring.id))


def give_grant(ring: KeyRing, *, to: Holder, state: GrantState = GrantState.AWAKE) -> None:
    """Seal every key of the safe to one more holder.

    Raises GrantRefused where that holder has them or uses the key no longer, and EpochPassed where
    a newer key of the safe has begun meanwhile.
    """
    grants = ring.sealed_for(Recipient(to.id, to.public_key, state))
    require_newest_epoch(ring)
    if to.is_retired:
        raise GrantRefused(_("This person has made a new key since. Load the page again."))
    held = select(Grant.epoch).where(Grant.safe_id == ring.id, Grant.holder_id == to.id)
    if db.session.scalars(held).first() is not None:
        raise GrantRefused(_("This person holds the key of this case already."))
    _store_grants(grants)


def give_grants(
    rings: Sequence[KeyRing], *, to: Holder, state: GrantState = GrantState.AWAKE
) -> None:
    """Seal the keys of many safes to one more holder, as `give_grant` does for one.

    Raises what `give_grant` raises; then none is given.
    """
    recipient = Recipient(to.id, to.public_key, state)
    grants = [grant for ring in rings for grant in ring.sealed_for(recipient)]
    newest = get_epochs_for_writing([ring.id for ring in rings])
    for ring in rings:
        if ring.id not in newest:
            raise NotFound
        ring.require_epoch(newest[ring.id])
    if to.is_retired:
        raise GrantRefused(_("This person has made a new key since. Load the page again."))
    held = select(Grant.safe_id).where(Grant.safe_id.in_(list(newest)), Grant.holder_id == to.id)
    if db.session.scalars(held).first() is not None:
        raise GrantRefused(_("This person holds the key of this case already."))
    if grants:
        _store_grants(grants)


def take_grants(safe_id: UUID, *, of: UUID, prepared: PreparedEpoch | None = None) -> int | None:
    """Delete one holder's grants and begin an epoch that this holder never has.

    Returns the new epoch, or None where that holder had no grant. `prepared` is the slow part done
    before; it is used only if it fits what is found under the lock. Raises NotFound for no safe.
    """
    newest = get_epoch_for_writing(safe_id)
    taken = db.session.execute(
        delete(Grant)
        .where(Grant.safe_id == safe_id, Grant.holder_id == of)
        .execution_options(synchronize_session="fetch")
    )
    if not _count(taken):
        return None
    rest = _remaining(safe_id)
    if prepared is None or not _fits(prepared, safe_id, newest + 1, rest):
        prepared = prepare_epoch(safe_id, newest + 1, rest)
    _begin(prepared)
    return prepared.epoch


def begin_epoch(safe_id: UUID) -> OpenSafe:
    """Begin an epoch for all who hold the safe, and return it to whoever only adds.

    Needs nobody's key: what is sealed with it all holders can read, and whoever began it can read
    nothing that lay there before. Raises NotFound for no safe.
    """
    newest = get_epoch_for_writing(safe_id)
    prepared = prepare_epoch(safe_id, newest + 1, _remaining(safe_id))
    _begin(prepared)
    return prepared.open_safe


def prepare_taking(safe_id: UUID, *, of: UUID) -> PreparedEpoch:
    """The slow part of `take_grants`, to be done while reading."""
    rest = [recipient for recipient in _remaining(safe_id) if recipient.holder_id != of]
    safe = db.session.get_one(Safe, safe_id)
    return prepare_epoch(safe_id, safe.epoch + 1, rest)


def destroy_safe(safe_id: UUID) -> None:
    """Delete a safe with every grant of it: what was sealed in it opens for nobody any more.

    The keys of receipts opened nothing else, so they go too. Raises NotFound for no safe.
    """
    get_epoch_for_writing(safe_id)
    held = select(Grant.holder_id).where(Grant.safe_id == safe_id)
    receipts = db.session.scalars(
        select(Holder.id).where(Holder.id.in_(held), Holder.kind == HolderKind.COMPLAINANT)
    ).all()
    for gone in (
        delete(Grant).where(Grant.safe_id == safe_id),
        delete(Holder).where(Holder.id.in_(receipts)),
        delete(Safe).where(Safe.id == safe_id),
    ):
        db.session.execute(gone.execution_options(synchronize_session=False))


def wake_grant(safe_id: UUID, holder_id: UUID) -> bool:
    """Let a dormant grant open its safe. Says whether there was one to wake. Raises NotFound."""
    get_epoch_for_writing(safe_id)
    return _change_state(safe_id, holder_id, GrantState.DORMANT, GrantState.AWAKE)


def sleep_grant(safe_id: UUID, holder_id: UUID) -> bool:
    """Let a grant open its safe no longer, until it is woken. Says whether one was awake."""
    get_epoch_for_writing(safe_id)
    return _change_state(safe_id, holder_id, GrantState.AWAKE, GrantState.DORMANT)


def set_hand_over(holder_id: UUID) -> list[UUID]:
    """Let a holder whose term has ended only pass keys on. Returns the safes concerned."""
    safe_ids = list(
        db.session.scalars(
            lock(select(Safe.id).where(Safe.id.in_(held_safes(holder_id))).order_by(Safe.id))
        )
    )
    for safe_id in safe_ids:
        _change_state(safe_id, holder_id, GrantState.AWAKE, GrantState.HAND_OVER)
    return safe_ids


def end_hand_over(holder_id: UUID) -> None:
    """Let a holder who came back into a seat open again what waited to be passed on."""
    for safe_id in db.session.scalars(held_safes(holder_id, {GrantState.HAND_OVER})).all():
        get_epoch_for_writing(safe_id)
        _change_state(safe_id, holder_id, GrantState.HAND_OVER, GrantState.AWAKE)


def store_recovered_grants(grants: Iterable[SealedGrant]) -> None:
    """Store what the recovery ceremony sealed to new holders, in place of what they had.

    Raises GrantRefused where somebody's key is retired or a grant lacks the newest epoch, and
    NotFound where a safe or holder is unknown.
    """
    by_holder: dict[tuple[UUID, UUID], list[SealedGrant]] = {}
    for grant in grants:
        by_holder.setdefault((grant.safe_id, grant.holder_id), []).append(grant)
    for (safe_id, holder_id), theirs in sorted(by_holder.items()):
        newest = get_epoch_for_writing(safe_id)
        if get_holder(holder_id).is_retired:
            raise GrantRefused(_("This person has made a new key since. Load the page again."))
        if max(grant.epoch for grant in theirs) != newest:
            raise GrantRefused(
                _("Who may read this has changed since the export. Export the case again.")
            )
        db.session.execute(
            delete(Grant).where(Grant.safe_id == safe_id, Grant.holder_id == holder_id)
        )
        _store_grants(theirs)


def _begin(prepared: PreparedEpoch) -> None:
    _store_grants(prepared.grants)
    safe = update(Safe).where(Safe.id == prepared.safe_id)
    db.session.execute(safe.values(epoch=prepared.epoch))


def _store_grants(grants: Sequence[SealedGrant]) -> None:
    write_rows(Grant, [{name: getattr(grant, name) for name in _COLUMNS} for grant in grants])


def _remaining(safe_id: UUID) -> list[Recipient]:
    return [
        Recipient(holder.id, holder.public_key, state)
        for holder, state in holders_of(safe_id)
        if not holder.is_retired
    ]


def _fits(prepared: PreparedEpoch, safe_id: UUID, epoch: int, rest: list[Recipient]) -> bool:
    wanted = frozenset((recipient.holder_id, recipient.state) for recipient in rest)
    return (prepared.safe_id, prepared.epoch, prepared.recipients) == (safe_id, epoch, wanted)


def _change_state(safe_id: UUID, holder_id: UUID, old: GrantState, new: GrantState) -> bool:
    changed = db.session.execute(
        update(Grant)
        .where(Grant.safe_id == safe_id, Grant.holder_id == holder_id, Grant.state == old)
        .values(state=new)
    )
    return bool(_count(changed))


def _count(result: Any) -> int:
    return int(result.rowcount)
