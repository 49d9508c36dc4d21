"""What a member may say of a decision: the comparison with the record, and a vote."""

from wtforms import RadioField
from wtforms.validators import InputRequired

from portal.cases.findings import FINDINGS, NO_ACCESS_DISPUTES, RECORD_MATCHES, VOTES
from portal.forms import Form, LongTextField, offered
from portal.i18n import lazy_gettext as _l


class VoteForm(Form):
    """One member's finding about one issue."""

    finding = RadioField(
        _l("What do you find?"),
        choices=offered((vote.value, FINDINGS[vote]) for vote in VOTES),
        validators=[InputRequired(_l("Choose what you find."))],
    )
    reason = LongTextField(
        _l("Why?"),
        description=_l("The other members can read it once the point is decided."),
        required=_l("Say why, in a sentence or two."),
    )


class CompareForm(Form):
    """What the record of visits says beside what was said."""

    record_match = RadioField(
        _l("How does the record compare with what the person says?"),
        description=_l("Only this answer is kept in the open: no day, no home, no visit."),
        choices=offered((code.value, words) for code, words in RECORD_MATCHES.items()),
        validators=[InputRequired(_l("Choose how the record compares."))],
    )
    no_access_dispute = RadioField(
        _l("Was there a note that nobody could get in?"),
        choices=offered((code.value, words) for code, words in NO_ACCESS_DISPUTES.items()),
        validators=[InputRequired(_l("Choose what is said about the note."))],
    )
