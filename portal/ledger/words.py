"""Rule: what the opened kinds of entry, and the names in their facts, are called on pages."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from portal.i18n import format_day
from portal.i18n import lazy_gettext as _l
from portal.ledger.kinds import EntryKind

KINDS: Final[dict[EntryKind, Any]] = {
    EntryKind.RELEASE_PUBLISHED: _l("A report was published"),
    EntryKind.RELEASE_CORRECTED: _l("A report was corrected by a new one"),
    EntryKind.RELEASE_WITHDRAWN: _l("A report was taken down"),
    EntryKind.RELEASE_DISCARDED: _l("A signed report was discarded before it came out"),
    EntryKind.RELEASE_NOTICE_TAKEN_BACK: _l("What was said to be wrong in a report was taken back"),
    EntryKind.ELECTION_OPENED: _l("An election was opened"),
    EntryKind.ELECTION_STEP: _l("A step of an election"),
    EntryKind.URN_CLOSED: _l("Voting ended"),
    EntryKind.ELECTION_DECLARED: _l("The result of an election was declared"),
    EntryKind.TERM_BEGAN: _l("A term on the committee began"),
    EntryKind.TERM_ENDED: _l("A term on the committee ended"),
    EntryKind.APPOINTMENT_MADE: _l("Somebody was appointed to an office"),
    EntryKind.APPOINTMENT_ENDED: _l("Somebody left an office"),
    EntryKind.SETTINGS_CHANGED: _l("A setting of this site was changed"),
    EntryKind.ROUTING_CHANGED: _l("The table of who has which case first was changed"),
    EntryKind.RECOVERY_USED: _l("The recovery key was used"),
}
NAMES: Final[dict[str, Any]] = {
    "announced_for": _l("The day that was announced"),
    "appointment": _l("Number of the appointment"),
    "ballots_hash": _l("Fingerprint of the ballot file (SHA-256)"),
    "boxes": _l("Ballots in the urn"),
    "broken_boxes": _l("Boxes that did not open"),
    "candidates": _l("Candidates"),
    "confirmed_by": _l("Confirmed by"),
    "corrects": _l("Corrects"),
    "decided_by": _l("Decided by"),
    "deputy": _l("Deputy"),
    "discarded_by": _l("Discarded by"),
    "election": _l("Number of the election"),
    "elected": _l("Who was elected"),
    "ends_on": _l("Until"),
    "files": _l("Fingerprints of the files (SHA-256)"),
    "founding": _l("Number of the founding"),
    "key": _l("Key"),
    "key_holders": _l("Who holds the parts of the key"),
    "keys_hash": _l("Fingerprint of the box numbers (SHA-256)"),
    "lot": _l("Lot"),
    "machine": _l("Number of the machine"),
    "name": _l("Name"),
    "nomination": _l("Number of the nomination"),
    "nominations_from_on": _l("Nominations from"),
    "nominations_last_on": _l("Nominations until"),
    "office": _l("Office"),
    "papers": _l("Votes on paper or by telephone"),
    "poll_from_on": _l("Voting from"),
    "poll_last_on": _l("Voting until"),
    "proposed_by": _l("Proposed by"),
    "reason": _l("Reason"),
    "release": _l("Report"),
    "reserve": _l("Who stands by, class by class"),
    "roll": _l("Members on the roll"),
    "said_by": _l("Said by"),
    "said_on": _l("Said on"),
    "seat_class": _l("Seat"),
    "seats": _l("Seats"),
    "setting": _l("Setting"),
    "setting_before": _l("Before"),
    "setting_now": _l("From now on"),
    "sheet_hash": _l("Fingerprint of the count sheet (SHA-256)"),
    "signed_by": _l("Signed by"),
    "source": _l("How"),
    "starts_on": _l("From"),
    "step": _l("Step"),
    "taken_back_by": _l("Taken back by"),
    "term_begins_on": _l("Terms begin"),
    "term": _l("Number of the term"),
    "vacant_from": _l("The seats are vacant from"),
}
# The ledger stands below the features whose codes these are; their words are the same.
CODES: Final[dict[str, dict[str, Any]]] = {
    "office": {
        "chair": _l("Chair"),
        "safeguarding_lead": _l("Safeguarding lead"),
        "outside_person": _l("Outside person"),
        "secretary": _l("Secretary"),
        "returning_officer": _l("Returning officer"),
        "coordinator": _l("Coordinator"),
        "intake_clerk": _l("Intake clerk"),
        "substitute": _l("Substitute"),
    },
    "seat_class": {
        "user": _l("Service user"),
        "family_carer": _l("Family member or unpaid carer"),
        "worker": _l("Care worker"),
        "volunteer": _l("Volunteer"),
        "supporter_community": _l("Neighbour or supporter"),
        "public_body": _l("Public body"),
    },
    "source": {
        "founding": _l("Founding member, not elected"),
        "demonstration": _l("Demonstration, not elected"),
        "co_opted": _l("Co-opted until the next election, not elected"),
        "elected": _l("Elected"),
    },
    "step": {
        "days_changed": _l("The days were changed"),
        "nominated": _l("Somebody was nominated"),
        "withdrew": _l("A candidate withdrew"),
        "died": _l("A candidate died"),
        "not_eligible": _l("A candidate turned out not to be eligible"),
        "seats_left_empty": _l("Seats nobody stands for stay empty"),
        "nominations_closed": _l("Nominations were closed, and the order drawn by lot"),
        "roll_fixed": _l("The roll of those who may vote was fixed"),
        "poll_opened": _l("Voting began"),
        "letters_printed": _l("Letters with codes were printed"),
        "urn_opened": _l("The urn was opened"),
        "lot_drawn": _l("A lot was drawn"),
        "lots_forgotten": _l("The lots are drawn again, because a candidate withdrew"),
        "countback_begun": _l("A seat fell vacant: the same ballots are to be counted again"),
        "counted_again": _l("The ballots were counted again for a vacant seat"),
        "challenged": _l("The result was challenged"),
        "challenge_decided": _l("The challenge was decided"),
        "annulled": _l("The challenge was upheld, and the result set aside"),
        "urn_destroyed": _l("Urn and roll were destroyed"),
        "stopped": _l("The election was stopped"),
    },
    "reason": {
        "no_holder_left": _l("Nobody who held the key is left"),
        "required_by_law": _l("The law required it"),
        "rehearsal": _l("Rehearsal"),
        "names_somebody": _l("It named somebody, or let somebody be recognised."),
        "tells_hidden": _l("It told a number that the report hides."),
        "worded_better": _l("It was not well worded."),
        "no_error": _l("It was a mistake: what it spoke of is right."),
    },
}
# The same for the settings themselves: what each is about, for people who run no computer.
SETTINGS: Final[dict[str, Any]] = {
    "all": _l("Every setting, as it was at the first start"),
    "recovery key": _l("Recovery key"),
    "machine_sends": _l("Whether a machine may send files of visits"),
    "environment": _l("Whether this is a real site or a demonstration"),
    "base_url": _l("Address of this site"),
    "coop_name": _l("Name of the co-operative"),
    "office_phone": _l("Telephone of the care office"),
    "area_names": _l("What areas are called"),
    "intake_phone": _l("Telephone for concerns"),
    "emergency_phone": _l("Emergency number"),
    "postal_address": _l("Address for letters"),
    "tz": _l("Time zone"),
    "rule_pack": _l("Rules that set the deadlines"),
    "extra_days_off": _l("Days off beside those of every year"),
    "languages": _l("Languages of the pages"),
    "release_day": _l("Day of the month on which reports come out"),
    "leave_url": _l("Where “Leave this page now” leads"),
    "mail_backend": _l("How letters by e-mail leave"),
    "mail_sender": _l("Sender of letters by e-mail"),
    "smtp_starttls": _l("Letters by e-mail leave over an encrypted line"),
    "ledger_witnesses": _l("Who countersigns the ledger"),
    "neighbours": _l("Co-operatives whose reports stand beside ours"),
    "source_url": _l("Where the source code can be had"),
    "allowances": _l("Limits on how often a form is sent from one place"),
    "clock_shift": _l("Seconds by which the clock is moved"),
}
CODES["setting"] = SETTINGS
FEW: Final = 4
"""So many parts of a value are read in one line; more of them are a list of their own."""
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")


def lines_of(fact: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The names and values of a fact, as a page shows them: a line for each short one."""
    every = fact.get("setting_now")
    if isinstance(every, dict):
        # The first start: all settings in one line would be a wall of words.
        each = sorted((str(SETTINGS.get(name, name)), value_of(every[name])) for name in every)
        return [(name_of("setting"), value_of(fact["setting"], "setting")), *each]
    short = (name for name in sorted(fact) if not _is_long(fact[name]))
    return [(name_of(name), value_of(fact[name], name)) for name in short]


