"""What somebody may declare."""

from wtforms import RadioField
from wtforms.validators import InputRequired

from portal.forms import Form, LongTextField, offered
from portal.i18n import lazy_gettext as _l

NOTHING, SOMETHING = "nothing", "something"


class DeclareForm(Form):
    """One declaration."""

    what = RadioField(
        _l("Is there anything that could influence you?"),
        choices=offered([(NOTHING, _l("No, I have nothing to declare")), (SOMETHING, _l("Yes"))]),
        validators=[InputRequired(_l("Choose one of the two."))],
        description=_l(
            "Family who work or are cared for here, another post, money, friendship: whatever a"
            " stranger would want to know."
        ),
    )
    statement = LongTextField(
        _l("What is it?"),
        most=500,
        description=_l(
            "Everyone can read this. Do not name anybody who receives care, and say nothing of a"
            " case."
        ),
    )

    def says_what(self) -> bool:
        """Whether something is written where something is declared; says so at the field."""
        if self.what.data == SOMETHING and not self.statement.data:
            self.refuse("statement", str(_l("Write what it is, or choose “No”.")))
            return False
        return True

    @property
    def declared(self) -> str | None:
        """What was written; None for nothing to declare."""
        return self.statement.data if self.what.data == SOMETHING else None
