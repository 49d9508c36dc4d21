"""What a member types to promise something, and to say that it was done."""

from wtforms import RadioField
from wtforms.validators import InputRequired

from portal.cases.remedies.kinds import REMEDIES
from portal.forms import DayField, Form, LongTextField, TextField, offered
from portal.i18n import lazy_gettext as _l


class RemedyForm(Form):
    """What, who, and by when."""

    kind = RadioField(
        _l("What is promised?"),
        choices=offered((code.value, words) for code, words in REMEDIES.items()),
        validators=[InputRequired(_l("Choose what is promised."))],
    )
    what = LongTextField(
        _l("In a sentence that the person can read"),
        description=_l("It stands on the page of their receipt once they have the answer."),
        required=_l("Write what is promised."),
    )
    owner = TextField(
        _l("Who sees to it?"),
        description=_l("One person, by name or by office. The person does not read this."),
        required=_l("Say who sees to it."),
    )
    due_on = DayField(
        _l("By which day?"),
        description=_l("For example 27 3 2027"),
        required=_l("Enter the day."),
    )


class DoneForm(Form):
    """What shows that it was done."""

    evidence = LongTextField(
        _l("What shows that it was done?"),
        description=_l("For example: the rota of March; her letter of thanks. Members read it."),
        required=_l("Say what shows that it was done."),
    )
