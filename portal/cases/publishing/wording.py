"""A quarter and a promise in words, for everybody's page and the preview of it."""

from datetime import timedelta
from typing import Any, Final

from portal.cases.publishing.summaries import Kept, first_day_after, first_day_of
from portal.i18n import format_day, format_month
from portal.i18n import gettext as _
from portal.i18n import lazy_gettext as _l

KEPT: Final[dict[Kept, Any]] = {
    Kept.DONE: _l("Done"),
    Kept.OVERDUE: _l("Overdue"),
    Kept.OPEN: _l("Still to come"),
}
TONES: Final = {Kept.DONE: "good", Kept.OVERDUE: "bad", Kept.OPEN: "wait"}


def quarter_words(quarter: str) -> str:
    """A quarter: October 2026 to December 2026."""
    last = first_day_after(quarter) - timedelta(days=1)
    return _(
        "%(first)s to %(last)s",
        first=format_month(first_day_of(quarter)),
        last=format_month(last),
    )


def end_words(quarter: str) -> str:
    """By the end of a quarter: by 31 December 2026."""
    return _("by %(day)s", day=format_day(first_day_after(quarter) - timedelta(days=1)))
