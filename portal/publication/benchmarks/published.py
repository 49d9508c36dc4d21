"""Figures that others published, and whether they count the same thing as one of ours.

Source: benchmarks.toml says of each figure where it was read.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("benchmarks.toml")


@dataclass(frozen=True, slots=True)
class Benchmark:
    """One published figure, or why it cannot stand beside ours."""

    id: str
    who: str
    when: str
    url: str
    read: str
    figure: str = ""
    """Our figure that counts the same, if there is one."""
    value: Decimal | None = None
    why: str = ""
    """Why it cannot be compared, as the code of a sentence."""

    @property
    def is_comparable(self) -> bool:
        """Whether it may stand beside ours."""
        return bool(self.figure)


@cache
def benchmarks() -> Sequence[Benchmark]:
    """Every benchmark that we know of."""
    return [
        Benchmark(**row | ({"value": Decimal(row["value"])} if "value" in row else {}))
        for row in tomllib.loads(_FILE.read_text("utf-8"))["benchmark"]
    ]
