"""What a member may send about a case as a whole."""

from wtforms import RadioField, SelectField
from wtforms.validators import InputRequired

from portal.cases.workflow import KINDS
from portal.forms import Form, TextField, offered
from portal.i18n import lazy_gettext as _l


class FindForm(Form):
    """Which of the member's cases are looked for."""

    words = TextField(
        _l("Reference, area or words"),
        description=_l(
            "Words are looked for in the newest cases whose key you hold; they are opened for that "
            "alone."
        ),
        most=100,
    )
    kind = SelectField(
        _l("Kind"),
        choices=offered([("", _l("All kinds")), *KINDS.items()]),
    )


class OpenForm(Form):
    """Nothing but the button that opens a case."""


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
