"""A new co-operative founds its committee: a shell proposes, two people sign."""

from datetime import UTC, date, datetime, timedelta

import pytest
from click.testing import Result
from flask import Flask

from portal.accounts.models import Account
from portal.accounts.permissions import Permission
from portal.accounts.queries import find_account_by_email, running_permissions
from portal.accounts.services import AccountRefused
from portal.committee import authority
from portal.committee.commands import found
from portal.committee.founding.models import Founding
from portal.committee.founding.queries import find_waiting_founding
from portal.committee.founding.services import (
    Founder,
    FoundingRefused,
    prepare_founding,
    sign_founding,
)
from portal.committee.models import Term
from portal.committee.queries import sitting_terms
from portal.committee.seats import NoSeatLeft, OutOfBalance
from portal.committee.services import refresh_authority
from portal.committee.terms import PeriodRefused, TermSource
from portal.database import db
from portal.errors import RuleBroken
from portal.ledger.kinds import EntryKind
from portal.membership.classes import MemberClass
from portal.membership.models import Member
from tests.committee.factories import DAY, TODAY, make_seated
from tests.committee.test_seating import facts
from tests.conftest import NOW
from tests.membership.factories import make_account

FOUNDERS = [
    Founder("Mair Jones", "mair@example.org", MemberClass.USER),
    Founder("Huw Rees", "huw@example.org", MemberClass.FAMILY_CARER),
    Founder("Gwen Pugh", "gwen@example.org", MemberClass.VOLUNTEER),
]


def prepared(ends_on: date | None = None) -> Founding:
    prepare_founding(FOUNDERS, ends_on=ends_on, at=NOW)
    founding = find_waiting_founding(TODAY)
    assert founding is not None
    return founding


def who(email: str) -> Account:
    account = find_account_by_email(email)
    assert account is not None
    return account


