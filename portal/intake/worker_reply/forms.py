"""What a care worker types: the code, and then the answer."""

from wtforms import HiddenField

from portal.forms import Form, LongTextField, TextField
from portal.i18n import lazy_gettext as _l


class CodeForm(Form):
    """The code from the paper."""

    code = TextField(
        _l("The code on your paper"),
        description=_l("16 letters and digits. Small or capital letters do not matter."),
        required=_l("Type in the code."),
        most=60,
    )


class AgainForm(CodeForm):
    """The code once more, with the answer that was sent under another: nothing typed is lost."""

    words = LongTextField(_l("What do you want to say about it?"))


class ReplyForm(Form):
    """What the care worker answers."""

    code = HiddenField()
    words = LongTextField(
        _l("What do you want to say about it?"),
        description=_l("Only those who decide about it read this. You can send it once."),
        required=_l("Write your answer first."),
    )
