"""Makers of a committee that can sign in, and of cases that arrive as they do in life."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from io import BytesIO
from itertools import count

from PIL import Image
from sqlalchemy import select

from portal import config
from portal.cases import queries
from portal.cases.arrivals import Statement, prepare_arrival
from portal.cases.deciding.services import vote_on_issue
from portal.cases.findings import Finding, NoAccessDispute, RecordMatch
from portal.cases.keys.queries import readers_of_a_new_case
from portal.cases.models import Case
from portal.cases.queries import OpenCase
from portal.cases.routing.table import CaseType
from portal.cases.safeguarding.models import Result
from portal.cases.safeguarding.screening import Trigger
from portal.cases.safeguarding.services import give_back, judge_case
from portal.cases.services import acknowledge_case, receive_case
from portal.cases.standing.standings import Standing
from portal.cases.tellings import Contact, Exclusions, Telling
from portal.cases.workflow import CaseKind
from portal.clock import local
from portal.committee.offices import Office
from portal.committee.seating.services import Seat, begin_terms
from portal.committee.terms import TermSource
from portal.database import db, reading, transaction
from portal.membership.classes import MemberClass
from portal.membership.models import Member
from portal.photographs import Photograph, clean
from portal.vault.keys import new_key_pair
from portal.vault.receipts import Receipt, code_of, new_nonce, receipt_of
from portal.vault.sealing import Place
from tests.accounts.factories import Signer, make_account
from tests.committee.factories import ENDS, NINE, TODAY, make_appointed, make_recovery
from tests.conftest import NOW
from tests.membership.factories import make_account as make_holder
from tests.membership.factories import make_member
from tests.snapshots import remembered

HOME = "7K3M9Q2A"
WORDS = "Nobody came to Mrs Beddoes on Tuesday, and a slip said that nobody let the carer in."
_ranks = count(1)


@dataclass
class Committee:
    """People who sit, stand by or hold an office, by name."""

    people: dict[str, Signer]
    member_ids: dict[str, object] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Signer:
        return self.people[name]

    @property
    def handlers(self) -> list[Signer]:
        """The seven who sit and are not care workers."""
        workers = [name for name, seat in NINE if seat is MemberClass.WORKER]
        return [self.people[name] for name, _ in NINE if name not in workers]


def make_committee(
    *people: tuple[str, MemberClass],
    reserve: tuple[tuple[str, MemberClass], ...] = (),
    sign_in: bool = False,
) -> Committee:
    """A committee of nine (or of these) with a chair, a lead, an outside person and a reserve.

    Mair Jones leads it. Everybody has a key; with `sign_in` also a password, which takes longer.
    Inside an application context.
    """
    return remembered(
        ("committee", people, reserve, sign_in),
        lambda: _make_committee(people or NINE, reserve, sign_in=sign_in),
    )


def _make_committee(
    seated: tuple[tuple[str, MemberClass], ...],
    reserve: tuple[tuple[str, MemberClass], ...],
    *,
    sign_in: bool,
) -> Committee:
    names = [name for name, _ in seated] + [name for name, _ in reserve] + ["Bethan Outside"]
    signers = {name: make_account(name=name) for name in names} if sign_in else {}
    with transaction():
        signers = signers or {name: _holder(name) for name in names}
        members = {name: _member(signers[name], each) for name, each in seated}
        terms = begin_terms(
            [Seat(members[name], each) for name, each in seated],
            source=TermSource.DEMONSTRATION,
            starts_on=TODAY,
            ends_on=ENDS,
            at=NOW,
        )
        for name, each in reserve:
            members[name] = _member(signers[name], each, reserve_rank=next(_ranks))
        make_appointed(Office.CHAIR, terms[0].member.account or _nobody(), terms)
        make_appointed(Office.SAFEGUARDING_LEAD, terms[1].member.account or _nobody(), terms)
        make_appointed(Office.OUTSIDE_PERSON, signers["Bethan Outside"].account, terms)
        make_recovery()
        return Committee(signers, {name: member.id for name, member in members.items()})


@dataclass
class Sent:
    """A case that arrived, and what the person who sent it knows."""

    reference: str
    receipt: Receipt
    nonce: str

    @property
    def case(self) -> Case:
        """The row, in the present transaction."""
        return db.session.scalars(select(Case).where(Case.reference == self.reference)).one()

    def opened_by(self, signer: Signer) -> OpenCase:
        """The case as that member opens it."""
        return queries.open_case(self.reference, signer.account, signer.private_key)

    def opened_by_complainant(self) -> OpenCase:
        """The case as the person with the receipt opens it."""
        found = queries.find_receipt([self.receipt.lookup])
        assert found is not None
        return queries.open_case_of_receipt(found, self.receipt.keys.private)


def make_statement(
    *,
    kind: CaseKind = CaseKind.MISSED_VISIT,
    subjects: tuple[str, ...] = ("VIS-MISS",),
    words: str = WORDS,
    happened_on: date | None = date(2026, 11, 3),
    home_code: str = HOME,
    email: str = "",
    name: str = "",
    phone: str = "",
    exclusions: Exclusions | None = None,
    photographs: tuple[tuple[str, Photograph], ...] = (),
) -> Statement:
    """What one person sends."""
    return Statement(
        kind=kind,
        subjects=subjects,
        telling=Telling(
            words=words,
            happened_on=happened_on,
            happened_at="08:40",
            place="Stryd y Bont, the blue door",
            role="neighbour",
            answers=(("Was anybody in?", "Yes, all morning"),),
        ),
        language="en",
        area="Menai North",
        home_code=home_code,
        contact=Contact(name=name, email=email, phone=phone),
        exclusions=exclusions or Exclusions(),
        photographs=photographs,
    )


def send(
    statement: Statement,
    *,
    at: datetime = NOW,
    nonce: str | None = None,
    pack: str = "WAL-SS-2014",
    standing: Standing | None = Standing.ELIGIBLE_COMPLAINANT,
) -> Sent:
    """Send it, as the form at the front door does: sealed first, then stored in one transaction.

    As somebody who may be told, so that a test need not have it accepted first; None for as they
    came.
    """
    nonce = nonce or new_nonce()
    secret = config.secret("receipt")
    receipt = receipt_of(code_of(nonce, secret), secret)
    db.session.rollback()  # What the test looked at before is over.
    with reading():
        readers = readers_of_a_new_case(
            local(at).date(),
            statement,
            home_code=statement.home_code,
        )
    arrival = prepare_arrival(
        readers.statement,
        receipt=receipt,
        recipients=readers.recipients,
        rule_pack=pack,
        sorting=readers.sorting,
        tell=readers.tell,
    )
    with transaction():
        case = receive_case(arrival, at=at).case
        if standing is not None:
            case.standing = standing
    return Sent(arrival.reference, receipt, nonce)


def make_case(*, at: datetime = NOW, pack: str = "WAL-SS-2014", **facts: object) -> Sent:
    """A case that arrived just now."""
    return send(make_statement(**facts), at=at, pack=pack)  # type: ignore[arg-type]


def acknowledge(sent: Sent, signer: Signer, *, at: datetime = NOW) -> None:
    """A member tells the person that we have it."""
    with transaction():
        acknowledge_case(sent.opened_by(signer), "We have it.", by=signer.account, at=at)


def vote(sent: Sent, signer: Signer, finding: Finding, *, at: datetime = NOW) -> None:
    """A member votes on every issue of the case."""
    for code in list(sent.case.subjects):
        with transaction():
            opened = sent.opened_by(signer)
            issue = next(issue for issue in opened.case.issues if issue.code == code)
            vote_on_issue(opened, issue.id, finding, reason="So it is.", by=signer.account, at=at)


def decide(sent: Sent, committee: Committee, finding: Finding = Finding.UPHELD) -> None:
    """Enough members vote the same way."""
    acknowledge(sent, committee.handlers[0])
    for signer in committee.handlers[:5]:
        if sent.case.outcome is None:
            vote(sent, signer, finding)
    with transaction():
        case = sent.case
        case.record_match = RecordMatch.AGREES
        case.no_access_dispute = NoAccessDispute.NONE


def suspend(sent: Sent, signer: Signer, *triggers: Trigger, at: datetime = NOW) -> None:
    """A member finds that somebody may be in danger: the safeguarding lead has it alone."""
    with transaction():
        judge_case(
            sent.opened_by(signer),
            case_type=CaseType.CONCERN,
            severity=3,
            triggers=triggers or (Trigger.HARM_STATED,),
            words="She has a bruise on her arm.",
            by=signer.account,
            at=at,
        )


def hand_back(sent: Sent, signer: Signer, *, at: datetime = NOW) -> None:
    """Whoever has it alone gives it to the committee."""
    with transaction():
        give_back(
            sent.opened_by(signer), Result.LOOKED_INTO, "I saw her.", by=signer.account, at=at
        )


def say_yes_to_publishing(opened: OpenCase) -> None:
    """Let the person have agreed that what is learned is published."""
    telling = replace(queries.told_in(opened).telling, publish=True)
    place = Place("cases", opened.case.id, "telling")
    opened.case.telling = opened.safe.seal(place, telling.to_text())


def say_that_it_happened(opened: OpenCase, on: date) -> None:
    """Let the person have said that it happened on that day."""
    telling = replace(queries.told_in(opened).telling, happened_on=on)
    with transaction():
        place = Place("cases", opened.case.id, "telling")
        opened.case.telling = opened.safe.seal(place, telling.to_text())


def make_photograph(colour: str = "teal") -> Photograph:
    """A small photograph, drawn anew as intake does."""
    out = BytesIO()
    Image.new("RGB", (64, 48), colour).save(out, "JPEG")
    return clean(out.getvalue(), "note.jpg")


def _holder(name: str) -> Signer:
    keys = new_key_pair()
    account = make_holder(name, key=keys.public)
    assert account.holder_id is not None
    return Signer(account.id, account.email, name, keys.private, account.holder_id)


def _member(signer: Signer, member_class: MemberClass, **details: object) -> Member:
    ref = f"CW-{signer.name}" if member_class is MemberClass.WORKER else None
    return make_member(
        signer.name, member_class, account=signer.account, care_worker_ref=ref, **details
    )


def _nobody() -> Signer:
    raise AssertionError("Somebody who sits has an account.")
