"""Seats kept for classes as a file that somebody can write by hand (TOML).

    [classes.worker]
    least = 2
    most = 2
    candidates = [1, 4]

    [classes.user]
    least = 2
    candidates = [2, 3, 7]

    [classes.family_carer]
    candidates = [5, 6]

    [groups.users_and_families]
    classes = ["user", "family_carer"]
    least = 4
    most = 4

Every candidate stands in exactly one class, by the number in the ballot file. What is left out is
no limit. A `title` may say how a class or group is called on the sheet.
"""

import tomllib
from typing import Any

from portal.elections.count.limits import Limit, SeatLimits, SeatsRefused
from portal.i18n import gettext as _
from portal.membership.classes import MANY_MEMBERS, MemberClass

MOST = 1_000
LONGEST_NAME = 100


def read_limits(text: str, candidates: int) -> SeatLimits:
    """Read the limits of a contest with so many candidates. Raises SeatsRefused.

    >>> found = read_limits("[classes.worker]\\nmost = 1\\ncandidates = [1, 2]", candidates=2)
    >>> found.limits[0].most, found.class_of(2)
    (1, 'worker')
    """
    try:
        written = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SeatsRefused(
            _("The seats by class cannot be read as TOML: %(error)s.", error=error)
        ) from None
    except RecursionError:
        raise SeatsRefused(_nothing_else()) from None
    if not written:
        return SeatLimits()
    if not written.keys() <= {"classes", "groups"}:
        raise SeatsRefused(_nothing_else())
    classes = _tables(written, "classes", {"least", "most", "candidates", "title"})
    groups = _tables(written, "groups", {"least", "most", "classes", "title"})
    limits = [_limit(name, table, frozenset({name})) for name, table in classes.items()]
    for name, table in groups.items():
        limits.append(_limit(name, table, _members(name, table, classes)))
    return SeatLimits(tuple(limits), _candidates(classes, candidates))


def _nothing_else() -> str:
    return _("The seats by class hold tables [classes.…] and [groups.…], and nothing else.")


def _tables(written: dict[str, Any], kind: str, names: set[str]) -> dict[str, dict[str, Any]]:
    tables = written.get(kind, {})
    if not isinstance(tables, dict):
        raise SeatsRefused(_nothing_else())
    for name, table in tables.items():
        if not isinstance(table, dict) or not table.keys() <= names or len(name) > LONGEST_NAME:
            raise SeatsRefused(
                _(
                    "“%(name)s” may hold %(names)s, and nothing else.",
                    name=name[:LONGEST_NAME],
                    names=", ".join(sorted(names)),
                )
            )
    return tables


def _limit(name: str, table: dict[str, Any], classes: frozenset[str]) -> Limit:
    least, most = table.get("least", 0), table.get("most", MOST)
    for number in (least, most):
        if not _is_number(number, least=0):
            raise SeatsRefused(_("“%(name)s”: write least and most as whole numbers.", name=name))
    title = table.get("title", "")
    if not isinstance(title, str) or len(title) > LONGEST_NAME:
        raise SeatsRefused(_("“%(name)s”: write a short title in quotation marks.", name=name))
    if not title and name in set(MemberClass):
        title = str(MANY_MEMBERS[MemberClass(name)])
    return Limit(classes, least, most, title or name)


def _members(name: str, table: dict[str, Any], classes: dict[str, Any]) -> frozenset[str]:
    members = table.get("classes")
    if (
        not isinstance(members, list)
        or not members
        or not all(isinstance(each, str) and each in classes for each in members)
    ):
        raise SeatsRefused(
            _(
                "“%(name)s”: name its classes as a list, each with a table of its own above.",
                name=name,
            )
        )
    return frozenset(members)


def _candidates(classes: dict[str, dict[str, Any]], count: int) -> dict[int, str]:
    found: dict[int, str] = {}
    for name, table in classes.items():
        numbers = table.get("candidates", [])
        if not isinstance(numbers, list) or not all(_is_number(each, least=1) for each in numbers):
            raise SeatsRefused(
                _("“%(name)s”: write its candidates as numbers, like [1, 4].", name=name)
            )
        for number in numbers:
            if number > count or number in found:
                raise SeatsRefused(
                    _(
                        "“%(name)s”: candidate %(number)s does not exist, or has a class already.",
                        name=name,
                        number=number,
                    )
                )
            found[number] = name
    missing = [number for number in range(1, count + 1) if number not in found]
    if missing:
        raise SeatsRefused(
            _(
                "These candidates have no class: %(numbers)s. Give each of them one.",
                numbers=", ".join(map(str, missing[:20])),
            )
        )
    return found


def _is_number(value: Any, *, least: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= MOST
