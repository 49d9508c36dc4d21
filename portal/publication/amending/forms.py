"""What somebody types about a report that is wrong."""

from wtforms import RadioField
from wtforms.validators import InputRequired

from portal.forms import Form, LongTextField, offered
from portal.i18n import lazy_gettext as _l
from portal.publication.amending.wording import fault_words


class ErrorForm(Form):
    """Say that an error was found."""

    words = LongTextField(
        _l("What is wrong?"),
        description=_l(
            "Everyone reads this above the figures, at once. Name no person, and no number that "
            "the report hides."
        ),
        required=_l("Say in a sentence or two what is wrong."),
        most=1000,
    )


class TakeBackForm(Form):
    """Take such words back, and say it anew where something is still wrong."""

    because = RadioField(
        _l("Why are these words taken back?"),
        choices=offered((code.value, words) for code, words in fault_words().items()),
        validators=[InputRequired(_l("Choose why."))],
    )
    words = LongTextField(
        _l("What is wrong, in other words?"),
        description=_l(
            "If something is still wrong in the report. Everyone reads this in place of the old "
            "words. Name no person, and no number that the report hides."
        ),
        most=1000,
    )


class WithdrawForm(Form):
    """Ask that a report be taken down."""

    reason = LongTextField(
        _l("Why must this report be taken down?"),
        description=_l(
            "Everyone will read this in its place, and in the public ledger for good: it cannot be "
            "changed. Name no person, and nothing that the report should not have shown."
        ),
        required=_l("Say in a sentence or two why it must be taken down."),
        most=1000,
    )


class AnswerForm(Form):
    """Agree, or leave the report where it is: the buttons are the whole form."""
