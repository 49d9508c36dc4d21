"""Rule: sealed content, and the keys of a safe in epochs.

A sealed column is version (1 byte), epoch (4), nonce (12), ciphertext with tag. Its key is derived
for the column, and its place (safe, epoch, table, row, column) is authenticated with it, so that
nobody can move a ciphertext to where somebody else would read it.
"""

import os
import re
import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple
from uuid import UUID, uuid4

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from portal.errors import RuleBroken
from portal.i18n import gettext as _
from portal.vault.keys import KEY_BYTES, KeyHolder, SealBroken, seal_to
from portal.vault.padding import pad, unpad
from portal.vault.states import GrantState

_VERSION: Final = 1
_HEADER: Final = struct.Struct(">BI12s")
_NAME: Final = re.compile(r"[a-z][a-z0-9_]*")


class EpochPassed(RuleBroken):
    """A newer key of this safe exists, and what comes must be sealed under it."""


class Place(NamedTuple):
    """Where sealed content lies: the same names on sealing and on opening."""

    table: str
    row_id: UUID
    column: str

    @property
    def column_name(self) -> str:
        """Table and column, unmistakably. Raises ValueError for a name that is none."""
        if not (_NAME.fullmatch(self.table) and _NAME.fullmatch(self.column)):
            raise ValueError(f"No such place: {self.table!r}, {self.column!r}.")
        return f"{self.table}|{self.column}"


class Drawer:
    """One key, and what lies sealed under it. For a safe's epoch, or alone: drafts, letters."""

    __slots__ = ("_ciphers", "_key", "_label", "epoch")

    def __init__(self, key: bytes, label: str, epoch: int = 0) -> None:
        """`label` says whose drawer it is; another label opens nothing of it."""
        if len(key) != KEY_BYTES:
            raise ValueError("A key has 32 bytes.")
        self._key = key
        self._label = label
        self._ciphers: dict[str, ChaCha20Poly1305] = {}
        self.epoch = epoch

    def seal(self, place: Place, content: str | bytes) -> bytes:
        """The content as it may be stored at that place, its length padded."""
        plain = content.encode() if isinstance(content, str) else content
        nonce = os.urandom(12)
        header = _HEADER.pack(_VERSION, self.epoch, nonce)
        sealed = self._cipher(place).encrypt(nonce, pad(plain), self._bound(place))
        return header + sealed

    def open(self, place: Place, sealed: bytes) -> bytes:
        """What was sealed at that place. Raises SealBroken."""
        if len(sealed) < _HEADER.size:
            raise _not_what_was_stored()
        version, epoch, nonce = _HEADER.unpack_from(sealed)
        if version != _VERSION or epoch != self.epoch:
            raise _not_what_was_stored()
        try:
            return unpad(
                self._cipher(place).decrypt(nonce, sealed[_HEADER.size :], self._bound(place))
            )
        except (InvalidTag, ValueError):
            raise _not_what_was_stored() from None

    def open_text(self, place: Place, sealed: bytes) -> str:
        """What was sealed at that place, as text. Raises SealBroken."""
        return self.open(place, sealed).decode()

    def _bound(self, place: Place) -> bytes:
        where = f"{self._label}|{self.epoch}|{place.column_name}|{place.row_id}"
        return f"candour place {_VERSION}|{where}".encode()

    def _cipher(self, place: Place) -> ChaCha20Poly1305:
        name = place.column_name
        if name not in self._ciphers:
            info = f"candour column {_VERSION}|{self._label}|{name}".encode()
            key = HKDF(SHA256(), KEY_BYTES, None, info).derive(self._key)
            self._ciphers[name] = ChaCha20Poly1305(key)
        return self._ciphers[name]


def _not_what_was_stored() -> SealBroken:
    return SealBroken(_("This cannot be opened: it is not what was stored here."))


def epoch_of(sealed: bytes) -> int:
    """Which epoch's key sealed this."""
    if len(sealed) < _HEADER.size:
        raise _not_what_was_stored()
    return int(_HEADER.unpack_from(sealed)[1])


class KeyRing:
    """All keys of one safe: enough to pass them on, and nothing that reads."""

    __slots__ = ("_keys", "id")

    def __init__(self, safe_id: UUID, keys: Mapping[int, bytes]) -> None:
        if not keys:
            raise ValueError("A ring without a key.")
        self.id = safe_id
        self._keys = dict(keys)

    @property
    def epoch(self) -> int:
        """The newest epoch that this ring holds."""
        return max(self._keys)

    def require_epoch(self, newest: int) -> None:
        """Raises EpochPassed where the safe has begun a newer epoch than this ring holds."""
        if newest != self.epoch:
            raise EpochPassed(
                _("Who may read this has just changed. Nothing was sent: please send it again.")
            )

    def sealed_for(self, recipient: "Recipient") -> list["SealedGrant"]:
        """Every key of the ring, sealed to one more holder."""
        return [
            _seal_grant(self.id, epoch, key, recipient) for epoch, key in sorted(self._keys.items())
        ]


