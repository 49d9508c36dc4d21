"""What the commands that check something offline have in common: keys as typed, and the verdict."""

from collections.abc import Iterable
from typing import Protocol

import click


class Report(Protocol):
    """What a check found."""

    @property
    def notices(self) -> Iterable[str]: ...
    @property
    def problems(self) -> Iterable[str]: ...


def typed_key(written: str) -> bytes:
    """A public key as somebody typed it. Raises click.BadParameter."""
    try:
        key = bytes.fromhex(written.strip())
    except ValueError:
        key = b""
    if len(key) != 32:
        raise click.BadParameter("A key has 64 hexadecimal digits.", param_hint="--key")
    return key


def tell(report: Report, *, good: str) -> None:
    """Say what was found; ends with status 1 where there is a problem."""
    for notice in report.notices:
        click.echo(f"Note: {notice}")
    for problem in report.problems:
        click.echo(f"PROBLEM: {problem}")
    if report.problems:
        raise SystemExit(1)
    click.echo(good)
