"""Questions about keys: who holds what, and what a private key opens."""

from collections.abc import Collection, Iterable
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import aliased

from portal.asking import ask
from portal.database import db, lock
from portal.errors import NotFound
from portal.vault.models import Grant, Holder, Safe
from portal.vault.sealing import KeyRing, OpenSafe, Recipient, SealedGrant, open_grants
from portal.vault.states import GrantState, HolderKind

READS = frozenset({GrantState.AWAKE})
PASSES_ON = frozenset({GrantState.AWAKE, GrantState.HAND_OVER})

# Put together once: every safe is opened with it.
_GRANTS: Final = (
    select(Grant.safe_id, Grant.holder_id, Grant.epoch, Grant.state, Grant.sealed_key)
    .where(
        Grant.safe_id.in_(bindparam("safe_ids", expanding=True)),
        Grant.holder_id == bindparam("holder_id"),
        Grant.state.in_(bindparam("states", expanding=True)),
    )
    .order_by(Grant.safe_id, Grant.epoch)
)

_EPOCH: Final = select(Safe.epoch).where(Safe.id == bindparam("safe_id"))
_STATES: Final = (
    select(Grant.safe_id, Grant.holder_id, Grant.state)
    .join(Holder, Holder.id == Grant.holder_id)
    .join(Safe, (Safe.id == Grant.safe_id) & (Safe.epoch == Grant.epoch))
    .where(Safe.id.in_(bindparam("safe_ids", expanding=True)), Holder.kind == bindparam("kind"))
    .order_by(Grant.safe_id, Grant.holder_id)
)


class Held(NamedTuple):
    """One holder of a safe, and how awake the grant is."""

    holder: Holder
    state: GrantState


def get_holder(holder_id: UUID) -> Holder:
    """The holder. Raises NotFound."""
    holder = db.session.get(Holder, holder_id)
    if holder is None:
        raise NotFound
    return holder


def recovery_holders() -> list[Holder]:
    """The recovery keys in use, the newest first; there should be one."""
    return list(
        db.session.scalars(
            select(Holder)
            .where(Holder.kind == HolderKind.RECOVERY, Holder.retired_on.is_(None))
            .order_by(Holder.made_on.desc(), Holder.id)
        )
    )


def find_recovery_holder() -> Holder | None:
    """The recovery key that new cases are sealed to."""
    return next(iter(recovery_holders()), None)


def recipients(states: dict[UUID, GrantState]) -> list[Recipient]:
    """Those of the holders whose keys are in use, as `prepare_safe` takes them; one query."""
    rows = db.session.execute(
        select(Holder.id, Holder.public_key)
        .where(Holder.id.in_(states), Holder.retired_on.is_(None))
        .order_by(Holder.id)
    )
    return [Recipient(holder_id, key, states[holder_id]) for holder_id, key in rows]


def holders_of(safe_id: UUID) -> list[Held]:
    """Everybody who holds the newest key of a safe."""
    rows = db.session.execute(
        select(Holder, Grant.state)
        .join(Grant, Grant.holder_id == Holder.id)
        .join(Safe, (Safe.id == Grant.safe_id) & (Safe.epoch == Grant.epoch))
        .where(Safe.id == safe_id)
        .order_by(Holder.id)
    )
    return [Held(holder, state) for holder, state in rows]


def states_of(safe_ids: Collection[UUID], kind: HolderKind) -> dict[UUID, dict[UUID, GrantState]]:
    """For each of the safes: which holders of that kind have its newest key, and how awake."""
    found: dict[UUID, dict[UUID, GrantState]] = {each: {} for each in safe_ids}
    values = {"safe_ids": list(safe_ids), "kind": kind}
    for safe_id, holder_id, state in ask(_STATES, values):
        found[safe_id][holder_id] = state
    return found


def held_safes(holder_id: Any, states: Collection[GrantState] = READS) -> Select[UUID]:
    """The identifiers of what a holder may open, to be used inside another question."""
    return (
        select(Grant.safe_id)
        .join(Safe, (Safe.id == Grant.safe_id) & (Safe.epoch == Grant.epoch))
        .where(Grant.holder_id == holder_id, Grant.state.in_(states))
    )


