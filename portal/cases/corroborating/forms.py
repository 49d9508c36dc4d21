"""What a member may send who compares two reports."""

from wtforms import RadioField
from wtforms.validators import InputRequired

from portal.cases.corroborating.corroboration import LIKENESSES
from portal.forms import Form, offered
from portal.i18n import lazy_gettext as _l


class WeighForm(Form):
    """Whether two reports are about the same service."""

    likeness = RadioField(
        _l("Are both about the same service?"),
        choices=offered((each.value, words) for each, words in LIKENESSES.items()),
        validators=[InputRequired(_l("Compare the homes, then choose."))],
    )
