"""Publishing as steps: computed, signed by two, out, and never changed again."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from portal.database import db, transaction
from portal.ledger.kinds import EntryKind
from portal.ledger.models import LedgerEntry, LedgerFact
from portal.publication import queries
from portal.publication.amending.revising import Touched
from portal.publication.disclosure.primary import Percent, Shown
from portal.publication.files import indicators_csv
from portal.publication.models import Release, ReleaseIsPublished, ReleaseStatus
from portal.publication.services import (
    CorrectionNeedsReason,
    DraftExists,
    MonthNotFinal,
    NothingChanged,
    NothingToPublish,
    RecordsChanged,
    SignedAlready,
    discard_draft,
    prepare_release,
    sign_release,
)
from tests.accounts.factories import make_account
from tests.conftest import NOW
from tests.publication.factories import make_attacked, make_headline, make_release


def test_one_signature_publishes_nothing(database: Any) -> None:
    member = make_account()
    with transaction():
        release = prepare_release(make_headline(), source="1", by=member.account, at=NOW)
        make_attacked(release)
        sign_release(release, source="1", by=member.account, at=NOW)

    assert not release.is_published
    assert queries.published_releases() == []
    assert release.files == []


def test_the_same_person_cannot_sign_twice(database: Any) -> None:
    member = make_account()
    with transaction():
        release = prepare_release(make_headline(), source="1", by=member.account, at=NOW)
        make_attacked(release)
        sign_release(release, source="1", by=member.account, at=NOW)

    with pytest.raises(SignedAlready), transaction():
        sign_release(release, source="1", by=member.account, at=NOW)

    assert len(queries.get_draft("2026-10").signatures) == 1


def test_the_second_signature_publishes_and_enters_the_ledger(database: Any) -> None:
    first, second = make_account(name="Mair"), make_account(name="Huw")
    with transaction():
        release = make_release(first.account, second.account)

    fact = db.session.scalars(select(LedgerFact).order_by(LedgerFact.sequence)).all()[-1]
    entry = db.session.get(LedgerEntry, fact.sequence)
    assert entry is not None
    assert release.is_published
    assert fact.kind is EntryKind.RELEASE_PUBLISHED
    assert fact.fact["signed_by"] == ["Mair", "Huw"]
    assert fact.fact["files"] == {file.name: file.sha256 for file in release.files}
    assert release.commitment == entry.commitment.hex()


def test_the_file_is_made_of_the_kept_figures(database: Any) -> None:
    first, second = make_account(), make_account()
    with transaction():
        make_release(first.account, second.account)
    db.session.remove()

    release = queries.get_release("2026-10")

    assert queries.get_file(release, "indicators.csv").body == indicators_csv(release.figures).body


def test_a_published_release_cannot_be_changed_or_deleted(database: Any) -> None:
    first, second = make_account(), make_account()
    with transaction():
        release = make_release(first.account, second.account)
    before = dict(release.figures)

    with pytest.raises(ReleaseIsPublished), transaction():
        release.figures = {"figures": "better ones"}
    with pytest.raises(ReleaseIsPublished), transaction():
        release.status = ReleaseStatus.DRAFT
    with pytest.raises(ReleaseIsPublished), transaction():
        db.session.delete(queries.get_release("2026-10"))

    db.session.remove()
    assert queries.get_release("2026-10").figures == before


def test_a_correction_is_a_new_release_that_names_the_old(database: Any) -> None:
    first, second = make_account(), make_account()
    with transaction():
        old = make_release(first.account, second.account)
        new = make_release(first.account, second.account, delivered=78, reason="Visits came late.")

    assert new.name == "2026-10-correction-2"
    assert new.corrects is old
    assert queries.find_correction(old) is new
    assert [release.name for release in queries.current_releases()] == [new.name]
    assert queries.get_release("2026-10").figures["figures"]["delivered"]["value"] == 80


@pytest.mark.parametrize(
    ("second", "refusal"),
    [
        ({"delivered": 78, "reason": ""}, CorrectionNeedsReason),
        ({"delivered": 80, "reason": "Nothing was wrong."}, NothingChanged),
    ],
)
def test_a_correction_without_reason_or_change_is_refused(
    database: Any, second: dict[str, Any], refusal: type[Exception]
) -> None:
    signers = make_account().account, make_account().account
    with transaction():
        make_release(*signers)

    with pytest.raises(refusal), transaction():
        make_release(*signers, **second)

    assert len(db.session.scalars(select(Release)).all()) == 1


@pytest.mark.parametrize("touched", [None, Touched(0, 0), Touched(2, 2)])
def test_where_nothing_changed_nobody_is_told_to_wait_for_january(
    database: Any, touched: Touched | None
) -> None:
    first, second = make_account().account, make_account().account
    with transaction():
        make_release(first, second)

    with pytest.raises(NothingChanged), transaction():
        prepare_release(
            make_headline(), source="1", reason="None.", touched=touched, by=first, at=NOW
        )


def test_a_month_that_can_still_change_is_refused(database: Any) -> None:
    member = make_account()
    early = make_headline(as_of=date(2026, 11, 6))

    with pytest.raises(MonthNotFinal), transaction():
        prepare_release(early, source="1", by=member.account, at=NOW)

    assert queries.drafts() == []


def test_a_month_for_which_no_care_was_agreed_has_no_report(database: Any) -> None:
    member = make_account()
    nothing = replace(make_headline(), delivered=Percent(None, Shown.NOTHING_TO_COUNT))

    with pytest.raises(NothingToPublish), transaction():
        prepare_release(nothing, source="1", by=member.account, at=NOW)

    assert queries.drafts() == []


def test_a_month_is_prepared_once_until_its_draft_is_discarded(database: Any) -> None:
    member = make_account()
    with transaction():
        draft = prepare_release(make_headline(), source="1", by=member.account, at=NOW)

    with pytest.raises(DraftExists), transaction():
        prepare_release(make_headline(), source="1", by=member.account, at=NOW)
    with transaction():
        discard_draft(draft, by=member.account, at=NOW)
        again = prepare_release(make_headline(), source="1", by=member.account, at=NOW)

    assert queries.drafts() == [again]


def test_figures_older_than_the_records_are_not_signed(database: Any) -> None:
    member = make_account()
    with transaction():
        release = prepare_release(make_headline(), source="1", by=member.account, at=NOW)

    with pytest.raises(RecordsChanged), transaction():
        sign_release(release, source="2", by=member.account, at=NOW)

    assert queries.get_draft("2026-10").signatures == []
