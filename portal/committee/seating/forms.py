"""What somebody who sits may ask for."""

from wtforms import BooleanField
from wtforms.validators import InputRequired

from portal.forms import DayField, Form
from portal.i18n import lazy_gettext as _l


class StepDownForm(Form):
    """The end of one's own term before its day."""

    ends_on = DayField(
        _l("From which day do you no longer sit?"),
        required=_l("Enter the day."),
        description=_l("Today or later."),
    )
    sure = BooleanField(
        _l("I know that this cannot be undone"),
        validators=[InputRequired(_l("Tick the box if you want to step down."))],
    )
