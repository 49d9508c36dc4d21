"""The classes of membership, and what must hold between them in the register."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from portal.i18n import gettext as _
from portal.i18n import lazy_gettext as _l


class MemberClass(StrEnum):
    """The class in which a member votes. Everybody has exactly one."""

    USER = "user"
    FAMILY_CARER = "family_carer"
    WORKER = "worker"
    VOLUNTEER = "volunteer"
    SUPPORTER_COMMUNITY = "supporter_community"
    PUBLIC_BODY = "public_body"


USERS_AND_FAMILIES = frozenset({MemberClass.USER, MemberClass.FAMILY_CARER})
SUPPORTING = frozenset({MemberClass.SUPPORTER_COMMUNITY, MemberClass.PUBLIC_BODY})

ONE_MEMBER = {
    MemberClass.USER: _l("Service user"),
    MemberClass.FAMILY_CARER: _l("Family member or unpaid carer"),
    MemberClass.WORKER: _l("Care worker"),
    MemberClass.VOLUNTEER: _l("Volunteer"),
    MemberClass.SUPPORTER_COMMUNITY: _l("Neighbour or supporter"),
    MemberClass.PUBLIC_BODY: _l("Public body"),
}

MANY_MEMBERS = {
    MemberClass.USER: _l("Service users"),
    MemberClass.FAMILY_CARER: _l("Families and unpaid carers"),
    MemberClass.WORKER: _l("Care workers"),
    MemberClass.VOLUNTEER: _l("Volunteers"),
    MemberClass.SUPPORTER_COMMUNITY: _l("Neighbours and supporters"),
    MemberClass.PUBLIC_BODY: _l("Public bodies"),
}


@dataclass(frozen=True)
class Standing:
    """Whether one rule holds at present, the sentence that says so, and the rule itself."""

    kept: bool
    sentence: str
    rule: str = ""


def is_care_worker(member_class: MemberClass, care_worker_ref: str | None) -> bool:
    """Whether the person works for the co-operative, whichever class they vote in."""
    return member_class is MemberClass.WORKER or care_worker_ref is not None


def register_standings(counts: Mapping[MemberClass, int]) -> list[Standing]:
    """The rules between the classes of the register, each with how it stands.

    Source: L. 381/1991 (volunteers at most half of all members); the co-operative needs both those
    who use care and those who give it.
    """
    total = sum(counts.values())
    volunteers = counts.get(MemberClass.VOLUNTEER, 0)
    figures = {"count": volunteers, "total": total}
    if 2 * volunteers <= total:
        half = _(
            "Volunteers are %(count)s of %(total)s members: not more than half, as the rule asks.",
            **figures,
        )
    else:
        half = _(
            "Volunteers are %(count)s of %(total)s members. The rule is: not more than half.",
            **figures,
        )
    served = sum(counts.get(each, 0) for each in USERS_AND_FAMILIES)
    workers = counts.get(MemberClass.WORKER, 0)
    if served and workers:
        both = _("Those who use care and those who give it are both members.")
    else:
        both = _("The rule is: those who use care and those who give it are both members.")
    law = _("After Italian law 381 of 1991: volunteers are at most half of all members.")
    return [
        Standing(2 * volunteers <= total, half, law),
        Standing(bool(served and workers), both, own_rule()),
    ]


def own_rule() -> str:
    """What stands beside a rule that no law asks for."""
    return _("The co-operative's own rule.")
