"""Rule: how an address is kept: sealed to be written to, hashed to be found, never readable."""

import hashlib
import hmac
import json
import os
import secrets
from typing import Final, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

_NONCE_BYTES: Final = 12
_PAD: Final = 256
_CODE_BYTES: Final = 24


class Reached(NamedTuple):
    """Where letters go, and the code of the links in them."""

    address: str
    code: str


def new_code() -> str:
    """The code of the links in one person's letters."""
    return secrets.token_urlsafe(_CODE_BYTES)


def mailbox_of(address: str, secret: bytes) -> bytes:
    """What tells one address from others and says nothing of it without the secret."""
    return hmac.new(secret, b"candour subscription 1\n" + address.encode(), hashlib.sha256).digest()


def hash_of(code: str) -> bytes:
    """By what a code is found."""
    return hashlib.sha256(code.encode()).digest()


def seal(reached: Reached, secret: bytes, mailbox: bytes) -> bytes:
    """Address and code as they are kept: padded, and bound to their row."""
    packed = json.dumps(list(reached)).encode()
    packed += b" " * (-len(packed) % _PAD)
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + ChaCha20Poly1305(secret).encrypt(nonce, packed, mailbox)


def unseal(sealed: bytes, secrets_: tuple[bytes, ...], mailbox: bytes) -> Reached | None:
    """Address and code, or None where no secret of ours sealed them."""
    for secret in secrets_:
        try:
            packed = ChaCha20Poly1305(secret).decrypt(
                sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], mailbox
            )
        except InvalidTag:
            continue
        return Reached(*json.loads(packed))
    return None
