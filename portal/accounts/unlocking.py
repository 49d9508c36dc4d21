"""Rule: what only a password opens, and what only its owner's private key opens.

There is no password hash. One run of Argon2id turns the password into a key, and the password is
right when that key opens the holder's private key: the same run serves the check and the opening.
"""

import os
from typing import Final
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from portal.vault.keys import (
    CHEAP_FOR_TESTS,
    KEY_BYTES,
    PasswordCost,
    SealBroken,
    open_under_password,
    password_cost_of,
    seal_under_password,
)

_NONCE_BYTES: Final = 12


def cost_in(environment: str) -> PasswordCost:
    """What one guess at a password costs: cheap in tests, and nowhere else."""
    return CHEAP_FOR_TESTS if environment == "test" else PasswordCost()


def seal_private_key(private: bytes, password: str, *, owner: UUID, cost: PasswordCost) -> bytes:
    """The private key under the password of its owner. Slow on purpose."""
    return seal_under_password(password, private, _context(owner), cost)


def open_private_key(sealed: bytes, password: str, *, owner: UUID) -> bytes | None:
    """The private key, or None where the password is wrong. As slow either way."""
    try:
        return open_under_password(password, sealed, _context(owner))
    except SealBroken:
        return None


def is_dated(sealed: bytes, cost: PasswordCost) -> bool:
    """Whether the key was sealed at another cost than today's."""
    return password_cost_of(sealed) != cost


def seal_for_owner(private: bytes, plain: bytes, *, purpose: str, owner: UUID) -> bytes:
    """Something that only the owner's private key opens again."""
    nonce = os.urandom(_NONCE_BYTES)
    cipher = ChaCha20Poly1305(_subkey(private, purpose))
    return nonce + cipher.encrypt(nonce, plain, owner.bytes)


def open_for_owner(private: bytes, sealed: bytes, *, purpose: str, owner: UUID) -> bytes:
    """What `seal_for_owner` sealed. Raises InvalidTag where another key sealed it."""
    cipher = ChaCha20Poly1305(_subkey(private, purpose))
    return cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], owner.bytes)


def digest_for_owner(private: bytes, text: str, *, purpose: str) -> bytes:
    """A digest that nobody can compute, or search for, without the owner's private key."""
    digest = HMAC(_subkey(private, purpose), SHA256())
    digest.update(text.encode())
    return digest.finalize()


def _context(owner: UUID) -> bytes:
    return b"account key 1|" + owner.bytes


def _subkey(private: bytes, purpose: str) -> bytes:
    info = f"candour account {purpose} 1".encode()
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(private)
