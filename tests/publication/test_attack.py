"""The gate before signing: attacked to the end with nothing found, or not signed."""

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.accounts.models import Account
from portal.database import db, reading, transaction
from portal.publication import attack_queries, attack_services, queries
from portal.publication.attack_services import (
    FiguresUnsafe,
    NotAttacked,
    attack_waiting,
    keep_attack,
)
from portal.publication.attack_wording import attack_rows, attack_sentences, attack_told
from portal.publication.attacking import (
    Assumption,
    AttackNote,
    AttackOutcome,
    Material,
    about,
    findings_of,
)
from portal.publication.disclosure.attacker_findings import Report
from portal.publication.disclosure.attacker_problem import Effort
from portal.publication.disclosure.building import Release as Table
from portal.publication.disclosure.instances import Instance, Interval
from portal.publication.disclosure.releasing import Judged
from portal.publication.models import Release, ReleaseAttack, ReleaseIsPublished
from portal.publication.services import (
    NothingChanged,
    discard_draft,
    prepare_release,
    sign_release,
)
from portal.visits.figures.periods import Period
from portal.visits.importing.work_services import import_folder
from portal.visits.records import FileSet, VisitRecords
from tests.accounts.factories import make_account
from tests.client import Browser
from tests.conftest import NOW, ON_SQLITE
from tests.publication.factories import (
    MANY,
    make_attacked,
    make_findings,
    make_headline,
    make_release,
)
from tests.publication.test_out_of_date import cancelled
from tests.snapshots import remembered
from tests.visits.figures.storing import store_little
from tests.visits.importing.test_broken_sets import BRYNTEG


def draft_of(month: str, by: Account, *, reason: str = "") -> Release:
    with reading():
        headline = queries.headline_of_period(Period.of_month(month))
        source = queries.newest_import()
    with transaction():
        return prepare_release(headline, source=source, reason=reason, touched=MANY, by=by, at=NOW)


@pytest.fixture
def signers(app: Flask) -> Any:
    """Two who may sign, over the records of Bryn Teg."""
    with app.app_context():
        remembered("bryn teg", lambda: import_folder(BRYNTEG, default=FileSet(), at=NOW))
        yield two_accounts()


@pytest.fixture
def signers_of_little(app: Flask, brynteg: VisitRecords) -> Any:
    """Two who may sign, over the records of three packages: for all that hangs on no figure."""
    with app.app_context():
        store_little(brynteg)
        yield two_accounts()


def two_accounts() -> tuple[Account, Account]:
    found = make_account().account, make_account().account
    db.session.commit()
    return found


@pytest.mark.slow
def test_months_are_attacked_one_after_the_other_and_remember_each_other(
    signers: tuple[Account, Account],
) -> None:
    for month in ("2026-08", "2026-10"):
        draft_of(month, signers[0])
        attack_waiting(NOW)
        with transaction():
            draft = queries.get_draft(month)
            for signer in signers:
                sign_release(draft, source=queries.newest_import(), by=signer, at=NOW)

    with reading():
        first, second = (queries.get_release(month).attack for month in ("2026-08", "2026-10"))
        material = attack_queries.material_of("2026-10")
    assert first is not None and second is not None
    assert first.outcome is second.outcome is AttackOutcome.SAFE
    assert first.shown == first.units == 14
    assert (first.found, second.found) == (0, 0)
    assert second.attackers > 80 and second.problems > 200
    # A fifth below and a fifth above is the least that was promised.
    assert second.narrowest is not None and second.narrowest >= 40
    assert {cell.split("|")[1] for cell in material.earlier} == {"2026-08", "2026-10"}
    assert sorted({share.month for share in material.shares}) == ["2026-08", "2026-09", "2026-10"]
    assert Assumption.EARLIER_GUESSED not in material.assumed
    # What was true then is kept: records may change.
    assert set(material.was) == set(material.earlier)
    for cell, true in material.was.items():
        assert material.earlier[cell].lower <= true <= material.earlier[cell].upper


