"""What a member may say of another's interest."""

from wtforms import RadioField
from wtforms.validators import InputRequired

from portal.cases.events import CHALLENGE_GROUNDS
from portal.forms import Form, LongTextField, offered
from portal.i18n import lazy_gettext as _l


class ChallengeForm(Form):
    """Who has an interest, which, and how one knows."""

    member = RadioField(
        _l("Who has an interest in this case?"),
        validators=[InputRequired(_l("Choose a person."))],
    )
    ground = RadioField(
        _l("What is it?"),
        description=_l("The minutes name this reason, you, and who agrees."),
        choices=offered((ground.value, words) for ground, words in CHALLENGE_GROUNDS.items()),
        validators=[InputRequired(_l("Choose what it is."))],
    )
    reason = LongTextField(
        _l("How do you know?"),
        description=_l(
            "All who hold the key can read this, they too. It stays sealed in the case."
        ),
        required=_l("Write how you know."),
    )
