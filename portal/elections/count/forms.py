"""What anybody may hand in to have it counted again."""

from typing import Any

from wtforms import FileField, HiddenField, RadioField, ValidationError
from wtforms.validators import Optional

from portal.elections.count.blt import BltRefused, decode_blt
from portal.elections.count.lots_file import write_lots
from portal.elections.count.recount import MOST_LETTERS, Drawn, Recount, question_of
from portal.forms import Form, LongTextField, TextField, offered
from portal.i18n import gettext as _
from portal.i18n import lazy_gettext as _l


class CountForm(Form):
    """A ballot file, chosen or pasted, what belongs to it, and the answer to a lot."""

    file = FileField(
        _l("Choose a ballot file"),
        description=_l("A file of the kind BLT, in which the papers are counted by ranking."),
    )
    pasted = LongTextField(_l("Or paste what is in it"), most=MOST_LETTERS)
    seats = LongTextField(
        _l("Seats kept for classes"),
        description=_l("Only where some seats are kept for classes of members."),
    )
    lots = LongTextField(
        _l("Lots that were drawn"),
        most=MOST_LETTERS,
        description=_l("Only where a tie was decided by lot: the record of lots of that count."),
    )
    asked = HiddenField(validators=[Optional()])
    chosen = RadioField(
        _l("On whom did the lot fall?"), choices=[], coerce=str, validate_choice=False,
        validators=[Optional()],
    )  # fmt: skip
    drawn_by = TextField(_l("Who drew the lot?"))
    witnessed_by = TextField(_l("Who saw it?"))

    def validate_file(self, field: Any) -> None:
        """What was chosen replaces what was pasted, and so comes back with the page."""
        if not (field.data and field.data.filename):
            if not self.pasted.data:
                raise ValidationError(_("Choose a ballot file, or paste what is in it"))
            return
        content = field.data.stream.read(4 * MOST_LETTERS + 1)
        try:
            text = decode_blt(content)
        except BltRefused as refusal:
            raise ValidationError(str(refusal)) from None
        if len(text) > MOST_LETTERS:
            raise ValidationError(
                _(
                    "This page counts files of up to %(most)s letters. The command “candour count”"
                    " counts any size.",
                    most=f"{MOST_LETTERS:,}",
                )
            )
        self.pasted.data = text

    def show(self, found: Recount) -> None:
        """Take over the lots so far, and ask for the one that is needed next."""
        self.lots.data = write_lots(found.lots) if found.lots else ""
        self.asked.data, self.chosen.data = "", None
        if found.needed is not None:
            self.asked.data = question_of(found.needed)
            self.chosen.choices = offered(
                (str(number), found.contest.name(number)) for number in found.needed.candidates
            )

    @property
    def drawn(self) -> Drawn | None:
        """The answer to a question that the page asked; none where there is none."""
        if not self.asked.data or not (self.chosen.data or "").isdecimal():
            return None
        return Drawn(
            str(self.asked.data),
            int(self.chosen.data[:6]),
            self.drawn_by.data or "",
            self.witnessed_by.data or "",
        )
