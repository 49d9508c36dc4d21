"""What a member may propose for a vacant seat."""

from wtforms import BooleanField, SelectField
from wtforms.validators import InputRequired

from portal.forms import DayField, Form
from portal.i18n import lazy_gettext as _l


class CoOptForm(Form):
    """Somebody for a vacant seat, until the next election."""

    member = SelectField(
        _l("Who is to come in?"),
        validators=[InputRequired(_l("Choose the member."))],
        description=_l(
            "Members with a sign-in, of the classes that have a vacant seat. Those whom the members"
            " chose as substitutes come first."
        ),
    )
    consented_on = DayField(
        _l("On which day did they agree?"),
        required=_l("Enter the day."),
        description=_l("Ask them first, and keep what they signed."),
    )
    shows_class = BooleanField(
        _l("They agree that everybody reads for which class they sit"),
        description=_l("“Service user” says of somebody that they need care. They may say no."),
    )
