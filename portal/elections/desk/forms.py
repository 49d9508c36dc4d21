"""What the returning officer may type."""

from typing import Any
from uuid import UUID

from wtforms import BooleanField, FileField, RadioField, SelectField, ValidationError
from wtforms.validators import InputRequired, Regexp

from portal.elections.count.blt import BltRefused, decode_blt
from portal.elections.forms import (
    membership_days_field,
    poll_from_field,
    poll_last_field,
    why_moved_field,
)
from portal.elections.models import Channel, Election, Withdrawal
from portal.elections.services import Draft
from portal.elections.timetable import MEMBERSHIP_DAYS, ONE_DAY, Timetable
from portal.forms import DayField, Form, LongTextField, TextField, offered
from portal.i18n import gettext as _
from portal.i18n import lazy_gettext as _l

LONGEST_FILE = 60_000_000
WITHDRAWALS = {
    Withdrawal.WITHDREW: _l("They withdrew"),
    Withdrawal.DIED: _l("They died"),
    Withdrawal.NOT_ELIGIBLE: _l("They turned out not to be eligible"),
}
PAPER_CHANNELS = {
    Channel.PAPER: _l("On paper"),
    Channel.PHONE: _l("By telephone, written down by two people"),
}


class TitleForm(Form):
    """What an election is called; asked first, so that its error is named first, too."""

    title = TextField(
        _l("What is the election called?"),
        required=_l("Enter a title."),
        most=100,
        description=_l("For example: Oversight committee 2027."),
    )


class DaysForm(Form):
    """The days of an election."""

    nominations_from_on = DayField(
        _l("From which day can candidates be nominated?"),
        required=_l("Enter the first day for nominations."),
    )
    nominations_last_on = DayField(
        _l("What is the last day for nominations?"),
        required=_l("Enter the last day for nominations."),
        description=_l("They close when this day ends; the roll is fixed then, too."),
    )
    poll_from_on = poll_from_field()
    poll_last_on = poll_last_field()
    terms_start_on = DayField(
        _l("On which day do the terms begin?"),
        required=_l("Enter the day on which the terms begin."),
        description=_l("All seats are filled that nobody sits in on this day."),
    )
    terms_last_on = DayField(
        _l("What is their last day?"),
        required=_l("Enter the last day of the terms."),
        description=_l("At most three years later."),
    )

    @property
    def days(self) -> Timetable:
        """What was typed."""
        return Timetable(
            self.nominations_from_on.data,
            self.nominations_last_on.data,
            self.poll_from_on.data,
            self.poll_last_on.data,
            self.terms_start_on.data,
            self.terms_last_on.data + ONE_DAY,
        )


class MoveDaysForm(DaysForm):
    """Other days for an election that was announced."""

    why = why_moved_field()


class PlanForm(TitleForm, DaysForm):
    """An election in preparation."""

    membership_days = membership_days_field()
    countback = BooleanField(
        _l("The members have decided that a seat that falls vacant is filled by counting again"),
        description=_l(
            "Only if they decided so before this election. Otherwise such a seat is filled by an"
            " election of its own."
        ),
    )

    @property
    def draft(self) -> Draft:
        """What was typed, as the services take it."""
        return Draft(
            self.title.data, self.days, int(self.membership_days.data), bool(self.countback.data)
        )


class KeyForm(Form):
    """The key that seals the ballots, and who holds its parts."""

    public_key = TextField(
        _l("What stands in public-key.txt?"),
        required=_l("Copy the line from public-key.txt."),
        description=_l("64 letters and figures."),
    )
    first = TextField(
        _l("Who holds part 1?"),
        required=_l("Enter the name."),
        most=100,
        description=_l("The returning officer."),
    )
    second = TextField(
        _l("Who holds part 2?"),
        required=_l("Enter the name."),
        most=100,
        description=_l("A scrutineer, who is no candidate."),
    )
    third = TextField(
        _l("Who holds part 3?"),
        required=_l("Enter the name."),
        most=100,
        description=_l("Another scrutineer, who is no candidate."),
    )


class NominateForm(Form):
    """A nomination as it was handed in on paper."""

    member = SelectField(_l("Who is nominated?"))
    first_nominator = SelectField(_l("Which member nominates them?"))
    second_nominator = SelectField(_l("Which other member nominates them?"))
    statement = LongTextField(
        _l("What do they say to the members?"),
        required=_l("Enter their statement."),
        description=_l("In their own words, 250 at most. Everybody can read it."),
    )
    interests = LongTextField(
        _l("Which interests do they declare?"),
        most=2_000,
        description=_l(
            "For example: works for the co-operative, or has family who does. Everybody can read"
            " it. Leave it empty if they have nothing to declare."
        ),
    )
    photograph = FileField(
        _l("A photograph of them"),
        description=_l(
            "Only if they gave one. Everybody sees it. Whoever has none gets a symbol on the paper."
        ),
    )
    consented_on = DayField(
        _l("On which day did they sign that they want to stand?"),
        required=_l("Enter the day."),
        description=_l(
            "Their consent covers that name, class, statement and interests are public, and that"
            " they stand by as a substitute if they are not elected."
        ),
    )
    consent = BooleanField(
        _l("I have their signed consent, and the signatures of both who nominate"),
        validators=[InputRequired(_l("Tick the box once you have all three signatures."))],
    )

    @property
    def people(self) -> tuple[UUID, UUID, UUID]:
        """Candidate and nominators."""
        return (
            UUID(self.member.data),
            UUID(self.first_nominator.data),
            UUID(self.second_nominator.data),
        )


