"""The answer: drafted from what was found, finished by a member, printed with rights."""

from typing import Any

import pytest

from portal.cases.answering.letter import GAPS, draft_of, find_gap, letter_of, rights_of
from portal.cases.answering.services import draft_answer, print_answer
from portal.cases.rule_packs import rule_packs
from portal.cases.services import AnswerOwed, answer_case
from portal.database import reading, transaction
from tests.cases.factories import decide, make_case, make_committee
from tests.client import Browser
from tests.conftest import NOW
from tests.intake.factories import come_back


@pytest.mark.parametrize("code", list(rule_packs()))
def test_every_letter_names_the_outside_body_and_its_time(app: Any, code: str) -> None:
    pack = rule_packs()[code]
    with app.test_request_context():
        rights = " ".join(rights_of(pack))

    assert pack.outside_body in rights
    for reach in (pack.outside_body_phone, pack.outside_body_post, pack.outside_body_url):
        assert reach in rights
    assert pack.outside_body_months is None or f"{pack.outside_body_months} months" in rights
    if code.startswith("ENG"):
        assert "on which you first knew about the matter, not from the day of this letter" in rights


def test_an_answer_goes_out_when_every_gap_of_its_draft_is_filled(
    database: Any, browser: Browser
) -> None:
    committee = make_committee()
    sent = make_case()
    mair = committee["Mair Jones"]
    decide(sent, committee)
    with reading():
        draft = draft_answer(sent.opened_by(mair))
    assert "A visit did not happen" in draft or "Upheld." in draft
    assert all(str(gap) in draft for gap in GAPS)

    with pytest.raises(AnswerOwed, match="This still has to be written"), transaction():
        answer_case(sent.opened_by(mair), draft, by=mair.account, at=NOW)
    come_back(browser, sent.receipt.code)
    assert browser.open("/return/answer.pdf").status == 404

    words = draft
    for gap in GAPS:
        words = words.replace(str(gap), "We asked, and nobody came.")
    with transaction():
        answer_case(sent.opened_by(mair), words, by=mair.account, at=NOW)

    page = browser.open("/return/case")
    assert "Read our answer as a letter to print (PDF)" in page.main
    letter = browser.open("/return/answer.pdf").response
    assert letter.mimetype == "application/pdf"
    assert letter.data.startswith(b"%PDF")
    with reading():
        assert print_answer(sent.opened_by(mair), at=NOW) == print_answer(
            sent.opened_by_complainant(), at=NOW
        )


def test_a_letter_says_who_signs_it(app: Any) -> None:
    pack = rule_packs()["WAL-SS-2014"]
    with app.test_request_context():
        letter = letter_of(
            "Nobody came.", reference="AB12", written_on=NOW.date(), signed="Mair Jones",
            pack=pack, name="Cymdogion",
        )  # fmt: skip
        assert find_gap(draft_of([], received_on=NOW.date(), record_match=None)) == str(GAPS[0])

    assert letter["parts"][-1]["lines"] == ["Mair Jones, for the committee", "Cymdogion"]
    assert "Nobody came." in letter["parts"][0]["lines"]
