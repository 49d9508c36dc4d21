"""What releases told of each figure one after the other, where records changed in between."""

from portal.publication.disclosure.instances import Interval


class Memory:
    """All that was told so far, as it speaks of the truth of the newest release that told it."""

    def __init__(self) -> None:
        self.told: dict[str, Interval] = {}
        self.truth: dict[str, float] = {}
        """What was true then, of the cells of which that was kept."""

    def hear(self, cell: str, interval: Interval, truth: float | None) -> None:
        """Remember what one more release tells of a cell.

        Readers are taken to know by how much the truth has changed since the one before, so that
        what both told is known of the newer truth. Where the older truth was not kept, what it told
        is moved as far as it takes.
        """
        before = self.told.get(cell)
        if before is not None and truth is not None:
            was = self.truth.get(cell)
            before = before.moved(truth - was) if was is not None else before
            interval = interval.within(before.holding(truth))
        elif before is not None:
            interval = interval.within(before)
            self.truth.pop(cell, None)
        self.told[cell] = interval
        if truth is not None:
            self.truth[cell] = truth
