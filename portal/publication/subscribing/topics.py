"""Rule: what somebody can be told of, and which of it a release is."""

import enum
from datetime import timedelta
from typing import Any, Final

# Whoever does not answer the first letter is forgotten.
ANSWER_WITHIN: Final = timedelta(days=7)
# Nobody's letter box is filled because somebody else typed its address again and again.
ASK_AGAIN_AFTER: Final = timedelta(hours=24)


class Topic(enum.StrEnum):
    """What somebody wants to be told of."""

    REPORTS = "reports"
    CORRECTIONS = "corrections"
    METHOD = "method"


def topics_of(
    figures: dict[str, Any], *, is_correction: bool, before: dict[str, Any] | None
) -> frozenset[Topic]:
    """What a release is news of. `before` are the figures of the release before it, if any."""
    found = {Topic.CORRECTIONS if is_correction else Topic.REPORTS}
    if before is not None and before["method_version"] != figures["method_version"]:
        found.add(Topic.METHOD)
    return frozenset(found)
