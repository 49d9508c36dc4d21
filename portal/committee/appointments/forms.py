"""What a member may propose."""

from datetime import timedelta

from wtforms import RadioField, SelectField
from wtforms.validators import InputRequired

from portal.committee.appointments.services import Post
from portal.committee.offices import DUTIES, TITLES, Office
from portal.forms import DayField, Form, TextField, offered
from portal.i18n import lazy_gettext as _l

HOLDER, DEPUTY = "holder", "deputy"


class AppointForm(Form):
    """Somebody for an office."""

    office = RadioField(
        _l("Which office?"),
        choices=offered((each.value, TITLES[each]) for each in Office),
        validators=[InputRequired(_l("Choose the office."))],
    )
    post = RadioField(
        _l("As what?"),
        choices=offered([(HOLDER, _l("Holder of the office")), (DEPUTY, _l("Deputy"))]),
        validators=[InputRequired(_l("Choose holder or deputy."))],
        description=_l("The deputy acts when the holder is away or has an interest."),
    )
    person = SelectField(
        _l("Who?"),
        validators=[InputRequired(_l("Choose the person."))],
        description=_l("Only people with a sign-in are listed."),
    )
    starts_on = DayField(_l("From which day?"), required=_l("Enter the first day."))
    last_day = DayField(
        _l("Until which day?"),
        required=_l("Enter the last day."),
        description=_l("The last day in office; three years at most."),
    )

    @property
    def wanted(self) -> Post:
        """What was typed, as the committee decides about it."""
        return Post(
            Office(self.office.data),
            self.post.data == DEPUTY,
            self.starts_on.data,
            self.last_day.data + timedelta(days=1),
        )


class EndForm(Form):
    """The end of an office before its day."""

    ends_on = DayField(
        _l("From which day is the office no longer held by this person?"),
        required=_l("Enter the day."),
        description=_l("Today or later."),
    )


class InviteForm(Form):
    """Somebody who needs a sign-in to be appointed."""

    name = TextField(_l("What is the person's name?"), required=_l("Enter the name."))
    email = TextField(_l("What is their e-mail address?"), required=_l("Enter the e-mail address."))


OFFICE_HINTS = {each.value: DUTIES[each] for each in Office}
