"""The synthetic co-operative, read once."""

from tests.visits.figures.conftest import brynteg, expected

__all__ = ["brynteg", "expected"]
