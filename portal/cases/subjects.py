"""What a case is about: the codes of the taxonomy, in words that people use.

Source: a taxonomy of our own, laid beside those of KO41a (England), HSE (Ireland) and CPQS
(Québec). Codes are what statistics count; nobody outside ever has to read one.
"""

from collections.abc import Collection
from dataclasses import dataclass

from flask_babel import LazyString

from portal.cases.workflow import CaseKind
from portal.errors import RuleBroken
from portal.i18n import gettext as _
from portal.i18n import lazy_gettext as _l


class SubjectRefused(RuleBroken):
    """No such subject, or none that fits this kind of case."""


@dataclass(frozen=True)
class Subject:
    """One thing that a case may be about."""

    code: str
    label: LazyString

    @property
    def group(self) -> str:
        """The code of the heading that it stands under."""
        return self.code.partition("-")[0]


@dataclass(frozen=True)
class SubjectGroup:
    """A heading, and how others who count complaints call it."""

    code: str
    label: LazyString
    ko41a: str
    hse: str
    cpqs: str


GROUPS = (
    SubjectGroup("VIS", _l("Visits not as agreed"), "Appointments", "Access", "soins et services"),
    SubjectGroup(
        "CAR", _l("The care itself"), "Patient care", "Safe and Effective", "soins et services"
    ),
    SubjectGroup("MED", _l("Medicines"), "Prescribing", "Safe and Effective", "soins et services"),
    SubjectGroup(
        "CON", _l("Too many changes"), "Patient care", "Safe and Effective", "soins et services"
    ),
    SubjectGroup(
        "ATT",
        _l("How somebody behaved"),
        "Values and behaviours",
        "Dignity and Respect",
        "relations interpersonnelles",
    ),
    SubjectGroup(
        "DIG",
        _l("Dignity, privacy and rights"),
        "Privacy, dignity and wellbeing",
        "Dignity and Respect",
        "droits particuliers",
    ),
    SubjectGroup(
        "COM",
        _l("Being told and being heard"),
        "Communications",
        "Communication and Information",
        "relations interpersonnelles",
    ),
    SubjectGroup("PLN", _l("The care plan"), "Commissioning", "Participation", "accessibilité"),
    SubjectGroup("FIN", _l("Charges and invoices"), "Other", "Accountability", "aspect financier"),
    SubjectGroup("SAF", _l("Somebody's safety"), "", "Safe and Effective", "maltraitance"),
    SubjectGroup(
        "SEC",
        _l("Keys and a safe home"),
        "Facilities",
        "Safe and Effective",
        "organisation du milieu et ressources matérielles",
    ),
    SubjectGroup(
        "ORG",
        _l("How concerns and records are handled"),
        "Trust administration",
        "Accountability",
        "autre",
    ),
    SubjectGroup("OTH", _l("Something else"), "Other", "Accountability", "autre"),
    SubjectGroup("DAT", _l("What is held about a person"), "", "", ""),
    SubjectGroup("PRA", _l("Thanks and praise"), "", "", ""),
)

