"""One place of one period: whose figures they are, and how they are added to the instance."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from portal.publication.disclosure.drafting import Draft, name_of
from portal.publication.disclosure.lattice import WHOLE, Lattice
from portal.publication.disclosure.primary import Amount, Protection
from portal.publication.disclosure.shares import Share, amount_of

WEIGHTS = {WHOLE: 100.0}
"""Hiding a figure of the whole co-operative costs much more than one of a part of it."""


@dataclass(frozen=True, slots=True)
class Row:
    """The figures of one place, and where they go."""

    draft: Draft
    lattice: Lattice
    rules: Protection
    period: str
    place: str
    shares: Sequence[Share]
    is_new: bool
    """Whether they are decided about now."""
    _amounts: dict[str, Amount] = field(default_factory=dict)

    def name(self, measure: str) -> str:
        """The name of a measure's cell."""
        return name_of(measure, self.period, self.place)

    def amount(self, measure: str) -> Amount:
        """A measure's total, by person and by worker."""
        if measure not in self._amounts:
            self._amounts[measure] = amount_of(self.shares, measure)
        return self._amounts[measure]

    def agreed(self) -> Amount:
        """Agreed hours are nobody's of the carers: those who came stand behind them as well."""
        return self.amount(self.lattice.whole)._replace(
            by_worker=self.amount(self.lattice.part).by_worker
        )

    @property
    def weight(self) -> float:
        """What hiding one of its figures costs."""
        return WEIGHTS.get(self.place, 10.0)

    def publishes(self, part: str, whole: str) -> None:
        """A part of a whole is one published figure, if it is of this release."""
        if self.is_new:
            unit = f"{part}/{whole}|{self.period}|{self.place}"
            self.draft.publishes(unit, self.name(part), self.name(whole))
