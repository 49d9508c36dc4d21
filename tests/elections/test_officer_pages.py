"""What a returning officer who does this for the first time is told, before it is too late."""

from typing import Any

import pytest
from flask import Flask

from portal.database import reading, transaction
from portal.elections.advancing_services import advance
from portal.elections.queries import all_elections, nominations_of
from tests.client import Browser, Page
from tests.committee.factories import make_candidate
from tests.conftest import ON_SQLITE
from tests.elections.factories import (
    CLOSING,
    POLLING,
    READY,
    STANDING,
    make_election,
    make_members,
    make_ready,
    make_standing,
)
from tests.elections.test_pages import address, at, desk, moments, officer, value_of

__all__ = ["moments", "officer"]

WITHOUT_VOLUNTEERS = [each for each in STANDING if each[0] != "Hal Hir"]


def plan(app: Flask, **facts: Any) -> None:
    with app.app_context(), transaction():
        make_election(announced=False, **facts)


def test_notice_is_not_given_of_a_vote_in_which_nobody_could_vote(
    app: Flask, officer: Browser
) -> None:
    plan(app)
    page = officer.open(desk(app))
    assert "notice cannot be given before" in page.main

    refused = page.form("Give notice").send()

    assert refused.status == 422
    assert "so nobody could vote. Change the plan first." in refused.main
    with app.app_context(), reading():
        assert all_elections()[0].announced_at is None
    with app.app_context(), transaction():
        make_members(1)
    assert "Notice is given" in officer.open(desk(app)).form("Give notice").send().text


def test_while_nominations_are_open_the_page_says_what_is_missing(
    app: Flask, officer: Browser
) -> None:
    with app.app_context(), transaction():
        make_standing(make_election(), WITHOUT_VOLUNTEERS)

    page = officer.open(desk(app))
    assert "If nominations closed now, the poll would have to wait: Volunteers" in page.main

    with app.app_context(), transaction():
        make_candidate("Hal Hir", dict(STANDING)["Hal Hir"])
    nominate(app, officer, "Hal Hir")
    assert "would have to wait" not in officer.open(desk(app)).main


def nominate(app: Flask, officer: Browser, name: str, **said: str) -> Page:
    form = officer.open(desk(app, "/nominate")).form("member")
    form.fill(
        member=value_of(form.page, "member", name),
        first_nominator=value_of(form.page, "first_nominator", "Nominator 001"),
        second_nominator=value_of(
            form.page, "second_nominator", said.pop("second", "Nominator 002")
        ),
        statement=said.pop("statement", "I will listen."),
        consent="y",
    )
    return form.send()


@ON_SQLITE
@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"second": "Nominator 001"}, "second_nominator"),
        ({"second": "Lyn Llwyd"}, "second_nominator"),
        ({"statement": "word " * 251}, "statement"),
        ({"name": "Nominator 001"}, "member"),
    ],
)
def test_a_refused_nomination_says_so_at_the_question_it_is_about(
    app: Flask, officer: Browser, said: dict[str, str], field: str
) -> None:
    with app.app_context(), transaction():
        make_standing(make_election())
        make_candidate("Lyn Llwyd")

    page = nominate(app, officer, **{"name": "Lyn Llwyd", **said})

    assert page.status == 422
    assert page.find("a", href=f"#{field}") is not None
    with app.app_context(), reading():
        assert len(nominations_of(all_elections()[0])) == len(STANDING)


@ON_SQLITE
@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (READY, "Voting begins by itself on 23 November 2026."),
        (POLLING, "Voting ends by itself at the end of 30 November 2026"),
        (CLOSING, "It closes by itself at the end of 2 December 2026."),
    ],
)
def test_every_day_on_which_something_happens_by_itself_is_named(
    app: Flask, officer: Browser, moments: list[Any], moment: Any, words: str
) -> None:
    with app.app_context(), transaction():
        make_ready()
    moments.append(at(officer, moment))

    page = officer.open(desk(app))

    assert words in page.main
    secret = "Only you see this before voting is over." in page.main
    assert secret == (moment != CLOSING)


def test_whoever_is_written_to_by_post_gets_other_days_and_the_end_on_paper(
    app: Flask, officer: Browser, moments: list[Any]
) -> None:
    with app.app_context(), transaction():
        make_standing(make_election())
        make_members(2)
    page = move(officer, desk(app, "/days"), poll_from_on=["24", "11", "2026"])
    printed = page.follow("Print the letter with the new days")
    assert "The reason: Snow." in printed.main
    assert "Members vote from 24 November 2026" in printed.main
    assert "Voter 002" in printed.main and "Ann Arch" not in printed.main

    moments.append(at(officer, READY))
    with app.app_context(), transaction():
        advance(all_elections()[0], at=READY)
    page = move(officer, desk(app, "/days"), poll_from_on=["25", "11", "2026"])
    printed = page.follow("Print the letter with the new days")
    assert "you can vote from 25 November 2026" in printed.main
    assert "Your code" not in printed.main and "The code from our earlier letter" in printed.main

    page = officer.open(desk(app, "/stop")).form("reason")
    page = page.fill(reason="A name was printed wrong.", sure="y").send()
    assert "Urn and roll are deleted by themselves on 15 December 2026." in page.main
    printed = page.follow("Print the letter that it was stopped")
    assert "was stopped on 17 November 2026 and does not go on" in printed.main
    assert "Voter 002" in printed.main
    stranger = Browser(app).open(address(app))
    assert "Urn and roll are deleted on 15 December 2026." in stranger.main


def move(officer: Browser, path: str, **days: list[str]) -> Page:
    form = officer.open(path).form("poll_from_on").fill(**days, why="Snow.")
    page = form.send()
    assert "The days are changed" in page.text
    return page


@ON_SQLITE
def test_letters_of_two_members_are_never_on_one_sheet_of_paper(
    app: Flask, officer: Browser, moments: list[Any]
) -> None:
    with app.app_context(), transaction():
        make_standing(make_election())
        make_members(3)
    notices = officer.open(desk(app, "/notices"))
    moments.append(at(officer, READY))
    with app.app_context(), transaction():
        advance(all_elections()[0], at=READY)
    letters = officer.open(desk(app)).form("Print letters").send()
    paper = officer.open(desk(app, "/paper"))

    for page, sheets in ((notices, 5), (letters, 5), (paper, 2)):
        assert page.find("link", href="/static/letters.css") is not None
        assert len(page.find_all("section", class_="letter")) == sheets


@ON_SQLITE
def test_the_ballot_paper_is_printed_as_members_wish_to_read_it(
    app: Flask, officer: Browser, moments: list[Any]
) -> None:
    with app.app_context(), transaction():
        make_standing(make_election())
        one, other, *_others = make_members(4)
        one.language, one.large_print, other.large_print = "cy", True, True
        advance(all_elections()[0], at=READY)
    moments.append(at(officer, READY))

    page = officer.open(desk(app, "/paper"))
    assert "English: 4" in page.main and "English, in large print: 1" in page.main
    assert "ask whether the paper that most have will do" in page.main
    assert not page.find_all("section", class_="large")
    welsh = page.follow("Cymraeg, in large print")

    sheets = welsh.find_all("section", class_="letter")
    assert [each.get("lang") for each in sheets] == ["cy", "cy"]
    assert all("large" in (each.get("class") or "").split() for each in sheets)
    assert "Ysgrifennwch 1" in welsh.main
    assert "Ann Arch" in welsh.main
    plain = officer.open(desk(app, "/paper?language=xx&large="))
    assert {each.get("lang") for each in plain.find_all("section", class_="letter")} == {"en"}
