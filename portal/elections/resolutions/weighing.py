"""Votes weighed by class: each group of classes has a fixed part of the decision.

Source: Somerset Rules (Somerset Co-operative Services): groups of members control the general
meeting in fixed proportions, for example workers 60 and community 40. The result is the sum, over
the groups, of the group's weight times the share of yes among the votes cast in it. A group in
which nobody votes yes or no keeps its weight and gives it to neither side: a proportion stays fixed
when its group is silent, and one member of another group must not decide for all.

Which groups and weights is data (`packs/*.toml`), each with its source.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path

from portal.elections.resolutions.questions import Majority, Votes, is_reached, require_possible
from portal.errors import RuleBroken
from portal.i18n import gettext as _
from portal.membership.classes import MemberClass

PACKS = Path(__file__).resolve().parent / "packs"


class WeighingRefused(RuleBroken):
    """Weights by which no votes can be weighed."""


@dataclass(frozen=True)
class Group:
    """Classes that have one weight together."""

    name: str
    classes: frozenset[MemberClass]
    weight: int


@dataclass(frozen=True)
class Weighing:
    """One way to weigh, and where it comes from."""

    name: str
    source: str
    groups: tuple[Group, ...]

    @property
    def whole(self) -> int:
        """All weights together."""
        return sum(group.weight for group in self.groups)


@dataclass(frozen=True)
class GroupResult:
    """What one group said: its votes, and its share of yes; none where nobody said yes or no."""

    group: Group
    votes: Votes
    share: Fraction | None


@dataclass(frozen=True)
class WeighedResult:
    """What all groups said together, in exact parts of the whole: yes, no and silent make one."""

    groups: tuple[GroupResult, ...]
    yes: Fraction
    no: Fraction
    silent: Fraction

    def is_carried(self, majority: Majority = Majority.SIMPLE) -> bool:
        """Whether the yes is that majority of the whole, silent groups included."""
        return is_reached(self.yes, Fraction(1), majority)


def weigh(
    weighing: Weighing, votes: Mapping[MemberClass, Votes], roll: Mapping[MemberClass, int]
) -> WeighedResult:
    """Weigh the votes of each class. Raises VotesRefused for votes that cannot be.

    >>> sixty = Group("workers", frozenset({MemberClass.WORKER}), 60)
    >>> forty = Group("others", frozenset(MemberClass) - sixty.classes, 40)
    >>> votes = {MemberClass.WORKER: Votes(10, 20), MemberClass.USER: Votes(50, 0)}
    >>> roll = {MemberClass.WORKER: 30, MemberClass.USER: 60}
    >>> result = weigh(Weighing("60/40", "an example", (sixty, forty)), votes, roll)
    >>> result.yes, result.is_carried()
    (Fraction(3, 5), True)
    """
    for each, cast in votes.items():
        require_possible(cast, roll.get(each, 0))
    together = {group.name: _together(group, votes) for group in weighing.groups}
    return weigh_groups(weighing, together)


def weigh_groups(weighing: Weighing, votes: Mapping[str, Votes]) -> WeighedResult:
    """Weigh the votes of each group, by its name."""
    groups = tuple(_group_result(group, votes[group.name]) for group in weighing.groups)
    yes = no = silent = Fraction(0)
    for found in groups:
        part = Fraction(found.group.weight, weighing.whole)
        if found.share is None:
            silent += part
        else:
            yes += part * found.share
            no += part * (1 - found.share)
    return WeighedResult(groups, yes, no, silent)


def _together(group: Group, votes: Mapping[MemberClass, Votes]) -> Votes:
    inside = [cast for each, cast in votes.items() if each in group.classes]
    return Votes(
        sum(cast.yes for cast in inside),
        sum(cast.no for cast in inside),
        sum(cast.abstained for cast in inside),
    )


def _group_result(group: Group, votes: Votes) -> GroupResult:
    share = Fraction(votes.yes, votes.cast) if votes.cast else None
    return GroupResult(group, votes, share)


def read_weighing(text: str) -> Weighing:
    """Read a pack. Raises WeighingRefused, saying what is wrong."""
    try:
        pack = tomllib.loads(text)
        groups = tuple(
            Group(str(name), frozenset(map(MemberClass, table["classes"])), table["weight"])
            for name, table in pack["groups"].items()
        )
        weighing = Weighing(str(pack["name"]), str(pack["source"]), groups)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise WeighingRefused(
            _(
                "The weights cannot be read (%(error)s). They need a name, a source, and groups"
                " with classes and weight.",
                error=error,
            )
        ) from None
    _require_whole(weighing)
    return weighing


def _require_whole(weighing: Weighing) -> None:
    for group in weighing.groups:
        if type(group.weight) is not int or group.weight < 1:
            raise WeighingRefused(
                _("“%(name)s”: the weight has to be a whole number from 1.", name=group.name)
            )
    for each in MemberClass:
        holding = [group for group in weighing.groups if each in group.classes]
        if len(holding) != 1:
            raise WeighingRefused(
                _("“%(name)s” has to stand in exactly one group.", name=each.value)
            )


@cache
def weighing_of(pack: str) -> Weighing:
    """One of the packs that come with the portal, by its name."""
    return read_weighing((PACKS / f"{pack}.toml").read_text("utf-8"))


def packs() -> list[str]:
    """The names of the packs that weigh, in order.

    >>> packs()
    ['somerset-60-40']
    """
    found = sorted(path.stem for path in PACKS.glob("*.toml"))
    return [each for each in found if len(weighing_of(each).groups) > 1]
