"""Home codes: random, forgiving to type, noticed when mistyped, renewable."""

import re

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts.permissions import Permission
from portal.database import db, reading, transaction
from portal.qr import picture_of
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
from tests.client import Browser, Page
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

    renewed = card.form("Give a new code").send()

    assert "the old one has stopped" in renewed.text
    assert old not in browser.open("/visits/home-codes").main


@pytest.fixture
def coordinator(app: Flask, browser: Browser) -> Browser:
    """The coordinator, signed in, with the homes of the good set."""
    with app.app_context():
        import_folder(GOOD, default=FileSet(), at=NOW)
    sign_in(browser, make_account_of(app, Permission.IMPORT_VISITS))
    return browser


def card_of(browser: Browser, package_ref: str, **asked: object) -> Page:
    """The card of a package, printed as asked."""
    found = browser.open("/visits/home-codes", query={"wanted": package_ref})
    path = found.follow("Print or renew").path
    return browser.open(path, query=asked)


def sides(page: Page) -> list[str]:
    """The words of each side."""
    return [
        " ".join(" ".join(side.itertext()).split())
        for side in page.find_all("article", class_="home-card")
    ]


def test_a_card_says_nothing_about_the_person(coordinator: Browser) -> None:
    page = card_of(coordinator, "PKA", languages=["en", "cy"])

    for side in sides(page):
        # The references of the package, the person and their lines, as the good set has them.
        for ref in ("PKA", "A1", "LA1", "personal_care", "local_authority"):
            assert ref not in side.split(), side


def test_a_card_is_printed_in_the_languages_chosen(coordinator: Browser) -> None:
    both = card_of(coordinator, "PKA", languages=["en", "cy"])
    welsh = card_of(coordinator, "PKA", languages="cy")
    plain = card_of(coordinator, "PKA", languages="xx", size="enormous")

    langs = [side.get("lang") for side in both.find_all("article", class_="home-card")]
    assert langs == ["en", "cy"]
    assert [side.get("lang") for side in welsh.find_all("article")] == ["cy"]
    assert "localhost/cy/missed-visit" in sides(welsh)[0]
    assert "localhost/missed-visit" in sides(both)[0]
    assert [side.get("lang") for side in plain.find_all("article")] == ["en"]
    assert plain.find_all("article", class_="ordinary")


def test_large_print_is_another_class_of_the_same_card(coordinator: Browser) -> None:
    ordinary, large = (card_of(coordinator, "PKA", size=size) for size in ("ordinary", "large"))

    assert large.find_all("article", class_="large")
    assert sides(large) == sides(ordinary)
    assert [link.get("href") for link in large.find_all("link", rel="stylesheet")][-1] == (
        "/static/card.css"
    )


def test_the_picture_leads_to_the_page_with_the_code_behind_the_sign(
    app: Flask, coordinator: Browser
) -> None:
    page = card_of(coordinator, "PKA")
    with app.app_context():
        code = code_of("PKA")

    assert page.tree is not None
    drawn = [path.get("d") for path in page.tree.iter("{http://www.w3.org/2000/svg}path")]
    assert picture_of(f"http://localhost/missed-visit#{code}").path in drawn


def test_all_cards_of_a_list_are_printed_together(coordinator: Browser) -> None:
    page = coordinator.open("/visits/home-codes").follow("Print the cards of this list")

    listed = page.find_all("article", class_="home-card")
    assert len(listed) == len(set(sides(page))) == 2
    one = coordinator.open("/visits/home-codes/cards", query={"wanted": "PKB", "size": "large"})
    assert len(one.find_all("article", class_="large")) == 1
    assert (
        "no card to print"
        in coordinator.open("/visits/home-codes/cards", query={"wanted": "nobody"}).main
    )


def test_the_languages_of_a_home_are_kept_and_its_card_is_printed_in_them(
    coordinator: Browser,
) -> None:
    page = card_of(coordinator, "PKA")

    kept = page.form("Keep the languages").fill(wished=["en", "cy"]).send()

    assert "are kept" in kept.text
    assert [side.get("lang") for side in kept.find_all("article")] == ["en", "cy"]
    # A list of cards: each home in its own languages, unless others are asked for.
    together = coordinator.open("/visits/home-codes").follow("Print the cards of this list")
    assert [side.get("lang") for side in together.find_all("article")] == ["en", "cy", "en"]
    asked = coordinator.open("/visits/home-codes/cards", query={"languages": "cy"})
    assert [side.get("lang") for side in asked.find_all("article")] == ["cy", "cy"]
    # A new code is for the same home.
    renewed = kept.form("Give a new code").send()
    assert [side.get("lang") for side in renewed.find_all("article")] == ["en", "cy"]
    # Nothing chosen: whoever prints it chooses again.
    none = renewed.form("Keep the languages").fill(wished=[]).send()
    assert [side.get("lang") for side in none.find_all("article")] == ["en"]


def test_no_other_language_is_kept(coordinator: Browser) -> None:
    form = card_of(coordinator, "PKA").form("Keep the languages")

    refused = form.fill(wished="xx").send()

    assert refused.status == 422
    assert [side.get("lang") for side in refused.find_all("article")] == ["en"]
