"""What a member says of a day that was missed."""

from portal.forms import Form, LongTextField
from portal.i18n import lazy_gettext as _l


class ReasonForm(Form):
    """Say why a report did not come out on its day."""

    words = LongTextField(
        _l("Why did the report not come out on its day?"),
        description=_l("Everyone reads this beside the day, with your name. Name no other person."),
        required=_l("Say in a sentence or two why it did not come out."),
        most=500,
    )
