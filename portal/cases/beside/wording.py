"""The record of visits in plain words: what it says, and how well it shows it."""

from portal.i18n import lazy_gettext as _l
from portal.visits.figures.statuses import Evidence, NoAccessEvidence, Status

OUTCOMES = {
    Status.DELIVERED: _l("The visit took place"),
    Status.PARTIAL_CARERS: _l("Fewer carers came than were agreed"),
    Status.DELIVERED_OTHER_SLOT: _l("Somebody came, but at another time of day"),
    Status.MISSED: _l("Missed"),
    Status.MISSED_MERGED: _l("Missed: made into one with another visit"),
    Status.NOT_ROSTERED: _l("Nobody was planned to come"),
    Status.CANCELLED_PROVIDER: _l("Cancelled by the care office"),
    Status.NO_ACCESS: _l("Recorded that nobody could get in"),
    Status.REFUSED_AT_DOOR: _l("Recorded that the carer was sent away"),
    Status.CANCELLED_PERSON_NOTICE: _l("Called off by the person in good time"),
    Status.CANCELLED_PERSON_SHORT: _l("Called off by the person at short notice"),
    Status.SUSPENDED: _l("The care was resting, for example for a stay in hospital"),
    Status.FORCE_MAJEURE: _l("Not possible for anybody, for example because of snow"),
    Status.UNKNOWN: _l("The record does not say"),
}

EVIDENCE = {
    Evidence.EV2: _l("both times logged at the home"),
    Evidence.EV1: _l("one time logged at the home"),
    Evidence.EVM: _l("written by hand, changed later, or logged somewhere else"),
    Evidence.EV0: _l("planned, and nothing logged"),
}

NO_ACCESS = {
    NoAccessEvidence.CONTRADICTED: _l("The record contradicts that nobody could get in."),
    NoAccessEvidence.ELECTRONIC: _l("A carer was logged at the home at the time."),
    NoAccessEvidence.PROCEDURE: _l("The office was rung, and somebody made sure of the person."),
    NoAccessEvidence.SLIP: _l("There is only the slip. A slip alone proves nothing."),
    NoAccessEvidence.CARER_ONLY: _l("There is only the carer's word."),
}
