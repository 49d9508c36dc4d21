"""Text that people typed: tidied when it comes in, shown as text when it goes out."""

import re
import unicodedata
from typing import Final

import bleach

from portal.errors import RuleBroken
from portal.i18n import gettext as _

_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")

LONGEST_MAIL_ADDRESS: Final = 254
_LABEL: Final = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_MAIL_ADDRESS: Final = re.compile(
    rf"[A-Za-z0-9!#$%&'*+/=?^_`{{|}}~-][A-Za-z0-9.!#$%&'*+/=?^_`{{|}}~-]{{0,63}}"
    rf"@(?:{_LABEL}\.)*{_LABEL}"
)


class MailAddressRefused(RuleBroken):
    """Nothing can be sent to this address."""


def tidy(text: str) -> str:
    """One kind of line end, no control characters, no lone surrogates, composed letters.

    What is removed cannot be seen or typed; every visible character, in every script, stays.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = text.encode("utf-8", "ignore").decode("utf-8")
    return unicodedata.normalize("NFC", _CONTROL.sub("", text)).strip()


def plain(html: str) -> str:
    """The words of a text that may hold mark-up, without the mark-up."""
    return str(bleach.clean(html, tags=set(), attributes={}, strip=True))


def mail_address(typed: str) -> str:
    """The address as it is kept: without blanks around it, and in one case.

    No line break, and nothing else that a mail header could misread, passes. Raises
    MailAddressRefused.
    """
    address = typed.strip().lower()
    if len(address) > LONGEST_MAIL_ADDRESS or not _MAIL_ADDRESS.fullmatch(address):
        raise MailAddressRefused(
            _("Enter an e-mail address like name@example.org, without blanks or accents.")
        )
    return address
