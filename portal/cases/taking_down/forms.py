"""What a member takes down for somebody without a computer."""

from wtforms import RadioField
from wtforms.validators import InputRequired

from portal.forms import Form, LongTextField
from portal.i18n import lazy_gettext as _l


class SaidForm(Form):
    """What the person said."""

    saying = RadioField(
        _l("What did the person say?"), validators=[InputRequired(_l("Choose what they said."))]
    )
    words = LongTextField(
        _l("In their words"),
        description=_l(
            "Write down what they said, and how you made sure that it is them: you rang the number"
            " that was left, they wrote, or they came by. They can read it."
        ),
        required=_l("Write what they said."),
    )
