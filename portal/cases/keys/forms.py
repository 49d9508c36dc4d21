"""What a member may send about the keys of a case."""

from wtforms import BooleanField, RadioField
from wtforms.validators import DataRequired, InputRequired

from portal.cases.events import GROUNDS
from portal.forms import Form, TextField, offered
from portal.i18n import lazy_gettext as _l


class RecuseForm(Form):
    """Stepping back from a case."""

    ground = RadioField(
        _l("Why do you step back?"),
        description=_l("The minutes name you, the day and this reason, and nothing more."),
        choices=offered((ground.value, words) for ground, words in GROUNDS.items()),
        validators=[InputRequired(_l("Choose why you step back."))],
    )
    sure = BooleanField(
        _l("I understand that I cannot see this case again"),
        validators=[DataRequired(_l("Tick the box to step back."))],
    )


class WidenForm(Form):
    """Who is given the key."""

    member = RadioField(
        _l("Who should be able to read this case too?"),
        validators=[InputRequired(_l("Choose a person."))],
    )


class HomeForm(Form):
    """Which home a case is about."""

    home_code = TextField(
        _l("What is the home code?"),
        description=_l("It is on the card in the home. Ask the person if you do not have it."),
        required=_l("Type in the home code."),
        most=40,
    )
    sure = BooleanField(
        _l("I have compared it with what the person says: it is this home and this visit"),
        validators=[DataRequired(_l("Compare the home and the visit first, then tick the box."))],
    )