def safes_of(holder_id: UUID, states: Collection[GrantState] = READS) -> list[UUID]:
    """The identifiers of what a holder may open."""
    return list(db.session.scalars(held_safes(holder_id, states).order_by(Grant.safe_id)))


def unread_safes(holder_id: UUID) -> list[UUID]:
    """What sleeps with a holder while no account opens it or passes it on: no other keys are left.

    Whoever leaves passes these on as well, asleep.
    """
    reads = aliased(Grant)
    read = (
        select(reads.safe_id)
        .join(Holder, Holder.id == reads.holder_id)
        .where(
            reads.safe_id == Grant.safe_id,
            reads.state.in_(PASSES_ON),
            Holder.kind == HolderKind.ACCOUNT,
        )
        .correlate(Grant)
        .exists()
    )
    asked = held_safes(holder_id, {GrantState.DORMANT}).where(~read)
    return list(db.session.scalars(asked.order_by(Grant.safe_id)))


def find_open_safe(safe_id: UUID, holder_id: UUID, private_key: bytes) -> OpenSafe | None:
    """The safe, opened; None where the holder has no grant that is awake. Raises SealBroken."""
    return find_open_safes([safe_id], holder_id, private_key).get(safe_id)


def find_open_safes(
    safe_ids: Iterable[UUID], holder_id: UUID, private_key: bytes
) -> dict[UUID, OpenSafe]:
    """Those of the safes that the holder may open, opened; one query. Raises SealBroken."""
    keys = open_grants(private_key, _grants(safe_ids, holder_id, READS))
    return {safe_id: OpenSafe(safe_id, epochs) for safe_id, epochs in keys.items()}


def find_key_ring(safe_id: UUID, holder_id: UUID, private_key: bytes) -> KeyRing | None:
    """The safe's keys, only to be passed on; also for a holder whose term has ended."""
    keys = open_grants(private_key, _grants([safe_id], holder_id, PASSES_ON))
    return KeyRing(safe_id, keys[safe_id]) if keys else None


def find_safes_to_screen(
    safe_ids: Iterable[UUID],
    holder_id: UUID,
    private_key: bytes,
    *,
    states: Collection[GrantState] = PASSES_ON,
) -> dict[UUID, OpenSafe]:
    """Those of the safes whose keys the holder may pass on, opened to look for interests.

    Also for a holder whose term has ended: what is read there decides who may follow, and is
    shown on no page. `states` is dormant for those of `unread_safes`.
    """
    keys = open_grants(private_key, _grants(safe_ids, holder_id, states))
    return {safe_id: OpenSafe(safe_id, epochs) for safe_id, epochs in keys.items()}


def recovery_grants(safe_id: UUID) -> list[SealedGrant]:
    """The keys of a safe as they are sealed to recovery keys, for the ceremony."""
    rows = db.session.scalars(
        select(Grant)
        .join(Holder, Holder.id == Grant.holder_id)
        .where(Grant.safe_id == safe_id, Holder.kind == HolderKind.RECOVERY)
        .order_by(Grant.holder_id, Grant.epoch)
    )
    return [_as_value(row) for row in rows]


def get_epoch_for_writing(safe_id: UUID) -> int:
    """The newest epoch of a safe, held still until the transaction ends. Raises NotFound."""
    epoch: int | None = ask(lock(_EPOCH), {"safe_id": safe_id}).scalar()
    if epoch is None:
        raise NotFound
    return epoch


def get_epochs_for_writing(safe_ids: Collection[UUID]) -> dict[UUID, int]:
    """The same for many safes, in one question and always in the same order."""
    asked = select(Safe.id, Safe.epoch).where(Safe.id.in_(list(safe_ids))).order_by(Safe.id)
    return {row[0]: row[1] for row in db.session.execute(lock(asked))}


def _grants(
    safe_ids: Iterable[UUID], holder_id: UUID, states: Collection[GrantState]
) -> list[SealedGrant]:
    rows = ask(
        _GRANTS,
        {"safe_ids": list(safe_ids), "holder_id": holder_id, "states": list(states)},
    )
    return [SealedGrant(*row) for row in rows]


def _as_value(row: Grant) -> SealedGrant:
    return SealedGrant(row.safe_id, row.holder_id, row.epoch, row.state, row.sealed_key)
