"""What a member types who wants to stand."""

from typing import Any

from wtforms import BooleanField, FileField
from wtforms.validators import InputRequired

from portal.forms import Form, LongTextField, TextField
from portal.i18n import lazy_gettext as _l
from portal.photographs import portrait


class StandForm(Form):
    """An offer to stand."""

    statement = LongTextField(
        _l("What do you say to the members?"),
        required=_l("Write what you want to do."),
        description=_l("In your own words, 250 at most. Everybody can read it."),
    )
    interests = LongTextField(
        _l("Which interests do you declare?"),
        most=2_000,
        description=_l(
            "For example: you work for the co-operative, or have family who does. Everybody can"
            " read it. Leave it empty if you have nothing to declare."
        ),
    )
    photograph = FileField(
        _l("A photograph of yourself"),
        description=_l("Everybody sees it. Without one you get a symbol on the ballot paper."),
    )
    first = TextField(
        _l("Which member nominates you?"),
        required=_l("Enter the name as it stands in the register."),
        most=100,
    )
    second = TextField(
        _l("Which other member nominates you?"),
        required=_l("Enter the name as it stands in the register."),
        most=100,
        description=_l(
            "Ask both before. Who has a sign-in is written to; the others sign on paper."
        ),
    )
    consent = BooleanField(
        _l("I want to stand, and my name, class, statement and interests may be public"),
        validators=[InputRequired(_l("Tick the box if you want to stand."))],
        description=_l(
            "If you are not elected, you stand by as a substitute of your class, for cases in which"
            " too few of the committee are free of an interest. The secretary takes you off when"
            " you ask."
        ),
    )


def portrait_in(chosen: Any) -> bytes | None:
    """The photograph that was chosen, made small; none where none was. Raises PhotographRefused."""
    if not (chosen and chosen.filename):
        return None
    return portrait(chosen.read(), chosen.filename)
