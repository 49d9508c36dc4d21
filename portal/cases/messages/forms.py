"""What a member may write in a case."""

from wtforms import MultipleFileField

from portal.forms import DayField, Form, LongTextField
from portal.i18n import lazy_gettext as _l


class AcknowledgeForm(Form):
    """The first words to the person."""

    words = LongTextField(
        _l("What do you want to tell the person?"),
        description=_l(
            "Say that you have read it, what happens next and by when. Use their own words for it."
        ),
        required=_l("Write to the person first."),
    )
    answer_by = DayField(
        _l("Which day did you agree for the answer?"),
        description=_l("Only if you have agreed one. For example 27 11 2026."),
    )


class WriteForm(Form):
    """A message to the person."""

    words = LongTextField(
        _l("What do you want to write?"),
        description=_l("The person reads it with their receipt, and can write back."),
        required=_l("Write the message first."),
    )
    photographs = MultipleFileField(
        _l("Add photographs"),
        description=_l("JPEG, PNG or WebP, also of a page of paper. Up to six at a time."),
    )


class NoteForm(Form):
    """A note for the other members."""

    words = LongTextField(
        _l("What do you want to note?"),
        description=_l("Every member who holds the key of this case can read it; nobody else."),
        required=_l("Write the note first."),
    )


class AnswerForm(Form):
    """The answer to the person."""

    words = LongTextField(
        _l("What is the answer?"),
        description=_l(
            "Say what you looked at, what you found about each point and why, and what is done now."
            " Where to turn if they disagree is added by itself."
        ),
        required=_l("Write the answer first."),
    )


class MoreTimeForm(Form):
    """More time for the answer, with a reason."""

    to = DayField(
        _l("By which day will you answer?"),
        description=_l("For example 27 11 2026."),
        required=_l("Enter the new day."),
    )
    reason = LongTextField(
        _l("Why is more time needed?"),
        description=_l("The person reads this."),
        required=_l("Say why more time is needed. The person will read it."),
    )
