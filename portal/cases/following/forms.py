"""What a member says about something that got worse after somebody spoke up."""

from wtforms import RadioField
from wtforms.validators import InputRequired

from portal.cases.following.turns import ALERT_FINDINGS
from portal.forms import Form, LongTextField, offered
from portal.i18n import lazy_gettext as _l


class SettleForm(Form):
    """What was found, and what the person is told."""

    finding = RadioField(
        _l("What did you find?"),
        choices=offered((code.value, words) for code, words in ALERT_FINDINGS.items()),
        validators=[InputRequired(_l("Choose what you found."))],
    )
    words = LongTextField(
        _l("What do you tell the person?"),
        description=_l("They read it on the page of their receipt."),
        required=_l("Write to the person what you found."),
    )
