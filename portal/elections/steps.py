"""Rule: the steps of an election that the public ledger names one by one.

Beginning, end of voting and declaration have kinds of their own (portal.ledger.kinds).
"""

from enum import StrEnum


class Step(StrEnum):
    """What the returning officer did, or the timetable by itself."""

    DAYS_CHANGED = "days_changed"
    NOMINATED = "nominated"
    WITHDREW = "withdrew"
    DIED = "died"
    NOT_ELIGIBLE = "not_eligible"
    SEATS_LEFT_EMPTY = "seats_left_empty"
    NOMINATIONS_CLOSED = "nominations_closed"
    ROLL_FIXED = "roll_fixed"
    POLL_OPENED = "poll_opened"
    LETTERS_PRINTED = "letters_printed"
    URN_OPENED = "urn_opened"
    LOT_DRAWN = "lot_drawn"
    LOTS_FORGOTTEN = "lots_forgotten"
    COUNTBACK_BEGUN = "countback_begun"
    COUNTED_AGAIN = "counted_again"
    CHALLENGED = "challenged"
    CHALLENGE_DECIDED = "challenge_decided"
    ANNULLED = "annulled"
    URN_DESTROYED = "urn_destroyed"
    STOPPED = "stopped"
