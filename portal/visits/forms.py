"""What the coordinator may send: a set of files, and a word to look for."""

from collections import Counter
from typing import Any

from wtforms import MultipleFileField, ValidationError

from portal.forms import DayField, Form, TextField
from portal.i18n import gettext as _
from portal.i18n import lazy_gettext as _l
from portal.visits.importing.filesets import is_zone
from portal.visits.importing.judging import is_name_of_text
from portal.visits.importing.tables import FILE_NAMES


class UploadForm(Form):
    """The files of a set, and what they do not say themselves."""

    files = MultipleFileField(
        _l("The files"),
        description=_l(
            "Choose all files together: packages.csv, lines.csv, suspensions.csv, visits.csv and "
            "fileset.json, or the files that your own system writes. A later import may bring some "
            "of them only."
        ),
    )
    exported_on = DayField(
        _l("On which day were the files made?"),
        description=_l("Only if there is no fileset.json."),
    )
    tz = TextField(
        _l("In which time zone are times without an offset?"),
        description=_l("Only if there is no fileset.json. For example Europe/London."),
    )

    @property
    def chosen(self) -> dict[str, Any]:
        """The files by their names, opened."""
        return {file.filename: file.stream for file in self.files.data or () if file.filename}

    def validate_files(self, field: Any) -> None:
        """Only the files of a set, or files of text that can be read as one; each once."""
        names = [file.filename for file in field.data or () if file and file.filename]
        if not names:
            raise ValidationError(_("Choose the files to import"))
        for name in names:
            if name not in FILE_NAMES and not is_name_of_text(name):
                raise ValidationError(
                    _(
                        "“%(name)s” cannot be read. Choose files that end in .csv, .txt or .json; "
                        "the files of a set are called %(names)s, in small letters.",
                        name=name[:100],
                        names=", ".join(FILE_NAMES),
                    )
                )
        if max(Counter(names).values()) > 1:
            raise ValidationError(_("Choose each file only once"))

    def validate_tz(self, field: Any) -> None:
        """A zone that exists."""
        if field.data and not is_zone(field.data):
            raise ValidationError(_("Enter a time zone, for example Europe/London"))


class SearchForm(Form):
    """A word to look for."""

    class Meta:
        """Looking changes nothing, so there is no token."""

        csrf = False

    wanted = TextField(
        _l("Look for a home"), description=_l("Part of a reference, or the code on a card.")
    )


class UndoForm(Form):
    """Take an import back: the button is the whole form."""


class RemoveProfileForm(Form):
    """Forget a profile: the button is the whole form."""


class TokenForm(Form):
    """A machine that may send files."""

    name = TextField(
        _l("What is the machine called?"),
        description=_l("For example: the rota system. You will know it by this name in the list."),
        required=_l("Enter a name, so that you know the machine again"),
        most=60,
    )


class RevokeForm(Form):
    """Take a token back: the button is the whole form."""
