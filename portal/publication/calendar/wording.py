"""Announced days in words. A missed day is said as plainly as a kept one."""

from portal.clock import local
from portal.i18n import format_day, format_month
from portal.i18n import gettext as _
from portal.publication.calendar.days import NOT_KEPT, DayState
from portal.publication.calendar.queries import Announced
from portal.visits.figures.periods import Period


def month_words(day: Announced) -> str:
    """October 2026, in the reader's language."""
    return format_month(Period.of_month(day.period).first_on)


def day_sentence(day: Announced) -> str:
    """What was announced, and what became of it."""
    due = format_day(day.due_on)
    match day.state:
        case DayState.AHEAD:
            return _("To come out on %(day)s.", day=due)
        case DayState.KEPT:
            return _("Announced for %(day)s, and out on time.", day=due)
        case DayState.LATE:
            return _(
                "Announced for %(day)s, and came out late, on %(out)s.", day=due, out=_out(day)
            )
        case DayState.MISSED:
            return _("Announced for %(day)s, and it has not come out.", day=due)


def missed_sentences(days: list[Announced]) -> list[str]:
    """What has not come out although its day has passed, and why, for the top of the page."""
    return [
        sentence
        for day in days
        if day.state is DayState.MISSED
        for sentence in (
            _(
                "The report for %(month)s was announced for %(day)s and has not come out.",
                month=month_words(day),
                day=format_day(day.due_on),
            ),
            *reason_sentences(day),
        )
    ]


def reason_sentences(day: Announced) -> list[str]:
    """Why a day was not kept, as members said it; that nobody said it, where nobody did."""
    if day.state not in NOT_KEPT:
        return []
    said = [
        _(
            "%(name)s of the oversight committee on %(day)s: “%(words)s”",
            name=reason.name,
            day=format_day(reason.written_at),
            words=reason.words,
        )
        for reason in day.reasons
    ]
    return said or [_("The committee has not said why.")]


def _out(day: Announced) -> str:
    came = day.release.published_at if day.release else None
    return format_day(local(came).date()) if came else ""
