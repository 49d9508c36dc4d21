"""What somebody at a home may answer: a day, and whether anybody could have opened the door.

The card hangs where carers read it, so the page shows no visit and believes no answer by itself.
"""

from collections.abc import Iterator
from typing import Any, Final

from wtforms import Field

from portal.cases.arrivals import Statement
from portal.cases.tellings import Telling
from portal.cases.workflow import CaseKind
from portal.forms import LongTextField, TextField
from portal.i18n import gettext as _
from portal.i18n import lazy_gettext as _l
from portal.intake.stamped_forms import (
    DayForm,
    PastDayField,
    day_field,
    email_field,
    name_field,
    one_of,
    phone_field,
)

ABOUT: Final = ("VIS-NOACC",)


class TurnedAwayForm(DayForm):
    """Day and answer; everything else may be left alone."""

    home_code = TextField(
        _l("Home code"),
        description=_l("It is on the card in the home. It says which home you mean."),
        required=_l("Enter the code on the card."),
        most=40,
    )
    day = day_field(_l("Which day do you mean?"), required=_l("Say which day you mean."))
    other_day = PastDayField(_l("That day"), description=_l("For example 27 3 2026"))
    time = TextField(
        _l("About what time?"),
        description=_l("For example: 8 in the morning. Leave it empty if you do not know."),
        most=60,
    )
    at_home = one_of(
        _l("Was somebody in who could have let a carer in?"),
        [
            ("yes", _l("Yes, somebody was in")),
            ("no", _l("No, nobody was in")),
            ("declined", _l("Somebody was in, and sent the carer away")),
            ("unsure", _l("I do not know")),
        ],
        required=_l("Choose the answer that fits best."),
    )
    who = one_of(
        _l("Who are you?"),
        [
            ("service_user", _l("The care is for me")),
            ("family_or_friend", _l("Family, or a friend")),
            ("neighbour", _l("A neighbour")),
            ("other", _l("Somebody else")),
        ],
    )
    more = LongTextField(
        _l("Is there anything else that we should know?"),
        description=_l("For example what a note at the door says, and the time written on it."),
    )

    name = name_field()
    email = email_field()
    phone = phone_field()

    def validate(self, extra_validators: Any = None) -> bool:
        """Judge each answer, then the day that only "another day" needs."""
        valid = bool(super().validate(extra_validators))
        if self.lacks_day:
            self.other_day.errors = [_("Enter the day that you mean.")]
            valid = False
        return valid

    def statement(self, language: str) -> Statement:
        """What is sent, before it is sealed."""
        return Statement(
            kind=CaseKind.MISSED_VISIT,
            subjects=ABOUT,
            telling=Telling(
                words=self.more.data or "",
                happened_on=self.happened_on,
                happened_at=self.time.data or "",
                role=self.who.data or "",
                answers=tuple(self._answers()),
                by_home_code=True,
            ),
            language=language,
            home_code=self.home_code.data or "",
            contact=self.contact,
        )

    def _answers(self) -> Iterator[tuple[str, str]]:
        """Each question that was answered, with the words of its answer."""
        fields: tuple[Field, ...] = (self.at_home, self.who)
        for field in fields:
            words = [str(each.label) for each in field.choices if each.value == field.data]
            if words:
                yield str(field.label.text), words[0]
