"""Whom a member may propose for a vacant seat, or as a substitute."""

from wtforms import BooleanField, RadioField, SelectField
from wtforms.validators import InputRequired

from portal.forms import DayField, Form, offered
from portal.i18n import lazy_gettext as _l

SUBSTITUTE, SEAT = "substitute", "seat"


class CoOptForm(Form):
    """Somebody for a vacant seat or to stand by, until the next election."""

    post = RadioField(
        _l("What for?"),
        choices=offered(
            [
                (SUBSTITUTE, _l("As a substitute of their class, called in for single cases")),
                (SEAT, _l("For a vacant seat")),
            ]
        ),
        validators=[InputRequired(_l("Choose what for."))],
    )
    member = SelectField(
        _l("Who is it?"),
        validators=[InputRequired(_l("Choose the member."))],
        description=_l(
            "Members with a sign-in who do not sit. Classes that have a vacant seat come first, and"
            " in each of them those who are substitutes already."
        ),
    )
    consented_on = DayField(
        _l("On which day did they agree?"),
        required=_l("Enter the day."),
        description=_l("Ask them first, and keep what they signed."),
    )
    shows_class = BooleanField(
        _l("They agree that everybody reads for which class they sit"),
        description=_l(
            "“Service user” says of somebody that they need care. They may say no. Of a substitute"
            " no class is shown."
        ),
    )
