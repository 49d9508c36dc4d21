"""Which month a page of visits is about."""

from typing import Self

from flask import request
from wtforms import SelectField

from portal.forms import Form, offered
from portal.i18n import format_month
from portal.i18n import lazy_gettext as _l
from portal.visits.figures.periods import Period


class MonthForm(Form):
    """A month of those on record, asked in the address of the page."""

    class Meta:
        """Looking changes nothing, so there is no token."""

        csrf = False

    month = SelectField(_l("Month"))

    @classmethod
    def of_address(cls, months: list[str], newest: Period) -> Self:
        """The month that the address asks for, or the newest that is all final."""
        asked = request.args.get("month")
        form = cls(formdata=None, month=asked if asked in months else newest.name)
        form.month.choices = offered(
            (month, format_month(Period.of_month(month).first_on)) for month in months
        )
        return form

    @property
    def period(self) -> Period:
        """Its days."""
        return Period.of_month(str(self.month.data))