@ON_SQLITE
@pytest.mark.slow
def test_a_correction_is_attacked_by_who_knows_how_the_records_changed(
    signers: tuple[Account, Account], tmp_path: Path
) -> None:
    def out(reason: str = "") -> Release:
        draft_of("2026-10", signers[0], reason=reason)
        attack_waiting(NOW)
        with transaction():
            draft = queries.get_draft("2026-10")
            for signer in signers:
                sign_release(draft, source=queries.newest_import(), by=signer, at=NOW)
        return draft

    first = out()
    import_folder(cancelled(tmp_path / "set"), default=FileSet(), at=NOW)
    with reading():
        before = attack_queries.material_of("2026-10")
    second = out("Visits of the last days were cancelled.")
    with reading():
        after = attack_queries.material_of("2026-10")

    assert first.attack is not None and second.attack is not None
    cell = "delivered|2026-10|all"
    old, new = first.attack.truth[cell], second.attack.truth[cell]
    told = [Interval(*report.told[cell]) for report in (first.attack, second.attack)]
    assert new < told[0].lower
    assert (before.was[cell], before.earlier[cell]) == (old, told[0])
    assert Assumption.RECORDS_CHANGED in before.assumed
    # Both reports speak of the newer truth; their intervals are not mixed as they stand.
    assert after.was[cell] == new
    assert after.earlier[cell] == told[1].within(told[0].moved(new - old))
    assert second.attack.outcome is AttackOutcome.SAFE


@ON_SQLITE
@pytest.mark.slow
def test_the_month_that_ends_a_quarter_tells_it_part_by_part(
    signers: tuple[Account, Account], browser: Browser
) -> None:
    draft_of("2026-09", signers[0])
    attack_waiting(NOW)
    with transaction():
        draft = queries.get_draft("2026-09")
        for signer in signers:
            sign_release(draft, source=queries.newest_import(), by=signer, at=NOW)
    with reading():
        release = queries.get_release("2026-09")
        material = attack_queries.material_of("2026-10")

    quarter = release.figures["quarter"]
    assert quarter["period"] == "2026-Q3"
    assert set(quarter["parts"]) == {"area", "service", "commissioner", "band"}
    # The smallest area, of two people, is told together with a neighbour, and stays so.
    assert any("F02" in part["value"].split(" + ") for part in quarter["parts"]["area"])
    assert "F02" not in [part["value"] for part in quarter["parts"]["area"]]
    assert {share.area for share in material.shares if share.month <= "2026-09"} == {
        part["value"] for part in quarter["parts"]["area"]
    }
    # Of two people whom nobody else pays for, nothing is told.
    other = next(each for each in quarter["parts"]["commissioner"] if each["value"] == "other")
    assert {each["status"] for name, each in other.items() if name != "value"} == {"c"}

    page = browser.open("/reports/2026-09")
    rows = list(csv.DictReader(io.StringIO(
        browser.client.get("/reports/2026-09/indicators.csv").get_data(as_text=True)
    )))  # fmt: skip
    assert "By time of day" in page.main and "kept back [c]" in page.main
    morning = [row for row in rows if (row["breakdown"], row["part"]) == ("band", "morning")]
    assert {row["indicator_id"] for row in morning} == {
        "hours_delivered", "visits_missed", "visits_no_access",
    }  # fmt: skip
    assert {row["period_start"] for row in morning} == {"2026-07-01"}
    hidden = [row for row in rows if row["part"] == "other" and row["breakdown"] == "commissioner"]
    assert {(row["value"], row["obs_status"]) for row in hidden} == {("", "c")}


def test_a_month_within_a_quarter_tells_no_part(signers_of_little: tuple[Account, Account]) -> None:
    draft = draft_of("2026-10", signers_of_little[0])

    assert "quarter" not in draft.figures


@ON_SQLITE
@pytest.mark.slow
def test_what_would_differ_is_asked_with_what_the_release_hides(
    signers: tuple[Account, Account],
) -> None:
    draft_of("2026-10", signers[0])
    attack_waiting(NOW)
    with reading():
        draft = queries.find_draft("2026-10")
        assert draft is not None and draft.attack is not None
        period = Period.of_month("2026-10")

        now = queries.headline_of_period(period, hidden=draft.attack.hidden)
        less = queries.headline_of_period(period, hidden=["missed|2026-10|all"])

    assert now.as_json() == draft.figures
    assert less.as_json()["figures"]["missed"]["status"] == "c"


