"""Home codes: random, forgiving to type, noticed when mistyped, renewable."""

import re

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts.permissions import Permission
from portal.database import db, reading, transaction
from portal.visits.home_code_queries import find_package_by_home_code, home_codes
from portal.visits.home_code_services import renew_home_code
from portal.visits.home_codes import (
    ALPHABET,
    LENGTH,
    new_home_code,
    normalise_home_code,
    show_home_code,
)
from portal.visits.importing.work_services import import_folder
from portal.visits.records import FileSet
from tests.accounts.factories import make_account_of, sign_in
from tests.client import Browser
from tests.conftest import NOW
from tests.visits.importing.test_broken_sets import FOLDERS

GOOD = next(folder for folder in FOLDERS if folder.name == "00-good")
CODES = st.builds(new_home_code)


def code_of(package_ref: str) -> str:
    with reading():
        return next(
            code.code for code, package in home_codes() if package.package_ref == package_ref
        )


@given(CODES)
def test_a_new_code_is_understood(code: str) -> None:
    assert len(code) == LENGTH
    assert normalise_home_code(code) == code


@given(CODES, st.sampled_from(["{}-{}", "{} {}", " {}\u2013{} ", "{}.{}", "{}\n{}"]))
def test_a_code_may_be_typed_as_people_type(code: str, pattern: str) -> None:
    typed = pattern.format(code[:4], code[4:]).lower().replace("1", "l").replace("0", "o")

    assert normalise_home_code(typed) == code


@given(CODES, st.integers(0, LENGTH - 1), st.sampled_from(ALPHABET))
def test_one_wrong_sign_is_noticed(code: str, place: int, sign: str) -> None:
    wrong = code[:place] + sign + code[place + 1 :]

    assert normalise_home_code(wrong) == (code if wrong == code else None)


@given(CODES, st.integers(0, LENGTH - 1), st.integers(0, LENGTH - 1))
def test_two_signs_that_changed_places_are_noticed(code: str, one: int, other: int) -> None:
    signs = list(code)
    signs[one], signs[other] = signs[other], signs[one]
    wrong = "".join(signs)

    assert normalise_home_code(wrong) == (code if wrong == code else None)


@given(st.text(max_size=200))
def test_any_other_text_is_no_code_and_no_error(typed: str) -> None:
    found = normalise_home_code(typed)

    assert found is None or re.fullmatch(f"[{ALPHABET}]{{{LENGTH}}}", found)


@pytest.mark.usefixtures("database")
class TestStored:
    def test_a_code_finds_the_package_however_it_is_typed(self) -> None:
        import_folder(GOOD, default=FileSet(), at=NOW)
        typed = show_home_code(code_of("PKA")).lower()

        with reading():
            found = find_package_by_home_code(typed)

        assert found is not None
        assert found.package_ref == "PKA"

    def test_a_renewed_code_stops_at_once(self) -> None:
        import_folder(GOOD, default=FileSet(), at=NOW)
        old = code_of("PKA")

        with transaction():
            row = next(code for code, _ in home_codes() if code.code == old)
            renew_home_code(db.session.merge(row), at=NOW)

        new = code_of("PKA")
        assert new != old
        with reading():
            assert find_package_by_home_code(old) is None
            assert find_package_by_home_code(new) is not None


def test_the_coordinator_prints_a_card_and_renews_it(app: Flask, browser: Browser) -> None:
    with app.app_context():
        import_folder(GOOD, default=FileSet(), at=NOW)
        old = show_home_code(code_of("PKA"))
    sign_in(browser, make_account_of(app, Permission.IMPORT_VISITS))

    page = browser.open("/visits/home-codes")
    assert old in page.main
    card = browser.open("/visits/home-codes", query={"wanted": "PKA"}).follow("Print or renew")
    assert old in card.main
    assert "A1" not in card.main

    renewed = card.form("Give a new code").send()

    assert "the old one has stopped" in renewed.text
    assert old not in browser.open("/visits/home-codes").main
