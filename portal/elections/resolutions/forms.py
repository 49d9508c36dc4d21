"""What a member answers, and what the returning officer may ask."""

from typing import Any

from wtforms import HiddenField, RadioField, SelectField, ValidationError
from wtforms.validators import InputRequired, Optional, Regexp

from portal.elections.forms import (
    membership_days_field,
    poll_from_field,
    poll_last_field,
    why_moved_field,
)
from portal.elections.models import Election
from portal.elections.resolutions.answering import Answer
from portal.elections.resolutions.models import Question
from portal.elections.resolutions.questions import MAJORITIES, Majority
from portal.elections.resolutions.services import Asked
from portal.elections.resolutions.weighing import packs, weighing_of
from portal.elections.services import Draft
from portal.elections.timetable import MEMBERSHIP_DAYS, ONE_DAY, Timetable
from portal.forms import DayField, Form, LongTextField, TextField, offered
from portal.i18n import gettext as _
from portal.i18n import lazy_gettext as _l
from portal.vault.receipts import normalise

ANSWERS = {
    Answer.YES: _l("Yes"),
    Answer.NO: _l("No"),
    Answer.ABSTAIN: _l("I abstain"),
}
_NUMBER = Regexp(r"^[0-9]{1,6}$", message=_l("Enter a number, such as 10."))


class AnswerForm(Form):
    """The ballot paper of a question."""

    code = TextField(
        _l("What is your code?"),
        required=_l("Enter the code from your letter."),
        description=_l("It stands in the letter about this vote: 16 letters and figures."),
    )
    answer = RadioField(
        _l("What do you say?"),
        choices=offered((each.value, words) for each, words in ANSWERS.items()),
        validators=[InputRequired(_l("Choose yes, no, or that you abstain."))],
    )
    receipt = TextField(
        _l("Which receipt did you get when you voted?"),
        description=_l("Only if you have voted already and want to change your vote."),
    )

    def validate_receipt(self, field: Any) -> None:
        """A receipt has the form of a code."""
        if field.data and normalise(field.data) is None:
            raise ValidationError(
                _("This is no receipt. It has 16 letters and figures, in groups of four.")
            )


class SealForm(Form):
    """The same once it was looked at again: its fields travel along unseen."""

    code = HiddenField(validators=[Optional()])
    answer = HiddenField(validators=[Optional()])
    receipt = HiddenField(validators=[Optional()])
    earlier = HiddenField(validators=[Optional()])


def _notice_from_field() -> DayField:
    return DayField(
        _l("From which day do the members know of it?"),
        required=_l("Enter the first day of notice."),
    )


def _notice_last_field() -> DayField:
    return DayField(
        _l("On which day is the roll fixed?"),
        required=_l("Enter the day on which the roll is fixed."),
        description=_l("When this day ends. Seven days of notice at least."),
    )


def _holds_from_field() -> DayField:
    return DayField(
        _l("From which day would the decision hold?"),
        required=_l("Enter the day from which the decision would hold."),
    )


class QuestionForm(Form):
    """A question in preparation."""

    title = TextField(
        _l("What is the vote called?"),
        required=_l("Enter a title."),
        most=100,
        description=_l("For example: New rules 2027."),
    )
    wording = LongTextField(
        _l("What are the members asked?"),
        required=_l("Enter the question."),
        most=1_000,
        description=_l("One question that yes or no answers. It stands in the public ledger."),
    )
    explanation = LongTextField(
        _l("What would follow from a yes?"),
        most=5_000,
        description=_l("In plain words, with what speaks for it and against it."),
    )
    majority = RadioField(
        _l("What does a yes need?"),
        choices=offered((each.value, words) for each, words in MAJORITIES.items()),
        validators=[InputRequired(_l("Choose the majority."))],
        description=_l("Abstentions are not votes cast. At a tie things stay as they are."),
    )
    quorum_least = TextField(
        _l("How many members have to take part at least?"),
        validators=[Optional(), _NUMBER],
        most=6,
        description=_l("Leave it empty if your rules ask for no number."),
    )
    quorum_percent = TextField(
        _l("How many of every 100 on the roll have to take part?"),
        validators=[Optional(), Regexp(r"^(100|[0-9]{1,2})$", message=_l("Enter 0 to 100."))],
        most=3,
        description=_l("Leave it empty if your rules ask for no part."),
    )
    weighing = SelectField(
        _l("Does every vote count the same?"),
        description=_l(
            "Some co-operatives give each group of classes a fixed part of the decision. Choose"
            " that only if your rules say so."
        ),
    )
    notice_from_on = _notice_from_field()
    notice_last_on = _notice_last_field()
    poll_from_on = poll_from_field()
    poll_last_on = poll_last_field()
    holds_from_on = _holds_from_field()
    membership_days = membership_days_field()

    @property
    def asked(self) -> Asked:
        """What was typed, as the services take it."""
        return Asked(
            Draft(self.title.data, _days_in(self), int(self.membership_days.data)),
            wording=self.wording.data,
            explanation=self.explanation.data or "",
            majority=Majority(self.majority.data),
            quorum_least=int(self.quorum_least.data or 0),
            quorum_percent=int(self.quorum_percent.data or 0),
            weighing=self.weighing.data or None,
        )


class MoveQuestionForm(Form):
    """Other days for a question that was announced."""

    notice_from_on = _notice_from_field()
    notice_last_on = _notice_last_field()
    poll_from_on = poll_from_field()
    poll_last_on = poll_last_field()
    holds_from_on = _holds_from_field()
    why = why_moved_field()

    @property
    def days(self) -> Timetable:
        """What was typed."""
        return _days_in(self)


def _days_in(form: QuestionForm | MoveQuestionForm) -> Timetable:
    return Timetable(
        form.notice_from_on.data,
        form.notice_last_on.data,
        form.poll_from_on.data,
        form.poll_last_on.data,
        form.holds_from_on.data,
        form.holds_from_on.data + ONE_DAY,
    )


def weighings() -> list[tuple[str, str]]:
    """How votes may be weighed."""
    return [
        ("", _("Yes, one member, one vote")),
        *((each, weighing_of(each).name) for each in packs()),
    ]


def typed_question(question: Question | None) -> dict[str, Any]:
    """What is being prepared as the form shows it."""
    if question is None:
        return {"membership_days": str(MEMBERSHIP_DAYS), "majority": Majority.SIMPLE.value}
    return {
        "wording": question.wording,
        "explanation": question.explanation,
        "majority": question.majority.value,
        "quorum_least": str(question.quorum_least or ""),
        "quorum_percent": str(question.quorum_percent or ""),
        "weighing": question.weighing or "",
        "title": question.election.title,
        "membership_days": str(question.election.membership_days),
        **typed_question_days(question.election),
    }


def typed_question_days(election: Election) -> dict[str, Any]:
    """The days of a question as the form shows them."""
    return {
        "notice_from_on": election.nominations_from_on,
        "notice_last_on": election.nominations_last_on,
        "poll_from_on": election.poll_from_on,
        "poll_last_on": election.poll_last_on,
        "holds_from_on": election.terms_start_on,
    }
