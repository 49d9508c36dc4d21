"""Votes on paper, typed by two people."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.elections.count.contest import Ranking
from portal.elections.urn.paper_sheet import (
    PapersRefused,
    agreed_papers,
    blank_sheet,
    headings,
    read_sheet,
)
from tests.elections.urn.factories import NAMES

HEAD = ",".join(headings(NAMES))


def test_what_the_papers_show_is_read_by_the_rules_of_the_count() -> None:
    text = f"{HEAD}\r\n1,1,2,\r\n2,,,1\r\n3,1,1,2\r\n4,,,\r\n5,1,3,\r\n6,x,1,\r\n"

    assert read_sheet(text, NAMES) == {1: (1, 2), 2: (3,), 3: (), 4: (), 5: (1,), 6: (2,)}


def test_a_sheet_with_semicolons_and_a_mark_at_its_beginning_is_read() -> None:
    head = ";".join(f'"{each}"' for each in headings(NAMES))

    assert read_sheet(f"\ufeff{head}\n1;;1;\n\n", NAMES) == {1: (2,)}


@given(st.integers(0, 30))
def test_the_blank_sheet_can_be_read_and_says_nothing(papers: int) -> None:
    found = read_sheet(blank_sheet(("=cmd|' /C calc'!A0", "Ann; Bob", 'Cyd "C"'), papers),
                       ("=cmd|' /C calc'!A0", "Ann; Bob", 'Cyd "C"'))  # fmt: skip

    assert found == dict.fromkeys(range(1, papers + 1), ())
    assert not any(cell.startswith("=") for cell in headings(("=x", "y")))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "first line"),
        ("paper,1 Ann,2 Bob\n1,1,2\n", "first line"),
        (f"{HEAD}\n1,1,2\n", "columns"),
        (f"{HEAD}\n1,1,2,3,4\n", "columns"),
        (f"{HEAD}\nx,1,2,3\n", "does not begin"),
        (f"{HEAD}\n0,1,2,3\n", "does not begin"),
        (f"{HEAD}\n²,1,2,3\n", "does not begin"),
        (f"{HEAD}\n1,1,2,3\n1,1,2,3\n", "twice"),
        (f'{HEAD}\n1,"1,2,3\n', "no table"),
        (f"{HEAD}\n" + "1,1,2,3\n" * 3_000_000, "too long"),
    ],
)
def test_a_sheet_that_cannot_be_read_says_what_is_wrong(text: str, said: str) -> None:
    with pytest.raises(PapersRefused, match=said):
        read_sheet(text, NAMES)


@given(
    st.dictionaries(st.integers(1, 9), st.sampled_from([(), (1,), (2, 1)]), max_size=6),
    st.dictionaries(st.integers(1, 9), st.sampled_from([(), (1,), (2, 1)]), max_size=6),
)
def test_two_sheets_agree_only_where_they_say_the_same(
    first: dict[int, Ranking], second: dict[int, Ranking]
) -> None:
    if first == second:
        assert agreed_papers(first, second, expected=len(first)) == sorted(first.values())
        with pytest.raises(PapersRefused, match="The roll says"):
            agreed_papers(first, second, expected=len(first) + 1)
    else:
        with pytest.raises(PapersRefused, match="do not agree") as refused:
            agreed_papers(first, second, expected=len(first))
        differing = [n for n in range(1, 10) if first.get(n) != second.get(n)]
        assert ", ".join(map(str, differing)) in str(refused.value)
