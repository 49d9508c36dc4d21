"""Which exceptions are shown: of one unit or all, of one kind or all."""

from collections.abc import Iterable
from typing import Self

from flask import request
from wtforms import RadioField, SelectField
from wtforms.validators import InputRequired

from portal.forms import Form, offered
from portal.i18n import lazy_gettext as _l
from portal.visits.exceptions.wording import KIND_WORDS, SET_ASIDE_WORDS
from portal.visits.exceptions.worklist import ExceptionKind
from portal.visits.figures.periods import Period
from portal.visits.importing.states import SetAside
from portal.visits.month_forms import MonthForm

EVERY = ""
TO_BE_MENDED = "mend"


class WorklistForm(MonthForm):
    """The month, the unit and the kind, asked in the address of the page."""

    unit = SelectField(_l("Round or branch"))
    kind = SelectField(_l("What is wrong"))

    @classmethod
    def of_address(cls, months: list[str], newest: Period) -> Self:
        """What the address asks for; everything of the newest month otherwise."""
        form = super().of_address(months, newest)
        kind = request.args.get("kind", EVERY)
        form.kind.choices = offered([(EVERY, _l("Everything")), *KIND_WORDS.items()])
        form.kind.data = kind if kind in set(ExceptionKind) else EVERY
        form.unit.data = request.args.get("unit", EVERY)[:64]
        return form

    def with_units(self, units: Iterable[str]) -> None:
        """Offer the units that there are, and the one that was asked for."""
        known = sorted({*units, str(self.unit.data)} - {EVERY})
        self.unit.choices = offered([(EVERY, _l("All")), *((unit, unit) for unit in known)])


class SetAsideForm(Form):
    """What became of a row that was left out."""

    became = RadioField(
        _l("What became of it?"),
        choices=offered(
            [*SET_ASIDE_WORDS.items(), (TO_BE_MENDED, _l("It still has to be mended"))]
        ),
        validators=[InputRequired(_l("Choose what became of it."))],
    )

    @property
    def answer(self) -> SetAside | None:
        """What was chosen; None where it still has to be mended."""
        return None if self.became.data == TO_BE_MENDED else SetAside(self.became.data)
