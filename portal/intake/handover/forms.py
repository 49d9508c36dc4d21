"""What a clerk types in for somebody: the questions of the public pages, and how it came."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from wtforms import Field, HiddenField, MultipleFileField, SelectField
from wtforms.validators import InputRequired

from portal import clock
from portal.cases.arrivals import Statement
from portal.cases.corroborating.corroboration import may_be_offered
from portal.cases.subjects import GROUPS, NO_CONCERN, subjects_for
from portal.cases.tellings import TAKEN_DOWN_BY
from portal.cases.workflow import CaseKind
from portal.forms import SHORT, Form, LongTextField, TextField, offered
from portal.i18n import current_language, format_day, own_name, site_languages
from portal.i18n import gettext as _
from portal.i18n import lazy_gettext as _l
from portal.intake.concerns.forms import (
    DangerForm,
    ExcludeForm,
    HappenedForm,
    KnowingForm,
    NoteForm,
    PublishForm,
    SealForm,
    WhenForm,
    WhereForm,
    WhoseForm,
    YouForm,
)
from portal.intake.concerns.questions import QUESTIONS, words_of
from portal.intake.concerns.statements import statement_of
from portal.intake.concerns.steps import Answers, Step, is_in_danger, subjects_chosen
from portal.intake.forms import MissedVisitForm
from portal.intake.handover.ways import CHANNELS, WISHES, WITHIN, Channel, Wish
from portal.intake.stamped_forms import (
    PastDayField,
    StampedForm,
    email_field,
    many_of,
    name_field,
    one_of,
    phone_field,
)

NO_WISH: Final = "none"
SEND_NOW: Final = "no"
_OTHER_SUBJECT: Final = "OTH-OTHER"


class TakingForm(StampedForm):
    """How it came, and how the person wants to hear from us."""

    takes_a_while = False

    channel = one_of(
        _l("How did it reach us?"),
        [(each.value, words) for each, words in CHANNELS.items()],
        required=_l("Say how it reached us."),
    )
    came_on = PastDayField(
        _l("On which day did it reach us?"),
        description=_l(
            "The day of the call, or the day the letter was delivered: the clock runs from it."
        ),
    )
    language = SelectField(_l("In which language shall we answer?"))
    wish = one_of(
        _l("How do they want to hear from us?"),
        [
            (NO_WISH, _l("They come back with the code, on this site")),
            (Wish.RING_BACK.value, _l("Somebody rings them back")),
            (Wish.LETTER.value, _l("Somebody writes them a letter")),
        ],
        required=_l("Say how they want to hear from us."),
    )

    name = name_field()
    email = email_field()
    phone = phone_field()
    other = LongTextField(
        _l("Postal address, or another way to reach you"),
        description=_l("For example: a letter to a friend's address"),
        most=SHORT,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.language.choices = offered((each, own_name(each)) for each in site_languages())
        if not self.is_submitted():
            self.language.data = current_language()
            self.came_on.data = clock.today()

    def validate(self, extra_validators: Any = None) -> bool:
        """Judge each answer, then those that only make sense together."""
        valid = bool(super().validate(extra_validators))
        for field, sentence in self._amiss():
            field.errors = [*field.errors, sentence]
            valid = False
        return valid

    def _amiss(self) -> Iterator[tuple[Field, str]]:
        if self.came_on.data is None:
            if not self.came_on.errors:
                yield self.came_on, _("Enter the day on which it reached us.")
        elif self.came_on.data < clock.today() - WITHIN:
            yield self.came_on, _("That is more than a year ago. Please check the year.")
        if self.wish.data == Wish.RING_BACK and not self.phone.data:
            yield self.phone, _("Enter the number to ring.")
        if self.wish.data == Wish.LETTER and not self.other.data:
            yield self.other, _("Enter the address to write to.")

    @property
    def wished(self) -> Wish | None:
        """What somebody has to do; None where the person comes back by themselves."""
        return None if self.wish.data == NO_WISH else Wish(self.wish.data)

    def noted(self, statement: Statement, *, by: str) -> Statement:
        """The statement, with how it came, who took it down, and where to write to."""
        telling = statement.telling
        taken = [
            (self.channel, str(CHANNELS[Channel(self.channel.data)])),
            (self.came_on, format_day(self.came_on.data)),
        ]
        answers = [(str(field.label.text), words) for field, words in taken]
        answers.append((str(TAKEN_DOWN_BY), by))
        if self.wished is not None:
            answers.append((str(self.wish.label.text), str(WISHES[self.wished])))
        return replace(
            statement,
            language=self.language.data,
            telling=replace(telling, answers=(*telling.answers, *answers)),
            contact=replace(statement.contact, other=self.other.data or ""),
        )


class TakeMissedVisitForm(TakingForm, MissedVisitForm):
    """A visit that was missed, as somebody tells it."""

    def stated(self, *, by: str) -> Statement:
        """What is sent, before it is sealed."""
        return self.noted(self.statement(self.language.data), by=by)


class TakeConcernForm(
    TakingForm,
    DangerForm,
    HappenedForm,
    WhenForm,
    NoteForm,
    WhereForm,
    WhoseForm,
    KnowingForm,
    YouForm,
    ExcludeForm,
    PublishForm,
    SealForm,
):
    """A concern, as somebody tells it: every question of the public pages on one.

    `headings` are what the subjects stand under.
    """

    headings = tuple((group.code, group.label) for group in GROUPS if group.code not in NO_CONCERN)
    subjects = many_of(
        words_of(Step.WHICH, "subjects"),
        [(each.code, each.label) for each in subjects_for(CaseKind.CONCERN)],
        description=_l("Choose all that fit."),
        validators=[InputRequired(_l("Choose at least one."))],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_submitted():
            self.seal.data = SEND_NOW

    def _amiss(self) -> Iterator[tuple[Field, str]]:
        yield from super()._amiss()
        if self.seal.data in (None, SEND_NOW) or self.errors:
            return
        answers = self.answers
        if not may_be_offered(
            subjects_chosen(answers),
            role=answers[Step.WHOSE]["whose"],
            in_danger=is_in_danger(answers),
        ):
            yield (
                self.seal,
                _("This cannot wait unread: somebody may be in danger, or nothing else could be "
                  "found to be like it. Send it now."),
            )  # fmt: skip

    def stated(self, *, by: str) -> Statement:
        """What is sent, before it is sealed."""
        statement = statement_of(
            self.answers,
            language=self.language.data,
            home_code=self.home_code.data or "",
        )
        return self.noted(statement, by=by)

    @property
    def answers(self) -> Answers:
        """What was answered, by the pages on which the public is asked."""
        chosen: list[str] = self.subjects.data
        answers: dict[str, Mapping[str, Any]] = {
            step.value: {name: self._plain(name) for name in asked}
            for step, asked in QUESTIONS.items()
            if all(name in self for name in asked)
        }
        if self.seal.data == SEND_NOW:
            answers[Step.SEAL] = {"seal": SEND_NOW, "until": None}
        answers[Step.ABOUT] = {"groups": sorted({code.partition("-")[0] for code in chosen})}
        answers[Step.WHICH] = {"subjects": [code for code in chosen if code != _OTHER_SUBJECT]}
        return answers

    def _plain(self, name: str) -> Any:
        value = self[name].data
        return value.isoformat() if name in ("day", "until") and value else value


class AddForm(Form):
    """Something more, for a case that is known by its handover code."""

    code = TextField(
        _l("The handover code"),
        required=_l("Enter the handover code."),
        description=_l("It stands on the slip that you printed or wrote down."),
        most=1_000_000,
    )
    words = LongTextField(
        _l("What shall be added?"),
        description=_l("For example what the person said when they rang again."),
    )
    photographs = MultipleFileField(
        _l("Photographs of the letter"), description=_l("JPEG, PNG or WebP. Up to six at a time.")
    )


class FirstUseForm(StampedForm):
    """The code that somebody was given, to be changed into a receipt of their own."""

    takes_a_while = False

    code = HiddenField()


class LookForm(Form):
    """Nothing but the button that shows how to reach somebody."""


class NewCodeForm(StampedForm):
    """A code in the place of a lost one."""

    takes_a_while = False

    called_back = one_of(
        _l("How does the code reach the person, and nobody else?"),
        [
            ("rang", _l("I rang the number that was left, and the person is on the telephone")),
            ("post", _l("I print the slip and post it to the address that was left")),
        ],
        required=_l("Call back first: without that the code could go to somebody else."),
    )


class ReachedForm(Form):
    """That somebody was rung or written to."""

    upto = HiddenField()
    done_on = PastDayField(_l("On which day?"), description=_l("For example 27 3 2026"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_submitted():
            self.done_on.data = clock.today()

    def validate(self, extra_validators: Any = None) -> bool:
        """A day is needed."""
        valid = bool(super().validate(extra_validators))
        if self.done_on.data is None and not self.done_on.errors:
            self.done_on.errors = [_("Enter the day on which it was done.")]
            valid = False
        return valid

    @property
    def place(self) -> int:
        """How far the page went; nothing where something else was sent."""
        typed = self.upto.data or ""
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0


class LetterForm(StampedForm):
    """A letter to print: with a new code on its slip, or without."""

    takes_a_while = False

    slip = one_of(
        _l("Shall a code go with the letter?"),
        [
            ("none", _l("No: the person has a code that works, or wants none")),
            ("new", _l("Yes, a new one. Whatever code they had stops working")),
        ],
        required=_l("Say whether a code goes with the letter."),
    )
