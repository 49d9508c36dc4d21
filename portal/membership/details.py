"""What the register says about a member, as plain values, and what may not be said."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from portal.errors import RuleBroken
from portal.i18n import gettext as _
from portal.membership.classes import MemberClass


class RegisterRefused(RuleBroken):
    """The register cannot say this."""


class ChangeKind(StrEnum):
    """What was done to the register."""

    ADMITTED = "admitted"
    CHANGED = "changed"
    CEASED = "ceased"
    SIGN_IN_GIVEN = "sign_in_given"


@dataclass(frozen=True)
class MemberDetails:
    """One member as the register describes them, without the days of coming and going."""

    name: str
    member_class: MemberClass
    care_worker_ref: str | None = None
    line_manager_id: UUID | None = None
    household: str | None = None
    reserve_rank: int | None = None
    language: str | None = None
    large_print: bool = False
    by_post: bool = False


def require_days(admitted_on: date, ceased_on: date | None, *, today: date) -> None:
    """Refuse days that cannot be. Raises RegisterRefused."""
    if admitted_on > today:
        raise RegisterRefused(_("Nobody can be admitted on a day that has not come yet."))
    if ceased_on is None:
        return
    if ceased_on > today:
        raise RegisterRefused(_("Nobody can cease to be a member on a day that has not come yet."))
    if ceased_on < admitted_on:
        raise RegisterRefused(_("The day of leaving lies before the day of admission."))


def require_no_circle(
    member_id: UUID, manager_id: UUID | None, managers: Mapping[UUID, UUID | None]
) -> None:
    """Refuse a line manager who is managed, at whatever distance, by the member.

    `managers` says who manages whom at present. Raises RegisterRefused.
    """
    above = manager_id
    seen: set[UUID] = set()
    while above is not None and above not in seen:
        if above == member_id:
            raise RegisterRefused(_("A member cannot be in their own line of management."))
        seen.add(above)
        above = managers.get(above)
