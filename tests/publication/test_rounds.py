"""Corrections of few people: in January, together with those of all months, or in words only."""

from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask

from portal.accounts.models import Account
from portal.accounts.permissions import Permission
from portal.clock import stopped_at
from portal.database import db, transaction
from portal.publication import queries
from portal.publication.amending.revising import RevisionMustWait, Touched
from portal.publication.amending.rounds import round_of, touched_together
from portal.publication.models import Release
from portal.publication.services import discard_draft, prepare_release, sign_release
from portal.visits.importing.work_services import import_folder
from portal.visits.records import FileSet, VisitRecords
from tests.accounts.factories import make_account, sign_in
from tests.client import Browser
from tests.conftest import NOW, ON_SQLITE
from tests.publication.factories import make_attacked, make_headline
from tests.snapshots import remembered
from tests.visits.figures.storing import store_little
from tests.visits.importing.test_broken_sets import BRYNTEG

ONE = Touched(1, 1)
JANUARY, FEBRUARY = datetime(2027, 1, 12, tzinfo=UTC), datetime(2027, 2, 2, tzinfo=UTC)
NEXT_JANUARY = datetime(2028, 1, 12, tzinfo=UTC)


def published(month: int, signers: tuple[Account, Account]) -> None:
    """A report of figures that were computed before the records came that are there now."""
    with transaction():
        release = prepare_release(make_headline(month=month), source="0", by=signers[0], at=NOW)
        make_attacked(release)
        for signer in signers:
            sign_release(release, source="0", by=signer, at=NOW)


def prepared(
    month: int,
    by: Account,
    *,
    touched: Touched = ONE,
    delivered: int = 78,
    at: datetime = JANUARY,
) -> Release:
    """The correction of a month, attacked."""
    together = touched_together(at.date())
    with transaction():
        draft = prepare_release(
            make_headline(delivered, month=month), source="1", reason="Visits came late.",
            by=by, at=at, touched=touched, together=together,
        )  # fmt: skip
        return make_attacked(draft, at=at)


def signed(period: str, signers: tuple[Account, Account], *, at: datetime = JANUARY) -> None:
    for signer in signers:
        found = round_of(queries.get_draft(period), at)
        db.session.rollback()
        with transaction():
            sign_release(queries.get_draft(period), source="1", by=signer, at=at, in_round=found)


def two() -> tuple[Account, Account]:
    found = make_account().account, make_account().account
    db.session.commit()
    return found


@pytest.fixture
def signers(app: Flask) -> Any:
    """Two who may sign, after records of many people changed in September and October."""
    with app.app_context():
        remembered("bryn teg", lambda: import_folder(BRYNTEG, default=FileSet(), at=NOW))
        found = two()
        for month in (9, 10):
            published(month, found)
        yield found


@pytest.fixture
def signers_of_little(app: Flask, brynteg: VisitRecords) -> Any:
    """The same, after records of three people changed in all."""
    with app.app_context():
        store_little(brynteg)
        found = two()
        for month in (9, 10):
            published(month, found)
        yield found


@pytest.mark.slow
@ON_SQLITE
def test_a_correction_of_few_is_signed_only_when_all_others_are_prepared(
    signers: tuple[Account, Account],
) -> None:
    assert prepared(10, signers[0]).is_small
    with pytest.raises(RevisionMustWait, match="Prepare these first: September 2026"):
        signed("2026-10", signers)
    assert queries.get_draft("2026-10").signatures == []

    draft = prepared(9, signers[0])
    with transaction():
        draft.source = "0"
    with pytest.raises(RevisionMustWait, match="Prepare these first: September 2026"):
        # That one is of older records: nobody could sign it.
        signed("2026-10", signers)

    with transaction():
        discard_draft(queries.get_draft("2026-09"), by=signers[0], at=JANUARY)
    prepared(9, signers[0])
    signed("2026-10", signers)
    # The other one did not know it, and it is prepared anew: what came out goes on counting.
    with transaction():
        discard_draft(queries.get_draft("2026-09"), by=signers[0], at=JANUARY)
    prepared(9, signers[0])
    signed("2026-09", signers)

    names = [each.name for each in queries.current_releases()]
    assert names == ["2026-10-correction-2", "2026-09-correction-2"]


@pytest.mark.slow
@ON_SQLITE
def test_what_was_prepared_in_january_is_not_signed_after_it(
    signers: tuple[Account, Account],
) -> None:
    for month in (9, 10):
        prepared(month, signers[0])

    with pytest.raises(RevisionMustWait, match="waits for January"):
        signed("2026-10", signers, at=FEBRUARY)


@pytest.mark.slow
@ON_SQLITE
def test_each_month_is_corrected_once_in_a_january(signers: tuple[Account, Account]) -> None:
    for month in (9, 10):
        prepared(month, signers[0])
    signed("2026-10", signers)

    # Those of the first round would not hide whom a second correction is of.
    with pytest.raises(RevisionMustWait, match="already"):
        prepared(10, signers[0], delivered=76)

    many = prepared(10, signers[0], touched=Touched(10, 5), delivered=76)
    assert not many.is_small
    with transaction():
        discard_draft(queries.get_draft("2026-10"), by=signers[0], at=JANUARY)
    assert prepared(10, signers[0], delivered=76, at=NEXT_JANUARY).is_small


@pytest.mark.slow
@ON_SQLITE
def test_a_correction_of_many_comes_out_by_itself(signers: tuple[Account, Account]) -> None:
    draft = prepared(10, signers[0], touched=Touched(10, 5), at=NOW)

    signed("2026-10", signers, at=NOW)

    assert draft.is_published and not draft.is_small


@pytest.mark.parametrize(
    ("at", "says"), [(NOW, "waits for January"), (JANUARY, "No figure is corrected this January")]
)
def test_of_too_few_in_all_months_no_figure_is_corrected(
    signers_of_little: tuple[Account, Account], at: datetime, says: str
) -> None:
    together = touched_together(JANUARY.date())
    assert together and 0 < together.people < 10

    with pytest.raises(RevisionMustWait, match=says):
        prepared(10, signers_of_little[0], at=at)

    assert queries.drafts() == []


def test_the_desk_says_so_and_keeps_what_was_typed(
    app: Flask, signers_of_little: tuple[Account, Account]
) -> None:
    signer = make_account(Permission.PREPARE_RELEASES)
    with stopped_at(JANUARY):
        browser = Browser(app)
        sign_in(browser, signer)
        form = browser.open("/reports/desk").form("period")
        page = form.fill(period="2026-10", reason="Visits came late.").send()

    assert page.status == 422
    assert "No figure is corrected this January" in page.errors[0]
    assert page.form("period").values["reason"] == ["Visits came late."]
