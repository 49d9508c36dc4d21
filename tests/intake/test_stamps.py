"""The stamp that each form carries."""

from datetime import UTC, datetime, timedelta

from portal.intake.stamps import LONGEST, SHORTEST, read_stamp, write_stamp

GIVEN = datetime(2026, 11, 9, 10, 30, tzinfo=UTC)
SECRET = b"s" * 32


def test_a_stamp_says_which_sending_it_is_and_when_it_was_given_out():
    written = write_stamp("a-nonce", at=GIVEN, secret=SECRET)

    stamp = read_stamp(written, secret=SECRET)

    assert stamp is not None
    assert stamp.nonce == "a-nonce"
    assert stamp.given_at == GIVEN


def test_a_stamp_that_somebody_else_wrote_says_nothing():
    written = write_stamp("a-nonce", at=GIVEN, secret=b"t" * 32)

    assert read_stamp(written, secret=SECRET) is None
    assert read_stamp("", secret=SECRET) is None
    assert read_stamp("a.b.c", secret=SECRET) is None
    assert read_stamp("ä.1.ö", secret=SECRET) is None


def test_a_changed_stamp_says_nothing():
    written = write_stamp("a-nonce", at=GIVEN, secret=SECRET)

    assert read_stamp(written.replace("a-nonce", "b-nonce"), secret=SECRET) is None
    assert read_stamp(written + "0", secret=SECRET) is None


def test_nobody_fills_in_a_page_in_a_breath():
    stamp = read_stamp(write_stamp("n", at=GIVEN, secret=SECRET), secret=SECRET)

    assert stamp is not None
    assert stamp.is_too_quick(GIVEN + SHORTEST - timedelta(seconds=1))
    assert not stamp.is_too_quick(GIVEN + SHORTEST)


def test_a_page_is_good_for_a_day():
    stamp = read_stamp(write_stamp("n", at=GIVEN, secret=SECRET), secret=SECRET)

    assert stamp is not None
    assert not stamp.is_stale(GIVEN + LONGEST)
    assert stamp.is_stale(GIVEN + LONGEST + timedelta(seconds=1))
