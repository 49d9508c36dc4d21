"""What a handler asks the office, what the office answers, and what the person allows."""

from typing import Any

from wtforms import RadioField
from wtforms.validators import InputRequired, Optional

from portal.cases.enquiring.mixing import CONSENTS
from portal.forms import DayField, Form, LongTextField, offered
from portal.i18n import lazy_gettext as _l


class EnquiryForm(Form):
    """Which visit, what is asked, and by when."""

    visit = RadioField(
        _l("Which visit do you mean?"), validators=[InputRequired(_l("Choose the visit."))]
    )
    words = LongTextField(
        _l("What do you ask about each visit?"),
        description=_l(
            "The office reads the same question beside every visit, so it has to fit all of them. "
            "Name nobody, and say nothing of what was reported."
        ),
        required=_l("Write what you ask."),
    )
    how = RadioField(
        _l("How do you ask?"),
        choices=offered(
            [
                ("mixed", _l("Among nine visits of other homes, drawn at random")),
                ("openly", _l("About this visit alone: the office knows at once which home it is")),
            ]
        ),
        validators=[Optional()],
    )
    """Asked only where a second member agreed that it may be asked openly."""
    due_on = DayField(
        _l("By which day do you need the answer?"),
        description=_l("For example 27 3 2027"),
        required=_l("Enter the day."),
    )


class ConsentForm(Form):
    """What somebody without a computer said to a member."""

    said = RadioField(
        _l("May we ask the office about this visit? The person said:"),
        choices=offered((each.value, words) for each, words in CONSENTS.items()),
        validators=[InputRequired(_l("Choose what the person said."))],
    )


class OpenlyForm(Form):
    """Why the office has to be asked about one visit alone."""

    reason = LongTextField(
        _l("Why does it have to be asked about this visit alone?"),
        description=_l("A second member reads this and decides. It stays sealed in the case."),
        required=_l("Write why."),
    )


class OfficeAnswerForm(Form):
    """What the office says of each visit. `for_visits` gives the form a field for each."""

    @property
    def answers(self) -> list[str]:
        """One answer for each visit, in their order."""
        return [field.data or "" for field in self if field.name.startswith("visit_")]


def for_visits(labels: list[str]) -> type[OfficeAnswerForm]:
    """The form of the office, with a question for each visit."""
    fields: dict[str, Any] = {
        f"visit_{place:02}": LongTextField(
            label, required=_l("Say something about each visit; “not known” is an answer too.")
        )
        for place, label in enumerate(labels)
    }
    return type("OfficeAnswerForm", (OfficeAnswerForm,), fields)
