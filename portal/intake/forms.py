"""What somebody may say on one page: a missed visit, or thanks."""

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any, Final, Self

from flask_babel import LazyString
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    RadioField,
    SelectChoice,
    SelectMultipleField,
    StringField,
    ValidationError,
)
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from portal import clock
from portal.cases.arrivals import Statement
from portal.cases.subjects import BY_CODE, SEEN_AT_A_VISIT, subjects_of
from portal.cases.tellings import Contact, Telling
from portal.cases.workflow import CaseKind
from portal.config import secret, settings
from portal.forms import DayField, Form, LongTextField, TextField
from portal.i18n import gettext as _
from portal.i18n import lazy_gettext as _l
from portal.intake.stamps import Stamp, read_stamp, write_stamp
from portal.vault.receipts import new_nonce

_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")


def offered(choices: Iterable[tuple[str, Any]]) -> list[SelectChoice]:
    """Values and their words, as a field takes them."""
    return [SelectChoice(value, words) for value, words in choices]


def many_of(label: LazyString, choices: Iterable[tuple[str, Any]], **kwargs: Any) -> Any:
    """A list of boxes of which any may be ticked."""
    return SelectMultipleField(
        label,
        choices=offered(choices),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        **kwargs,
    )


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

    def stamped(self) -> Self:
        """This form, with a stamp if it has none yet."""
        if not self.stamp.data:
            self.stamp.data = new_stamp()
        return self

    def restamped(self, nonce: str) -> Self:
        """This form, with a stamp for this sending given out now."""
        self.stamp.data = new_stamp(nonce)
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
        if settings().allowances and read.is_too_quick(at):
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
        if self.data and not _EMAIL.fullmatch(self.data):
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


class MissedVisitForm(SpeakingForm):
    """A visit that was not as agreed, on one page."""

    needed = one_of(
        _l("Does someone still need this visit today?"),
        [
            ("yes", _l("Yes")),
            ("no", _l("No")),
            ("unsure", _l("I do not know")),
        ],
        required=_l("Say whether someone still needs this visit today."),
    )
    alert = BooleanField(
        _l("Also show this home code on the screen of the care office, now"),
        description=_l(
            "The office then sees the home code and the time, and nothing else of what you write "
            "here. A telephone call is quicker."
        ),
    )
    day = one_of(
        _l("Which day was it?"),
        [
            ("today", _l("Today")),
            ("yesterday", _l("Yesterday")),
            ("other", _l("Another day")),
        ],
        required=_l("Say which day it was."),
    )
    other_day = PastDayField(_l("Day of the visit"), description=_l("For example 27 3 2026"))
    time = TextField(
        _l("What time should the visit have been?"),
        description=_l("For example: 8 in the morning. Leave it empty if you do not know."),
        most=60,
    )
    seen = many_of(
        _l("What did you see?"),
        [(code, BY_CODE[code].label) for code in SEEN_AT_A_VISIT],
        description=_l("Choose all that fit."),
        validators=[InputRequired(_l("Choose at least one thing that you saw."))],
    )
    home_code = TextField(
        _l("Home code"),
        description=_l("It is on the card in the home. Leave it empty if you do not have it."),
        most=40,
    )
    place = TextField(
        _l("Or the area and street"),
        description=_l("Enough for us to find the home, for example the corner house in Hill Lane"),
    )
    more = LongTextField(_l("Is there anything else that we should know?"))

    name = name_field()
    email = email_field()
    phone = phone_field()

    def validate(self, extra_validators: Any = None) -> bool:
        """Judge each answer, then those that only make sense together."""
        valid = bool(super().validate(extra_validators))
        for field, sentence in self._missing():
            field.errors = [*field.errors, sentence]
            valid = False
        return valid

    def _missing(self) -> Iterator[tuple[Field, str]]:
        if self.day.data == "other" and self.other_day.data is None and not self.other_day.errors:
            yield self.other_day, _("Enter the day of the visit.")
        if not self.home_code.data and not self.place.data:
            yield self.place, _("Enter the home code, or say where it was.")
        if self.wants_alert and not self.home_code.data:
            yield (
                self.alert,
                _(
                    "To show it to the office we need the home code. Enter it below, or take the "
                    "tick away and telephone."
                ),
            )

    def statement(self, language: str) -> Statement:
        """What is sent, before it is sealed."""
        return Statement(
            kind=CaseKind.MISSED_VISIT,
            subjects=tuple(self.seen.data),
            telling=Telling(
                words=self.more.data or "",
                happened_on=self.happened_on,
                happened_at=self.time.data or "",
                place=self.place.data or "",
                answers=((str(self.needed.label.text), _chosen(self.needed)),),
            ),
            language=language,
            home_code=self.home_code.data or "",
            contact=self.contact,
        )

    @property
    def happened_on(self) -> date:
        """The day of the visit."""
        if self.day.data == "other" and self.other_day.data is not None:
            return date.fromisoformat(self.other_day.data.isoformat())
        back = 1 if self.day.data == "yesterday" else 0
        return clock.today() - timedelta(days=back)

    @property
    def wants_alert(self) -> bool:
        """Whether whoever is on duty is to be told; only where the visit is still needed."""
        return bool(self.alert.data and self.needed.data == "yes")


class PraiseForm(SpeakingForm):
    """Thanks, on one page."""

    words = LongTextField(
        _l("What would you like to say?"), required=_l("Write what you would like to say.")
    )
    whom = many_of(
        _l("Who is it for?"),
        [(subject.code, subject.label) for subject in subjects_of("PRA")],
        description=_l("Choose all that fit."),
        validators=[InputRequired(_l("Choose who it is for."))],
    )
    names = TextField(
        _l("Their names, or how we can tell who it was"),
        description=_l("For example: the carer with the green bicycle, on Tuesday mornings"),
    )
    publish = one_of(
        _l("May we publish your words?"),
        [
            ("yes", _l("Yes, without any names")),
            ("no", _l("No, only pass them on")),
        ],
        required=_l("Say whether we may publish your words."),
    )
    name = name_field()
    email = email_field()
    phone = phone_field()

    def statement(self, language: str) -> Statement:
        """What is sent, before it is sealed."""
        return Statement(
            kind=CaseKind.PRAISE,
            subjects=tuple(self.whom.data),
            telling=Telling(
                words=self.words.data or "",
                publish=self.publish.data == "yes",
                answers=(
                    (str(self.names.label.text), self.names.data or ""),
                    (str(self.publish.label.text), _chosen(self.publish)),
                ),
            ),
            language=language,
            contact=self.contact,
        )


class ReceiptForm(StampedForm):
    """Asks for the receipt that was just shown, as a text."""


def _chosen(field: Any) -> str:
    """The words of the answer that was chosen."""
    return next((str(each.label) for each in field.choices if each.value == field.data), "")
