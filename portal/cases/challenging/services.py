"""Steps of a challenge: one member says that another has an interest, a second finds it so or not.

Two can take a case from a third. That is a power over votes, so it is named in minutes and ledger,
and what a third loses is filled up by those standing by, whom neither of the two chooses.
"""

from datetime import datetime

from portal.accounts.models import Account
from portal.cases.events import EventKind, RecusalGround
from portal.cases.keys.services import take_case_from, write_recusal
from portal.cases.minutes.services import enter_in_ledger, record_event
from portal.cases.queries import OpenCase
from portal.cases.seconding.asking import AskState, MemberGone, SameMember, Step
from portal.cases.seconding.models import SecondedRequest
from portal.cases.seconding.queries import holders_of_case
from portal.cases.seconding.services import agree_to, ask_second, decline
from portal.cases.workflow import require_open
from portal.i18n import gettext as _
from portal.ledger.kinds import EntryKind


def challenge_member(
    opened: OpenCase,
    member: Account,
    ground: RecusalGround,
    reason: str,
    *,
    by: Account,
    at: datetime,
) -> SecondedRequest:
    """Say that another member has an interest in the case.

    Raises SameMember, MemberGone, AskedAlready, and TransitionRefused where the case has ended.
    """
    require_open(opened.case.status)
    if member.id == by.id:
        raise SameMember(_("If you have an interest yourself, step back."))
    _require_holder(opened, member)
    return ask_second(opened, Step.CHALLENGE, reason, code=ground.value, about=member, by=by, at=at)


def answer_challenge(
    opened: OpenCase,
    request: SecondedRequest,
    *,
    agrees: bool,
    words: str,
    by: Account,
    at: datetime,
) -> None:
    """Find, as the second member, that it is so, and the case is gone for them; or say why not.

    Raises SecondRefused, also for the member whom it is about.
    """
    member = request.about
    assert member is not None  # noqa: S101  a challenge is about somebody: the row refuses others
    if by.id == member.id:
        raise SameMember(
            _("This is about you, so another member has to answer. You can step back yourself.")
        )
    if not agrees:
        decline(opened, request, words, by=by, at=at)
        return
    _require_holder(opened, member)
    agree_to(request, by=by, at=at)
    request.state = AskState.DONE
    case, ground = opened.case, RecusalGround(str(request.code))
    write_recusal(case, member, ground, at=at)
    record_event(case, EventKind.CHALLENGE_UPHELD, by=by, at=at, about=member.id)
    both = {"by": request.asked_by.name, "agreed_by": by.name}
    enter_in_ledger(EntryKind.MEMBER_RECUSED, case, at=at, ground=ground.value, **both)
    take_case_from(opened, member, at=at)


def _require_holder(opened: OpenCase, member: Account) -> None:
    if member.id not in holders_of_case(opened.case):
        raise MemberGone(
            _("%(name)s does not hold the key of this case, so this is over.", name=member.name)
        )
