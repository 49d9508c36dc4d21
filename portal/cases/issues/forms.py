"""What a member says of what a case is about."""

from wtforms import SelectMultipleField
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from portal.forms import Form, LongTextField
from portal.i18n import lazy_gettext as _l


class IssuesForm(Form):
    """Everything that the case is about, and why it is changed."""

    subjects = SelectMultipleField(
        _l("What is this about?"),
        description=_l("Everything that has to be decided; each is decided by itself."),
        validators=[InputRequired(_l("Choose at least one."))],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    words = LongTextField(
        _l("Why do you change it?"),
        description=_l("It is a note for the other members. The person sees the new list."),
        required=_l("Write why you change it."),
    )
