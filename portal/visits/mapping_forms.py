"""What a coordinator says of a file of unknown shape: how it is written, and what it means."""

from collections.abc import Mapping
from typing import Any, Final

from wtforms import Field, SelectField, ValidationError

from portal.forms import Form, TextField, offered
from portal.i18n import gettext as _
from portal.i18n import lazy_gettext as _l
from portal.visits.importing.filesets import is_zone
from portal.visits.importing.profiles.formats import DATES, ENCODINGS, SEPARATORS
from portal.visits.importing.profiles.mapping import (
    CODED,
    MOST_WORDS,
    NOTHING,
    Choices,
    likely_columns,
    likely_date_column,
    likely_word,
    name_for,
    words_in,
)
from portal.visits.importing.profiles.profile import COLUMNS
from portal.visits.importing.profiles.recognising import Shape
from portal.visits.importing.profiles.shipped import shipped_profiles
from portal.visits.importing.words import COLUMNS_IN_WORDS, METHODS

LENGTHS: Final = ("planned_end", "out_at")
# What most files say; the rest is asked further down.
COMMON: Final = (
    "visit_ref", "person_ref", "service_date", "planned_start", "planned_end", "carer_ref",
    "in_at", "out_at", "in_method", "status", "memo",
)  # fmt: skip
_ENCODING_WORDS: Final = {
    "utf-8": _l("UTF-8"),
    "cp1252": _l("Windows (Western Europe)"),
    "utf-16": _l("UTF-16"),
}
_SEPARATOR_WORDS: Final = {
    ",": _l("commas"),
    ";": _l("semicolons"),
    "\t": _l("tabs"),
    "|": _l("upright lines |"),
}


class WrittenForm(Form):
    """How a file is written: recognised, and to be corrected."""

    encoding = SelectField(_l("Which letters does the file use?"))
    separator = SelectField(_l("What stands between its columns?"))
    dates = SelectField(_l("How are its days written?"))
    tz = TextField(
        _l("In which time zone are times that say none?"),
        description=_l(
            "For example Europe/London. A time that carries its offset is believed, and a zone "
            "that fileset.json names comes first."
        ),
        required=_l("Enter a time zone, for example Europe/London"),
        most=60,
    )

    def offer_formats(self) -> None:
        """Say what may be chosen."""
        self.encoding.choices = offered([(each, _ENCODING_WORDS[each]) for each in ENCODINGS])
        self.separator.choices = offered([(each, _SEPARATOR_WORDS[each]) for each in SEPARATORS])
        self.dates.choices = offered(
            [(name, f"{name} ({example})") for name, (_pattern, example) in DATES.items()]
        )

    def validate_tz(self, field: Any) -> None:
        """A zone that exists."""
        if not is_zone(field.data or ""):
            raise ValidationError(_("Enter a time zone, for example Europe/London"))


class MappingForm(WrittenForm):
    """Which column says what; a form of its own for each file, made by `mapping_form`."""

    method = SelectField(
        _l("How were times recorded, where the file does not say?"),
        description=_l(
            "Choose an electronic way only if you know that every time came from it: it counts as "
            "evidence."
        ),
    )
    title = TextField(
        _l("What do you call this kind of file?"),
        description=_l("With a name it is kept, and known again the next time."),
        most=60,
    )

    words: dict[str, dict[str, str]]

    def validate_title(self, field: Any) -> None:
        """A name that can be kept."""
        if field.data and name_for(field.data) in ("", *shipped_profiles()):
            raise ValidationError(_("Choose another name"))

    def column(self, name: str) -> Field:
        """The field for a column of visits.csv."""
        return self[f"col_{name}"]

    def says_more(self) -> bool:
        """Whether a column is chosen, or wrong, that most files do not have."""
        rare = [self.column(name) for name in COLUMNS if name not in COMMON]
        return any(field.data or field.errors for field in rare)

    def length(self, name: str) -> Field:
        """The field for a length instead of an end."""
        return self[f"length_{name}"]

    def word_fields(self, name: str) -> list[Field]:
        """The fields for the words of a column that holds codes."""
        return [self[field] for field in self.words.get(name, {})]

    def choices(self) -> Choices:
        """What was chosen."""
        chosen = {name: self.column(name).data for name in COLUMNS}
        lengths = {name: self.length(name).data for name in LENGTHS}
        return Choices(
            columns={name: said for name, said in chosen.items() if said},
            lengths={name: said for name, said in lengths.items() if said},
            words={
                name: {word: self[field].data for field, word in fields.items()}
                for name, fields in self.words.items()
            },
            method=self.method.data,
            encoding=self.encoding.data,
            separator=self.separator.data,
            dates=self.dates.data,
            title=self.title.data or "",
        )


