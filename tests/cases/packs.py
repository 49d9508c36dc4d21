"""A folder of rule packs as another release of the software would bring it, really read."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from portal.cases import rule_packs

WAL = "WAL-SS-2014"


@contextmanager
def packs_on_disk(**files: str) -> Iterator[Path]:
    """The packs that are shipped, with these files beside them or in their place.

    The file of `WAL_SS_2014` is `WAL-SS-2014.toml`.
    """
    with TemporaryDirectory() as base, pytest.MonkeyPatch.context() as patched:
        folder = Path(base) / "packs"
        shutil.copytree(rule_packs.PACKS, folder)
        for name, text in files.items():
            (folder / f"{name.replace('_', '-')}.toml").write_text(text, "utf-8")
        patched.setattr(rule_packs, "PACKS", folder)
        _read_anew()
        try:
            yield folder
        finally:
            patched.undo()
            _read_anew()


def shipped(code: str = WAL) -> str:
    """The text of a pack as it is shipped."""
    return (rule_packs.PACKS / f"{code}.toml").read_text("utf-8")


def changed(text: str, *changes: tuple[str, str]) -> str:
    """The text with these changes, each of which has to be there once or more."""
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return text


def _read_anew() -> None:
    rule_packs.rule_editions.cache_clear()
    rule_packs.held_editions.cache_clear()
