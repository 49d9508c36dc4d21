"""The words in which changes by hand are shown."""

from __future__ import annotations

from portal.visits.figures.indicators.measures import N_

ROLE_WORDS: dict[str, str] = {
    "office": N_("the care office"),
    "carer": N_("the care worker"),
    "system": N_("the system itself"),
    "import": N_("the care office, by an import"),
    "source": N_("somebody whom the files do not name"),
    "other": N_("somebody whom the source does not name by role"),
}
"""Roles that sources name; another one is shown as it stands."""
