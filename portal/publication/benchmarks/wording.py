"""Benchmarks in words: beside ours where both count the same, and a sentence where they do not."""

from typing import Any

from portal.i18n import format_number
from portal.i18n import gettext as _
from portal.publication import wording
from portal.publication.benchmarks.published import Benchmark, benchmarks


def beside_ours(figures: dict[str, Any] | None) -> list[tuple[str, str, str]]:
    """What others published, when, and how much: first ours, if anything is out."""
    rows = [
        (each.who, each.when, format_number(float(each.value)))
        for each in benchmarks()
        if each.is_comparable and each.value is not None
    ]
    if figures is None:
        return rows
    ours = wording.shown(figures["figures"]["delivered"])
    return [(_("We"), wording.month_of(figures), ours), *rows]


def sources() -> list[Benchmark]:
    """Those that stand beside ours, so that everybody can look where they were read."""
    return [each for each in benchmarks() if each.is_comparable]


def not_beside_ours() -> list[tuple[Benchmark, str]]:
    """What cannot be compared, each with a sentence that says why."""
    why = {
        "hours_without_whole": _(
            "It tells hours, and not of how many hours agreed: no share can be made of it."
        ),
        "other_window": _(
            "It counts visits that were more than half an hour late, and visits under fifteen "
            "minutes. We count visits that came outside the time that was agreed with the person."
        ),
        "people_not_visits": _(
            "It asked people whether they had missed a visit in half a year. We count visits. From "
            "one the other cannot be worked out."
        ),
        "agreed_lengths": _(
            "It tells how long visits are meant to be. We tell whether they were as long as agreed."
        ),
        "lengths_unclear": _(
            "It tells how long visits were, in three steps. Whether that is how long they were "
            "meant to be, or how long the carer stayed, we did not find. We tell whether they were "
            "as long as agreed."
        ),
        "bands_not_middle": _(
            "It tells the middle of how many different carers people met. We tell how many people "
            "met few and how many met many: of so few people the one in the middle is somebody."
        ),
        "not_found": _(
            "It is the nearest to what we publish. Its page was found, and its figures were not."
        ),
    }
    return [(each, why[each.why]) for each in benchmarks() if not each.is_comparable]