class OpenSafe(KeyRing):
    """A safe whose keys are at hand: seals with the newest, opens with each."""

    __slots__ = ("_drawers",)

    def __init__(self, safe_id: UUID, keys: Mapping[int, bytes]) -> None:
        super().__init__(safe_id, keys)
        self._drawers = {
            epoch: Drawer(key, str(safe_id), epoch) for epoch, key in self._keys.items()
        }

    def seal(self, place: Place, content: str | bytes) -> bytes:
        """The content as it may be stored at that place. Seal "" too: an absence also tells."""
        return self._drawers[self.epoch].seal(place, content)

    def open(self, place: Place, sealed: bytes) -> bytes:
        """What was sealed at that place. Raises SealBroken."""
        drawer = self._drawers.get(epoch_of(sealed))
        if drawer is None:
            raise SealBroken(_("Your key does not open this."))
        return drawer.open(place, sealed)

    def open_text(self, place: Place, sealed: bytes) -> str:
        """What was sealed at that place, as text. Raises SealBroken."""
        return self.open(place, sealed).decode()


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody to whom a key is to be sealed."""

    holder_id: UUID
    public_key: bytes
    state: GrantState = GrantState.AWAKE


@dataclass(frozen=True, slots=True)
class SealedGrant:
    """One epoch's key, sealed to one holder: a row to be."""

    safe_id: UUID
    holder_id: UUID
    epoch: int
    state: GrantState
    sealed_key: bytes


@dataclass(frozen=True, slots=True)
class PreparedSafe:
    """A new safe, ready to be stored without any further slow work."""

    open_safe: OpenSafe
    grants: tuple[SealedGrant, ...]


@dataclass(frozen=True, slots=True)
class PreparedEpoch:
    """The next key of a safe, sealed to those who remain.

    `open_safe` holds this epoch alone: it adds to the safe and opens nothing that lay there before.
    """

    safe_id: UUID
    epoch: int
    recipients: frozenset[tuple[UUID, GrantState]]
    grants: tuple[SealedGrant, ...]
    open_safe: OpenSafe = field(repr=False, compare=False)


def prepare_safe(recipients: Iterable[Recipient], *, safe_id: UUID | None = None) -> PreparedSafe:
    """A new safe with its first key sealed to each recipient. Slow part, without a query."""
    safe_id = safe_id or uuid4()
    key = os.urandom(KEY_BYTES)
    grants = tuple(_seal_grant(safe_id, 1, key, recipient) for recipient in recipients)
    return PreparedSafe(OpenSafe(safe_id, {1: key}), grants)


def prepare_epoch(safe_id: UUID, epoch: int, recipients: Iterable[Recipient]) -> PreparedEpoch:
    """A new random key for the safe, sealed to each recipient. Needs no key of anybody."""
    chosen = tuple(recipients)
    key = os.urandom(KEY_BYTES)
    return PreparedEpoch(
        safe_id,
        epoch,
        frozenset((recipient.holder_id, recipient.state) for recipient in chosen),
        tuple(_seal_grant(safe_id, epoch, key, recipient) for recipient in chosen),
        OpenSafe(safe_id, {epoch: key}),
    )


def open_grants(private_key: bytes, grants: Iterable[SealedGrant]) -> dict[UUID, dict[int, bytes]]:
    """The keys in these grants, by safe and epoch. Raises SealBroken."""
    holder = KeyHolder(private_key)
    keys: dict[UUID, dict[int, bytes]] = {}
    for grant in grants:
        info = grant_info(grant.safe_id, grant.epoch, grant.holder_id)
        keys.setdefault(grant.safe_id, {})[grant.epoch] = holder.open(grant.sealed_key, info)
    return keys


def grant_info(safe_id: UUID, epoch: int, holder_id: UUID) -> bytes:
    """What a sealed case key says of itself: moved to another row it does not open."""
    return f"candour grant 1|{safe_id}|{epoch}|{holder_id}".encode()


def _seal_grant(safe_id: UUID, epoch: int, key: bytes, recipient: Recipient) -> SealedGrant:
    sealed = seal_to(recipient.public_key, key, grant_info(safe_id, epoch, recipient.holder_id))
    return SealedGrant(safe_id, recipient.holder_id, epoch, recipient.state, sealed)
