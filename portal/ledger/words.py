"""Rule: what the opened kinds of entry, and the names in their facts, are called on pages."""

from typing import Any, Final

from portal.i18n import lazy_gettext as _l
from portal.ledger.kinds import EntryKind

KINDS: Final[dict[EntryKind, Any]] = {
    EntryKind.RELEASE_PUBLISHED: _l("A report was published"),
    EntryKind.RELEASE_CORRECTED: _l("A report was corrected by a new one"),
    EntryKind.RELEASE_WITHDRAWN: _l("A report was withdrawn"),
    EntryKind.ELECTION_OPENED: _l("An election was opened"),
    EntryKind.URN_CLOSED: _l("Voting ended"),
    EntryKind.ELECTION_DECLARED: _l("The result of an election was declared"),
    EntryKind.TERM_BEGAN: _l("A term on the committee began"),
    EntryKind.TERM_ENDED: _l("A term on the committee ended"),
    EntryKind.APPOINTMENT_MADE: _l("Somebody was appointed to an office"),
    EntryKind.APPOINTMENT_ENDED: _l("Somebody left an office"),
    EntryKind.SETTINGS_CHANGED: _l("A setting of this site was changed"),
    EntryKind.RECOVERY_USED: _l("The recovery key was used"),
}
NAMES: Final[dict[str, Any]] = {
    "period": _l("Period"),
    "title": _l("Title"),
    "edition": _l("Edition"),
    "replaces": _l("Replaces"),
    "signed_by": _l("Signed by"),
    "sha256": _l("Fingerprint of the files (SHA-256)"),
    "files": _l("Files"),
    "office": _l("Office"),
    "deputy": _l("Deputy"),
    "member": _l("Member"),
    "name": _l("Name"),
    "seat_class": _l("Seat"),
    "source": _l("How"),
    "signatories": _l("Signatories"),
    "starts_on": _l("From"),
    "ends_on": _l("Until"),
    "reason": _l("Reason"),
    "setting": _l("Setting"),
    "key": _l("Key"),
}


def name_of(fact_name: str) -> str:
    """What a name in a fact is called."""
    known = NAMES.get(fact_name)
    return str(known) if known is not None else fact_name.replace("_", " ").capitalize()


def value_of(value: Any) -> str:
    """A value in a fact as text."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return str(_l("Yes")) if value else str(_l("No"))
    if isinstance(value, list):
        return ", ".join(value_of(item) for item in value)
    if isinstance(value, dict):
        return ", ".join(f"{name_of(name)}: {value_of(item)}" for name, item in value.items())
    return str(value)
