"""What a member may say of how bad a case is, and how somebody gives one back."""

from typing import Any

from wtforms import RadioField, SelectMultipleField
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from portal.cases.routing.table import SEVERITIES, TYPES, CaseType
from portal.cases.safeguarding.models import Result
from portal.cases.safeguarding.screening import TRIGGERS, Trigger
from portal.forms import Form, LongTextField, offered
from portal.i18n import lazy_gettext as _l

RESULTS = {
    Result.NO_CONCERN: _l("Nobody is in danger, and the committee can go on"),
    Result.LOOKED_INTO: _l("I looked into it, and what had to be done is done"),
    Result.REPORTED: _l("I reported it to the council or the police, and they agree that we go on"),
}


class JudgeForm(Form):
    """What a case is, how bad it is, and whether somebody may be in danger."""

    case_type = RadioField(
        _l("What is it?"),
        description=_l(
            "A complaint is made by whoever is concerned, or for them with their leave, and asks"
            " for an answer. A concern is anybody's."
        ),
        choices=offered(
            (each.value, words)
            for each, words in TYPES.items()
            if each is not CaseType.SAFEGUARDING
        ),
        validators=[InputRequired(_l("Choose what it is."))],
    )
    severity = RadioField(
        _l("How bad is it?"),
        choices=offered((str(each), words) for each, words in SEVERITIES.items()),
        validators=[InputRequired(_l("Choose how bad it is."))],
    )
    triggers = SelectMultipleField(
        _l("Is any of this so?"),
        description=_l(
            "If you tick one, the case goes to the safeguarding lead at once, and you and the"
            " others do not see it until it is given back."
        ),
        choices=offered((each.value, words) for each, words in TRIGGERS.items()),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    words = LongTextField(
        _l("What should the safeguarding lead know first?"),
        description=_l("It stays sealed in the case."),
    )

    @property
    def chosen(self) -> frozenset[Trigger]:
        """What was ticked."""
        return frozenset(Trigger(each) for each in self.triggers.data or ())

    @property
    def told(self) -> dict[str, Any]:
        """What the service takes."""
        return {
            "case_type": CaseType(self.case_type.data),
            "severity": int(self.severity.data),
            "triggers": self.chosen,
            "words": self.words.data or "",
        }


class GiveBackForm(Form):
    """Why a case goes back to the committee."""

    result = RadioField(
        _l("Why does the committee have it again?"),
        choices=offered((each.value, words) for each, words in RESULTS.items()),
        validators=[InputRequired(_l("Choose why the committee has it again."))],
    )
    words = LongTextField(
        _l("What should the committee know?"),
        description=_l("Everybody who can read the case then can read this too."),
        required=_l("Write what you looked at and what came of it."),
    )
