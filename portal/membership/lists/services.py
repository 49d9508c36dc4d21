"""Steps of reading a register in from a file: judged first, then entered line by line."""

from dataclasses import replace
from datetime import date, datetime

from portal.accounts.models import Account
from portal.clock import local
from portal.membership.details import MemberDetails
from portal.membership.lists.register_file import Line, Plan, plan_import, read_register
from portal.membership.models import Member
from portal.membership.queries import current_members, get_member
from portal.membership.services import admit_member, change_member


def lines_of_register(on: date) -> list[Line]:
    """The members at present, as a file names them."""
    return [_known(number, member) for number, member in enumerate(current_members(on), 2)]


def plan_of(text: str, *, on: date) -> Plan:
    """What a file would do to the register. Raises RegisterFileRefused."""
    lines, rejected = read_register(text)
    return plan_import(lines, rejected, lines_of_register(on), today=on)


def import_register(text: str, *, by: Account | None, at: datetime) -> Plan:
    """Enter what a file says, as far as its lines can be; returns what was done.

    Raises RegisterFileRefused, and RegisterRefused where lines do not go together (a circle of line
    managers); then nothing is entered.
    """
    today = local(at).date()
    plan = plan_of(text, on=today)
    made: list[tuple[Line, Member]] = []
    for line in plan.admitted:
        details = replace(_details(line, None, None), care_worker_ref=None)
        member = admit_member(details, admitted_on=line.admitted_on, by=by, at=at)
        made.append((line, member))
    made += [(line, get_member(line.member_id)) for line in plan.changed if line.member_id]
    # References that pass from one member to another are let go of first.
    for line, member in made:
        if member.care_worker_ref != line.care_worker_ref:
            change_member(member, replace(member.details, care_worker_ref=None), by=by, at=at)
    by_name = {member.name.casefold(): member for member in current_members(today)}
    for line, member in made:
        manager = by_name[line.line_manager.casefold()] if line.line_manager else None
        change_member(member, _details(line, manager, member.details), by=by, at=at)
    return plan


def _details(line: Line, manager: Member | None, kept: MemberDetails | None) -> MemberDetails:
    """What a line says; wishes that its file does not speak of stay as they are."""
    wishes = line if line.says_wishes or kept is None else kept
    return MemberDetails(
        name=line.name,
        member_class=line.member_class,
        care_worker_ref=line.care_worker_ref,
        line_manager_id=manager.id if manager else None,
        household=line.household,
        reserve_rank=line.reserve_rank,
        language=wishes.language,
        large_print=wishes.large_print,
        by_post=wishes.by_post,
    )


def _known(number: int, member: Member) -> Line:
    return Line(
        number,
        member.name,
        member.member_class,
        member.care_worker_ref,
        member.line_manager.name if member.line_manager else None,
        member.household,
        member.reserve_rank,
        member.admitted_on,
        member.id,
        language=member.language,
        large_print=member.large_print,
        by_post=member.by_post,
    )
