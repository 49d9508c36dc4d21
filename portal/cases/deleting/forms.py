"""What a member may send about deleting and keeping a case."""

from wtforms import RadioField
from wtforms.validators import InputRequired

from portal.cases.deleting.grounds import GROUNDS
from portal.forms import Form, LongTextField, offered
from portal.i18n import lazy_gettext as _l


class ProposeForm(Form):
    """On which ground a case is to be deleted, and what the second member should know."""

    ground = RadioField(
        _l("Why should it be deleted?"),
        description=_l("The person reads this ground and the day on the page of their receipt."),
        choices=offered((ground.value, each.words) for ground, each in GROUNDS.items()),
        validators=[InputRequired(_l("Choose why it should be deleted."))],
    )
    words = LongTextField(
        _l("What should the second member know?"),
        description=_l("How you know that this is right. It is deleted together with the case."),
        required=_l("Write what the second member should know."),
    )


class HoldForm(Form):
    """Why a case must be kept."""

    reason = LongTextField(
        _l("Why must it be kept?"),
        description=_l("For example a court, the police or an ombudsman has asked for it."),
        required=_l("Write why it must be kept."),
    )


class LiftForm(Form):
    """Nothing but the button that lifts a hold."""
