"""What may be published about a concern, as its writer sees it before saying yes."""

from collections.abc import Sequence
from datetime import date

from portal.cases.subjects import label_of
from portal.i18n import format_month
from portal.i18n import gettext as _


def preview(subjects: Sequence[str], today: date) -> str:
    """The sentence with its blanks: a quarter of the year, subjects of the list, the finding.

    Nothing else goes into it: no day, no place, no name and no word of the writer's own.
    """
    first = today.replace(month=3 * ((today.month - 1) // 3) + 1, day=1)
    last = first.replace(month=first.month + 2)
    return _(
        "%(first)s to %(last)s. Somebody raised a concern: %(subjects)s. The committee looked into "
        "it and found: [upheld, partly upheld or not upheld]. What was done: [a sentence by the "
        "committee].",
        first=format_month(first),
        last=format_month(last),
        subjects="; ".join(_decapitalised(label_of(code)) for code in subjects),
    )


def _decapitalised(words: str) -> str:
    return words[:1].lower() + words[1:]
