"""The pages of a concern: one question each, or a few that belong together."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, Self

from wtforms import HiddenField, MultipleFileField
from wtforms.validators import InputRequired

from portal import clock
from portal.cases.corroborating.corroboration import SealRefused, require_until
from portal.cases.subjects import GROUPS, NO_CONCERN, subjects_of
from portal.forms import DayField, Form, LongTextField, TextField, offered
from portal.i18n import gettext as _
from portal.i18n import lazy_gettext as _l
from portal.intake.concerns.names import meant
from portal.intake.concerns.questions import choices_of, words_of
from portal.intake.concerns.steps import Step
from portal.intake.stamped_forms import (
    EmailField,
    PastDayField,
    StampedForm,
    email_field,
    many_of,
    name_field,
    one_of,
    phone_field,
)


class StepForm(Form):
    """One page of a concern. What it answers is kept in the draft as plain values."""

    @classmethod
    def of_answer(cls, answer: Mapping[str, Any], **choices: Any) -> Self:
        """The form with what was answered before, or with what was typed just now."""
        return cls.of_request(data=dict(answer), **choices)

    @property
    def answer(self) -> dict[str, Any]:
        """What was answered, as the draft keeps it."""
        return {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in self.data.items()
            if name != "csrf_token"
        }


class DangerForm(StepForm):
    """Numbers come before questions."""

    danger = one_of(
        words_of(Step.DANGER, "danger"),
        choices_of(Step.DANGER, "danger"),
        required=_l("Say whether anyone is in danger right now."),
    )


class AboutForm(StepForm):
    """The headings."""

    groups = many_of(
        words_of(Step.ABOUT, "groups"),
        [(group.code, group.label) for group in GROUPS if group.code not in NO_CONCERN],
        description=_l("Choose all that fit."),
        validators=[InputRequired(_l("Choose at least one."))],
    )


class WhichForm(StepForm):
    """What stands below the headings that were chosen."""

    subjects = many_of(
        words_of(Step.WHICH, "subjects"),
        [],
        description=_l("Choose all that fit."),
        validators=[InputRequired(_l("Choose at least one."))],
    )

    @classmethod
    def of_groups(cls, answer: Mapping[str, Any], groups: list[str]) -> Self:
        """The form with the subjects of these headings."""
        below = [each for code in groups for each in subjects_of(code)]
        choices = offered((each.code, each.label) for each in below if each.code != "OTH-OTHER")
        return cls.of_answer(answer, subjects=choices)


class HappenedForm(StepForm):
    """In one's own words."""

    words = LongTextField(
        words_of(Step.HAPPENED, "words"),
        required=_l("Tell us what happened. A few words are enough."),
        description=_l(
            "In your own words; a few are enough. Say who was there, if you know, and what it "
            "meant for the person."
        ),
    )


class WhenForm(StepForm):
    """As far as it is known."""

    day = PastDayField(words_of(Step.WHEN, "day"), description=_l("For example 27 3 2026"))
    time = TextField(
        words_of(Step.WHEN, "time"), description=_l("For example: 8 in the morning"), most=60
    )
    period = TextField(
        words_of(Step.WHEN, "period"),
        description=_l("For example: every Sunday since September"),
    )

    @classmethod
    def of_answer(cls, answer: Mapping[str, Any], **choices: Any) -> Self:
        """The form, its day a day again."""
        return cls.of_request(data=_with_day(answer, "day"), **choices)


class NoteForm(StepForm):
    """A note said that nobody could get in: what can be known about it."""

    written = TextField(words_of(Step.NOTE, "written"))
    found = TextField(words_of(Step.NOTE, "found"))
    at_home = one_of(words_of(Step.NOTE, "at_home"), choices_of(Step.NOTE, "at_home"))
    key = one_of(words_of(Step.NOTE, "key"), choices_of(Step.NOTE, "key"))
    phoned = one_of(words_of(Step.NOTE, "phoned"), choices_of(Step.NOTE, "phoned"))
    rang_later = one_of(words_of(Step.NOTE, "rang_later"), choices_of(Step.NOTE, "rang_later"))
    before = one_of(words_of(Step.NOTE, "before"), choices_of(Step.NOTE, "before"))


class PhotographsForm(StepForm):
    """Photographs, which wait in the draft; the page is left with "Continue"."""

    photographs = MultipleFileField(_l("Choose photographs"))


class WhereForm(StepForm):
    """The home, by its code or in words."""

    home_code = TextField(
        words_of(Step.WHERE, "home_code"),
        description=_l("It is on the card in the home. Leave it empty if you do not have it."),
        most=40,
    )
    place = TextField(
        words_of(Step.WHERE, "place"),
        description=_l("Enough to find the home, for example the corner house in Hill Lane"),
    )


