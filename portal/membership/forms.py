"""What the secretary may type about members."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from wtforms import BooleanField, RadioField, SelectField
from wtforms.validators import InputRequired, Optional

from portal.forms import DayField, Form, TextField, offered
from portal.i18n import lazy_gettext as _l
from portal.membership.classes import MANY_MEMBERS, ONE_MEMBER, MemberClass
from portal.membership.details import MemberDetails

NOBODY = ""


class SearchForm(Form):
    """Whom to look for in the register."""

    name = TextField(_l("A part of the name"))
    member_class = SelectField(
        _l("Class"),
        choices=offered(
            [
                ("", _l("Every class")),
                *((each.value, MANY_MEMBERS[each]) for each in MemberClass),
            ]
        ),
    )
    who = SelectField(
        _l("Who"),
        choices=offered([("", _l("Members at present")), ("ceased", _l("Those who left"))]),
    )

    @property
    def answers(self) -> dict[str, str]:
        """What was typed and chosen."""
        fields = (self.name, self.member_class, self.who)
        return {field.name: field.data or "" for field in fields}

    @property
    def sought(self) -> dict[str, Any]:
        """The same, as the register is asked; without what was refused."""
        known = [each for each in MemberClass if each.value == self.member_class.data]
        return {
            "search": "" if self.name.errors else self.name.data or "",
            "member_class": known[0] if known else None,
            "ceased": self.who.data == "ceased",
        }


class MemberForm(Form):
    """What the register says about one member."""

    name = TextField(_l("What is the member's name?"), required=_l("Enter the name."))
    member_class = RadioField(
        _l("In which class do they vote?"),
        choices=offered((each.value, ONE_MEMBER[each]) for each in MemberClass),
        validators=[InputRequired(_l("Choose the class."))],
        description=_l("Everybody has one class."),
    )
    care_worker_ref = TextField(
        _l("What is their reference in the rota?"),
        most=40,
        description=_l(
            "Only for care workers. With it the portal can see by itself who was to make a visit,"
            " and keeps that case from them."
        ),
    )
    line_manager = SelectField(
        _l("Who is their line manager?"),
        description=_l("A manager does not see what is said about those they manage."),
    )
    household = TextField(
        _l("With whom do they live?"),
        most=60,
        description=_l(
            "Any label of your own, the same for all members who live together. Leave it empty for"
            " the others."
        ),
    )
    language = SelectField(_l("In which language do they want letters?"), validators=[Optional()])
    large_print = BooleanField(_l("They want letters in large print"))
    by_post = BooleanField(
        _l("They want letters by post"),
        description=_l("Whoever has no sign-in gets them by post in any case."),
    )

    @property
    def details(self) -> MemberDetails:
        """What was typed, as the register takes it."""
        return MemberDetails(
            name=self.name.data,
            member_class=MemberClass(self.member_class.data),
            care_worker_ref=self.care_worker_ref.data or None,
            line_manager_id=UUID(self.line_manager.data) if self.line_manager.data else None,
            household=self.household.data or None,
            language=self.language.data or None,
            large_print=bool(self.large_print.data),
            by_post=bool(self.by_post.data),
        )


class AdmitForm(MemberForm):
    """A new member."""

    admitted_on = DayField(
        _l("On which day were they admitted?"),
        required=_l("Enter the day of admission."),
        description=_l("For example 5 1 2026."),
    )


class ChangeForm(MemberForm):
    """What is corrected; nobody is given a place in the reserve here, only taken off it."""

    off_reserve = BooleanField(
        _l("They do not stand by as a substitute any more"),
        description=_l(
            "Places in the reserve come from an election, or from two members of the committee."
        ),
    )

    def details_beside(self, kept: MemberDetails) -> MemberDetails:
        """What was typed, with the place in the reserve that the register has, or without."""
        return replace(
            self.details, reserve_rank=None if self.off_reserve.data else kept.reserve_rank
        )


class CeaseForm(Form):
    """The end of a membership."""

    ceased_on = DayField(
        _l("From which day are they no longer a member?"),
        required=_l("Enter the day."),
        description=_l("Today or earlier."),
    )
    sure = BooleanField(
        _l("I have checked that this is the right person"),
        validators=[InputRequired(_l("Tick the box if this is the right person."))],
    )


class InviteForm(Form):
    """A sign-in for a member."""

    email = TextField(
        _l("What is their e-mail address?"),
        required=_l("Enter the e-mail address."),
        description=_l("They sign in with it. It is shown to nobody outside."),
    )


def typed(details: MemberDetails) -> dict[str, Any]:
    """A member's details as the form shows them."""
    return {
        "name": details.name,
        "member_class": details.member_class.value,
        "care_worker_ref": details.care_worker_ref,
        "line_manager": str(details.line_manager_id or NOBODY),
        "household": details.household,
        "language": details.language or "",
        "large_print": details.large_print,
        "by_post": details.by_post,
    }
