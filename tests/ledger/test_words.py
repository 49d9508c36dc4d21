"""What is open to everyone can be read by everyone."""

import pytest
from flask import Flask

from portal.committee.offices import Office
from portal.committee.terms import TermSource
from portal.elections.steps import Step
from portal.ledger import words
from portal.ledger.kinds import PUBLIC_KINDS
from portal.membership.classes import MemberClass
from portal.publication.amending.models import NoticeFault
from portal.vault.recovery import RecoveryReason


def test_every_public_kind_has_words() -> None:
    assert set(words.KINDS) == PUBLIC_KINDS


@pytest.mark.parametrize(
    ("name", "codes"),
    # Who stands by holds no office, and is named where those are.
    [("office", [*Office, "substitute"]), ("seat_class", [*MemberClass]), ("source", [*TermSource]),
     ("reason", [*RecoveryReason, *NoticeFault]), ("step", [*Step])],
)  # fmt: skip
def test_every_code_in_a_public_fact_has_words(name: str, codes: list[str]) -> None:
    assert set(words.CODES[name]) == {str(code) for code in codes}


@pytest.mark.parametrize(
    ("value", "shown"),
    [(None, "–"), ("", "–"), (True, "Yes"), (7, "7"), (["a", "b"], "a, b"), ("2026-10", "2026-10"),
     ({"a.csv": "ab"}, "a.csv: ab"), ("2026-11-09", "9 November 2026"),
     ("2026-13-09", "2026-13-09")],
)  # fmt: skip
def test_a_value_is_shown_as_people_write_it(plain_app: Flask, value: object, shown: str) -> None:
    with plain_app.test_request_context("/"):
        assert words.value_of(value) == shown
        assert words.value_of("chair", "office") == "Chair"
        assert words.name_of("something_new") == "Something new"


def test_a_long_value_is_a_list_of_its_own_and_a_short_one_a_line(plain_app: Flask) -> None:
    few, many = {"a.csv": "ab", "b.csv": "cd"}, {f"{name}.csv": "ab" for name in "abcde"}
    with plain_app.test_request_context("/"):
        short, long = ({"release": "2026-10", "files": files} for files in (few, many))

        assert words.lines_of(short) == [
            ("Fingerprints of the files (SHA-256)", "a.csv: ab, b.csv: cd"),
            ("Report", "2026-10"),
        ]
        assert words.lists_of(short) == []
        assert words.lines_of(long) == [("Report", "2026-10")]
        assert words.lists_of(long) == [
            ("Fingerprints of the files (SHA-256)", [f"{name}.csv: ab" for name in "abcde"])
        ]


def test_all_settings_of_a_first_start_stay_lines(plain_app: Flask) -> None:
    fact = {"setting": "all", "setting_now": {f"s{number}": number for number in range(9)}}
    with plain_app.test_request_context("/"):
        assert len(words.lines_of(fact)) == 10
        assert words.lists_of(fact) == []
