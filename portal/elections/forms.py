"""The questions that an election and a vote on one question share: when, and who votes."""

from wtforms.validators import Regexp

from portal.forms import DayField, LongTextField, TextField
from portal.i18n import lazy_gettext as _l


def poll_from_field() -> DayField:
    """The first day on which votes are taken."""
    return DayField(
        _l("From which day can members vote?"),
        required=_l("Enter the first day for voting."),
        description=_l("Leave enough days before it for letters to arrive."),
    )


def poll_last_field() -> DayField:
    """The last day on which votes are taken."""
    return DayField(
        _l("What is the last day for voting?"),
        required=_l("Enter the last day for voting."),
        description=_l("Votes are taken until this day ends."),
    )


def why_moved_field() -> LongTextField:
    """Why days are moved that everybody knows."""
    return LongTextField(
        _l("Why are the days changed?"),
        required=_l("Say why the days are changed."),
        most=500,
        description=_l("In a sentence or two. Everybody can read it."),
    )


def membership_days_field() -> TextField:
    """How long somebody must have been a member to vote."""
    return TextField(
        _l("For how many days must somebody have been a member to vote?"),
        required=_l("Enter the number of days."),
        most=3,
        validators=[Regexp(r"^[0-3]?[0-9]{1,2}$", message=_l("Enter a number, such as 90."))],
    )
