"""For whom a new invitation is asked."""

from wtforms import BooleanField, SelectField
from wtforms.validators import InputRequired

from portal.forms import Form
from portal.i18n import lazy_gettext as _l


class RenewForm(Form):
    """One colleague."""

    person = SelectField(
        _l("Who needs a new invitation?"),
        validators=[InputRequired(_l("Choose the person."))],
    )
    spoken = BooleanField(
        _l("I have spoken to them myself, and I am sure that it was them"),
        validators=[InputRequired(_l("Speak to them first, then tick the box."))],
    )
