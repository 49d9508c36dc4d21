"""What a setting must not be: each refusal says which, and how to write it."""

from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from portal.errors import SettingsRefused

if TYPE_CHECKING:
    from portal.config import Settings


def checked(chosen: "Settings") -> "Settings":
    """The same settings. Raises SettingsRefused for a value that cannot be meant."""
    if chosen.environment not in ("production", "demonstration", "test"):
        raise SettingsRefused("CANDOUR_ENVIRONMENT must be production, demonstration or test.")
    if chosen.mail_backend not in ("", "file", "smtp"):
        raise SettingsRefused("CANDOUR_MAIL_BACKEND must be file or smtp.")
    if chosen.clock_shift and chosen.environment == "production":
        raise SettingsRefused(
            "CANDOUR_CLOCK_SHIFT is for the demonstration: the clock must be true."
        )
    if not _is_web_address(chosen.source_url):
        raise SettingsRefused("CANDOUR_SOURCE_URL must begin with https:// or http://.")
    if chosen.environment == "production" and not _is_safe_base(chosen.base_url):
        raise SettingsRefused(
            "CANDOUR_BASE_URL must begin with https://: without it cookies and receipts travel in "
            "the open. Only 127.0.0.1 and localhost may go without, to try things out."
        )
    if not _is_plain(chosen.base_url):
        raise SettingsRefused(
            "CANDOUR_BASE_URL must be written without blanks and accents: letters carry it. A name "
            "with accents has another form that begins with xn--."
        )
    try:
        _ = chosen.days_off
    except ValueError:
        raise SettingsRefused(
            "CANDOUR_EXTRA_DAYS_OFF: write each day as 2026-06-19, with commas between them."
        ) from None
    if not all(code and name for code, name in chosen.named_areas.items()):
        raise SettingsRefused(
            "CANDOUR_AREA_NAMES: write each area as A03=Upper Vale, with commas between them."
        )
    try:
        ZoneInfo(chosen.tz)
    except (ZoneInfoNotFoundError, ValueError):
        raise SettingsRefused(f"CANDOUR_TZ: there is no time zone {chosen.tz!r}.") from None
    return chosen


def _is_web_address(address: str) -> bool:
    """Whether it leads somewhere on the web, or nowhere at all: never to a script."""
    return not address or address.startswith(("https://", "http://"))


def _is_plain(address: str) -> bool:
    return address.isascii() and address.isprintable() and " " not in address


def _is_safe_base(address: str) -> bool:
    host = urlsplit(address).hostname
    return address.startswith("https://") or host in ("127.0.0.1", "localhost", "::1")
