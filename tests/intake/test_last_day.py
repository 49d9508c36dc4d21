"""Until when somebody may speak up: said before they do, as the rules of the nation have it."""

from datetime import date
from typing import Any

import pytest
from flask import Flask

from portal.cases.deadlines import RulePack
from portal.cases.ending.endings import HARMED, EndingRefused, last_day_in_time, require_late
from portal.cases.rule_packs import find_pack, rule_packs
from tests.client import Browser
from tests.conftest import ON_SQLITE
from tests.intake.factories import answer_until, open_intake

LONG_AGO = date(2020, 1, 31)


def said(app: Flask, pack: RulePack) -> str:
    """What the pages tell of the last day under those rules."""
    with app.test_request_context("/"):
        parts: Any = app.jinja_env.get_template("intake/parts.html").module
        return " ".join(str(parts.last_day_to_speak(pack)).split())


@ON_SQLITE
@pytest.mark.parametrize("code", sorted(rule_packs()))
def test_the_words_give_the_months_by_which_the_committee_would_call_it_late(
    app: Flask, code: str
) -> None:
    pack = find_pack(code)
    words, last = said(app, pack), last_day_in_time(pack, happened_on=None, known_on=LONG_AGO)

    if last is None:
        assert words == "You can tell us however long ago it was."
        return
    months = (last.year - LONG_AGO.year) * 12 + last.month - LONG_AGO.month
    assert f"You can tell us up to {months} months after you first knew of it" in words
    assert ("months after it happened." in words) is bool(pack.late_complaint_most_months)
    assert f"up to {pack.late_complaint_most_months} months after it happened." in words or (
        pack.late_complaint_most_months is None
    )
    assert "Later is possible too, where there was a good reason" in words
    # And so it is: what harmed somebody cannot be ended as too late.
    assert "If somebody was harmed, it is never too late." in words
    with pytest.raises(EndingRefused, match="however late it comes"):
        require_late(
            pack,
            happened_on=LONG_AGO,
            known_on=LONG_AGO,
            received_on=date(2026, 11, 9),
            severity=HARMED,
        )


def test_who_hesitates_reads_it_before_the_first_question_and_beside_the_day(
    browser: Browser, database: Any
) -> None:
    open_intake()
    words = "You can tell us up to 12 months after you first knew of it."

    first = browser.open("/tell-us")
    when = answer_until(browser.open("/concern"), "when")
    what = browser.open(when.path.replace("when", "what-happened"))

    assert f"Was it some time ago? {words}" in first.main
    assert words in when.main
    assert words not in what.main
