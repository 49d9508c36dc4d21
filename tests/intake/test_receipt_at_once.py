"""The button that keeps a receipt as a file is pressed at once by many."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from portal import clock, config
from tests.client import Browser
from tests.conftest import NOW
from tests.intake.factories import code_on, open_intake


def test_a_receipt_is_kept_as_a_file_in_the_second_in_which_it_is_shown(
    browser: Browser, database: Any
) -> None:
    open_intake()
    config.use(replace(config.settings(), allowances=True))
    form = browser.open("/missed-visit").form("seen")
    form.fill(needed="no", day="today", seen=["VIS-LATE"], place="Hill Lane")

    with clock.stopped_at(NOW + timedelta(minutes=1)):
        shown = form.send("Send")
        kept = shown.form("stamp").send("Keep it as a file")

    assert kept.status == 200
    assert code_on(shown) in kept.response.get_data(as_text=True)
