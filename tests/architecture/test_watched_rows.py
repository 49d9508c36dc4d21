"""Rows that go straight to the driver are seen by nobody who watches a table."""

import ast

from portal.kept import WATCHED
from portal.vault.models import Holder
from tests.architecture.test_floors_and_rooms import PORTAL

STRAIGHT = {"write_row", "write_rows"}
# A holder says by itself that it came (`note_change`), unless it is the key of one receipt.
SAID_BY_ITSELF = {Holder.__name__}


def test_no_watched_row_goes_straight_to_the_driver_unsaid() -> None:
    written: set[str] = set()
    watched: set[str] = set()
    for path in PORTAL.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef):
                watched |= {node.name for table in _tables(node) if table in WATCHED}
            elif isinstance(node, ast.FunctionDef):
                written |= _written_in(node)

    assert {"Case", "Holder", "Grant", "LedgerEntry"} <= written
    assert len(watched) == len(WATCHED)
    assert written & watched <= SAID_BY_ITSELF


def _written_in(function: ast.FunctionDef) -> set[str]:
    """The models of the rows that one function hands over; a row may have been named before."""
    made = {
        ast.unparse(node.targets[0]): ast.unparse(node.value.func)
        for node in ast.walk(function)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)
    }
    handed = [
        node.args[0]
        for node in ast.walk(function)
        if isinstance(node, ast.Call) and ast.unparse(node.func) in STRAIGHT
    ]
    names = [ast.unparse(each.func if isinstance(each, ast.Call) else each) for each in handed]
    return {made.get(name, name) for name in names}


def _tables(model: ast.ClassDef) -> list[str]:
    return [
        str(ast.literal_eval(line.value))
        for line in model.body
        if isinstance(line, ast.Assign) and ast.unparse(line.targets[0]) == "__tablename__"
    ]
