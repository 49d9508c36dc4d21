"""What a member writes for everybody to read."""

from typing import Any

from wtforms import SelectField

from portal.forms import Form, LongTextField
from portal.i18n import lazy_gettext as _l


class SummaryForm(Form):
    """The words of a summary; everything else follows from the case."""

    promised = LongTextField(
        _l("What did you promise?"),
        description=_l(
            "One or two sentences. No name, no place, no day: a neighbour must not be able to tell "
            "who it was. Leave it empty if nothing was promised."
        ),
    )
    due_in = SelectField(_l("By when?"))
    done = LongTextField(
        _l("What was done?"),
        description=_l("Leave it empty while it is still to be done, and come back when it is."),
    )

    @classmethod
    def of_quarters(cls, quarters: list[tuple[str, str]], **data: Any) -> "SummaryForm":
        """The form with the quarters that can be promised."""
        nothing = ("", str(_l("Nothing was promised")))
        return cls.of_request(data=data, due_in=[nothing, *quarters])


class SignForm(Form):
    """Nothing but the button that signs."""
