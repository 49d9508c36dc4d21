"""What a member writes beside a visit, and who agreed to it."""

from typing import Any

from wtforms import RadioField
from wtforms.validators import InputRequired

from portal.forms import Form, LongTextField, offered
from portal.i18n import lazy_gettext as _l
from portal.visits.no_access.standings import STANDINGS

AGREED_BY = {
    "person": _l("The person who receives the care"),
    "family": _l("The family"),
    "attorney": _l("An attorney or deputy"),
    "advocate": _l("An advocate"),
}


class DisputeForm(Form):
    """One visit, what is written beside it, and the consent."""

    visit = RadioField(
        _l("Beside which visit?"),
        validators=[InputRequired(_l("Choose the visit."))],
        # The service says in a sentence what is wrong with another one.
        validate_choice=False,
    )
    standing = RadioField(
        _l("What is written?"),
        description=_l("Upheld and not upheld only after the committee has decided it."),
        choices=offered((code.value, words) for code, words in STANDINGS.items()),
        validators=[InputRequired(_l("Choose what is written."))],
    )
    agreed_by = RadioField(
        _l("Who agreed that it is written there?"),
        description=_l(
            "The care office sees what stands beside a visit, and knows whose visit it was. "
            "Without consent nothing is written."
        ),
        choices=offered(AGREED_BY.items()),
        validators=[InputRequired(_l("Say who agreed. Without consent nothing is written."))],
    )
    consent = LongTextField(
        _l("How do you know that they agreed?"),
        description=_l(
            "For example: in the message of 12 November. It is sealed in the case, and nowhere "
            "beside the visit."
        ),
        required=_l("Say how you know that they agreed."),
    )

    @property
    def consent_given_by(self) -> str:
        """In words."""
        found: Any = AGREED_BY[self.agreed_by.data]
        return str(found)
