"""Instances and patterns as JSON, read strictly: what is wrong is said, and where.

The format is described in docs/disclosure-instances.md.
"""

import json
import math
from collections.abc import Iterable, Mapping
from typing import Any

from portal.errors import RuleBroken
from portal.publication.disclosure.instances import (
    UNLIMITED,
    Cell,
    Insider,
    Instance,
    Interval,
    Known,
    Need,
    Relation,
)

INSTANCE_FORMAT = "candour-instance/1"
PATTERN_FORMAT = "candour-pattern/1"
TOLERANCE = 1e-6
"""Relative to the size of what is added: how exactly the truth has to satisfy a relation."""

_CELL = {
    "id": str, "value": float, "weight": float, "lower": float, "upper": float, "primary": bool,
    "below": float, "above": float, "width": float, "run": int, "integer": bool, "base": float,
    "small": int, "never_shown": bool, "owner": str,
}  # fmt: skip
_NOT_NEGATIVE = ("weight", "below", "above", "width", "run", "base", "small")


class InstanceRefused(RuleBroken):
    """A file that is not an instance, or contradicts itself. The text says what and where."""


def read_instance(text: str) -> Instance:
    """Read an instance. Raises InstanceRefused."""
    top = _object(_loaded(text), "the file")
    _keys(top, {"format", "cells"}, {"relations", "history", "insiders", "note"}, "the file")
    if top["format"] != INSTANCE_FORMAT:
        raise InstanceRefused(f"format: {INSTANCE_FORMAT!r} is needed, not {top['format']!r}.")
    cells = tuple(_cell(row, where) for row, where in _rows(top, "cells"))
    if not cells:
        raise InstanceRefused("cells: there is none.")
    known = _by_name(cells)
    instance = Instance(
        cells,
        tuple(_relation(row, where, known) for row, where in _rows(top, "relations")),
        tuple(_known(row, where, known, "release") for row, where in _rows(top, "history")),
        tuple(_insider(row, where, known) for row, where in _rows(top, "insiders")),
    )
    names = [insider.id for insider in instance.insiders]
    for name in names:
        if names.count(name) > 1:
            raise InstanceRefused(f"insiders: {name!r} is there twice.")
    return instance


def read_pattern(text: str, instance: Instance) -> frozenset[str]:
    """The cells that a pattern hides. Raises InstanceRefused."""
    top = _object(_loaded(text), "the pattern")
    _keys(top, {"format", "hidden"}, {"primary", "secondary", "cost", "method"}, "the pattern")
    if top["format"] != PATTERN_FORMAT:
        raise InstanceRefused(f"format: {PATTERN_FORMAT!r} is needed, not {top['format']!r}.")
    if not isinstance(top["hidden"], list):
        raise InstanceRefused("hidden: a list of the cells' ids is needed.")
    for at, name in enumerate(top["hidden"]):
        if not isinstance(name, str) or name not in instance.index:
            raise InstanceRefused(f"hidden[{at}]: the instance has no cell {name!r}.")
        if instance.cell(name).never_shown:
            raise InstanceRefused(f"hidden[{at}]: {name!r} is never shown, so it is not listed.")
    return frozenset(top["hidden"])


def written(instance: Instance) -> str:
    """An instance as the file that `read_instance` reads."""
    plain = Cell("", 0)
    cells = [
        {name: value for name, value in cell._asdict().items() if value != getattr(plain, name)}
        | {"value": cell.value}
        for cell in instance.cells
    ]
    top = {
        "format": INSTANCE_FORMAT,
        "cells": cells,
        "relations": [
            {"terms": dict(relation.terms), "equals": relation.equals}
            for relation in instance.relations
        ],
        "history": [
            _written_known(known) | {"release": known.source} for known in instance.history
        ],
        "insiders": [
            {
                "id": insider.id,
                "knows": [_written_known(known) for known in insider.knows],
                "needs": [{"cell": cell} | need._asdict() for cell, need in insider.needs.items()],
                "learns": insider.learns,
            }
            for insider in instance.insiders
        ],
    }
    return json.dumps(top, indent=1, ensure_ascii=False, allow_nan=False)


def _written_known(known: Known) -> dict[str, Any]:
    lower, upper = known.interval
    limits = {"lower": lower} | ({} if upper == UNLIMITED else {"upper": upper})
    return {"cell": known.cell} | limits


def _loaded(text: str) -> Any:
    def refuse_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            names = [name for name, _ in pairs]
            twice = next(name for name in names if names.count(name) > 1)
            raise InstanceRefused(f"{twice!r} is there twice in one object.")
        return found

    def refuse_constant(name: str) -> None:
        raise InstanceRefused(f"{name} is not a number.")

    try:
        return json.loads(text, object_pairs_hook=refuse_twice, parse_constant=refuse_constant)
    except json.JSONDecodeError as fault:
        where = f"line {fault.lineno}, column {fault.colno}"
        raise InstanceRefused(f"This is not JSON: {fault.msg} ({where}).") from None
    except RecursionError:
        raise InstanceRefused("This is not an instance: it is nested too deeply.") from None


def _object(row: Any, where: str) -> dict[str, Any]:
    if not isinstance(row, dict):
        raise InstanceRefused(f"{where}: an object is needed.")
    return row


def _keys(row: Mapping[str, Any], needed: set[str], allowed: set[str], where: str) -> None:
    for name in sorted(needed - set(row)):
        raise InstanceRefused(f"{where}: {name!r} is missing.")
    for name in sorted(set(row) - needed - allowed):
        raise InstanceRefused(f"{where}: {name!r} is not known here.")


