"""The session cookie: encrypted, so that keys may travel in it and nothing in it can be read.

Neither the database nor the cookie alone opens anything: the session secret seals the cookie.
It is set only when something was put into it, so a reader of public pages never gets one.
"""

import base64
import os
import zlib
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from flask import Flask, Request, Response
from flask.json.tag import TaggedJSONSerializer
from flask.sessions import SecureCookieSession, SessionInterface, SessionMixin

from portal.config import secret, settings

_PURPOSE: Final = b"candour session 1"
_serializer: Final = TaggedJSONSerializer()


class SealedSessionInterface(SessionInterface):
    """Reads and writes the sealed cookie."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession:
        value = request.cookies.get(self.get_cookie_name(app))
        return SecureCookieSession(_opened(value) if value else None)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        name = self.get_cookie_name(app)
        if getattr(session, "accessed", False):
            response.vary.add("Cookie")
        if not session.modified:
            return
        places: dict[str, Any] = {
            "path": "/",
            "secure": settings().is_https,
            "httponly": True,
            "samesite": "Lax",
        }
        if not session:
            response.delete_cookie(name, **places)
            return
        response.set_cookie(name, _sealed(dict(session)), **places)


def _cipher() -> ChaCha20Poly1305:
    return ChaCha20Poly1305(secret("session"))


def _sealed(content: dict[str, Any]) -> str:
    nonce = os.urandom(12)
    packed = zlib.compress(_serializer.dumps(content).encode(), 1)
    sealed = nonce + _cipher().encrypt(nonce, packed, _PURPOSE)
    return base64.urlsafe_b64encode(sealed).rstrip(b"=").decode()


def _opened(value: str) -> dict[str, Any] | None:
    """What the cookie holds, or nothing where it is not ours."""
    try:
        sealed = base64.urlsafe_b64decode(value + "=" * (-len(value) % 4))
        packed = _cipher().decrypt(sealed[:12], sealed[12:], _PURPOSE)
    except (ValueError, InvalidTag):
        return None
    content = _serializer.loads(zlib.decompress(packed).decode())
    return content if isinstance(content, dict) else None


def init_app(app: Flask) -> None:
    """Attach the sealed cookie to the application."""
    app.config["SESSION_COOKIE_NAME"] = "__Host-candour" if settings().is_https else "candour"
    # Flask-WTF signs its tokens with this key; the cookie itself is sealed above.
    app.secret_key = secret("session").hex()
    app.session_interface = SealedSessionInterface()
