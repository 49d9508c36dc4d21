"""The form that every form of the portal is: bound to one request, judged by itself."""

from collections.abc import Iterable
from functools import cache
from typing import Any, Final, Self

from flask import request
from flask_wtf import FlaskForm
from flask_wtf.csrf import _FlaskFormCSRF, generate_csrf
from flask_wtf.form import _Auto
from werkzeug.datastructures import MultiDict
from wtforms import DateField, Field, FileField, StringField, TextAreaField
from wtforms.csrf.core import CSRFTokenField
from wtforms.fields.choices import SelectChoice
from wtforms.i18n import get_translations
from wtforms.validators import DataRequired, InputRequired, Optional, ValidationError

from portal.errors import RuleBroken
from portal.i18n import current_language, gettext, ngettext
from portal.security import TOKEN_REFUSED, has_form_token
from portal.text import tidy

SHORT: Final = 200
LONG: Final = 20_000
# Days are counted onwards and back from what was typed: the ends of the calendar are no days.
YEARS: Final = range(1900, 3000)


def offered(choices: Iterable[tuple[str, Any] | SelectChoice]) -> list[SelectChoice]:
    """(value, words) as WTForms wants to be told them."""
    return [
        each if isinstance(each, SelectChoice) else SelectChoice(each[0], each[1])
        for each in choices
    ]


@cache
def _words_of_wtforms(language: str) -> Any:
    return get_translations([language, "en"])


class _TokenField(CSRFTokenField):
    """The token of the form, signed only where a page shows it."""

    def process(self, *args: Any, **kwargs: Any) -> None:
        """Take what was sent."""
        Field.process(self, *args, **kwargs)

    def _value(self) -> str:
        return str(generate_csrf())


class _Token(_FlaskFormCSRF):
    """Flask-WTF's tokens, in a field that signs none in vain."""

    field_class = _TokenField


class Form(FlaskForm):
    """What a person sent, and what we say when it is wrong.

    A view asks `submitted()` once; when the answer is no, the form goes back to the page with
    everything that was typed, its errors, and `status`.
    """

    class Meta(FlaskForm.Meta):
        """How forms are guarded, and where WTForms finds its own few words."""

        csrf_class = _Token

        def get_translations(self, form: object) -> Any:
            """In the reader's language, read from disk once: Flask-WTF reads them every time."""
            return _words_of_wtforms(current_language())

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """What a browser sends: no JSON; a file only where one is asked for, and no words."""
            if formdata is not _Auto:
                return formdata
            if not form.is_submitted():
                return None
            asked = {field.name for field in form if isinstance(field, FileField)}
            if not asked:
                return request.form
            words = [pair for pair in request.form.items(multi=True) if pair[0] not in asked]
            files = [pair for pair in request.files.items(multi=True) if pair[0] in asked]
            return MultiDict[str, Any]([*words, *files])

    _refused = False
    do_first = ""
    """What a refusal says has to be done before, where a page can lead there."""

    @classmethod
    def of_request(
        cls, *, obj: object | None = None, data: dict[str, Any] | None = None, **choices: Any
    ) -> Self:
        """The form bound to this request; `choices` gives select and radio fields theirs."""
        form = cls(obj=obj, data=data)
        for name, each in choices.items():
            form[name].choices = offered(each)
        return form

    def submitted(self) -> bool:
        """Whether this is a submission and nothing in it is wrong."""
        if request.method != "POST":
            return False
        # Asked first: a token that was found good is not taken apart again by the form.
        is_ours = has_form_token()
        self._refused = not (self.validate() and is_ours)
        if "csrf_token" in self.errors:
            self.csrf_token.errors = [TOKEN_REFUSED]
        return not self._refused

    def refuse(self, name: str, refusal: RuleBroken | str) -> None:
        """Put a refusal beside the field it is about, and into the summary."""
        field: Field = self[name]
        field.errors = [*field.errors, str(refusal)]
        self._refused = True
        if isinstance(refusal, RuleBroken):
            self.do_first = refusal.first

    @property
    def status(self) -> int:
        """200 for a form to fill in, 422 for one that came back."""
        return 422 if self._refused else 200

    @property
    def error_list(self) -> list[tuple[str, str]]:
        """(id of the field, sentence) for each error, in the order of the fields."""
        found = []
        for field in self:
            for error in field.errors:
                if isinstance(error, dict | list):
                    found += [(field.id, str(part)) for part in _flat(error)]
                else:
                    found.append((field.id, str(error)))
        return found


def _flat(errors: Any) -> list[Any]:
    if isinstance(errors, dict):
        errors = list(errors.values())
    if not isinstance(errors, list | tuple):
        return [errors]
    return [leaf for part in errors for leaf in _flat(part)]


def _tidied(value: Any) -> Any:
    return tidy(value) if isinstance(value, str) else value


class NotTooLong:
    """Says how long the text is, how long it may be, and what to do."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.field_flags = {"maxlength": most} if most <= SHORT else {}

    def __call__(self, form: Any, field: Field) -> None:
        length = len(field.data or "")
        if length > self.most:
            raise ValidationError(
                ngettext(
                    "This is %(length)s characters long. Please shorten it to %(most)s.",
                    "This is %(length)s characters long. Please shorten it to %(most)s.",
                    length,
                    length=f"{length:,}",
                    most=f"{self.most:,}",
                )
            )


class TextField(StringField):
    """One line."""

    def __init__(
        self, label: Any, *, required: Any = None, most: int = SHORT, **kwargs: Any
    ) -> None:
        kwargs["validators"] = [
            *_presence(required),
            NotTooLong(most),
            *kwargs.get("validators", ()),
        ]
        super().__init__(label, filters=[_tidied, _one_line], **kwargs)


class LongTextField(TextAreaField):
    """Several lines."""

    def __init__(
        self, label: Any, *, required: Any = None, most: int = LONG, **kwargs: Any
    ) -> None:
        kwargs["validators"] = [
            *_presence(required),
            NotTooLong(most),
            *kwargs.get("validators", ()),
        ]
        super().__init__(label, filters=[_tidied], **kwargs)


class DayField(DateField):
    """A day in three boxes: day, month, year in figures."""

    data: Any

    def __init__(self, label: Any, *, required: Any = None, **kwargs: Any) -> None:
        kwargs["validators"] = [InputRequired(required) if required else Optional()]
        super().__init__(label, format=["%d %m %Y", "%Y-%m-%d"], **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take the day as it was typed. Raises ValueError with a sentence for what is none."""
        # What comes back to the page is what can be seen of it, as in every other field.
        self.raw_data = [tidy(part) for part in valuelist]
        typed = " ".join(self.raw_data).strip()
        if not typed:
            self.data = None
            return
        unknown = gettext("This is not a day that we know. Write day, month and year in figures.")
        try:
            super().process_formdata([typed])
        except ValueError:
            raise ValueError(unknown) from None
        if self.data is not None and self.data.year not in YEARS:
            self.data = None
            raise ValueError(unknown)


def _one_line(value: Any) -> Any:
    return " ".join(value.split()) if isinstance(value, str) else value


def _presence(required: Any) -> list[Any]:
    return [DataRequired(required)] if required else [Optional(strip_whitespace=True)]
