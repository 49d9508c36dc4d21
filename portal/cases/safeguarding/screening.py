"""Rule: when somebody may be in danger, so that a case is for the safeguarding lead the same day.

Source: triggers of our own, on Care Act 2014 s42 and the Sussex thresholds (a
single missed visit without impact is not reportable; anything beyond it needs to be looked at).
"""

from collections.abc import Collection, Iterable
from enum import StrEnum
from typing import Final

from portal.i18n import lazy_gettext as _l


class Trigger(StrEnum):
    """One reason for the safeguarding lead to look at a case first."""

    IN_DANGER = "in_danger"
    HARM_STATED = "harm_stated"
    TIME_CRITICAL = "time_critical"
    AGAIN_WITHIN_14_DAYS = "again_within_14_days"
    SEVERAL_ON_THE_ROUND = "several_on_the_round"
    WHEREABOUTS_UNCONFIRMED = "whereabouts_unconfirmed"
    RECORD_SAID_TO_BE_FALSE = "record_said_to_be_false"


TRIGGERS = {
    Trigger.IN_DANGER: _l("Somebody may be in danger now"),
    Trigger.HARM_STATED: _l("Somebody was harmed, or handled roughly"),
    Trigger.TIME_CRITICAL: _l(
        "A visit that could not wait was missed: medicine, food or drink, being lifted"
    ),
    Trigger.AGAIN_WITHIN_14_DAYS: _l("The same person was missed twice within 14 days"),
    Trigger.SEVERAL_ON_THE_ROUND: _l("Two people or more were missed on the same round"),
    Trigger.WHEREABOUTS_UNCONFIRMED: _l(
        "Somebody lives alone, and nobody knows that they are safe"
    ),
    Trigger.RECORD_SAID_TO_BE_FALSE: _l("Somebody says that the record of the visit is false"),
}

DAYS: Final = 14
"""So many days back a second missed visit to the same person counts."""

_MISSED: Final = frozenset({"VIS-MISS", "VIS-NOACC"})
_HARM: Final = frozenset({"ATT-ROUGH"})
_CANNOT_WAIT: Final = frozenset({"MED-MISS", "MED-LATE", "CAR-FOOD", "CAR-MOVE", "VIS-ONECARER"})
_FALSE_RECORD: Final = frozenset({"VIS-RECORD", "MED-RECORD"})


def is_about_missing(subjects: Collection[str]) -> bool:
    """Whether somebody says that nobody came, or that a note claims nobody could get in."""
    return not _MISSED.isdisjoint(subjects)


def triggers_of(subjects: Collection[str], *, in_danger: bool = False) -> frozenset[Trigger]:
    """The reasons that show in what was said, before anybody has read it.

    >>> sorted(triggers_of(["VIS-MISS", "MED-MISS"]))
    [<Trigger.TIME_CRITICAL: 'time_critical'>]
    >>> triggers_of(["VIS-MISS"])
    frozenset()
    """
    said = set(subjects)
    found = set()
    if in_danger:
        found.add(Trigger.IN_DANGER)
    if said & _HARM or any(code.startswith("SAF-") for code in said):
        found.add(Trigger.HARM_STATED)
    if is_about_missing(said):
        if said & _CANNOT_WAIT:
            found.add(Trigger.TIME_CRITICAL)
        if said & _FALSE_RECORD:
            found.add(Trigger.RECORD_SAID_TO_BE_FALSE)
    return frozenset(found)


def triggers_in_record(
    missed_days_of_person: Iterable[object], people_missed_on_round: Collection[str]
) -> frozenset[Trigger]:
    """The reasons that show in the record of visits: missed visits of 14 days, people of one day.

    >>> triggers_in_record(["3 November", "10 November"], {"P1"})
    frozenset({<Trigger.AGAIN_WITHIN_14_DAYS: 'again_within_14_days'>})
    """
    found = set()
    if len(list(missed_days_of_person)) >= 2:
        found.add(Trigger.AGAIN_WITHIN_14_DAYS)
    if len(people_missed_on_round) >= 2:
        found.add(Trigger.SEVERAL_ON_THE_ROUND)
    return frozenset(found)
