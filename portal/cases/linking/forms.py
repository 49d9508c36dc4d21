"""What a member says of two cases that tell of one event."""

from portal.forms import Form, LongTextField, TextField
from portal.i18n import lazy_gettext as _l


class LinkForm(Form):
    """Which other case tells of the same event."""

    other = TextField(
        _l("Which other case tells of the same event?"),
        description=_l("Its reference, for example K7QM-4TXN. You need its key too."),
        required=_l("Enter the reference of the other case."),
        most=40,
    )
    words = LongTextField(
        _l("By what do you see that it is the same?"),
        description=_l("It is sealed in both cases, and shown to those who may open both."),
        required=_l("Write by what you see it."),
    )
