"""What a member tells the care worker concerned."""

from wtforms import RadioField
from wtforms.validators import InputRequired

from portal.forms import DayField, Form, LongTextField, TextField, offered
from portal.i18n import gettext as _
from portal.i18n import lazy_gettext as _l

SOMEBODY = "somebody"


class HearForm(Form):
    """Whom it concerns, and what they are told."""

    concerned = RadioField(
        _l("Is a care worker concerned?"),
        choices=offered(
            [
                (SOMEBODY, _l("Yes: they are told the substance, and may answer")),
                ("nobody", _l("No, no single care worker is concerned")),
            ]
        ),
        validators=[InputRequired(_l("Choose whether a care worker is concerned."))],
    )
    whom = TextField(
        _l("Who is it?"),
        description=_l(
            "Needed where somebody is concerned: so that you know later whose answer it is. It"
            " stays sealed in the case."
        ),
        most=120,
    )
    words = LongTextField(
        _l("What do you tell them? Or: why is nobody concerned?"),
        description=_l(
            "Write the substance: what is said to have happened, on which day, at which visit. Not"
            " who said it, and nothing by which they would know."
        ),
        required=_l("Write what you tell them, or why nobody is concerned."),
    )
    due_on = DayField(
        _l("Until which day may they answer?"),
        description=_l("Leave it empty for ten working days."),
    )

    @property
    def is_somebody(self) -> bool:
        """Whether a code is to be given."""
        return bool(self.concerned.data == SOMEBODY)

    def validate(self, extra_validators: object = None) -> bool:
        """Judge each answer; a care worker who is concerned has a name."""
        valid = bool(super().validate(extra_validators))
        if self.concerned.data and self.is_somebody and not self.whom.data and not self.whom.errors:
            self.whom.errors = [_("Write who it is.")]
            valid = False
        return valid