def _rows(top: Mapping[str, Any], name: str) -> Iterable[tuple[dict[str, Any], str]]:
    rows = top.get(name, [])
    if not isinstance(rows, list):
        raise InstanceRefused(f"{name}: a list is needed.")
    return [(_object(row, f"{name}[{at}]"), f"{name}[{at}]") for at, row in enumerate(rows)]


def _number(value: Any, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not _is_finite(value):
        raise InstanceRefused(f"{where}: a number is needed, not {value!r}.")
    return value


def _is_finite(value: int | float) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:
        return False


def _text(value: Any, where: str) -> str:
    if not isinstance(value, str) or not value:
        raise InstanceRefused(f"{where}: a text is needed, not {value!r}.")
    return value


def _value(value: Any, kind: type, where: str) -> Any:
    if kind is float:
        return _number(value, where)
    if kind is str:
        return _text(value, where)
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        words = {bool: "true or false", int: "a whole number"}[kind]
        raise InstanceRefused(f"{where}: {words} is needed, not {value!r}.")
    return value


def _cell(row: dict[str, Any], where: str) -> Cell:
    _keys(row, {"id", "value"}, set(_CELL), where)
    given = {
        name: _value(value, _CELL[name], f"{where}.{name}")
        for name, value in row.items()
        if not (name == "upper" and value is None)
    }
    for name in _NOT_NEGATIVE:
        if given.get(name, 0) < 0:
            raise InstanceRefused(f"{where}.{name}: less than nothing.")
    cell = Cell(**given)
    _refuse_contradictions(cell, where)
    return cell


def _refuse_contradictions(cell: Cell, where: str) -> None:
    if not cell.lower <= cell.value <= cell.upper:
        raise InstanceRefused(
            f"{where}: the value {cell.value} of {cell.id!r} lies outside its own bounds."
        )
    if cell.integer and any(value != int(value) for value in (cell.value, cell.base)):
        raise InstanceRefused(f"{where}: {cell.id!r} is a count, so its numbers are whole.")
    if (cell.run or cell.small) and not cell.integer:
        raise InstanceRefused(f"{where}: 'run' and 'small' are for counts ('integer': true).")
    if cell.primary and cell.never_shown:
        raise InstanceRefused(f"{where}: {cell.id!r} is never shown, so it cannot be primary.")
    if cell.is_target and not (cell.primary or cell.never_shown):
        raise InstanceRefused(f"{where}: {cell.id!r} needs protection, so it has to be primary.")
    if 1 <= cell.value <= cell.small and not (cell.primary or cell.never_shown):
        raise InstanceRefused(f"{where}: {cell.id!r} is as small as is always hidden: not primary?")


def _by_name(cells: Iterable[Cell]) -> dict[str, Cell]:
    known: dict[str, Cell] = {}
    for at, cell in enumerate(cells):
        if cell.id in known:
            raise InstanceRefused(f"cells[{at}]: {cell.id!r} is there twice.")
        known[cell.id] = cell
    return known


def _named(value: Any, where: str, known: Mapping[str, Cell]) -> Cell:
    name = _text(value, where)
    if name not in known:
        raise InstanceRefused(f"{where}: there is no cell {name!r}.")
    return known[name]


def _relation(row: dict[str, Any], where: str, known: Mapping[str, Cell]) -> Relation:
    _keys(row, {"terms"}, {"equals"}, where)
    terms = _object(row["terms"], f"{where}.terms")
    if not terms:
        raise InstanceRefused(f"{where}.terms: there is none.")
    equals = _number(row.get("equals", 0), f"{where}.equals")
    parts = []
    for name, factor in terms.items():
        cell = _named(name, f"{where}.terms", known)
        if not _number(factor, f"{where}.terms.{name}"):
            raise InstanceRefused(f"{where}.terms.{name}: a factor of 0 says nothing.")
        parts.append(factor * cell.value)
    size = max(1.0, math.fsum(abs(part) for part in parts))
    if abs(math.fsum(parts) - equals) > TOLERANCE * size:
        raise InstanceRefused(
            f"{where}: the values add up to {math.fsum(parts):g} and not to {equals:g}."
        )
    return Relation(terms, equals)


def _known(row: dict[str, Any], where: str, known: Mapping[str, Cell], source: str = "") -> Known:
    _keys(row, {"cell"}, {"lower", "upper", source} - {""}, where)
    cell = _named(row["cell"], f"{where}.cell", known)
    lower = _number(row.get("lower", cell.lower), f"{where}.lower")
    upper = row.get("upper")
    upper = UNLIMITED if upper is None else _number(upper, f"{where}.upper")
    room = TOLERANCE * max(1.0, abs(cell.value))
    if not lower - room <= cell.value <= upper + room:
        raise InstanceRefused(
            f"{where}: the value {cell.value} of {cell.id!r} lies outside what is known of it."
        )
    said = str(row.get(source, "")) if source else ""
    return Known(cell.id, Interval(min(lower, cell.value), max(upper, cell.value)), said)


def _insider(row: dict[str, Any], where: str, known: Mapping[str, Cell]) -> Insider:
    _keys(row, {"id"}, {"knows", "needs", "learns"}, where)
    needs = {}
    for need, at in _rows(row, "needs"):
        _keys(need, {"cell", "below", "above"}, set(), f"{where}.{at}")
        cell = _named(need["cell"], f"{where}.{at}.cell", known)
        sizes = [_number(need[side], f"{where}.{at}.{side}") for side in ("below", "above")]
        if min(sizes) < 0:
            raise InstanceRefused(f"{where}.{at}: less than nothing.")
        needs[cell.id] = Need(*sizes)
    return Insider(
        _text(row["id"], f"{where}.id"),
        tuple(_known(each, f"{where}.{at}", known) for each, at in _rows(row, "knows")),
        needs,
        _value(row.get("learns", False), bool, f"{where}.learns"),
    )
