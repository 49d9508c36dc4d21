"""Text that people typed."""

from hypothesis import given
from hypothesis import strategies as st

from portal.text import plain, tidy


def test_keeps_every_script_and_emoji() -> None:
    assert tidy("Ŵyl 🙂 שלום مرحبا") == "Ŵyl 🙂 שלום مرحبا"


def test_removes_what_cannot_be_seen_or_typed() -> None:
    assert tidy("a\x00b\x07c\ud800d\r\ne\rf") == "abcd\ne\nf"


@given(st.text())
def test_tidying_twice_changes_nothing(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)


def test_plain_keeps_words_and_drops_mark_up() -> None:
    assert plain("<b>Dear</b> <script>x</script>neighbour") == "Dear xneighbour"
