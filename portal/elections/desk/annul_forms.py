"""What whoever runs elections may type about a result that does not stand."""

from portal.forms import DayField, Form, LongTextField, TextField
from portal.i18n import lazy_gettext as _l


class AnnulAnswerForm(Form):
    """A challenge was upheld: the answer of the members does not stand."""

    decided_by = TextField(
        _l("Who has decided this?"),
        required=_l("Enter who decided it."),
        most=100,
        description=_l(
            "Whoever the rules of the co-operative name for it: for example the general meeting,"
            " or a court."
        ),
    )
    reason = LongTextField(
        _l("Why does the result not stand?"),
        required=_l("Enter the reason."),
        most=1_000,
        description=_l("Everybody can read it."),
    )


class AnnulForm(AnnulAnswerForm):
    """The same where seats were given."""

    vacant_from = DayField(
        _l("From which day are the seats vacant?"),
        required=_l("Enter the day."),
        description=_l(
            "Until then those who were elected sit, look after cases and hand over their keys."
            " Leave time for another election: six months at most."
        ),
    )
