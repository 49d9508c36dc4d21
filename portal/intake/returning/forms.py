"""What somebody who comes back may say."""

from typing import Final

from wtforms import HiddenField, MultipleFileField, RadioField
from wtforms.validators import InputRequired, Optional

from portal.cases.enquiring.mixing import CONSENTS
from portal.cases.following.turns import PUT_RIGHT
from portal.forms import Form, LongTextField, TextField, offered
from portal.i18n import lazy_gettext as _l

AGREES: Final = "agrees"
TAKES_BACK: Final = "takes_back"


HARMED: Final = _l("Has anybody been harmed, or could they be?")
HARM: Final = offered([("yes", _l("Yes, or I am not sure")), ("no", _l("No"))])


class ReturnForm(Form):
    """The code of a receipt. How it is written is forgiven; whether it exists is asked later."""

    code = TextField(
        _l("The code of your receipt"),
        required=_l("Enter the code of your receipt."),
        description=_l(
            "16 letters and figures. Capitals, spaces and dashes do not matter; there is no letter "
            "O, I, L or U in it."
        ),
        most=1_000_000,
    )
    words = HiddenField()
    """What was typed on a page whose receipt had gone stale: it goes along."""


class WriteForm(Form):
    """More to say, or to show."""

    words = LongTextField(
        _l("Write to the committee"),
        description=_l("Something new, a correction, or an answer to what we asked."),
    )
    harm = RadioField(HARMED, choices=HARM, validators=[Optional()])
    """Asked only where it is kept sealed."""
    photographs = MultipleFileField(
        _l("Add photographs"), description=_l("JPEG, PNG or WebP. Up to six at a time.")
    )


class OpenForm(Form):
    """It shall wait no longer."""

    harm = RadioField(
        HARMED,
        choices=HARM,
        validators=[InputRequired(_l("Say whether anybody was harmed, or could be."))],
    )


class NotResolvedForm(Form):
    """It is not resolved."""

    words = LongTextField(
        _l("What is not resolved?"), required=_l("Say in a few words what is not resolved.")
    )


class WithdrawForm(Form):
    """Nobody shall go on with it."""

    words = LongTextField(_l("Would you like to say why?"))


class KeepAwayForm(Form):
    """Somebody shall not see it."""

    person = RadioField(
        _l("Who should not see it?"), validators=[InputRequired(_l("Choose a person."))]
    )


class OfficeForm(Form):
    """Whether the committee may ask the care office."""

    may = RadioField(
        _l("May we ask the office about this visit?"),
        choices=offered((each.value, words) for each, words in CONSENTS.items()),
        validators=[InputRequired(_l("Choose whether we may ask."))],
    )


class FollowUpForm(Form):
    """What became of it."""

    put_right = RadioField(
        _l("Was it put right?"),
        choices=offered((code.value, words) for code, words in PUT_RIGHT.items()),
        validators=[InputRequired(_l("Choose whether it was put right."))],
    )
    words = LongTextField(_l("Would you like to say more about that?"))
    worse = LongTextField(
        _l("Has anything got worse since you spoke up?"),
        description=_l(
            "If so, say in a few words what. The committee looks into it at once. If nothing has, "
            "leave this empty."
        ),
    )


class PublishingForm(Form):
    """Whether what the committee wrote may be published."""

    answer = RadioField(
        _l("What do you say?"),
        choices=offered(
            [
                (AGREES, _l("Yes, publish it like this")),
                (TAKES_BACK, _l("No: publish nothing of what I told you")),
            ]
        ),
        validators=[InputRequired(_l("Say whether it may be published."))],
    )


class WorseForm(Form):
    """Something got worse after speaking up."""

    words = LongTextField(_l("What got worse?"), required=_l("Say in a few words what got worse."))
