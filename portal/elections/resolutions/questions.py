"""What a vote on one question decides: majority, quorum, and what happens at a tie.

Source: model rules of co-operatives (Co-operatives UK): a resolution is decided by the majority of
the votes cast, an extraordinary one by three quarters; a tie leaves things as they are. Two thirds
are asked for by other rules for their own amendment. Abstentions are no votes cast, but whoever
abstains has taken part.
"""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from portal.errors import RuleBroken
from portal.i18n import gettext as _
from portal.i18n import lazy_gettext as _l


class VotesRefused(RuleBroken):
    """Votes that cannot be: fewer than none, or more than there are members on the roll."""


class Majority(StrEnum):
    """How many of the votes cast have to say yes."""

    SIMPLE = "simple"
    TWO_THIRDS = "two_thirds"
    THREE_QUARTERS = "three_quarters"


MAJORITIES = {
    Majority.SIMPLE: _l("more yes than no"),
    Majority.TWO_THIRDS: _l("at least two thirds of the votes cast"),
    Majority.THREE_QUARTERS: _l("at least three quarters of the votes cast"),
}
_PARTS = {Majority.TWO_THIRDS: Fraction(2, 3), Majority.THREE_QUARTERS: Fraction(3, 4)}


@dataclass(frozen=True)
class Quorum:
    """How many have to take part: so many at least, and such a part of the roll, rounded up."""

    least: int = 0
    part: Fraction = Fraction(0)

    def needed(self, roll: int) -> int:
        """How many of a roll have to take part.

        >>> Quorum(least=5, part=Fraction(1, 10)).needed(130), Quorum(least=5).needed(130)
        (13, 5)
        """
        return max(self.least, -(-roll * self.part.numerator // self.part.denominator))


NO_QUORUM = Quorum()


@dataclass(frozen=True)
class Votes:
    """The votes on one question."""

    yes: int
    no: int
    abstained: int = 0

    @property
    def cast(self) -> int:
        """Votes that say yes or no."""
        return self.yes + self.no

    @property
    def voters(self) -> int:
        """How many took part."""
        return self.cast + self.abstained


@dataclass(frozen=True)
class Decision:
    """Whether a question is carried, whether enough took part, and the sentence that says why."""

    carried: bool
    is_quorate: bool
    sentence: str


def is_reached(yes: Fraction | int, cast: Fraction | int, majority: Majority) -> bool:
    """Whether so much yes, of so much that was cast, is the majority asked for.

    >>> is_reached(5, 10, Majority.SIMPLE), is_reached(6, 10, Majority.SIMPLE)
    (False, True)
    >>> is_reached(2, 3, Majority.TWO_THIRDS), is_reached(0, 0, Majority.TWO_THIRDS)
    (True, False)
    """
    if majority is Majority.SIMPLE:
        return 2 * yes > cast
    return yes > 0 and yes >= _PARTS[majority] * cast


def require_possible(votes: Votes, roll: int) -> None:
    """Refuse votes that cannot be. Raises VotesRefused."""
    if min(votes.yes, votes.no, votes.abstained) < 0:
        raise VotesRefused(_("There cannot be fewer than no votes. Correct the numbers."))
    if votes.voters > roll:
        raise VotesRefused(
            _(
                "There are %(votes)s votes, and %(roll)s members on the roll. Correct the numbers.",
                votes=votes.voters,
                roll=roll,
            )
        )


def decide_question(
    votes: Votes, *, roll: int, majority: Majority = Majority.SIMPLE, quorum: Quorum = NO_QUORUM
) -> Decision:
    """What the members decided. Without a quorum, and at a tie, things stay as they are.

    Raises VotesRefused.

    >>> decide_question(Votes(40, 20, 5), roll=130, majority=Majority.TWO_THIRDS).carried
    True
    """
    require_possible(votes, roll)
    needed = quorum.needed(roll)
    figures = {"yes": votes.yes, "no": votes.no, "abstained": votes.abstained}
    if votes.voters < needed:
        return Decision(
            False,
            False,
            _(
                "Not decided: %(voters)s took part, and %(needed)s are needed. Things stay as they"
                " are.",
                voters=votes.voters,
                needed=needed,
            ),
        )
    carried = is_reached(votes.yes, votes.cast, majority)
    figures["asked"] = MAJORITIES[majority]
    if carried:
        said = _(
            "Carried: %(yes)s yes, %(no)s no, %(abstained)s abstained. Needed: %(asked)s.",
            **figures,
        )
    else:
        said = _(
            "Not carried: %(yes)s yes, %(no)s no, %(abstained)s abstained. Needed: %(asked)s."
            " Things stay as they are.",
            **figures,
        )
    return Decision(carried, True, said)
