"""What a member may note of a meeting."""

from uuid import UUID

from wtforms import SelectMultipleField
from wtforms.validators import InputRequired

from portal.forms import DayField, Form
from portal.i18n import lazy_gettext as _l


class MeetingForm(Form):
    """One meeting."""

    held_on = DayField(_l("On which day did the committee meet?"), required=_l("Enter the day."))
    came = SelectMultipleField(
        _l("Who came?"), validators=[InputRequired(_l("Tick everybody who came."))]
    )

    @property
    def members(self) -> list[UUID]:
        """Whoever was ticked."""
        return [UUID(each) for each in self.came.data]
