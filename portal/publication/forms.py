"""What somebody types to prepare, sign or discard a release."""

from wtforms import SelectField

from portal.forms import Form, LongTextField
from portal.i18n import lazy_gettext as _l


class PrepareForm(Form):
    """Compute a month."""

    period = SelectField(_l("Which month?"))
    reason = LongTextField(
        _l("If this corrects a published report: what was wrong, and what changed?"),
        description=_l(
            "Everyone will read this sentence above the corrected figures, and in the public "
            "ledger for good. Name no person, and no number that the report hides."
        ),
        most=1000,
    )


class SignForm(Form):
    """Stand by a release: the button is the whole form."""


class AttackForm(Form):
    """Start an attack again: the button is the whole form."""


class DiscardForm(Form):
    """Throw a draft away: the button is the whole form."""
