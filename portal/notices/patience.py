"""Rule: how often a letter is tried, how long between, and when we give up and say so."""

import enum
from datetime import datetime, timedelta
from typing import Final

# About five days in all: longer than a mail server is away over a long weekend.
PAUSES: Final = tuple(
    timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720, 1440, 1440, 1440, 1440)
)
GIVEN_UP_KEPT: Final = timedelta(days=30)
LEASE: Final = timedelta(minutes=10)
BATCH: Final = 20


class Problem(enum.StrEnum):
    """Why a try failed, in so few words that nobody's address can be among them."""

    NO_ANSWER = "no_answer"
    NOT_LET_IN = "not_let_in"
    NOT_NOW = "not_now"
    ADDRESS_REFUSED = "address_refused"
    LETTER_REFUSED = "letter_refused"
    NOT_READABLE = "not_readable"


# Trying again changes nothing about these.
FINAL_PROBLEMS: Final = frozenset(
    {Problem.ADDRESS_REFUSED, Problem.LETTER_REFUSED, Problem.NOT_READABLE}
)


def next_try(attempts: int, problem: Problem, at: datetime) -> datetime | None:
    """When to try again after so many attempts; None means that we give up."""
    if problem in FINAL_PROBLEMS or attempts > len(PAUSES):
        return None
    return at + PAUSES[attempts - 1]
