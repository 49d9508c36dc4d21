"""Rule: key pairs, sealing to one of them, and sealing under a password.

All of it is HPKE (RFC 9180: X25519, HKDF-SHA256, ChaCha20-Poly1305), Argon2id (RFC 9106) and
ChaCha20-Poly1305 (RFC 8439) as `cryptography` has them; only the composition is ours.
"""

import os
import struct
import unicodedata
from dataclasses import dataclass, field
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from portal.errors import RuleBroken
from portal.i18n import gettext as _

KEY_BYTES: Final = 32
_SUITE: Final = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
_ANY_KEY: Final = X25519PrivateKey.from_private_bytes(b"k" * KEY_BYTES)
_PASSWORD_HEADER: Final = struct.Struct(">BIBB16s12s")
_PASSWORD_VERSION: Final = 1
# A tampered row must not make the server reserve all its memory.
_MOST_KIB: Final = 1 << 20
_MOST_ITERATIONS: Final = 64
_MOST_LANES: Final = 16


class SealBroken(RuleBroken):
    """This key does not open this, or it was changed, or moved from where it was sealed."""


@dataclass(frozen=True, slots=True)
class KeyPair:
    """An X25519 key pair as raw bytes."""

    private: bytes = field(repr=False)
    public: bytes


@dataclass(frozen=True, slots=True)
class PasswordCost:
    """How much work one guess at a password costs."""

    memory_kib: int = 19 * 1024
    iterations: int = 2
    lanes: int = 1


CHEAP_FOR_TESTS: Final = PasswordCost(memory_kib=64, iterations=1)


def new_key_pair() -> KeyPair:
    """A random key pair."""
    return key_pair_from_seed(os.urandom(KEY_BYTES))


def key_pair_from_seed(seed: bytes) -> KeyPair:
    """The key pair whose private half is these 32 bytes."""
    private = X25519PrivateKey.from_private_bytes(seed)
    return KeyPair(seed, private.public_key().public_bytes_raw())


def is_public_key(public: bytes) -> bool:
    """Whether something sealed to these bytes could be opened by one holder alone."""
    try:
        # Refuses points of small order, with which everybody would share the secret.
        _ANY_KEY.exchange(X25519PublicKey.from_public_bytes(public))
    except ValueError:
        return False
    return True


def seal_to(public: bytes, plain: bytes, info: bytes) -> bytes:
    """Seal for the holder of the private half. `info` says what it is: it must match to open."""
    return _SUITE.encrypt(plain, X25519PublicKey.from_public_bytes(public), info)


def open_sealed(private: bytes, sealed: bytes, info: bytes) -> bytes:
    """What was sealed to this key. Raises SealBroken."""
    return KeyHolder(private).open(sealed, info)


class KeyHolder:
    """A private key made ready once, to open many grants."""

    __slots__ = ("_private",)

    def __init__(self, private: bytes) -> None:
        self._private = X25519PrivateKey.from_private_bytes(private)

    def open(self, sealed: bytes, info: bytes) -> bytes:
        """What was sealed to this key. Raises SealBroken."""
        try:
            return _SUITE.decrypt(sealed, self._private, info)
        except (InvalidTag, ValueError):
            raise SealBroken(_("Your key does not open this.")) from None


def seal_under_password(
    password: str, plain: bytes, context: bytes, cost: PasswordCost | None = None
) -> bytes:
    """Seal so that only the password opens it. Slow by design: before the first query of a POST.

    Shape: version, memory in KiB, iterations, lanes, salt, nonce, ciphertext.
    """
    cost = cost or PasswordCost()
    salt, nonce = os.urandom(16), os.urandom(12)
    header = _PASSWORD_HEADER.pack(
        _PASSWORD_VERSION, cost.memory_kib, cost.iterations, cost.lanes, salt, nonce
    )
    key = _stretched(password, salt, cost)
    return header + ChaCha20Poly1305(key).encrypt(nonce, plain, header + context)


def open_under_password(password: str, sealed: bytes, context: bytes) -> bytes:
    """What lies under the password. Raises SealBroken where the password is another."""
    if len(sealed) < _PASSWORD_HEADER.size:
        raise _wrong_password()
    header, ciphertext = sealed[: _PASSWORD_HEADER.size], sealed[_PASSWORD_HEADER.size :]
    version, memory, iterations, lanes, salt, nonce = _PASSWORD_HEADER.unpack(header)
    cost = PasswordCost(memory, iterations, lanes)
    if version != _PASSWORD_VERSION or not _is_bearable(cost):
        raise _wrong_password()
    try:
        key = _stretched(password, salt, cost)
        return ChaCha20Poly1305(key).decrypt(nonce, ciphertext, header + context)
    except InvalidTag:
        raise _wrong_password() from None


def password_cost_of(sealed: bytes) -> PasswordCost:
    """What a guess costs there, to seal anew at sign-in when today's cost is higher."""
    _version, memory, iterations, lanes, _salt, _nonce = _PASSWORD_HEADER.unpack_from(sealed)
    return PasswordCost(memory, iterations, lanes)


def _wrong_password() -> SealBroken:
    return SealBroken(_("This password does not open your key."))


def _is_bearable(cost: PasswordCost) -> bool:
    return (
        1 <= cost.iterations <= _MOST_ITERATIONS
        and 1 <= cost.lanes <= _MOST_LANES
        and 8 * cost.lanes <= cost.memory_kib <= _MOST_KIB
    )


def _stretched(password: str, salt: bytes, cost: PasswordCost) -> bytes:
    # The same password must open on a keyboard that composes its letters otherwise.
    typed = unicodedata.normalize("NFKC", password).encode()
    return Argon2id(
        salt=salt,
        length=KEY_BYTES,
        iterations=cost.iterations,
        lanes=cost.lanes,
        memory_cost=cost.memory_kib,
    ).derive(typed)
