"""What a member says of somebody who wants to be told about the care."""

from wtforms import RadioField
from wtforms.validators import InputRequired

from portal.cases.standing.standings import DECISIONS, EVIDENCE, STANDINGS
from portal.forms import Form, LongTextField, offered
from portal.i18n import lazy_gettext as _l


class StandingForm(Form):
    """As what the person may be answered, and what shows it."""

    decision = RadioField(
        _l("As what may the person be answered?"),
        choices=offered((each.value, STANDINGS[each]) for each in DECISIONS),
        validators=[InputRequired(_l("Choose as what they may be answered."))],
    )
    evidence = RadioField(
        _l("What shows it?"),
        choices=offered((each.value, words) for each, words in EVIDENCE.items()),
        validators=[InputRequired(_l("Choose what shows it."))],
    )
    reason = LongTextField(
        _l("What exactly did you see or do?"),
        description=_l(
            "A second member reads this and decides. If they may not speak for the person, they"
            " read it too: it is the reason that the law wants them to be given."
        ),
        required=_l("Write what you saw or did."),
    )
