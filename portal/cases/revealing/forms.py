"""What a member says who needs to know who the person is."""

from portal.forms import Form, LongTextField
from portal.i18n import lazy_gettext as _l


class AskIdentityForm(Form):
    """Why one member needs it."""

    reason = LongTextField(
        _l("Why do you need to know who the person is?"),
        description=_l("A second member reads this and decides. It stays sealed in the case."),
        required=_l("Write why you need it."),
    )


class LookForm(Form):
    """Nothing but the button that shows it."""
