"""Rows that go straight to the driver are seen by nobody who watches a table."""

import ast

from portal.kept import WATCHED
from portal.vault.models import Holder
from tests.architecture.test_floors_and_rooms import PORTAL

STRAIGHT = {"write_row", "write_rows"}
# A holder says by itself that it came (`note_change`), unless it is the key of one receipt.
SAID_BY_ITSELF = {Holder.__name__}


def test_no_watched_row_goes_straight_to_the_driver_unsaid() -> None:
    found = set()
    watched = set()
    for path in PORTAL.rglob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                watched |= {node.name for table in _tables(node) if table in WATCHED}
            elif isinstance(node, ast.Call) and ast.unparse(node.func) in STRAIGHT:
                named = node.args[0]
                found.add(ast.unparse(named.func if isinstance(named, ast.Call) else named))

    assert len(watched) == len(WATCHED)
    assert found & watched <= SAID_BY_ITSELF


def _tables(model: ast.ClassDef) -> list[str]:
    return [
        str(ast.literal_eval(line.value))
        for line in model.body
        if isinstance(line, ast.Assign) and ast.unparse(line.targets[0]) == "__tablename__"
    ]
