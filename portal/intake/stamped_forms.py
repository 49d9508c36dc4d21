"""What the forms of the front door share: choices, days, who speaks, the stamp and the trap."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, Self

from flask_babel import LazyString
from wtforms import (
    HiddenField,
    RadioField,
    SelectMultipleField,
    StringField,
    ValidationError,
)
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from portal import clock
from portal.cases.tellings import Contact
from portal.config import secret, settings
from portal.forms import DayField, Form, TextField, offered
from portal.i18n import gettext as _
from portal.i18n import lazy_gettext as _l
from portal.intake.stamps import Stamp, read_stamp, write_stamp
from portal.text import MailAddressRefused, mail_address
from portal.vault.receipts import new_nonce


def many_of(label: LazyString, choices: Iterable[tuple[str, Any]], **kwargs: Any) -> Any:
    """A list of boxes of which any may be ticked."""
    return SelectMultipleField(
        label,
        choices=offered(choices),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        filters=[_each_once],
        **kwargs,
    )


def _each_once(chosen: list[str] | None) -> list[str] | None:
    """No page sends a box twice; a form that does means it once."""
    return list(dict.fromkeys(chosen)) if chosen else chosen


def one_of(
    label: LazyString, choices: Iterable[tuple[str, Any]], *, required: Any = None, **kwargs: Any
) -> Any:
    """A list of which one may be chosen; without `required` it may be left alone."""
    presence = InputRequired(required) if required else Optional()
    return RadioField(label, choices=offered(choices), validators=[presence], **kwargs)


class PastDayField(DayField):
    """A day in three boxes, none of them needed; a day that has not come yet is refused."""

    def __init__(self, label: LazyString, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        # "Optional" looks at the first box alone, and would lose a month without its day.
        self.validators: list[Any] = []

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        """Refuse a day to come."""
        if self.data is not None and self.data > clock.today():
            raise ValidationError(_("This day has not come yet. Please check it."))


class StampedForm(Form):
    """A form that makes a case: with its stamp, and with a trap for machines."""

    stamp = HiddenField()
    website = StringField(_l("Leave this empty"))

    takes_a_while = True
    """Whether nobody could fill it in at once."""

    def with_stamp(self, stamp: str) -> Self:
        """This form, carrying that stamp."""
        self.stamp.data = stamp
        return self

    @property
    def nonce(self) -> str:
        """Which sending this is: from it the receipt is made."""
        read = self._read()
        if read is None:
            raise ValueError("This form was not judged.")
        return read.nonce

    def _read(self) -> Stamp | None:
        return read_stamp(self.stamp.data or "", secret=secret("session"))

    def validate_stamp(self, field: Any) -> None:
        """A page that is too old is given out anew; one that comes back at once is looked at."""
        read, at = self._read(), clock.now()
        if read is None or read.is_stale(at):
            field.data = new_stamp()
            raise ValidationError(
                _("This page was open for a long time. Nothing was sent: please send it again.")
            )
        if self.website.data:
            raise ValidationError(
                _(
                    "Something on your device filled in a box that people cannot see. "
                    "Nothing was sent: please send it again."
                )
            )
        if self.takes_a_while and settings().allowances and read.is_too_quick(at):
            raise ValidationError(
                _("That was very quick. Nothing was sent: please wait a moment and send it again.")
            )


def new_stamp(nonce: str = "") -> str:
    """A stamp given out now, for a new sending or for that of the nonce."""
    return write_stamp(nonce or new_nonce(), at=clock.now(), secret=secret("session"))


class EmailField(TextField):
    """An e-mail address, or nothing."""

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        """Refuse what no letter could reach."""
        if not self.data:
            return
        try:
            is_whole = "." in mail_address(self.data).partition("@")[2]
        except MailAddressRefused:
            is_whole = False
        if not is_whole:
            raise ValidationError(
                _("This is not a whole e-mail address. Please correct it, or leave it empty.")
            )


def name_field() -> TextField:
    """Asks for a name."""
    return TextField(_l("Your name"))


def email_field() -> EmailField:
    """Asks for an address, and says what it is for."""
    return EmailField(
        _l("Your e-mail address"),
        description=_l("We write to it only that there is news, and nothing of what it is about."),
    )


def phone_field() -> TextField:
    """Asks for a number."""
    return TextField(_l("Your telephone number"))


class SpeakingForm(StampedForm):
    """A form whose writer may leave word how to be reached."""

    @property
    def contact(self) -> Contact:
        """How to reach the person; empty where nothing was left."""
        return Contact(
            name=self["name"].data or "",
            email=self["email"].data or "",
            phone=self["phone"].data or "",
        )


def day_field(label: LazyString, *, required: LazyString) -> Any:
    """Asks which day is meant; beside it stands `other_day`, for another one."""
    days = [("today", _l("Today")), ("yesterday", _l("Yesterday")), ("other", _l("Another day"))]
    return one_of(label, days, required=required)


class DayForm(SpeakingForm):
    """A form about one day: with `day` (a `day_field`) and `other_day` (a `PastDayField`)."""

    @property
    def lacks_day(self) -> bool:
        """Whether another day is meant and nobody said which."""
        other = self["other_day"]
        return self["day"].data == "other" and other.data is None and not other.errors

    @property
    def happened_on(self) -> date:
        """The day that is meant."""
        other = self["other_day"].data
        if self["day"].data == "other" and other is not None:
            return date.fromisoformat(other.isoformat())
        back = 1 if self["day"].data == "yesterday" else 0
        return clock.today() - timedelta(days=back)


class ReceiptForm(StampedForm):
    """Asks for the receipt that was just shown, as a text, or as a page in another language.

    One button, pressed at once by many.
    """

    as_page = HiddenField()
    alerted = HiddenField()

    takes_a_while = False
