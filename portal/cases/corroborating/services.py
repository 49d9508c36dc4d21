"""Steps of a sealed report: two members compare it with another, or it opens.

The worker wakes keys and can read nothing. Which two cases are laid side by side is written down in
the sealed one alone: in the minutes of the other everybody who reads it would learn of the first.
"""

from datetime import datetime

from portal.accounts.models import Account
from portal.cases.corroborating.corroboration import (
    Likeness,
    Unsealing,
    WeighingRefused,
    settled,
)
from portal.cases.corroborating.models import Pairing, PairingFinding
from portal.cases.corroborating.queries import (
    Waiting,
    find_open_pairing,
    hold_cases,
    may_compare,
    sealed_reports,
    two_of,
)
from portal.cases.corroborating.seal_services import drop_open_pairings, end_seal
from portal.cases.corroborating.waking_services import (
    keep_awake,
    let_committee_read,
    put_to_sleep,
)
from portal.cases.events import Actor, EventKind
from portal.cases.letters.services import leave_letter
from portal.cases.linking.services import write_links
from portal.cases.minutes.services import enter_in_ledger, record_event
from portal.cases.models import Case
from portal.cases.queries import OpenCase, readers_of
from portal.cases.working_days import local_day
from portal.database import db, new_id, reading, transaction
from portal.i18n import gettext as _
from portal.i18n import speaking_to_staff
from portal.ledger.kinds import EntryKind


def look_after_sealed_reports(at: datetime) -> int:
    """Open what has waited long enough, and lay side by side what may be about the same service.

    Each once, whichever worker comes first, and also after a week in which none ran. Returns in how
    many reports something was done.
    """
    with reading():
        waiting = sealed_reports(local_day(at))
    done = 0
    for each in waiting:
        with transaction():
            done += _look_after(each, at)
    return done


def weigh_reports(
    opened: OpenCase, other: OpenCase, likeness: Likeness, *, by: Account, at: datetime
) -> Likeness | None:
    """Keep what one of the two members finds of two reports. Returns what both found, once they do.

    The same: what waited opens to the committee. Different: it is sealed again until its day. While
    they disagree it stays as it is, and each may find otherwise. Raises WeighingRefused.
    """
    case = opened.case
    pairing = find_open_pairing(case, other.case)
    if pairing is None:
        raise WeighingRefused(_("There is nothing to compare any more."))
    two = {each.id for each in two_of(case, other.case)}
    if by.id not in two:
        raise WeighingRefused(_("Two other members compare these."))
    _keep_finding(pairing, likeness, by, at)
    # What was found by somebody who has stepped back since does not count.
    found = settled([each.likeness for each in pairing.findings if each.account_id in two])
    if found is None:
        return None
    if found is Likeness.SAME:
        _corroborate(opened, other, by=by, at=at)
        return found
    pairing.ended_on = local_day(at)
    for each in (case, other.case):
        if each.is_sealed:
            record_event(each, EventKind.REPORTS_DIFFER, by=Actor.PORTAL, at=at, about=pairing.id)
            enter_in_ledger(EntryKind.REPORTS_COMPARED, each, at=at, result=found.value)
            put_to_sleep(each)
    return found


def _look_after(waiting: Waiting, at: datetime) -> int:
    cases = hold_cases({waiting.case_id, waiting.other_id or waiting.case_id})
    case, other = cases.get(waiting.case_id), cases.get(waiting.other_id or waiting.case_id)
    if case is None or case.sealed_until is None:
        return 0  # Another worker was here first, or somebody opened it.
    if case.sealed_until <= local_day(at):
        _open_on_its_day(case, at)
        return 1
    pairing = find_open_pairing(case)
    if pairing is not None and other is not None and pairing.beside(case.id) == other.id:
        return _keep_two(case, other, at)
    if pairing is None and other is not None and other is not case and _is_free(case, other):
        return _lay_beside(case, other, at)
    if pairing is None and readers_of(case):
        put_to_sleep(case)  # What it was compared with is gone.
        return 1
    return 0


def _is_free(case: Case, other: Case) -> bool:
    """Whether the two may be compared now: one that waits itself is compared with one at a time."""
    return not case.has_ended and (not other.is_sealed or find_open_pairing(other) is None)


def _open_on_its_day(case: Case, at: datetime) -> None:
    """What the person took back meanwhile nobody reads; from now on it is counted."""
    end_seal(case, Unsealing.DAY_CAME, by=Actor.PORTAL, at=at)
    if not case.has_ended:
        let_committee_read(case, at=at)
        leave_letter(case, at=at)


def _lay_beside(case: Case, other: Case, at: datetime) -> int:
    two = may_compare(case, other, local_day(at))
    if not two:
        return 0
    pairing = Pairing(
        id=new_id(),
        case_id=case.id,
        other_id=other.id,
        began_on=local_day(at),
        ended_on=None,
    )
    db.session.add(pairing)
    db.session.flush()
    for each in (case, other):
        if each.is_sealed:
            record_event(each, EventKind.REPORTS_MATCHED, by=Actor.PORTAL, at=at, about=pairing.id)
            keep_awake(each, two, at)
    return 1


def _keep_two(case: Case, other: Case, at: datetime) -> int:
    """See to it that two members compare, also after one has stepped back or left."""
    if len(two_of(case, other)) >= 2:
        return 0
    two = may_compare(case, other, local_day(at))
    if not two:
        drop_open_pairings(case)
    for each in (case, other):
        if each.is_sealed and two:
            keep_awake(each, two, at)
        elif each.is_sealed:
            put_to_sleep(each)
    return 1


def _keep_finding(pairing: Pairing, likeness: Likeness, by: Account, at: datetime) -> None:
    own = pairing.finding_of(by.id)
    if own is None:
        own = PairingFinding(
            pairing_id=pairing.id, account_id=by.id, likeness=likeness, found_on=local_day(at)
        )
        pairing.findings.append(own)
    own.likeness, own.found_on = likeness, local_day(at)
    db.session.flush()


def _corroborate(opened: OpenCase, other: OpenCase, *, by: Account, at: datetime) -> None:
    """Both go on as any other case, each with its own person.

    A link in each says which the other is. It is sealed: in the clear it would say that two people
    spoke of one home.
    """
    for case in (opened.case, other.case):
        if case.is_sealed:
            enter_in_ledger(EntryKind.REPORTS_COMPARED, case, at=at, result=Likeness.SAME.value)
            end_seal(case, Unsealing.CORROBORATED, by=Actor.PORTAL, at=at)
            let_committee_read(case, at=at)
            leave_letter(case, at=at)
        record_event(case, EventKind.REPORTS_AGREE, by=Actor.PORTAL, at=at)
    with speaking_to_staff():
        words = _("Two members found that it is about the same service.")
    write_links(opened, other, words, by=by, at=at)
