"""Rule: a browser in two words, so that people recognise their own sign-ins."""

from typing import Final

from portal.i18n import gettext as _

# The first that is found counts: most browsers also claim to be others.
_BROWSERS: Final = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_DEVICES: Final = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "Chromebook"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)


def describe_browser(user_agent: str) -> str:
    """ "Firefox on Android". No version: nobody recognises a browser by it."""
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), None)
    device = next((name for mark, name in _DEVICES if mark in user_agent), None)
    if browser is None:
        return device or _("A browser that does not say its name")
    return f"{browser} on {device}" if device else browser
