"""What a member marks in a copy, and for whom it is."""

from wtforms import RadioField
from wtforms.validators import InputRequired

from portal.forms import Form, LongTextField
from portal.i18n import lazy_gettext as _l


class CopyForm(Form):
    """The text with its marks, for whom, and why it may go out."""

    target = RadioField(
        _l("Who gets the copy?"), validators=[InputRequired(_l("Choose who gets the copy."))]
    )
    marked = LongTextField(
        _l("The text"),
        description=_l(
            "Put [[ before and ]] after everything that has to stay inside: what is about others, "
            "or would harm somebody. Change nothing else."
        ),
        required=_l("The text is empty. Open the page again."),
        most=200_000,
    )
    reason = LongTextField(
        _l("How do you know that it is the right person, and what did you hide?"),
        description=_l("The second member reads it, and judges."),
        required=_l("Say how you know who it is, and what you hid."),
    )
