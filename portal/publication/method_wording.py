"""What a report calls its figures, beside what the method calls the same ones."""

from typing import Final, NamedTuple

from portal.i18n import gettext as _
from portal.publication.wording import cause_words, figure_words
from portal.visits.figures.indicators.catalogue import INDICATOR
from portal.visits.figures.indicators.measures import Unit

FIGURES: Final = {
    "delivered": "D3",
    "missed": "V2",
    "no_access": "V3",
    "punctual": "T1",
    "kept_length": "L1",
    "evidenced": "Q1_EV2",
}
CAUSES: Final = {
    "not_rostered": ("D5_rostering",),
    "missed": ("D5_missed",),
    "no_access": ("D5_no_access",),
    "missing_carer": ("D5_missing_carer",),
    "short_time": ("D5_short_time",),
    "other": ("D5_refused", "D5_force_majeure", "D5_unknown"),
}
"""Each cause of a report, and the lines of the shortfall that it is: of 100 hours agreed."""


class ReportLine(NamedTuple):
    """One line of a report in its own words, and in those of the method."""

    words: str
    here: list[tuple[str, str]]
    """Name and code of what it is made of."""
    is_of_1000: bool
    """Whether the method counts for every 1,000 what the report counts of 100."""


def report_lines() -> list[ReportLine]:
    """Every line of a report that the method calls by another name."""
    figures = [(figure_words()[name], (code,)) for name, code in FIGURES.items()]
    causes = [(cause_words()[name], codes) for name, codes in CAUSES.items()]
    return [
        ReportLine(
            words,
            [(_(INDICATOR[code].label), code) for code in codes],
            any(INDICATOR[code].unit is Unit.PER_1000 for code in codes),
        )
        for words, codes in [*figures, *causes]
    ]
