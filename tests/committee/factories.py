"""Makers of a committee: seats and offices through the real services."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from portal.accounts.models import Account
from portal.clock import local
from portal.committee.appointments.services import Post, confirm_appointment, propose_appointment
from portal.committee.models import Appointment, Term
from portal.committee.offices import Office
from portal.committee.seating.services import Seat, begin_terms
from portal.committee.terms import TermSource
from portal.database import db, transaction
from portal.membership.classes import MemberClass
from portal.membership.models import Member
from portal.vault.keys import new_key_pair
from portal.vault.models import Holder
from portal.vault.services import add_holder
from portal.vault.states import HolderKind
from tests.conftest import NOW
from tests.membership.factories import make_account, make_member
from tests.snapshots import remembered

TODAY = local(NOW).date()
ENDS = date(2027, 4, 1)
DAY = timedelta(days=1)

THREE = (
    ("Mair Jones", MemberClass.USER),
    ("Huw Rees", MemberClass.FAMILY_CARER),
    ("Gwen Pugh", MemberClass.VOLUNTEER),
)
NINE = (
    ("Mair Jones", MemberClass.USER),
    ("Elin Parry", MemberClass.USER),
    ("Huw Rees", MemberClass.FAMILY_CARER),
    ("Tom Ellis", MemberClass.FAMILY_CARER),
    ("Nia Wyn", MemberClass.WORKER),
    ("Owen Hall", MemberClass.WORKER),
    ("Gwen Pugh", MemberClass.VOLUNTEER),
    ("Ann Lewis", MemberClass.SUPPORTER_COMMUNITY),
    ("Rhys Cound", MemberClass.PUBLIC_BODY),
)


def make_seated(
    *people: tuple[str, MemberClass],
    source: TermSource = TermSource.DEMONSTRATION,
    starts_on: date = TODAY,
    ends_on: date = ENDS,
    at: datetime = NOW,
) -> list[Term]:
    """Members with sign-ins and keys, who sit together."""
    seats = [Seat(make_candidate(name, each), each) for name, each in people]
    return begin_terms(seats, source=source, starts_on=starts_on, ends_on=ends_on, at=at)


def make_candidate(name: str, member_class: MemberClass = MemberClass.USER) -> Member:
    """A member with a sign-in and a key, and a reference if they work for the co-operative."""
    ref = f"CW-{name}" if member_class is MemberClass.WORKER else None
    return make_member(name, member_class, care_worker_ref=ref, account=make_account(name))


def account_of(term: Term) -> Account:
    """The sign-in of who sits."""
    assert term.member.account is not None
    return term.member.account


def make_appointed(
    office: Office,
    account: Account,
    terms: list[Term],
    *,
    deputy: bool = False,
    starts_on: date = TODAY,
    ends_on: date = ENDS,
    at: datetime = NOW,
) -> Appointment:
    """Somebody in office, proposed and confirmed by two others who sit."""
    first, second = [account_of(each) for each in terms if account_of(each) is not account][:2]
    made = propose_appointment(Post(office, deputy, starts_on, ends_on), account, by=first, at=at)
    confirm_appointment(made, by=second, at=at)
    return made


def make_whole(*people: tuple[str, MemberClass]) -> list[Term]:
    """A committee with everything that intake needs: chair, lead, outside person, recovery key."""
    made = remembered(("whole", people), lambda: _make_whole(people or NINE))
    return [db.session.get_one(Term, term_id) for term_id in made]


def _make_whole(people: Sequence[tuple[str, MemberClass]]) -> list[UUID]:
    with transaction():
        terms = make_seated(*people)
        make_appointed(Office.CHAIR, account_of(terms[0]), terms)
        make_appointed(Office.SAFEGUARDING_LEAD, account_of(terms[1]), terms)
        make_appointed(Office.OUTSIDE_PERSON, make_account("Bethan Outside"), terms)
        make_recovery()
        return [each.id for each in terms]


def make_recovery() -> Holder:
    """A recovery key."""
    return add_holder(HolderKind.RECOVERY, new_key_pair().public, at=NOW)
