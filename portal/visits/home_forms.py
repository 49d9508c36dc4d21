"""Which home, and which weeks of it, a page of pictures is about."""

from collections.abc import Sequence
from datetime import date
from typing import Self

from flask import request
from wtforms import SelectField

from portal.forms import Form, TextField, offered
from portal.i18n import format_day, format_month
from portal.i18n import lazy_gettext as _l
from portal.visits.figures.periods import Period
from portal.visits.figures.pictures import monday_of, weeks_of


class HomeForm(Form):
    """A care package and a month, asked in the address of the page."""

    class Meta:
        """Looking changes nothing, so there is no token."""

        csrf = False

    package = TextField(
        _l("Care package"), description=_l("Its reference, as the files write it: PK00001.")
    )
    month = SelectField(_l("Month"))
    week = SelectField(_l("Week that begins on Monday"))

    @classmethod
    def of_address(cls, months: Sequence[str], newest: Period) -> Self:
        """What the address asks for, or the newest month that is all final and its first week."""
        asked = request.args.get("month")
        period = Period.of_month(asked) if asked is not None and asked in months else newest
        mondays = weeks_of(period)
        week = request.args.get("week", "")
        whole = mondays[1] if mondays[0] < period.first_on and len(mondays) > 1 else mondays[0]
        chosen = next((monday for monday in mondays if _has(monday, week)), whole)
        package = request.args.get("package", "").strip()
        form = cls(formdata=None, package=package, month=period.name, week=chosen.isoformat())
        form.month.choices = offered(
            (month, format_month(Period.of_month(month).first_on)) for month in months
        )
        form.week.choices = offered((day.isoformat(), format_day(day)) for day in mondays)
        return form

    @property
    def period(self) -> Period:
        """The days of the month."""
        return Period.of_month(str(self.month.data))

    @property
    def monday(self) -> date:
        """The first day of the week."""
        return monday_of(date.fromisoformat(str(self.week.data)))


def _has(monday: date, text: str) -> bool:
    """Whether the day written so lies in the week; links name the day of a visit."""
    try:
        return monday_of(date.fromisoformat(text)) == monday
    except ValueError:
        return False
