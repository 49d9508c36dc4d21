"""What somebody types who asks what is held about them."""

from typing import Final

from portal.cases.arrivals import Statement
from portal.cases.tellings import Telling
from portal.cases.workflow import CaseKind
from portal.forms import LongTextField, TextField
from portal.i18n import lazy_gettext as _l
from portal.intake.stamped_forms import SpeakingForm, email_field, one_of, phone_field

ABOUT: Final = ("DAT-HELD",)


class HeldForm(SpeakingForm):
    """Who asks, about whom, what for, and how we can make sure."""

    whose = one_of(
        _l("About whom do you ask?"),
        [
            ("self", _l("About me")),
            ("other", _l("About somebody for whom I may act")),
        ],
        required=_l("Choose about whom you ask."),
    )
    name = TextField(
        _l("The name of the person you ask about"),
        required=_l("Enter the name of the person you ask about."),
    )
    words = LongTextField(
        _l("What would you like to have?"),
        description=_l(
            "For example: everything; or what was written about me in October; or who has seen it."
        ),
        required=_l("Say what you would like to have."),
    )
    make_sure = LongTextField(
        _l("How can we make sure that it is you, or that you may act for the person?"),
        description=_l(
            "For example: ring me at the number that the office has; or I come by with the paper. "
            "Please send no copy of a passport."
        ),
        required=_l("Say how we can make sure."),
    )
    email = email_field()
    phone = phone_field()

    def statement(self, language: str) -> Statement:
        """What is sent, before it is sealed."""
        chosen = [str(each.label) for each in self.whose.choices if each.value == self.whose.data]
        return Statement(
            kind=CaseKind.HELD,
            subjects=ABOUT,
            telling=Telling(
                words=self.words.data or "",
                role=self.whose.data or "",
                answers=(
                    (str(self.whose.label.text), chosen[0]),
                    (str(self.make_sure.label.text), self.make_sure.data or ""),
                ),
            ),
            language=language,
            contact=self.contact,
        )
