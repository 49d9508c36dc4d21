"""What the second member may answer."""

from typing import Any

from wtforms import RadioField
from wtforms.validators import InputRequired

from portal.forms import Form, LongTextField
from portal.i18n import gettext as _
from portal.i18n import lazy_gettext as _l

AGREE = "agree"


class AnswerForm(Form):
    """Yes, or no and why."""

    answer = RadioField(
        _l("Do you agree?"),
        validators=[InputRequired(_l("Choose whether you agree."))],
    )
    words = LongTextField(
        _l("If not: why not?"),
        description=_l("Every member who holds the key of this case can read it; nobody else."),
    )

    @property
    def agrees(self) -> bool:
        """Whether the second member said yes."""
        return bool(self.answer.data == AGREE)

    def validate(self, extra_validators: Any = None) -> bool:
        """Judge each answer; whoever says no says why."""
        valid = bool(super().validate(extra_validators))
        if self.answer.data and not self.agrees and not self.words.data and not self.words.errors:
            self.words.errors = [_("Write why you do not agree.")]
            valid = False
        return valid
