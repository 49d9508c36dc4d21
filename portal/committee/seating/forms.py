"""What somebody who sits may ask for."""

from wtforms import BooleanField
from wtforms.validators import InputRequired

from portal.forms import DayField, Form, LongTextField
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


class AppearForm(Form):
    """What everybody reads about somebody who sits."""

    shows_class = BooleanField(
        _l("Everybody may read for which class I sit"),
        description=_l(
            "“Service user” says of you that you need care. Leave it empty if you would rather not."
        ),
    )
    contact = LongTextField(
        _l("How can people reach you?"),
        most=300,
        description=_l(
            "For example an address for post, a telephone number with the hours, or where you can"
            " be met. Everybody can read it. Leave it empty if people shall write to the committee."
        ),
    )
