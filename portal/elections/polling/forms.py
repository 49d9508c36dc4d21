"""What a voter may type: a code, a number beside each candidate, and the number of a box."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from wtforms import HiddenField, ValidationError
from wtforms.validators import Optional

from portal.elections.count.papers import Paper, explain, read_marks
from portal.elections.urn.ballot_keys import read_key
from portal.forms import Form, TextField
from portal.i18n import gettext as _
from portal.i18n import lazy_gettext as _l
from portal.vault.receipts import normalise

LONGEST_MARK = 6


class VoteForm(Form):
    """A ballot paper. The fields of the candidates are added by `vote_form`."""

    candidates: tuple[str, ...] = ()

    code = TextField(
        _l("What is your code?"),
        required=_l("Enter the code from your letter."),
        description=_l("It stands in the letter about this election: 16 letters and figures."),
    )
    receipt = TextField(
        _l("Which receipt did you get when you voted?"),
        description=_l("Only if you have voted already and want to change your vote."),
    )

    def validate_receipt(self, field: Any) -> None:
        """A receipt has the form of a code."""
        if field.data and normalise(field.data) is None:
            raise ValidationError(
                _("This is no receipt. It has 16 letters and figures, in groups of four.")
            )

    @property
    def marks(self) -> dict[int, str]:
        """What stands beside each candidate."""
        numbers = range(1, len(self.candidates) + 1)
        return {number: self[f"c{number}"].data or "" for number in numbers}

    @property
    def paper(self) -> Paper:
        """What the paper says."""
        return read_marks(self.marks, len(self.candidates))

    def is_clear(self) -> bool:
        """Whether the paper can be counted whole; every mistake is put beside its candidate."""
        names = dict(enumerate(self.candidates, 1))
        troubles = self.paper.troubles
        for trouble in troubles:
            beside = [f"c{number}" for number in trouble.candidates or (1,)]
            # A field shows one sentence: another mistake goes to another field where there is one.
            free = [name for name in beside if not self[name].errors]
            self.refuse((free or beside)[0], explain(trouble, names))
        for field in self:
            if len(field.errors) > 1:
                field.errors = [" ".join(map(str, field.errors))]
        return not troubles


class BallotForm(VoteForm):
    """The same paper once it was looked at again: its fields travel along unseen."""

    code = HiddenField(validators=[Optional()])
    receipt = HiddenField(validators=[Optional()])
    earlier = HiddenField(validators=[Optional()])


class FindForm(Form):
    """The number of a box."""

    box = TextField(
        _l("What is the number of your box?"),
        required=_l("Enter the number that stands on your receipt."),
        most=60,
        description=_l("26 letters and figures, in groups of four."),
    )

    def validate_box(self, field: Any) -> None:
        """A number of a box."""
        if read_key(field.data or "") is None:
            raise ValidationError(
                _("This is no number of a box. Compare it with your receipt, sign by sign.")
            )


def vote_form(candidates: Sequence[str]) -> type[VoteForm]:
    """The form of a ballot paper with these candidates, to be filled in."""
    return _vote_form(tuple(candidates))


def ballot_form(candidates: Sequence[str]) -> type[BallotForm]:
    """The same, with everything unseen."""
    return _ballot_form(tuple(candidates))


@lru_cache(maxsize=32)
def _vote_form(candidates: tuple[str, ...]) -> type[VoteForm]:
    fields: dict[str, Any] = {
        f"c{number}": TextField(name, most=LONGEST_MARK)
        for number, name in enumerate(candidates, 1)
    }
    return type("VoteForm", (VoteForm,), {"candidates": candidates, **fields})


@lru_cache(maxsize=32)
def _ballot_form(candidates: tuple[str, ...]) -> type[BallotForm]:
    fields: dict[str, Any] = {
        f"c{number}": HiddenField(name, validators=[Optional()])
        for number, name in enumerate(candidates, 1)
    }
    return type("BallotForm", (BallotForm,), {"candidates": candidates, **fields})
