"""What somebody may say on one page: a missed visit, or thanks."""

from collections.abc import Iterator
from typing import Any

from wtforms import BooleanField, Field
from wtforms.validators import InputRequired

from portal.cases.arrivals import Statement
from portal.cases.subjects import BY_CODE, SEEN_AT_A_VISIT, subjects_of
from portal.cases.tellings import Telling
from portal.cases.workflow import CaseKind
from portal.forms import LongTextField, TextField
from portal.i18n import gettext as _
from portal.i18n import lazy_gettext as _l
from portal.intake.stamped_forms import (
    DayForm,
    PastDayField,
    SpeakingForm,
    day_field,
    email_field,
    many_of,
    name_field,
    one_of,
    phone_field,
)


class MissedVisitForm(DayForm):
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
    day = day_field(_l("Which day was it?"), required=_l("Say which day it was."))
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
        if self.lacks_day:
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


def _chosen(field: Any) -> str:
    """The words of the answer that was chosen."""
    return next((str(each.label) for each in field.choices if each.value == field.data), "")
