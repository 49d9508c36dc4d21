"""What somebody types who wants news of reports."""

from wtforms import SelectMultipleField, ValidationError

from portal.forms import Form, TextField, offered
from portal.i18n import gettext as _
from portal.i18n import lazy_gettext as _l
from portal.publication.subscribing.topics import Topic
from portal.text import MailAddressRefused, mail_address


class NewsForm(Form):
    """Where to write, and about what."""

    address = TextField(
        _l("Your e-mail address"),
        description=_l("We ask there once more before we write anything else."),
        required=_l("Enter your e-mail address."),
        most=254,
    )
    topics = SelectMultipleField(
        _l("What do you want to hear of?"),
        choices=offered(
            [
                (Topic.REPORTS, _l("Each new report, about once a month")),
                (Topic.CORRECTIONS, _l("When a report is corrected or taken down")),
                (Topic.METHOD, _l("When the way changes in which figures are made")),
            ]
        ),
    )

    def validate_address(self, field: TextField) -> None:
        """Say what an address looks like, where this is none."""
        if field.data:
            try:
                mail_address(field.data)
            except MailAddressRefused as refusal:
                raise ValidationError(str(refusal)) from None

    def validate_topics(self, field: SelectMultipleField) -> None:
        """At least one of them."""
        if not field.data:
            raise ValidationError(_("Choose at least one."))


class AnswerForm(Form):
    """Yes, or stop: the button is the whole form."""
