"""Rule: which turnout is shown: by class only where that points to nobody.

Where few are on the roll of a class, how many of them voted says who did. Such classes are shown
together; and where what is left over is still few, the smallest of the others joins them, so that
nobody finds it by taking away.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

FEWEST: Final = 10


@dataclass(frozen=True)
class Turnout:
    """How many of some classes are on the roll, and how many of them voted."""

    classes: tuple[str, ...]
    roll: int
    voted: int


def turnout_shown(counted: Mapping[str, tuple[int, int]]) -> list[Turnout]:
    """The lines that may be shown, largest first; none where even all together are few.

    >>> shown = turnout_shown({"user": (40, 20), "worker": (30, 29), "public_body": (2, 1)})
    >>> [(each.classes, each.roll) for each in shown]
    [(('user',), 40), (('public_body', 'worker'), 32)]
    """
    there = {name: pair for name, pair in counted.items() if pair[0]}
    large = sorted(
        (name for name in there if there[name][0] >= FEWEST),
        key=lambda name: (-there[name][0], name),
    )
    together = [name for name in there if name not in large]
    while together and large and sum(there[name][0] for name in together) < FEWEST:
        together.append(large.pop())
    if together and sum(there[name][0] for name in together) < FEWEST:
        return []
    groups = [(name,) for name in large] + ([tuple(sorted(together))] if together else [])
    return [
        Turnout(
            names,
            sum(there[name][0] for name in names),
            sum(there[name][1] for name in names),
        )
        for names in groups
    ]
