"""Who may know whom: floors between features, rooms inside each."""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import wraps
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PORTAL = ROOT / "portal"

FLOORS = {
    "vault": 0, "ledger": 0,
    "accounts": 1, "notices": 1,
    "membership": 2, "visits": 2,
    "committee": 3,
    "cases": 4, "elections": 4,
    "intake": 5, "publication": 5, "pages": 5,
}  # fmt: skip
ROOF = {"app", "commands", "demo", "server", "worker"}
ROOMS = {"models", "queries", "services", "forms", "views", "access", "commands"}
OPEN_TO_OTHERS = {"models", "queries", "services", "access"}

# On every floor a view says who may call it.
SAID_BY_EVERY_VIEW = ("accounts.access", "accounts.permissions")

# What each room may never import; "rule" is every module that is no room.
FORBIDDEN = {
    "rule": ("flask", "sqlalchemy", "flask_wtf", "wtforms", "portal.clock", "portal.database"),
    "models": ("flask", "wtforms", "portal.clock", "portal.forms"),
    "queries": ("flask", "wtforms", "portal.clock", "portal.forms"),
    "services": ("flask", "wtforms", "portal.clock", "portal.forms"),
    "forms": ("sqlalchemy", "portal.database"),
    "views": ("sqlalchemy",),
    "access": (),
    "commands": (),
}
# Turning an instant into the co-operative's day asks nobody what time it is.
ASKS_NOTHING = {"portal.clock.local", "portal.clock.zone"}
# A written reason for each module that is larger than a split would make it.
LARGE: dict[str, str] = {
    "portal/cases/models.py": "the rows of one case, which are read beside each other",
}
NOWHERE = {"utils", "common", "helpers", "helper", "manager", "misc", "data", "info"}


@dataclass(frozen=True)
class Module:
    """One file of the portal, and what it imports."""

    path: Path
    tree: ast.Module

    @property
    def parts(self) -> tuple[str, ...]:
        return self.path.relative_to(PORTAL).with_suffix("").parts

    @property
    def feature(self) -> str | None:
        return self.parts[0] if self.parts[0] in FLOORS and len(self.parts) > 1 else None

    @property
    def room(self) -> str:
        name = self.parts[-1]
        return next((room for room in ROOMS if name == room or name.endswith(f"_{room}")), "rule")

    @property
    def imports(self) -> Iterator[tuple[str, int]]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    yield alias.name, node.lineno
            elif isinstance(node, ast.ImportFrom):
                base = node.module or ""
                for alias in node.names:
                    yield f"{base}.{alias.name}", node.lineno

    def __str__(self) -> str:
        return str(self.path.relative_to(ROOT))


def modules() -> list[Module]:
    return [
        Module(path, ast.parse(path.read_text("utf-8"))) for path in sorted(PORTAL.rglob("*.py"))
    ]


MODULES = modules()
FEATURE_MODULES = [module for module in MODULES if module.feature]


def of_every(listed: list[Module]) -> Callable[[Callable[[Module], None]], Callable[[], None]]:
    """One test for one rule, that tries every module and names each that breaks it.

    A test for each module and rule would be seven thousand, most of their time spent in between.
    """

    def tried(rule: Callable[[Module], None]) -> Callable[[], None]:
        @wraps(rule)
        def try_every_module() -> None:
            assert listed
            broken = []
            for module in listed:
                try:
                    rule(module)
                except AssertionError as found:
                    broken.append(str(found).partition("\n")[0])
            assert not broken, "\n".join(broken)

        # Pytest asks for what a test names, and this one names nothing.
        del try_every_module.__wrapped__  # type: ignore[attr-defined]
        return try_every_module

    return tried


@of_every(FEATURE_MODULES)
def test_a_feature_knows_only_lower_floors(module: Module) -> None:
    for name, line in module.imports:
        head, _, rest = name.partition("portal.")
        if head or not rest:
            continue
        other = rest.split(".")[0]
        assert other not in ROOF, f"{module}:{line}: {module.feature} may not know the roof"
        if module.room == "views" and rest.startswith(SAID_BY_EVERY_VIEW):
            continue
        if other in FLOORS and other != module.feature:
            assert FLOORS[other] < FLOORS[str(module.feature)], (
                f"{module}:{line}: {other} stands beside or above {module.feature}"
            )
            room = next((part for part in rest.split(".")[1:] if part in ROOMS), None)
            assert room in OPEN_TO_OTHERS or room is None, (
                f"{module}:{line}: {module.feature} may not enter the {room} of {other}"
            )


@of_every(FEATURE_MODULES)
def test_a_room_holds_its_own_kind_of_line(module: Module) -> None:
    if module.path.name == "__init__.py":
        return
    for name, line in module.imports:
        if name in ASKS_NOTHING:
            continue
        for forbidden in FORBIDDEN[module.room]:
            assert not (name == forbidden or name.startswith(forbidden + ".")), (
                f"{module}:{line}: {module.room} may not import {forbidden}"
            )


def test_the_protector_and_the_attacker_share_only_what_a_table_is() -> None:
    named = {".".join(("portal", *module.parts)): module for module in MODULES}
    here = "portal.publication.disclosure."

    def reached_from(side: str) -> set[str]:
        found = {name for name in named if name.startswith(here + side)}
        waiting = list(found)
        while waiting:
            for name, _ in named[waiting.pop()].imports:
                target = name if name in named else name.rpartition(".")[0]
                if target in named and target not in found:
                    found.add(target)
                    waiting.append(target)
        return found

    attacker, protector = reached_from("attacker"), reached_from("protector")

    assert len(attacker) > 5 and len(protector) > 5
    assert attacker & protector == {here + "instances", "portal.errors"}, (
        "a mistake in what both use would be made by both, and nobody would notice"
    )


@of_every(MODULES)
def test_no_import_stands_inside_a_function(module: Module) -> None:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            inside = [n for n in ast.walk(node) if isinstance(n, ast.Import | ast.ImportFrom)]
            assert not inside, f"{module}:{node.lineno}: {node.name} imports something by itself"


@of_every(MODULES)
def test_every_module_and_public_name_says_what_it_is(module: Module) -> None:
    assert ast.get_docstring(module.tree), f"{module} has no docstring"
    for node in module.tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            assert ast.get_docstring(node), f"{module}:{node.lineno}: {node.name} has no docstring"


@of_every(MODULES)
def test_packages_hold_a_docstring_and_nothing_else(module: Module) -> None:
    if module.path.name == "__init__.py":
        assert len(module.tree.body) == 1, f"{module} holds more than its docstring"


@of_every(MODULES)
def test_no_room_is_called_elsewhere(module: Module) -> None:
    assert not NOWHERE & set(module.parts), f"{module}: that name means 'not elsewhere'"


@of_every(MODULES)
def test_services_never_commit(module: Module) -> None:
    if module.room not in {"services", "queries", "models"}:
        return
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute):
            assert node.attr != "commit", f"{module}:{node.lineno}: {module.room} may not commit"


@of_every(MODULES)
def test_a_module_stays_readable(module: Module) -> None:
    lines = len(module.path.read_text("utf-8").splitlines())
    assert lines <= 330 or str(module) in LARGE, (
        f"{module} has {lines} lines: split it, or write the reason into LARGE"
    )
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef) and node.end_lineno:
            length = node.end_lineno - node.lineno
            assert length <= 50, f"{module}:{node.lineno}: {node.name} has {length} lines"
