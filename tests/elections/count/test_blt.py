"""Ballot files: read, written, and broken in every way."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.elections.count.blt import BltRefused, decode_blt, read_blt, write_blt
from portal.elections.count.contest import Contest
from tests.elections.count.factories import contests

GOOD = """\
4 2
-3
28 1 2 0
5 4 0
2 0
1 2 1 4 3 0
0
"Ann Price"
"Bob ap Huw"
"Cyd"
"Dai"
"Committee 2026"
"""


def test_a_ballot_file_is_read() -> None:
    contest = read_blt(GOOD)

    assert contest == Contest(
        "Committee 2026",
        2,
        ("Ann Price", "Bob ap Huw", "Cyd", "Dai"),
        {(1, 2): 28, (4,): 5, (): 2, (2, 1, 4, 3): 1},
        frozenset({3}),
    )


def test_comments_blank_lines_and_other_line_ends_are_read() -> None:
    odd = GOOD.replace("\n", " # a remark\r\n\r\n  # another\r\n").replace("28 1", "28\t 1")

    assert read_blt(odd) == read_blt(GOOD)
    assert read_blt(GOOD.replace("\n", "\r")) == read_blt(GOOD)
    assert read_blt(decode_blt(b"\xef\xbb\xbf" + GOOD.encode())) == read_blt(GOOD)


def test_a_name_may_hold_marks_and_every_script() -> None:
    text = GOOD.replace("Cyd", 'Łucja "Lu" (#3) שלום').replace("Dai", "李")

    assert read_blt(text).candidates[2:] == ('Łucja "Lu" (#3) שלום', "李")


def test_papers_on_several_lines_are_added_up() -> None:
    assert read_blt(GOOD.replace("5 4 0", "2 4 0\n3 4 0")).papers == read_blt(GOOD).papers


@settings(max_examples=200, deadline=None)
@given(contests())
def test_what_is_written_is_read_again(contest: Contest) -> None:
    assert read_blt(write_blt(contest)) == contest
    assert write_blt(read_blt(write_blt(contest))) == write_blt(contest)


@pytest.mark.parametrize("name", ["", " a", "a\nb", 'A" # b', "x" * 201, "a\x00"])
def test_a_name_that_no_file_can_hold_is_not_written(name: str) -> None:
    with pytest.raises(BltRefused, match="cannot hold the name"):
        write_blt(Contest("T", 1, (name,), {}))


def changed(old: str, new: str) -> str:
    """The good file with something else in one place."""
    assert old in GOOD
    return GOOD.replace(old, new, 1)


BROKEN = {
    # what is broken: (the file, the line, part of the sentence)
    "nothing": ("", 0, "The file is empty"),
    "comments alone": ("# nothing\n\n", 0, "The file is empty"),
    "a web page": ("<html>", 1, "Only whole numbers"),
    "one number at the top": (changed("4 2", "4"), 1, "Two numbers stand here"),
    "three numbers at the top": (changed("4 2", "4 2 1"), 1, "Two numbers stand here"),
    "words at the top": (changed("4 2", "four two"), 1, "Only whole numbers"),
    "no candidates": (changed("4 2", "0 2"), 1, "1 to 1000 candidates"),
    "too many candidates": (changed("4 2", "99999999 2"), 1, "1 to 1000 candidates"),
    "no seats": (changed("4 2", "4 0"), 1, "1 to 1000 seats"),
    "a fraction": (changed("28 1", "28.5 1"), 3, "Only whole numbers"),
    "a sign": (changed("28 1", "+28 1"), 3, "Only whole numbers"),
    "an underscore": (changed("28 1", "2_8 1"), 3, "Only whole numbers"),
    "other figures": (changed("28 1", "٢٨ 1"), 3, "Only whole numbers"),
    "a letter": (changed("28 1 2 0", "28 1 b 0"), 3, "Only whole numbers"),
    "commas": (changed("28 1 2 0", "28,1,2,0"), 3, "Only whole numbers"),
    "a hard blank": (changed("28 1", "28\u00a01"), 3, "Only whole numbers"),
    "a NUL": (changed("28 1", "28\x001"), 3, "Only whole numbers"),
    "a number without end": (changed("28 1", "9" * 5000 + " 1"), 3, "too large"),
    "more papers than people": (changed("28 1", "9" * 12 + " 1"), 3, "how many papers"),
    "no papers": (changed("28 1", "0 1"), 3, "how many papers"),
    "fewer than no papers": (changed("28 1", "-28 1"), 3, "1 -2 and so on"),
    "no 0 at the end": (changed("28 1 2 0", "28 1 2"), 3, "ends with 0"),
    "a count alone": (changed("28 1 2 0", "28"), 3, "ends with 0"),
    "0 in the middle": (changed("28 1 2 0", "28 1 0 2 0"), 3, "There is no candidate 0"),
    "an unknown candidate": (changed("28 1 2 0", "28 1 5 0"), 3, "There is no candidate 5"),
    "a candidate twice": (changed("28 1 2 0", "28 1 2 1 0"), 3, "named twice"),
    "too long": (changed("1 2 1 4 3 0", "1 2 1 4 3 2 0"), 6, "named twice"),
    "equal places": (changed("28 1 2 0", "28 1=2 0"), 3, "same place"),
    "a place left out": (changed("28 1 2 0", "28 1 - 2 0"), 3, "left out"),
    "a name of a paper": (changed("28 1 2 0", "(a1) 1 2 0"), 3, "Take out the brackets"),
    "withdrawn too late": (changed("5 4 0", "-4"), 4, "before the first line of papers"),
    "withdrawn and unknown": (changed("-3", "-5"), 2, "does not exist"),
    "withdrawn twice": (changed("-3", "-3 -3"), 2, "withdrawn already"),
    "withdrawn twice, apart": (changed("-3", "-3\n-3"), 3, "withdrawn already"),
    "withdrawn candidate 0": (changed("-3", "-0"), 2, "does not exist"),
    "withdrawn without end": (changed("-3", "-" + "9" * 5000), 2, "does not exist"),
    "withdrawn and not": (changed("-3", "-3 4"), 2, "have withdrawn stand here"),
    "no end of the papers": (changed("\n0\n", "\n"), 7, "The papers have no end"),
    "cut off among the papers": (GOOD.split('0\n"Ann')[0], 0, "ends among the papers"),
    "cut off after the papers": (GOOD.split('"Ann')[0], 0, "name of candidate 1 is missing"),
    "cut off among the names": (GOOD.split('"Cyd')[0], 0, "name of candidate 3 is missing"),
    "papers after the end": (changed("1 2 1 4 3 0\n0\n", "0\n1 2 1 4 3 0\n"), 7, "candidate 1"),
    "no title": (changed('"Committee 2026"\n', ""), 0, "The title is missing"),
    "one name too few": (changed('"Cyd"\n', ""), 0, "The title is missing"),
    "one name too many": (changed('"Cyd"', '"Cyd"\n"Eve"'), 13, "Nothing may follow the title"),
    "a name without marks": (changed('"Cyd"', "Cyd"), 10, "in quotation marks"),
    "a name without end": (changed('"Cyd"', '"Cyd'), 10, "in quotation marks"),
    "curly marks": (changed('"Cyd"', "“Cyd”"), 10, "in quotation marks"),
    "words after a name": (changed('"Cyd"', '"Cyd" Party'), 10, "in quotation marks"),
    "an empty name": (changed('"Cyd"', '" "'), 10, "1 to 200 letters"),
    "a long name": (changed('"Cyd"', f'"{"x" * 201}"'), 10, "1 to 200 letters"),
    "an invisible name": (changed('"Cyd"', '"C\x1b[31myd"'), 10, "invisible"),
    "a title without marks": (changed('"Committee 2026"', "Committee"), 12, "the title stands"),
    "two of one name": (changed('"Cyd"', '"Dai"'), 11, "Two candidates are called “Dai”"),
}  # fmt: skip


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_file_is_refused_by_line_with_what_to_do(what: str) -> None:
    text, line, said = BROKEN[what]

    with pytest.raises(BltRefused) as refused:
        read_blt(text)

    assert said in str(refused.value)
    assert refused.value.line == line
    assert str(refused.value).startswith(f"Line {line}: " if line else "The ")
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize("encoding", ["utf-16", "latin-1"])
def test_a_file_that_is_not_utf_8_is_refused(encoding: str) -> None:
    with pytest.raises(BltRefused, match="UTF-8"):
        decode_blt(changed("Cyd", "Cŷd" if encoding == "utf-16" else "Cÿd").encode(encoding))


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_a_file_that_was_damaged_anywhere_is_read_or_refused(data: st.DataObject) -> None:
    text = list(GOOD)
    for _each in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(text) - 1))
        text[place] = data.draw(
            st.sampled_from(["", "0", "9", "-", '"', "\n", "#", " ", "é", "=", "("])
        )
    with suppress(BltRefused):
        contest = read_blt("".join(text))
        assert read_blt(write_blt(contest)) == contest