SUBJECTS = (
    Subject("VIS-MISS", _l("Nobody came")),
    Subject("VIS-LATE", _l("They came late")),
    Subject("VIS-EARLY", _l("They came too early")),
    Subject("VIS-SHORT", _l("They left early")),
    Subject("VIS-NOACC", _l("A note said that nobody could get in")),
    Subject("VIS-ONECARER", _l("One carer came instead of two")),
    Subject("VIS-CANC", _l("The visit was cancelled at short notice")),
    Subject("VIS-MERGE", _l("Two visits were made into one")),
    Subject("VIS-CRAM", _l("They were in a rush to get to the next person")),
    Subject("VIS-RECORD", _l("The record says something else than what happened")),
    Subject("CAR-TASK", _l("Something that should be done was not done")),
    Subject("CAR-PERS", _l("Washing, dressing or using the toilet")),
    Subject("CAR-FOOD", _l("Food and drink")),
    Subject("CAR-MOVE", _l("Being lifted or moved")),
    Subject("CAR-ENDL", _l("Care at the end of life")),
    Subject("MED-MISS", _l("Medicine was not given")),
    Subject("MED-WRONG", _l("The wrong medicine, or the wrong amount")),
    Subject("MED-LATE", _l("Medicine was given late")),
    Subject("MED-RECORD", _l("The medicine record is wrong")),
    Subject("CON-MANY", _l("Too many different carers")),
    Subject("CON-CHANGE", _l("A change that nobody announced")),
    Subject("ATT-RUDE", _l("Somebody was rude")),
    Subject("ATT-PHONE", _l("Somebody was on the phone during the visit")),
    Subject("ATT-ROUGH", _l("Somebody was rough")),
    Subject("ATT-DISCR", _l("Somebody was treated worse for who they are")),
    Subject("DIG-PRIV", _l("Privacy was not respected")),
    Subject("DIG-CONS", _l("Something was done without asking")),
    Subject("DIG-CHOICE", _l("A choice was not respected")),
    Subject("COM-OFFICE", _l("The office could not be reached, or did not ring back")),
    Subject("COM-NOTOLD", _l("Nobody told us")),
    Subject("COM-LANG", _l("The language, or being understood")),
    Subject("COM-RECORDS", _l("What is written down in the home")),
    Subject("PLN-OUTDATED", _l("The care plan is out of date")),
    Subject("PLN-HOURSCUT", _l("Hours were cut")),
    Subject("PLN-START", _l("The care did not start when it should")),
    Subject("FIN-NOTDELIV", _l("A charge for a visit that did not happen")),
    Subject("FIN-RATE", _l("The price")),
    Subject("FIN-NOTICE", _l("An invoice or a change of price without notice")),
    Subject("SAF-PHYSICAL", _l("Somebody was hurt or handled with force")),
    Subject("SAF-DOMESTIC", _l("Harm by somebody in the family or at home")),
    Subject("SAF-SEXUAL", _l("Sexual harm")),
    Subject("SAF-PSYCHOLOGICAL", _l("Threats, shouting or humiliation")),
    Subject("SAF-FINANCIAL", _l("Money or belongings were taken")),
    Subject("SAF-SLAVERY", _l("Somebody is made to work or kept")),
    Subject("SAF-DISCRIMINATORY", _l("Harm because of who somebody is")),
    Subject("SAF-ORGANISATIONAL", _l("Harm by the way the service is run")),
    Subject("SAF-NEGLECT", _l("Somebody is left without what they need")),
    Subject("SAF-SELFNEGLECT", _l("Somebody no longer looks after themselves")),
    Subject("SEC-KEY", _l("A key or the key safe")),
    Subject("SEC-LEFTOPEN", _l("A door or window was left open")),
    Subject("ORG-NORESP", _l("An earlier concern was not answered")),
    Subject("ORG-CONFLICT", _l("Somebody decided about their own matter")),
    Subject("ORG-DATA", _l("Personal information was passed on or lost")),
    Subject("OTH-OTHER", _l("Something else")),
    Subject("DAT-HELD", _l("What is held about a person")),
    Subject("PRA-WORKER", _l("A carer")),
    Subject("PRA-TEAM", _l("A team or the office")),
    Subject("PRA-SERVICE", _l("The service as a whole")),
)

NO_CONCERN = frozenset({"PRA", "DAT"})
"""The headings of what is no concern: thanks, and requests for what is held."""

BY_CODE = {subject.code: subject for subject in SUBJECTS}
GROUP_BY_CODE = {group.code: group for group in GROUPS}

# What a neighbour can see from outside; the one-page form for a missed visit offers these.
SEEN_AT_A_VISIT = ("VIS-MISS", "VIS-LATE", "VIS-SHORT", "VIS-ONECARER", "VIS-NOACC")


def label_of(code: str) -> str:
    """The subject in plain words; a code that is no longer in use stands for itself."""
    found = BY_CODE.get(code)
    return str(found.label) if found else code


def heading_of(code: str) -> str:
    """A subject or a heading in plain words."""
    group = GROUP_BY_CODE.get(code)
    return str(group.label) if group else label_of(code)


def subjects_of(group: str) -> list[Subject]:
    """Everything that stands under one heading."""
    return [subject for subject in SUBJECTS if subject.group == group]


def subjects_for(kind: CaseKind) -> list[Subject]:
    """What a case of this kind may be about."""
    if kind is CaseKind.PRAISE:
        return subjects_of("PRA")
    if kind is CaseKind.MISSED_VISIT:
        return subjects_of("VIS")
    if kind is CaseKind.HELD:
        return subjects_of("DAT")
    return [subject for subject in SUBJECTS if subject.group not in NO_CONCERN]


def require_subjects(kind: CaseKind, codes: Collection[str]) -> None:
    """Refuse a case about nothing, or about what it cannot be about. Raises SubjectRefused."""
    if not codes:
        raise SubjectRefused(_("Choose at least one thing that this is about."))
    known = {subject.code for subject in subjects_for(kind)}
    if not known.issuperset(codes):
        raise SubjectRefused(_("Choose only from the list what this is about."))


def is_about_visits(codes: Collection[str]) -> bool:
    """Whether the record of visits can say anything about it."""
    return any(code.startswith("VIS-") for code in codes)