@pytest.mark.usefixtures("database")
class TestFounding:
    """Proposing and signing."""

    def test_a_proposal_seats_nobody_and_invites_everybody(self) -> None:
        invited = prepare_founding(FOUNDERS, at=NOW)

        assert sitting_terms(TODAY) == []
        assert [each.founder for each in invited] == FOUNDERS
        assert len({each.code for each in invited}) == 3
        assert running_permissions(who("mair@example.org").id, NOW) == {Permission.SIGN_FOUNDING}
        assert facts(EntryKind.TERM_BEGAN) == []

    def test_the_second_signature_seats_everybody_for_six_months_not_elected(self) -> None:
        founding = prepared()

        assert not sign_founding(founding, by=who("mair@example.org"), at=NOW)
        assert sitting_terms(TODAY) == []

        assert sign_founding(founding, by=who("gwen@example.org"), at=NOW + timedelta(hours=1))

        terms = sitting_terms(TODAY)
        assert [each.member.name for each in terms] == ["Gwen Pugh", "Huw Rees", "Mair Jones"]
        assert {each.source for each in terms} == {TermSource.FOUNDING}
        assert {each.ends_on for each in terms} == {date(2027, 5, 9)}
        assert running_permissions(who("huw@example.org").id, NOW + DAY) == authority.SITTING
        (signed,) = facts(EntryKind.SETTINGS_CHANGED)
        assert signed["signed_by"] == ["Mair Jones", "Gwen Pugh"]

    def test_nobody_signs_twice(self) -> None:
        founding = prepared()
        sign_founding(founding, by=who("mair@example.org"), at=NOW)

        with pytest.raises(FoundingRefused, match="You have signed this"):
            sign_founding(founding, by=who("mair@example.org"), at=NOW)

        assert sitting_terms(TODAY) == []

    def test_only_somebody_on_the_list_signs(self) -> None:
        founding = prepared()

        with pytest.raises(FoundingRefused, match="Only somebody named"):
            sign_founding(founding, by=make_account(), at=NOW)

        assert founding.signatures == []

    def test_a_third_signature_comes_too_late(self) -> None:
        founding = prepared()
        for email in ("mair@example.org", "huw@example.org"):
            sign_founding(founding, by=who(email), at=NOW)

        with pytest.raises(FoundingRefused, match="has been signed already"):
            sign_founding(founding, by=who("gwen@example.org"), at=NOW)

        assert len(sitting_terms(TODAY)) == 3

    def test_an_unsigned_founding_lapses_and_can_be_proposed_again_to_the_same_people(
        self,
    ) -> None:
        founding = prepared()
        later = NOW + timedelta(days=30)
        sign_founding(founding, by=who("mair@example.org"), at=NOW)

        with pytest.raises(FoundingRefused, match="its time is over"):
            sign_founding(founding, by=who("huw@example.org"), at=later)
        assert running_permissions(who("huw@example.org").id, later) == frozenset()

        prepare_founding(FOUNDERS, at=later)

        assert db.session.query(Member).count() == 3
        assert Permission.SIGN_FOUNDING in running_permissions(who("huw@example.org").id, later)

    def test_a_signature_late_in_the_thirty_days_keeps_the_end_that_was_proposed(self) -> None:
        founding = prepared(ends_on=date(2027, 3, 1))
        late = NOW + timedelta(days=29)
        sign_founding(founding, by=who("mair@example.org"), at=NOW)
        sign_founding(founding, by=who("huw@example.org"), at=late)

        assert {each.ends_on for each in db.session.query(Term)} == {date(2027, 3, 1)}

    def test_there_is_one_founding_at_a_time_and_none_beside_a_committee(self) -> None:
        prepared()

        with pytest.raises(FoundingRefused, match="already waits"):
            prepare_founding(FOUNDERS, at=NOW)

    def test_a_co_operative_with_a_committee_founds_none(self) -> None:
        make_seated(("Mair", MemberClass.USER))

        with pytest.raises(FoundingRefused, match="has a committee"):
            prepare_founding(FOUNDERS, at=NOW)

    @pytest.mark.parametrize(
        ("founders", "ends_on", "refusal"),
        [
            (FOUNDERS[:2], None, FoundingRefused),
            (FOUNDERS, date(2027, 5, 10), PeriodRefused),
            (FOUNDERS, TODAY, PeriodRefused),
            ([FOUNDERS[0], FOUNDERS[0], FOUNDERS[1]], None, FoundingRefused),
            (
                [Founder(f"P{n}", f"p{n}@example.org", MemberClass.WORKER) for n in range(3)],
                None,
                NoSeatLeft,
            ),
            (
                [
                    FOUNDERS[0],
                    Founder("A", "a@example.org", MemberClass.WORKER),
                    Founder("B", "b@example.org", MemberClass.WORKER),
                ],
                None,
                OutOfBalance,
            ),
        ],
    )
    def test_refuses_a_founding_that_would_be_no_committee(
        self, founders: list[Founder], ends_on: date | None, refusal: type[RuleBroken]
    ) -> None:
        with pytest.raises(refusal):
            prepare_founding(founders, ends_on=ends_on, at=NOW)

    def test_an_address_that_somebody_else_has_is_refused(self) -> None:
        stranger = make_account("Stranger")
        taken = Founder("Mair", stranger.email, MemberClass.USER)

        with pytest.raises(AccountRefused, match="already signs in"):
            prepare_founding([taken, *FOUNDERS[1:]], at=NOW)

    def test_the_founding_term_ends_by_itself(self) -> None:
        founding = prepared()
        for email in ("mair@example.org", "huw@example.org"):
            sign_founding(founding, by=who(email), at=NOW)
        end = datetime(2027, 5, 9, 9, tzinfo=UTC)

        refresh_authority(end)

        assert sitting_terms(date(2027, 5, 9)) == []
        assert running_permissions(who("mair@example.org").id, end) == frozenset()
        assert len(facts(EntryKind.TERM_ENDED)) == 3


def run(app: Flask, *arguments: str) -> Result:
    with app.app_context():
        return app.test_cli_runner().invoke(found, arguments)


def test_the_command_prints_an_invitation_for_each_and_seats_nobody(app: Flask) -> None:
    result = run(
        app,
        "--member",
        "Mair Jones, mair@example.org, user",
        "--member",
        "Huw Rees, huw@example.org, family_carer",
        "--member",
        "Gwen Pugh, gwen@example.org, volunteer",
    )

    assert result.exit_code == 0, result.output
    assert "Mair Jones <mair@example.org>" in result.output
    assert "two of them" in result.output
    with app.app_context():
        assert find_waiting_founding(TODAY) is not None
        assert sitting_terms(TODAY) == []


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--member", "Mair"], "write NAME, E-MAIL, CLASS"),
        (["--member", "Mair, mair@example.org, queen"], "'queen' is no class"),
        (["--member", "Mair, mair@example.org, user"], "at least 3 members"),
        (["--member", "Mair, nonsense, user"] * 3, ""),
    ],
)
def test_the_command_refuses_in_a_sentence_and_changes_nothing(
    app: Flask, arguments: list[str], sentence: str
) -> None:
    result = run(app, *arguments)

    assert result.exit_code != 0
    assert sentence in result.output
    with app.app_context():
        assert db.session.query(Member).count() == 0
