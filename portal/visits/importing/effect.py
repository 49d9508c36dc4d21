"""Rule: what changes between two counts of the same month."""

from __future__ import annotations

from typing import Final, NamedTuple

from portal.visits.figures.figures import Figure, PeriodFigures

# What is published, and what explains it.
KEYS: Final = (
    "D1_net", "D2", "D3", "V1", "V2", "V3", "N1", "T1", "L1", "X1", "D5_rostering", "D5_missed",
    "D5_no_access", "D5_missing_carer", "D5_short_time", "D5_unknown", "Q1_EV2",
)  # fmt: skip


class Change(NamedTuple):
    """One figure before and after; they may look the same and be exactly different."""

    key: str
    before: Figure
    after: Figure

    @property
    def is_changed(self) -> bool:
        """Whether the exact figure is another one."""
        return (self.before.numerator, self.before.denominator, self.before.value) != (
            self.after.numerator,
            self.after.denominator,
            self.after.value,
        )


class Effect(NamedTuple):
    """What an import did to one month."""

    before: PeriodFigures
    after: PeriodFigures
    changes: list[Change]

    @property
    def changed(self) -> list[Change]:
        """The figures that are others now."""
        return [change for change in self.changes if change.is_changed]


def effect_of(before: PeriodFigures, after: PeriodFigures) -> Effect:
    """The figures of a month, compared one by one."""
    return Effect(
        before,
        after,
        [Change(key, before.whole.indicators[key], after.whole.indicators[key]) for key in KEYS],
    )