class ProvisionalForm(Form):
    """A vote of somebody who is not on the roll."""

    name = TextField(_l("Who voted?"), required=_l("Enter the name."), most=100)
    reason = LongTextField(
        _l("Why do they say that they may vote?"),
        required=_l("Enter the reason."),
        most=500,
    )
    channel = RadioField(
        _l("How did the vote come?"),
        choices=offered((each.value, words) for each, words in PAPER_CHANNELS.items()),
        validators=[InputRequired(_l("Choose how it came."))],
    )


class DecideForm(Form):
    """What becomes of such a vote."""

    member = SelectField(
        _l("Which member is it?"),
        description=_l("Members who are not on the roll. Choose “nobody” to refuse the vote."),
    )
    grounds = LongTextField(_l("Why?"), required=_l("Enter the grounds."), most=500)


class WithdrawForm(Form):
    """The end of a candidacy."""

    why = RadioField(
        _l("Why do they no longer stand?"),
        choices=offered((each.value, words) for each, words in WITHDRAWALS.items()),
        validators=[InputRequired(_l("Choose the reason."))],
    )
    sure = BooleanField(
        _l("I know that this cannot be undone"),
        validators=[InputRequired(_l("Tick the box if this is right."))],
    )


class StopForm(Form):
    """The end of an election without a result."""

    reason = LongTextField(
        _l("Why is the election stopped?"),
        required=_l("Enter the reason."),
        most=1_000,
        description=_l("Everybody can read it."),
    )
    sure = BooleanField(
        _l("I know that this cannot be undone"),
        validators=[InputRequired(_l("Tick the box if the election is to be stopped."))],
    )


class RollSearchForm(Form):
    """Whom to look for on the roll."""

    name = TextField(_l("A part of the name"), required=_l("Enter a part of the name."))


class MarkForm(Form):
    """A vote that came on paper or by telephone."""

    channel = RadioField(
        _l("How did the vote come?"),
        choices=offered((each.value, words) for each, words in PAPER_CHANNELS.items()),
        validators=[InputRequired(_l("Choose how it came."))],
    )
    declared = BooleanField(
        _l("Their declaration is signed, and the envelope with the paper is still closed"),
        validators=[InputRequired(_l("Tick the box once you have checked both."))],
    )


class BallotsForm(Form):
    """What came out of the urn."""

    file = FileField(
        _l("Choose the ballot file"),
        description=_l("The file that “candour election open” wrote."),
    )
    pasted = LongTextField(_l("Or paste what is in it"), most=LONGEST_FILE)
    broken = TextField(
        _l("How many boxes did not open?"),
        required=_l("Enter the number; 0 if all of them opened."),
        most=7,
        validators=[Regexp(r"^[0-9]{1,7}$", message=_l("Enter a number, such as 0."))],
    )
    signed = BooleanField(
        _l("Returning officer and scrutineers were there and have signed the record"),
        validators=[InputRequired(_l("Tick the box once all have signed."))],
    )

    def validate_file(self, field: Any) -> None:
        """What was chosen replaces what was pasted, and so comes back with the page."""
        if not (field.data and field.data.filename):
            if not self.pasted.data:
                raise ValidationError(_("Choose the ballot file, or paste what is in it."))
            return
        try:
            self.pasted.data = decode_blt(field.data.stream.read(LONGEST_FILE))
        except BltRefused as refusal:
            raise ValidationError(str(refusal)) from None


class LotForm(Form):
    """A lot that was drawn."""

    chosen = RadioField(
        _l("On whom did the lot fall?"),
        choices=[],
        validators=[InputRequired(_l("Choose on whom it fell."))],
    )
    drawn_by = TextField(_l("Who drew it?"), required=_l("Enter the name."), most=100)
    witnessed_by = TextField(_l("Who saw it?"), required=_l("Enter the name."), most=100)


def typed_days(election: Election) -> dict[str, Any]:
    """The days of an election as the form shows them."""
    days = election.days
    return {
        "nominations_from_on": days.nominations_from_on,
        "nominations_last_on": days.nominations_last_on,
        "poll_from_on": days.poll_from_on,
        "poll_last_on": days.poll_last_on,
        "terms_start_on": days.terms_start_on,
        "terms_last_on": days.terms_end_on - ONE_DAY,
    }


def typed_plan(election: Election | None) -> dict[str, Any]:
    """What is being prepared as the form shows it."""
    if election is None:
        return {"membership_days": str(MEMBERSHIP_DAYS)}
    return {
        "title": election.title,
        "membership_days": str(election.membership_days),
        "countback": election.countback,
        **typed_days(election),
    }
