"""A file with members, chosen or pasted."""

from typing import Any

from wtforms import FileField, ValidationError

from portal.forms import Form, LongTextField
from portal.i18n import gettext as _
from portal.i18n import lazy_gettext as _l
from portal.membership.lists.register_file import LONGEST


class ReadInForm(Form):
    """A register as a table."""

    file = FileField(
        _l("Choose a table of members"),
        description=_l("A file of the kind CSV, as the register is exported from here."),
    )
    pasted = LongTextField(_l("Or paste what is in it"), most=LONGEST)

    def validate_file(self, field: Any) -> None:
        """What was chosen replaces what was pasted, and so comes back with the page."""
        if not (field.data and field.data.filename):
            if not self.pasted.data:
                raise ValidationError(_("Choose a file, or paste what is in it."))
            return
        try:
            self.pasted.data = field.data.stream.read(4 * LONGEST).decode("utf-8-sig")
        except UnicodeDecodeError:
            raise ValidationError(
                _("This is not plain text in UTF-8. Save the file again as CSV in UTF-8.")
            ) from None
