"""Rule: a letter: what it says, how it is sealed while it waits, and how it leaves."""

import json
import os
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, Policy
from email.utils import format_datetime
from typing import Final, Self
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from portal.errors import RuleBroken
from portal.i18n import gettext as _
from portal.text import mail_address, tidy

LONGEST_SUBJECT: Final = 200
_NONCE_BYTES: Final = 12
_PAD: Final = 512


class LetterRefused(RuleBroken):
    """This cannot be sent as a letter."""


class _InOneLine(UnstructuredHeader, BaseHeader):
    """A header that a program reads: never folded, and never written as encoded words."""

    def fold(self, *, policy: Policy) -> str:
        """The header in one line, as RFC 8058 wants it, however long its address is."""
        return f"{self.name}: {self}{policy.linesep}"


_HEADERS: Final = HeaderRegistry()
_HEADERS.map_to_type("list-unsubscribe", _InOneLine)
_HEADERS.map_to_type("list-unsubscribe-post", _InOneLine)
_POLICY: Final = SMTP.clone(header_factory=_HEADERS)


@dataclass(frozen=True, slots=True)
class Letter:
    """One address, one subject, plain words."""

    to: str
    subject: str
    body: str
    stop: str = ""
    """The address at which one click ends letters of this kind, if there is one."""

    @classmethod
    def written(cls, to: str, subject: str, body: str, stop: str = "") -> Self:
        """A letter whose address and subject cannot be misread as another header.

        Raises MailAddressRefused and LetterRefused.
        """
        one_line = " ".join(tidy(subject).split())
        if not one_line or len(one_line) > LONGEST_SUBJECT:
            raise LetterRefused(_("A letter needs a subject of one line."))
        if not body.strip():
            raise LetterRefused(_("A letter needs words."))
        return cls(mail_address(to), one_line, tidy(body), stop)

    def sealed(self, secret: bytes, message_id: UUID) -> bytes:
        """The letter as it waits: padded, so that its length says little."""
        packed = json.dumps([self.to, self.subject, self.body, self.stop]).encode()
        packed += b" " * (-len(packed) % _PAD)
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + ChaCha20Poly1305(secret).encrypt(nonce, packed, message_id.bytes)

    @classmethod
    def opened(cls, sealed: bytes, secret: bytes, message_id: UUID) -> Self | None:
        """The letter, or None where another secret sealed it."""
        cipher = ChaCha20Poly1305(secret)
        try:
            packed = cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], message_id.bytes)
        except InvalidTag:
            return None
        return cls(*json.loads(packed))

    def as_mail(self, message_id: UUID, *, sender: str, at: datetime) -> EmailMessage:
        """The letter as it leaves. The same letter sent twice carries the same name."""
        mail = EmailMessage(policy=_POLICY)
        mail["From"] = sender
        mail["To"] = self.to
        mail["Subject"] = self.subject
        mail["Date"] = format_datetime(at)
        mail["Message-ID"] = f"<{message_id.hex}@{sender.rpartition('@')[2]}>"
        # No answers from machines: nobody reads this address.
        mail["Auto-Submitted"] = "auto-generated"
        if self.stop:
            # RFC 8058: the mail program has a button for it, and needs no page of ours.
            mail["List-Unsubscribe"] = f"<{self.stop}>"
            mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        # Seven bits: not every mail server passes on eight.
        mail.set_content(self.body + "\n", cte="quoted-printable")
        return mail
