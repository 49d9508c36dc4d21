"""What a member may type of a row of the routing table."""

from typing import Any

from wtforms import RadioField, SelectField
from wtforms.validators import InputRequired

from portal.cases.routing.table import ROUTES, SEVERITIES, TYPES, CaseType, Route, Row
from portal.cases.subjects import GROUPS, SUBJECTS
from portal.forms import Form, offered
from portal.i18n import lazy_gettext as _l


class TableForm(Form):
    """Nothing but a button."""


def _subjects() -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = [("", _l("Any subject"))]
    for group in GROUPS:
        found.append((group.code, group.label))
        found += [(each.code, f"– {each.label}") for each in SUBJECTS if each.group == group.code]
    return found


class RowForm(Form):
    """One row: which cases it fits, and who has them first."""

    case_type = SelectField(
        _l("What kind of case?"),
        choices=offered([("", _l("Any kind")), *((each.value, TYPES[each]) for each in CaseType)]),
    )
    subject = SelectField(_l("About what?"), choices=[])
    severity = SelectField(
        _l("How bad at least?"),
        choices=offered([(str(each), words) for each, words in SEVERITIES.items()]),
        default="0",
    )
    stage = SelectField(
        _l("From which round on?"),
        choices=offered([("1", _l("From the first")), ("2", _l("Only when opened again"))]),
        default="1",
    )
    route = RadioField(
        _l("Who has it first?"),
        choices=offered((each.value, words) for each, words in ROUTES.items()),
        validators=[InputRequired(_l("Choose who has such a case first."))],
    )
    place = SelectField(
        _l("At which place in the table?"),
        description=_l("The first row that fits a case counts."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.subject.choices = offered((code, str(words)) for code, words in _subjects())

    @property
    def row(self) -> Row:
        """The row as the rule reads it."""
        return Row(
            Route(self.route.data),
            CaseType(self.case_type.data) if self.case_type.data else None,
            self.subject.data or "",
            int(self.severity.data),
            int(self.stage.data),
        )
