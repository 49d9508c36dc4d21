"""A count sheet from its JSON: so that what was declared can be shown when the ballots are gone."""

import json
from typing import Any

from portal.elections.count.limits import Limit, SeatLimits
from portal.elections.count.lots import Choice, Lot, Why
from portal.elections.count.sheet import (
    PLACES,
    UNIT,
    Closing,
    Fate,
    Parcel,
    Sheet,
    Stage,
    StageKind,
)


def read_sheet(written: str) -> Sheet:
    """The sheet that `write_sheet` wrote; decisions between one candidate alone are left out.

    For what this portal wrote itself: a file of somebody else may raise anything.
    """
    found = json.loads(written)
    candidates = found["candidates"]
    classes = {each["number"]: each["class"] for each in candidates if each["class"]}
    return Sheet(
        title=found["title"],
        seats=found["seats"],
        candidates=tuple(each["name"] for each in candidates),
        valid=found["papers"]["valid"],
        without_preference=found["papers"]["without_preference"],
        quota=_units(found["quota"]) // UNIT,
        stages=tuple(map(_stage, found["stages"])),
        elected=tuple(found["elected"]),
        closing=_closing(found["closing"]),
        withdrawn=frozenset(
            each["number"] for each in candidates if each["fate"] == Fate.WITHDRAWN
        ),
        sitting=frozenset(each["number"] for each in candidates if each["sitting"]),
        limits=SeatLimits(tuple(map(_limit, found["limits"])), classes),
    )


def _stage(found: dict[str, Any]) -> Stage:
    return Stage(
        number=found["number"],
        kind=StageKind(found["kind"]),
        source=found["from"],
        parcels=tuple(
            Parcel(each["to"], each["papers"], _units(each["value"])) for each in found["transfers"]
        ),
        votes=tuple(map(_units, found["votes"])),
        non_transferable=_units(found["non_transferable"]),
        lost=_units(found["lost"]),
        surplus=_units(found["surplus"]),
        barred=found["barred"],
        guarded=tuple(found["guarded"]),
        choice=_choice(found["choice"]),
        elected=tuple(found["elected"]),
        elections=tuple(
            choice for choice in map(_choice, found["elections"]) if choice is not None
        ),
    )


def _closing(found: dict[str, Any]) -> Closing:
    return Closing(
        filled=tuple(found["filled"]),
        excluded=found["excluded"],
        barred=found["barred"],
        guarded=tuple(found["guarded"]),
        choice=_choice(found["choice"]),
    )


def _choice(found: dict[str, Any] | None) -> Choice | None:
    if found is None:
        return None
    return Choice(
        found["chosen"],
        tuple(found["tied"]),
        tuple(found["decided_by_stages"]),
        _lot(found["lot"]) if found["lot"] else None,
    )


def _lot(found: dict[str, Any]) -> Lot:
    return Lot(
        found["stage"],
        Why(found["why"]),
        tuple(found["candidates"]),
        found["chosen"],
        found["drawn_by"],
        found["witnessed_by"],
    )


def _limit(found: dict[str, Any]) -> Limit:
    return Limit(frozenset(found["classes"]), found["least"], found["most"], found["title"])


def _units(votes: str) -> int:
    """Votes with five decimals as whole units.

    >>> _units("12.50000"), _units("-1.00001")
    (1250000, -100001)
    """
    whole, _dot, part = votes.removeprefix("-").partition(".")
    units = int(whole) * UNIT + int(part.ljust(PLACES, "0"))
    return -units if votes.startswith("-") else units
