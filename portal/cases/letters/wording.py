"""What a letter says: that there is news, and neither of what nor from whom.

Somebody else may read the person's mail, so no letter names the co-operative, care, or a complaint.
"""

from portal.i18n import gettext as _


def news_letter() -> tuple[str, str]:
    """Subject and words of the letter to somebody who left an address."""
    words = _(
        "Hello,\n\nyou asked to be told when there is news. There is news now.\n\n"
        "To read it, go back to the page where you wrote, and type in the code that you kept.\n\n"
        "Nobody reads answers to this letter."
    )
    return _("There is news"), words


def arrival_letter(address: str) -> tuple[str, str]:
    """Subject and words of the letter to members: something arrived, and where to sign in."""
    words = _(
        "Hello,\n\nsomething new is waiting for you. Please sign in to read it:\n\n%(address)s",
        address=address,
    )
    return _("Something new is waiting"), words


def reminder_letter(address: str) -> tuple[str, str]:
    """Subject and words of the letter to members before a clock runs out."""
    words = _(
        "Hello,\n\nsomething that somebody was promised is due soon."
        " Please sign in to see what:\n\n%(address)s",
        address=address,
    )
    return _("Something is due soon"), words


def overdue_letter(address: str) -> tuple[str, str]:
    """Subject and words of the letter to members when a clock has run out."""
    words = _(
        "Hello,\n\nsomething that somebody was promised is overdue."
        " Please sign in to see what:\n\n%(address)s",
        address=address,
    )
    return _("Something is overdue"), words