def lists_of(fact: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
    """The long values of a fact, such as the fingerprints of many files: name, and each part."""
    if "setting_now" in fact:
        return []
    long = (name for name in sorted(fact) if _is_long(fact[name]))
    return [(name_of(name), _parts(fact[name], name)) for name in long]


def name_of(fact_name: str) -> str:
    """What a name in a fact is called."""
    known = NAMES.get(fact_name)
    return str(known) if known is not None else fact_name.replace("_", " ").capitalize()


def value_of(value: Any, name: str = "") -> str:
    """The value of a name in a fact, as text."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return str(_l("Yes")) if value else str(_l("No"))
    if isinstance(value, list | dict):
        return ", ".join(_parts(value, name))
    if isinstance(value, str) and value in CODES.get(name, {}):
        return str(CODES[name][value])
    if isinstance(value, str) and _DAY.fullmatch(value):
        return _day(value)
    return str(value)


def _is_long(value: Any) -> bool:
    return isinstance(value, list | dict) and len(value) > FEW


def _parts(value: list[Any] | dict[str, Any], name: str) -> list[str]:
    if isinstance(value, list):
        return [value_of(item, name) for item in value]
    return [f"{inner}: {value_of(item)}" for inner, item in value.items()]


def _day(written: str) -> str:
    try:
        return format_day(date.fromisoformat(written))
    except ValueError:
        return written
