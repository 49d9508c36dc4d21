"""An installation as it is on a busy day: a committee of nine, a home with its card, a report.

`python -m bench.stage` makes it in the database and the instance folder that CANDOUR_... name,
through the same services as the pages do.
"""

from datetime import date, timedelta

from portal import clock, config
from portal.accounts.models import Account
from portal.accounts.services import add_account
from portal.app import create_app
from portal.committee.appointments.services import Post, confirm_appointment, propose_appointment
from portal.committee.offices import Office
from portal.committee.seating.services import Seat, begin_terms
from portal.committee.terms import TermSource
from portal.database import Model, db, transaction
from portal.membership.classes import MemberClass
from portal.membership.details import MemberDetails
from portal.membership.models import Member
from portal.membership.services import admit_member, give_sign_in
from portal.publication.attack_services import keep_attack
from portal.publication.attacking import AttackOutcome, Findings
from portal.publication.disclosure.lattice import declared
from portal.publication.disclosure.primary import Percent, Protection, Shown
from portal.publication.headline import Headline, parameters_of
from portal.publication.services import prepare_release, sign_release
from portal.vault.keys import new_key_pair
from portal.vault.services import add_holder
from portal.vault.states import HolderKind
from portal.visits.importing.models import Import
from portal.visits.importing.states import ImportState
from portal.visits.models import HomeCode, PackageVersion
from portal.visits.records import Commissioner, ServiceType

HOME_CODE = "00000000"
RELEASE = "2026-10"
SEATS = (
    *(MemberClass.USER, MemberClass.USER, MemberClass.FAMILY_CARER, MemberClass.FAMILY_CARER),
    *(MemberClass.WORKER, MemberClass.WORKER, MemberClass.VOLUNTEER),
    *(MemberClass.SUPPORTER_COMMUNITY, MemberClass.PUBLIC_BODY),
)
YEAR = timedelta(days=365)


def make() -> None:
    """Everything, in an empty database."""
    settings = config.read_settings()
    config.use(settings)
    for purpose in config.SECRET_PURPOSES:
        config.make_secret(purpose)
    app = create_app(settings)
    with app.app_context():
        Model.metadata.create_all(db.engine)
        with transaction():
            accounts = _make_committee()
            _make_home()
            _make_release(*accounts[:2])


def _make_committee() -> list[Account]:
    today, at = clock.today(), clock.now()
    people = [_member(f"Member {number}", each) for number, each in enumerate(SEATS, start=1)]
    accounts = [account for _, account in people]
    begin_terms(
        [Seat(member, each) for (member, _), each in zip(people, SEATS, strict=True)],
        source=TermSource.DEMONSTRATION,
        starts_on=today,
        ends_on=today + YEAR,
        at=at,
    )
    outside = _account("Outside Person")
    offices = {
        Office.CHAIR: accounts[0],
        Office.SAFEGUARDING_LEAD: accounts[1],
        Office.OUTSIDE_PERSON: outside,
    }
    for office, account in offices.items():
        post = Post(office, False, today, today + YEAR)
        first, second = [each for each in accounts if each is not account][:2]
        confirm_appointment(propose_appointment(post, account, by=first, at=at), by=second, at=at)
    add_holder(HolderKind.RECOVERY, new_key_pair().public, at=at)
    return accounts


def _member(name: str, member_class: MemberClass) -> tuple[Member, Account]:
    account = _account(name)
    ref = f"CW-{name}" if member_class is MemberClass.WORKER else None
    details = MemberDetails(name, member_class, care_worker_ref=ref)
    member = admit_member(details, admitted_on=clock.today(), by=None, at=clock.now())
    give_sign_in(member, account, by=None, at=clock.now())
    return member, account


def _account(name: str) -> Account:
    at = clock.now()
    account = add_account(name, f"{name.lower().replace(' ', '.')}@example.org", at=at)
    account.holder_id = add_holder(HolderKind.ACCOUNT, new_key_pair().public, at=at).id
    account.sealed_private_key = b"sealed"
    account.joined_at = at
    db.session.flush()
    return account


def _make_home() -> None:
    made = Import(
        state=ImportState.ACCEPTED, begun_at=clock.now(), ended_at=clock.now(), tz="Europe/London"
    )
    db.session.add(made)
    db.session.flush()
    db.session.add(
        PackageVersion(
            import_id=made.id,
            package_ref="PKG-1",
            person_ref="PER-1",
            provider_unit="UNIT-1",
            commissioner=Commissioner.LOCAL_AUTHORITY,
            service_type=ServiceType.PERSONAL_CARE,
            area_code="Menai North",
            start_date=date(2026, 1, 1),
        )
    )
    db.session.add(
        HomeCode(package_ref="PKG-1", code=HOME_CODE, given_at=clock.now(), ended_at=None)
    )


def _make_release(first: Account, second: Account) -> None:
    at = clock.now()
    causes = ("not_rostered", "missed", "no_access", "missing_carer", "short_time", "other")
    headline = Headline(
        period=RELEASE,
        first_on=date(2026, 10, 1),
        last_on=date(2026, 10, 31),
        as_of=clock.today(),
        delivered=_percent(80),
        delivered_lower=_percent(76),
        delivered_upper=_percent(84),
        missed=_percent(4),
        no_access=Percent(None, Shown.HIDDEN),
        causes={
            cause: _percent(value) for cause, value in zip(causes, (3, 2, 1, 3, 7, 4), strict=True)
        },
        protection=parameters_of(Protection(), declared()),
    )
    release = prepare_release(headline, source="1", reason="", by=first, at=at)
    findings = Findings(AttackOutcome.SAFE, 80, 1200, 12.0, 40, 0, 11, 11)
    keep_attack(release, findings, knew=(), figures=release.figures, at=at)
    for member in (first, second):
        sign_release(release, source="1", by=member, at=at)


def _percent(value: int) -> Percent:
    return Percent(value, Shown.VALUE)


if __name__ == "__main__":
    make()
