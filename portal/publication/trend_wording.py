"""How it went on from month to month: in one sentence, and as a picture's figures."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final

from portal.i18n import format_month_name
from portal.i18n import gettext as _
from portal.publication.wording import month_of, shown

MONTHS_SHOWN: Final = 12
"""So many months stand in the picture of how it went on, and in the table of the same."""
_FEW: Final = 6
"""For the names of so many there is room: one letter stands for two or three months."""


def change_sentence(figures: dict[str, Any], months: Sequence[dict[str, Any]]) -> str:
    """How much more or less it was than in the month before; nothing where that is not known.

    `months` are what other reports tell. Both figures are rounded, and so is what lies between.
    """
    first = date.fromisoformat(figures["period_start"])
    before = next((one for one in months if _is_month_before(one, first)), None)
    if before is None or before["method_version"] != figures["method_version"]:
        return ""
    now, then = (one["figures"]["delivered"]["value"] for one in (figures, before))
    if now is None or then is None:
        return ""
    month = month_of(before)
    if now == then:
        return _("That is as many as in %(month)s.", month=month)
    if now > then:
        said = _("That is about %(more)s more than in %(month)s.", more=now - then, month=month)
    else:
        said = _("That is about %(less)s less than in %(month)s.", less=then - now, month=month)
    if _overlap(figures, before):
        said += " " + _("The records are not sure enough to say that it truly changed.")
    return said


def _overlap(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether two months may have been alike, as far as their bounds tell."""
    (least, most), (others_least, others_most) = (
        [figures["figures"][f"delivered_{end}"]["value"] for end in ("lower", "upper")]
        for figures in (one, other)
    )
    if None in (least, most, others_least, others_most):
        return False
    return bool(least <= others_most and others_least <= most)


def _is_month_before(figures: dict[str, Any], first: date) -> bool:
    return date.fromisoformat(figures["period_end"]) == first - timedelta(days=1)


def newest_months(several: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The figures of as many months as are shown, oldest first."""
    return sorted(several, key=lambda one: str(one["period_start"]))[-MONTHS_SHOWN:]


def months_strip(several: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Up to twelve months, oldest first, for the picture of how it went on."""
    strip: list[dict[str, Any]] = []
    before = None
    newest = newest_months(several)
    for figures in newest:
        of = figures["figures"]
        delivered = of["delivered"]
        words = month_of(figures)
        first = date.fromisoformat(figures["period_start"])
        year, month, _day = figures["period_start"].split("-")
        strip.append(
            {
                "words": words,
                "short": format_month_name(first, is_short=len(newest) > _FEW),
                "year": year if not strip or month == "01" else "",
                "value": delivered["value"],
                "shown": shown(delivered),
                "lower": of["delivered_lower"]["value"],
                "upper": of["delivered_upper"]["value"],
                "least": shown(of["delivered_lower"]),
                "most": shown(of["delivered_upper"]),
                "follows": before is not None and _is_month_before(before, first),
            }
        )
        before = figures
    return strip
