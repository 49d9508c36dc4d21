"""What a member types when praise was passed on."""

from portal.forms import DayField, Form, LongTextField
from portal.i18n import lazy_gettext as _l


class ThanksForm(Form):
    """To whom, and on which day."""

    to = LongTextField(
        _l("To whom did you pass it on?"),
        description=_l("Members of the committee read this. The person reads only the day."),
        required=_l("Say to whom you passed it on."),
    )
    on = DayField(
        _l("On which day?"),
        description=_l("For example 27 11 2026."),
        required=_l("Enter the day."),
    )