class WhoseForm(StepForm):
    """In which capacity somebody speaks."""

    whose = one_of(
        words_of(Step.WHOSE, "whose"),
        choices_of(Step.WHOSE, "whose"),
        required=_l("Say whose care it is about."),
    )


class KnowingForm(StepForm):
    """Whether the person knows, and can decide."""

    knows = one_of(words_of(Step.KNOWING, "knows"), choices_of(Step.KNOWING, "knows"))
    decides = one_of(words_of(Step.KNOWING, "decides"), choices_of(Step.KNOWING, "decides"))


class YouForm(StepForm):
    """Nothing is required."""

    name: TextField = name_field()
    email: EmailField = email_field()
    phone: TextField = phone_field()
    other = TextField(
        words_of(Step.YOU, "other"),
        description=_l("For example: a letter to a friend's address"),
    )


class ExcludeForm(StepForm):
    """Who should not see it."""

    members = many_of(words_of(Step.EXCLUDE, "members"), [])
    others = TextField(
        words_of(Step.EXCLUDE, "others"),
        description=_l(
            "Write their names. A name from the list above counts as ticked. Those who read your "
            "concern see the others, so that they do not speak of it to them."
        ),
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """Judge each answer; tick whom the typed names mean, and ask where that is unclear."""
        valid = bool(super().validate(extra_validators))
        people = {each.value: str(each.label) for each in self.members.choices}
        found = meant(self.others.data or "", people, ticked=self.members.data or ())
        ticked = {*(self.members.data or ()), *found.ids}
        self.members.data = [each for each in people if each in ticked]
        if found.unclear:
            sentence = _(
                "“%(name)s” could be more than one of the people in the list. Please tick whom "
                "you mean.",
                name=found.unclear[0],
            )
            self.others.errors = [*self.others.errors, sentence]
        if people and ticked >= set(people):
            sentence = _("Nobody could read what you wrote then. Please leave one without a tick.")
            self.members.errors = [*self.members.errors, sentence]
        return valid and not self.others.errors and not self.members.errors


class PublishForm(StepForm):
    """Consent, after the sentence itself was shown."""

    publish = one_of(
        words_of(Step.PUBLISH, "publish"),
        choices_of(Step.PUBLISH, "publish"),
        required=_l("Say whether we may publish what is learned."),
    )


class SealForm(StepForm):
    """Whether it goes out at once, or waits until somebody else reports the same."""

    seal = one_of(
        words_of(Step.SEAL, "seal"),
        choices_of(Step.SEAL, "seal"),
        required=_l("Choose whether to send it now or to keep it sealed."),
    )
    until = DayField(words_of(Step.SEAL, "until"))

    @classmethod
    def of_answer(cls, answer: Mapping[str, Any], **choices: Any) -> Self:
        """The form, its day a day again."""
        return cls.of_request(data=_with_day(answer, "until"))

    @property
    def answer(self) -> dict[str, Any]:
        """What was answered: a day belongs only to what is kept sealed."""
        kept = super().answer
        return {**kept, "until": kept["until"] if kept["seal"] == "yes" else None}

    def validate(self, extra_validators: Any = None) -> bool:
        """Judge each answer, and the day where one is needed."""
        super().validate(extra_validators)
        if self.seal.data != "yes":
            self.until.errors = []  # What was typed for the other choice is of no account.
        elif not self.until.errors:
            try:
                require_until(self.until.data, clock.today())
            except SealRefused as refusal:
                self.until.errors = [str(refusal)]
        return not self.errors


class CheckForm(StampedForm):
    """Everything is sent, or nothing."""

    draft = HiddenField()


def _with_day(answer: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The answer as the draft keeps it, that day a day again."""
    return {**answer, name: date.fromisoformat(answer[name]) if answer.get(name) else None}


STEP_FORMS: Final[Mapping[Step, type[StepForm]]] = {
    Step.DANGER: DangerForm,
    Step.ABOUT: AboutForm,
    Step.WHICH: WhichForm,
    Step.HAPPENED: HappenedForm,
    Step.WHEN: WhenForm,
    Step.NOTE: NoteForm,
    Step.PHOTOGRAPHS: PhotographsForm,
    Step.WHERE: WhereForm,
    Step.WHOSE: WhoseForm,
    Step.KNOWING: KnowingForm,
    Step.YOU: YouForm,
    Step.EXCLUDE: ExcludeForm,
    Step.PUBLISH: PublishForm,
    Step.SEAL: SealForm,
}