def test_a_draft_that_waits_is_found_once_and_only_with_the_newest_records(
    signers_of_little: tuple[Account, Account],
) -> None:
    draft = draft_of("2026-10", signers_of_little[0])
    with reading():
        assert attack_queries.find_draft_to_attack(NOW) == draft
    with transaction():
        make_attacked(queries.get_draft("2026-10"))
    with reading():
        assert attack_queries.find_draft_to_attack(NOW) is None
    with transaction():
        discard_draft(queries.get_draft("2026-10"), by=make_account().account, at=NOW)
    with reading():
        assert db.session.scalars(select(ReleaseAttack)).all() == []
        headline = queries.headline_of_period(Period.of_month("2026-10"))
    with transaction():
        prepare_release(headline, source="0", by=signers_of_little[0], at=NOW)
    with reading():
        assert attack_queries.find_draft_to_attack(NOW) is None


def discarded() -> None:
    discard_draft(queries.get_draft("2026-10"), by=make_account().account, at=NOW)


def signed_by_then() -> None:
    make_attacked(queries.get_draft("2026-10"), make_findings(AttackOutcome.FOUND, found=1))


@pytest.mark.parametrize("meanwhile", [discarded, signed_by_then])
def test_what_happened_while_it_was_attacked_stays(
    signers_of_little: tuple[Account, Account],
    meanwhile: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    draft_of("2026-10", signers_of_little[0])

    def attack(_material: object) -> Any:
        with transaction():
            meanwhile()
        return make_findings()

    monkeypatch.setattr(attack_services, "attack", attack)
    attack_waiting(NOW)

    outcomes = db.session.scalars(select(ReleaseAttack.outcome)).all()
    assert outcomes == ([] if meanwhile is discarded else [AttackOutcome.FOUND])


def test_an_attack_that_is_stopped_half_way_leaves_a_draft_that_nobody_can_sign(
    signers_of_little: tuple[Account, Account], monkeypatch: pytest.MonkeyPatch
) -> None:
    draft_of("2026-10", signers_of_little[0])

    def killed(_material: object) -> Any:
        raise MemoryError

    monkeypatch.setattr(attack_services, "attack", killed)
    with pytest.raises(MemoryError):
        attack_waiting(NOW)

    with pytest.raises(NotAttacked), transaction():
        draft = queries.get_draft("2026-10")
        sign_release(draft, source=draft.source, by=signers_of_little[0], at=NOW)
    assert queries.get_draft("2026-10").signatures == []


@pytest.mark.parametrize(
    "findings",
    [
        make_findings(AttackOutcome.FOUND, found=1),
        make_findings(AttackOutcome.UNFINISHED),
        make_findings(AttackOutcome.UNFINISHED, found=3),
    ],
    ids=["found", "unfinished", "both"],
)
def test_figures_that_were_not_found_safe_are_not_signed(database: Any, findings: Any) -> None:
    member = make_account()
    with transaction():
        release = prepare_release(make_headline(), source="1", by=member.account, at=NOW)
        make_attacked(release, findings)

    with pytest.raises(FiguresUnsafe), transaction():
        sign_release(release, source="1", by=member.account, at=NOW)

    assert queries.get_draft("2026-10").signatures == []


def test_a_correction_that_would_tell_too_much_says_what_can_be_done(database: Any) -> None:
    first, second = make_account().account, make_account().account
    with transaction():
        make_release(first, second)
        new = prepare_release(
            make_headline(79), source="1", reason="Late.", touched=MANY, by=first, at=NOW
        )
        make_attacked(new, make_findings(AttackOutcome.FOUND, found=1))

    with pytest.raises(FiguresUnsafe, match="say on the report, in words"), transaction():
        sign_release(new, source="1", by=first, at=NOW)

    assert queries.get_draft("2026-10").signatures == []


def test_other_figures_than_those_that_were_attacked_are_not_signed(database: Any) -> None:
    member = make_account()
    with transaction():
        release = make_attacked(
            prepare_release(make_headline(), source="1", by=member.account, at=NOW)
        )
        release.figures = make_headline(79).as_json()

    with pytest.raises(FiguresUnsafe, match="not the figures that were attacked"), transaction():
        sign_release(release, source="1", by=member.account, at=NOW)


def test_a_second_report_changes_nothing(database: Any) -> None:
    member = make_account()
    with transaction():
        release = prepare_release(make_headline(), source="1", by=member.account, at=NOW)
        make_attacked(release, make_findings(AttackOutcome.FOUND, found=1))
        other = make_headline(79).as_json()
        keep_attack(release, make_findings(), knew=(), figures=other, at=NOW)

    assert release.attack is not None and release.attack.outcome is AttackOutcome.FOUND
    assert release.figures == make_headline().as_json()


def test_the_report_of_an_attack_is_never_changed(database: Any) -> None:
    first, second = make_account(), make_account()
    with transaction():
        release = make_release(first.account, second.account)
    report = release.attack
    assert report is not None

    with pytest.raises(ReleaseIsPublished), transaction():
        report.found = 1
    db.session.remove()

    kept = queries.get_release("2026-10").attack
    assert kept is not None and kept.found == 0


@pytest.mark.parametrize("facts", [{"problems": 0}, {"found": 1}])
def test_the_store_itself_keeps_no_safe_report_of_nothing_or_of_something_found(
    database: Any, facts: dict[str, int]
) -> None:
    member = make_account()
    with transaction():
        release = prepare_release(make_headline(), source="1", by=member.account, at=NOW)

    with pytest.raises(IntegrityError), transaction():
        make_attacked(release)
        assert release.attack is not None
        db.session.expunge(release.attack)
        values = {
            column.key: getattr(release.attack, column.key)
            for column in ReleaseAttack.__table__.columns
        }
        db.session.add(ReleaseAttack(**values | {"id": member.account.id} | facts))
        db.session.flush()


def test_a_correction_that_turns_out_to_change_nothing_is_not_signed(database: Any) -> None:
    first, second = make_account(), make_account()
    with transaction():
        old = make_release(first.account, second.account)
        new = prepare_release(
            make_headline(79), source="1", reason="Late.", touched=MANY, by=first.account, at=NOW
        )
        keep_attack(new, make_findings(), knew=[old.name], figures=old.figures, at=NOW)

    with pytest.raises(NothingChanged), transaction():
        sign_release(new, source="1", by=first.account, at=NOW)


def test_an_attack_without_a_single_problem_is_none() -> None:
    nothing = Judged(Table(Instance(()), ()), frozenset(), {})

    of_nobody = attack_services.attack(Material((), "2026-10", "2026-10", {}, frozenset()))

    for found in (findings_of(nothing, seconds=0.1), of_nobody):
        assert (found.outcome, found.note) == (AttackOutcome.UNFINISHED, AttackNote.NO_PROBLEM)


def test_who_reads_is_told_where_an_earlier_report_tells_more_than_was_promised(
    app: Flask,
) -> None:
    report = Report(effort=Effort(problems=1))
    judged = Judged(Table(Instance(()), ()), frozenset(), {"steady": report})
    learnt = replace(judged, learnt_since=True)
    at_ease, uneasy = (
        ReleaseAttack(
            outcome=found.outcome, attackers=1, problems=1, found=0, seconds=1,
            assumed=[str(each) for each in found.assumed],
        )
        for found in (findings_of(judged, seconds=0.1), findings_of(learnt, seconds=0.1))
    )  # fmt: skip

    with app.test_request_context():
        words = [" ".join(attack_sentences(each)) for each in (at_ease, uneasy)]
        assumed = dict(attack_rows(uneasy))["Taken for granted"]

    assert "care worker has learnt more" not in words[0]
    assert "It finished every one and found nothing." in words[0]
    assert "at least one care worker has learnt more" in words[1]
    assert "That cannot be taken back. This report adds nothing to it." in words[1]
    # Where somebody can tell more than was promised, neither words nor numbers say that nobody can.
    assert "found nothing that earlier reports had not told" in words[1]
    assert "found nothing." not in words[1]
    told = [attack_told(each) for each in (at_ease, uneasy)]
    promised = "everybodys_hours_could_differ_by_percent"
    beyond = "hours_could_differ_by_percent_but_to_care_workers_who_learnt_more"
    assert (told[0][promised], told[0].get(beyond)) == (20, None)
    assert (told[1][promised], told[1][beyond]) == (None, 20)
    assert [each.get("found_counts_only_what_this_release_adds", False) for each in told] == [
        False, True,
    ]  # fmt: skip
    with app.test_request_context():
        assert (
            dict(attack_rows(uneasy))[
                "Figures somebody could know too well, beyond what was told before"
            ]
            == "0"
        )
    assert "only tried whether this report adds to it" in assumed


def test_numbers_are_told_to_two_digits_and_never_finer_than_to_five() -> None:
    told = {number: about(number) for number in (0, 3, 12, 87, 99, 104, 1234, 12_345, 99_999)}

    assert told == {
        0: 0, 3: 5, 12: 10, 87: 85, 99: 100, 104: 100, 1234: 1200, 12_345: 12_000, 99_999: 100_000,
    }  # fmt: skip