def mapping_form(shape: Shape, chosen: Mapping[str, str], *, tz: str) -> MappingForm:
    """The form for a file of this shape; `chosen` has what was sent, by the names of the fields.

    `tz` is the time zone that the set was sent with.
    """
    likely = likely_columns(shape)
    likely.setdefault("service_date", likely_date_column(shape) or "")
    picked = {name: chosen.get(f"col_{name}", likely.get(name, "")) for name in COLUMNS}
    fields: dict[str, Any] = {
        f"col_{name}": _column_field(name, shape, picked[name]) for name in COLUMNS
    }
    fields |= {f"length_{name}": SelectField(_length_label(name)) for name in LENGTHS}
    words: dict[str, dict[str, str]] = {}
    for name in CODED:
        found = words_in(shape, picked[name]) if picked[name] in shape.header else []
        words[name] = {}
        for number, word in enumerate(found[:MOST_WORDS]):
            field = f"word_{name}_{number}"
            words[name][field] = word
            fields[field] = _word_field(name, word)
    made: type[MappingForm] = type("MappingForm", (MappingForm,), fields)
    data = {f"col_{name}": column for name, column in picked.items()}
    data |= {f"word_{name}_{number}": likely_word(name, word)
             for name in CODED for number, word in enumerate(words[name].values())}  # fmt: skip
    form: MappingForm = made.of_request(
        data={**data, "encoding": shape.encoding, "separator": shape.separator,
              "dates": _dates(shape, picked["service_date"]), "method": "manual_office",
              "tz": tz}
    )  # fmt: skip
    form.words = words
    _offer(form, shape)
    return form


def _offer(form: MappingForm, shape: Shape) -> None:
    form.offer_formats()
    names = [(name, name) for name in shape.header if name]
    columns = offered([("", _("Not in the file")), *names])
    for name in COLUMNS:
        form.column(name).choices = columns
    for name in LENGTHS:
        form.length(name).choices = columns
    form.method.choices = offered([(name, words) for name, words in METHODS.items()])
    for name in CODED:
        for field in form.word_fields(name):
            field.choices = offered(
                [
                    ("", _("Please choose")),
                    (NOTHING, _("Nothing that is needed here")),
                    *((code, _code_in_words(name, code)) for code in CODED[name]),
                ]
            )


def _code_in_words(column: str, code: str) -> str:
    if column.endswith("_method"):
        return str(METHODS[code]) if code in METHODS else code
    return code


def _dates(shape: Shape, column: str) -> str:
    return next(iter(shape.dates_of(column)), "YYYY-MM-DD")


def _column_field(name: str, shape: Shape, picked: str) -> SelectField:
    checks = [_needed] if name in _NEEDED else []
    if name in CODED and picked in shape.header and len(words_in(shape, picked)) > MOST_WORDS:
        checks.append(_too_many_words)
    return SelectField(COLUMNS_IN_WORDS[name], validators=checks)


def _word_field(name: str, word: str) -> SelectField:
    return SelectField(word[:100], validators=[_must_choose])


def _length_label(name: str) -> Any:
    if name == "planned_end":
        return _l("Or: how long was it planned to be?")
    return _l("Or: how long was it?")


_NEEDED: Final = ("person_ref", "service_date")


def _needed(form: Any, field: Field) -> None:
    if not field.data:
        raise ValidationError(_("Choose the column: without it no row can be read"))


def _too_many_words(form: Any, field: Field) -> None:
    raise ValidationError(
        _("“%(column)s” has too many different words to be a code", column=field.data)
    )


def _must_choose(form: Any, field: Field) -> None:
    if not field.data:
        raise ValidationError(_("Say what “%(word)s” means", word=str(field.label.text)))
