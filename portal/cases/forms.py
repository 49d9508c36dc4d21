"""What a member may send about a case as a whole."""

from wtforms import RadioField, SelectField
from wtforms.validators import InputRequired

from portal.forms import Form, LongTextField, offered
from portal.i18n import lazy_gettext as _l


class OpenForm(Form):
    """Nothing but the button that opens a case."""


class ReferForm(Form):
    """To whom a case is passed, in words to the person."""

    words = LongTextField(
        _l("Where do you pass this, and what should the person know?"),
        description=_l("The person reads these words. Say how to reach the other body."),
        required=_l("Write where this goes and why."),
    )


class MoveForm(Form):
    """The next step of the work on a case."""

    step = RadioField(
        _l("What happens with this case now?"),
        choices=offered(
            [
                ("triage", _l("Its urgency was judged")),
                ("assign", _l("One member looks into it")),
                ("investigate", _l("We are looking into it together")),
            ]
        ),
        validators=[InputRequired(_l("Choose what happens now."))],
    )
    member = SelectField(
        _l("Which member?"),
        description=_l("Only members who hold the key of this case."),
        coerce=str,
    )
