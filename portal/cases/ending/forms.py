"""What a member may send to end a case without a finding."""

from wtforms import RadioField
from wtforms.validators import InputRequired

from portal.cases.ending.endings import LEAVES, SAME_PERSON, Lateness
from portal.forms import DayField, Form, LongTextField, TextField, offered
from portal.i18n import lazy_gettext as _l

YES, NO = "yes", "no"


class ReferForm(Form):
    """To which body a case is passed, in words to the person."""

    body = TextField(
        _l("To which body do you pass this?"),
        description=_l("Its full name: the council's adult safeguarding team, for example."),
        required=_l("Write the name of the body."),
        most=160,
    )
    how = TextField(
        _l("How does the person reach it?"),
        description=_l("A telephone number, an address, or both."),
        most=300,
    )
    leave = RadioField(
        _l("Why may it be passed on?"),
        choices=offered((each.value, words) for each, words in LEAVES.items()),
        validators=[InputRequired(_l("Say why it may be passed on."))],
    )
    words = LongTextField(
        _l("Why does it go there, and what should the person know?"),
        description=_l("The person reads these words, below the name of the body."),
        required=_l("Write why it goes there."),
    )


class OutsideForm(Form):
    """That the body outside looks into it."""

    words = LongTextField(
        _l("How do you know it?"),
        description=_l(
            "Who wrote or rang, on which day, and under which reference of theirs. It is a note for"
            " the other members."
        ),
        required=_l("Write how you know it."),
    )


class SettleForm(Form):
    """That it was said, and put right at once."""

    said = RadioField(
        _l("How did it reach us?"),
        choices=offered(
            [
                (YES, _l("It was said, by telephone or in person")),
                (NO, _l("It was written, in a letter or on this site")),
            ]
        ),
        validators=[InputRequired(_l("Say how it reached us."))],
    )
    agrees = RadioField(
        _l("Does the person say that it is resolved?"),
        choices=offered(
            [
                (YES, _l("Yes: I asked, and they said so")),
                (NO, _l("No, or I have not asked yet")),
            ]
        ),
        validators=[InputRequired(_l("Say whether the person says so."))],
    )
    words = LongTextField(
        _l("What was done?"),
        description=_l(
            "The person reads this with their receipt. That they can come back stands below it by"
            " itself."
        ),
        required=_l("Write what was done."),
    )


class LateForm(Form):
    """Since when the person knew, and whether it is looked into all the same."""

    known_on = DayField(
        _l("On which day did the person come to know of it?"),
        description=_l("If you do not know, write to them and ask. For example 27 3 2025."),
        required=_l("Enter the day."),
    )
    had_reason = RadioField(
        _l("Was there a good reason for not speaking up before?"),
        description=_l(
            "Illness, grief, fear for somebody's care, or not knowing whom to tell are good"
            " reasons."
        ),
        choices=offered([(YES, _l("Yes")), (NO, _l("No"))]),
        validators=[InputRequired(_l("Say whether there was a good reason."))],
    )
    is_still_fair = RadioField(
        _l("Can it still be looked into thoroughly and fairly?"),
        choices=offered([(YES, _l("Yes")), (NO, _l("No"))]),
        validators=[InputRequired(_l("Say whether it still can."))],
    )
    words = LongTextField(
        _l("Who told you this day, and why do you think so?"),
        description=_l(
            "A second member decides by it. If it ends, and the person may be told about the care,"
            " they read it too. If it is looked into all the same, it is a note in the case."
        ),
        required=_l("Write why."),
    )

    @property
    def lateness(self) -> Lateness:
        """What was answered."""
        return Lateness(
            self.known_on.data, self.had_reason.data == YES, self.is_still_fair.data == YES
        )


class TwiceForm(Form):
    """That one person told us of the same twice."""

    first = TextField(
        _l("Which case came first?"),
        description=_l("Its reference, for example K7QM-4TXN. It is gone on with."),
        required=_l("Enter the reference of the case that came first."),
        most=40,
    )
    shown_by = RadioField(
        _l("What shows that it is one person?"),
        choices=offered((each.value, words) for each, words in SAME_PERSON.items()),
        validators=[InputRequired(_l("Choose what shows it."))],
    )
    words = LongTextField(
        _l("What exactly did they say, and by what do you see that it is the same event?"),
        description=_l("A second member, who has to hold both keys, reads this and decides."),
        required=_l("Write what shows it."),
    )
