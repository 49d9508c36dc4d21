"""How to get to each form of the site, and what an honest person would type into it.

A view that takes POST and is not named here fails the test by its name.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from sqlalchemy import delete, select, update

from portal import clock, config
from portal.accounts import services as accounts
from portal.accounts.codes import code_at
from portal.cases.challenging.services import challenge_member
from portal.cases.corroborating.waking_services import put_to_sleep
from portal.cases.deleting.grounds import DeletionGround
from portal.cases.deleting.services import hold_case, propose_deletion
from portal.cases.ending.endings import SamePerson
from portal.cases.ending.services import ask_told_twice
from portal.cases.enquiring.mixing import Asked, Consent, Question
from portal.cases.enquiring.models import Enquiry, EnquiryCopy
from portal.cases.enquiring.openly_services import ask_to_ask_openly
from portal.cases.enquiring.queries import info_of, place_of
from portal.cases.enquiring.services import let_ask_office
from portal.cases.events import EventKind, RecusalGround
from portal.cases.fairness.services import ask_worker
from portal.cases.findings import Finding
from portal.cases.following.services import ask_what_became_of_it, hear_worse
from portal.cases.linking.queries import open_pair
from portal.cases.minutes.services import record_event
from portal.cases.models import Case, CaseIssue
from portal.cases.publishing.services import propose_summary
from portal.cases.publishing.summaries import SummaryWords
from portal.cases.redacting.queries import text_to_copy
from portal.cases.redacting.services import ask_copy
from portal.cases.remedies.kinds import RemedyKind
from portal.cases.remedies.services import promise_remedy
from portal.cases.revealing.services import answer_identity, ask_identity
from portal.cases.routing.queries import get_open_table
from portal.cases.routing.services import add_row, begin_table, propose_table
from portal.cases.routing.table import Route, Row
from portal.cases.seconding.models import SecondedRequest
from portal.cases.services import answer_case, close_case, reopen_case
from portal.cases.standing.services import ask_standing
from portal.cases.standing.standings import Evidence, Standing
from portal.cases.workflow import CaseKind
from portal.committee.appointments.services import Post, propose_appointment
from portal.committee.founding.services import Founder, prepare_founding
from portal.committee.models import Appointment, Term
from portal.committee.offices import Office
from portal.committee.renewals.services import ask_renewal
from portal.committee.seating.services import end_term
from portal.database import db, new_id, transaction
from portal.intake.handover.models import CallerWish
from portal.intake.services import raise_alert
from portal.membership.models import Member
from portal.notices.models import OutboxMessage
from portal.notices.services import send_mail
from portal.publication.amending.models import ReleaseNotice
from portal.publication.amending.services import ask_withdrawal, note_error
from portal.publication.calendar.models import ReleaseDate
from portal.publication.models import AttackTry
from portal.publication.patience import MOST_TRIES
from portal.publication.queries import get_release, newest_import
from portal.publication.services import prepare_release
from portal.vault.keys import seal_to
from portal.vault.padding import pad
from portal.vault.queries import get_holder
from portal.visits.importing.models import ImportRejection
from portal.visits.importing.profile_services import keep_profile
from portal.visits.importing.profiles.profile import Profile
from portal.visits.importing.profiles.shipped import shipped_profiles
from portal.visits.importing.token_services import make_token
from portal.visits.importing.work_services import import_folder
from portal.visits.models import HomeCode
from portal.visits.patterns.exact import Rate
from portal.visits.patterns.kinds import PatternKind, Sighting, What
from portal.visits.patterns.search import Alert, Search
from portal.visits.patterns.services import keep_search
from portal.visits.records import FileSet
from tests.accounts.factories import PASSWORD, make_account_of, sign_in
from tests.cases.corroborating.factories import make_sealed, work
from tests.cases.enquiring.factories import bring_homes, make_coordinator
from tests.cases.factories import HOME as HOME_OF_CASE
from tests.cases.factories import (
    Sent,
    acknowledge,
    decide,
    make_case,
    say_that_it_happened,
    say_yes_to_publishing,
    suspend,
)
from tests.client import Browser, Page
from tests.committee.factories import ENDS, NINE, TODAY
from tests.conftest import NOW
from tests.elections.urn.factories import KEYS
from tests.hostile import committee_stage, question_stage
from tests.hostile import election_stage as elections
from tests.hostile import standing_stage as standing
from tests.hostile.conftest import EVERYBODYS
from tests.hostile.stage import Stage
from tests.intake.factories import (
    ANSWERS,
    answer_until,
    code_on,
    come_back,
    picture,
    report_missed_visit,
)
from tests.intake.handover.factories import CONCERN, take_down
from tests.membership.factories import make_account as make_account_of_office
from tests.publication.factories import make_attacked, make_headline, make_release
from tests.publication.subscribing.factories import asked_for_news
from tests.visits.figures.examples import make_line, make_records, make_row
from tests.visits.figures.storing import store

GOOD = Path(__file__).parents[1] / "data/bad/00-good"
HALF_A_MINUTE = timedelta(seconds=30)
FORGOTTEN = ("Huw Rees", "Gwen Pugh")

ELECTION = {
    "title": "Committee 2027",
    "nominations_from_on": ["9", "11", "2026"],
    "nominations_last_on": ["16", "11", "2026"],
    "poll_from_on": ["23", "11", "2026"],
    "poll_last_on": ["30", "11", "2026"],
    "terms_start_on": ["2", "4", "2027"],
    "terms_last_on": ["1", "4", "2030"],
}
QUESTION = {
    "title": "Reports by area",
    "wording": "Shall our reports show each area by itself?",
    "majority": "simple",
    "notice_from_on": ["9", "11", "2026"],
    "notice_last_on": ["16", "11", "2026"],
    "poll_from_on": ["23", "11", "2026"],
    "poll_last_on": ["30", "11", "2026"],
    "holds_from_on": ["2", "12", "2026"],
}
MEMBERS = "name,class,care_worker_ref,line_manager,household,reserve_rank,admitted_on\n" + (
    "Non Evans,user,,,,,2024-05-01\nWrong,lodger,,,,,2024-05-01\n"
)
BALLOTS = '2 1\n3 1 2 0\n2 2 0\n0\n"Ann"\n"Bob"\n"One seat"\n'


@dataclass(frozen=True)
class Way:
    """One form: the page it stands on, and honest answers; a name of its own where it has two."""

    endpoint: str
    reach: Callable[[Stage], Page]
    answers: dict[str, Any] = field(default_factory=dict)
    name: str = ""

    def __str__(self) -> str:
        return f"{self.endpoint} {self.name}".strip()


def at(address: str, who: str = EVERYBODYS) -> Callable[[Stage], Page]:
    """The page with that address, as somebody who is signed in sees it."""
    return lambda stage: stage.browser(who).open(address.format(**stage.facts))


def public(address: str) -> Callable[[Stage], Page]:
    """The page with that address, as a stranger sees it."""
    return at(address, "a stranger")


def without_office(stage: Stage) -> Page:
    """The page that closes an account, as somebody sees it who holds nothing."""
    stage.people["nobody in office"] = make_account_of(stage.app)
    return stage.browser("nobody in office").open("/accounts/close")


def case_page(last: str, prepare: Callable[[Stage], None] | None = None) -> Callable[[Stage], Page]:
    """A page of the case, after it was opened."""

    def reach(stage: Stage) -> Page:
        if prepare is not None:
            with stage.app.app_context():
                prepare(stage)
                db.session.remove()
        browser, address = stage.browser(EVERYBODYS), f"/cases/{stage.facts['reference']}"
        shown = browser.open(address).form("Open this case").send()
        return browser.open(f"{address}/{last.format(**stage.facts)}") if last else shown

    return reach


def sent_of(stage: Stage) -> Sent:
    sent: Sent = stage.facts["case"]
    return sent


def acknowledged(stage: Stage) -> None:
    acknowledge(sent_of(stage), stage.people[EVERYBODYS])


def first_issue(stage: Stage) -> None:
    acknowledged(stage)
    stage.facts["issue"] = db.session.scalars(select(CaseIssue.id)).first()


def decided(stage: Stage) -> None:
    assert stage.committee is not None
    decide(sent_of(stage), stage.committee, Finding.UPHELD)


def thanked_for(stage: Stage) -> None:
    """It is praise, and the person was thanked."""
    acknowledged(stage)
    with transaction():
        sent_of(stage).case.kind = CaseKind.PRAISE


def answered(stage: Stage) -> None:
    decided(stage)
    signer = stage.people[EVERYBODYS]
    with transaction():
        opened = sent_of(stage).opened_by(signer)
        answer_case(opened, "You were right.", by=signer.account, at=NOW)


def asks(stage: Stage, who: str = "Huw Rees") -> SecondedRequest:
    """A member asks to see who the person is."""
    signer = stage.people[who]
    with transaction():
        opened = sent_of(stage).opened_by(signer)
        made = ask_identity(opened, "It cannot wait.", by=signer.account, at=NOW)
    stage.facts["request"] = made.id
    return made


def asked_who_it_is(stage: Stage) -> None:
    asks(stage)


def own_request(stage: Stage) -> None:
    asks(stage, EVERYBODYS)


def may_look(stage: Stage) -> None:
    made, signer = asks(stage, EVERYBODYS), stage.people["Huw Rees"]
    with transaction():
        opened = sent_of(stage).opened_by(signer)
        answer_identity(opened, made, agrees=True, words="", by=signer.account, at=NOW)


def says_of_gwen(stage: Stage, who: str) -> None:
    signer, gwen = stage.people[who], stage.people["Gwen Pugh"]
    with transaction():
        opened, ground = sent_of(stage).opened_by(signer), RecusalGround.OTHER
        made = challenge_member(
            opened, gwen.account, ground, "She said so.", by=signer.account, at=NOW
        )
    stage.facts["request"] = made.id


def challenged(stage: Stage) -> None:
    says_of_gwen(stage, "Huw Rees")


def own_challenge(stage: Stage) -> None:
    says_of_gwen(stage, EVERYBODYS)


def promised(stage: Stage) -> None:
    signer = stage.people[EVERYBODYS]
    with transaction():
        made = promise_remedy(
            sent_of(stage).opened_by(signer),
            RemedyKind.APOLOGY,
            "We say sorry.",
            owner="The chair",
            due_on=TODAY + timedelta(days=7),
            by=signer.account,
            at=NOW,
        )
    stage.facts["promise"] = made.id


def marks_copy(stage: Stage, who: str) -> None:
    signer = stage.people[who]
    with transaction():
        opened = sent_of(stage).opened_by(signer)
        made = ask_copy(
            opened,
            target=opened.case.reference,
            marked=text_to_copy(opened),
            reason="She came by.",
            by=signer.account,
            at=NOW,
        )
    stage.facts["request"] = made.id


def marked_by_huw(stage: Stage) -> None:
    marks_copy(stage, "Huw Rees")


def own_copy(stage: Stage) -> None:
    marks_copy(stage, EVERYBODYS)


def huw(stage: Stage) -> str:
    """A colleague who holds the key."""
    return str(stage.people["Huw Rees"].id)


def gwen_as_person(stage: Stage) -> str:
    """A member, as the register knows her."""
    with stage.app.app_context():
        found = db.session.scalars(select(Member.id).where(Member.name == "Gwen Pugh")).one()
        db.session.remove()
    return str(found)


def proposes_to_delete(stage: Stage, who: str) -> None:
    signer = stage.people[who]
    with transaction():
        opened = sent_of(stage).opened_by(signer)
        ground = DeletionGround.ASKED_FOR
        made = propose_deletion(opened, ground, "She asked.", by=signer.account, at=NOW)
    stage.facts["request"] = made.id


def to_be_deleted(stage: Stage) -> None:
    proposes_to_delete(stage, "Huw Rees")


def own_proposal(stage: Stage) -> None:
    proposes_to_delete(stage, EVERYBODYS)


def held(stage: Stage) -> None:
    signer = stage.people["Huw Rees"]
    with transaction():
        opened = sent_of(stage).opened_by(signer)
        hold_case(opened, "The police asked.", by=signer.account, at=NOW)


def asks_standing(stage: Stage, who: str) -> None:
    signer = stage.people[who]
    with transaction():
        made = ask_standing(
            sent_of(stage).opened_by(signer), Standing.REPRESENTATIVE_ACCEPTED, Evidence.SIGNED,
            "I saw it.", by=signer.account, at=NOW,
        )  # fmt: skip
    stage.facts["request"] = made.id


def standing_asked(stage: Stage) -> None:
    asks_standing(stage, "Huw Rees")


def own_standing(stage: Stage) -> None:
    asks_standing(stage, EVERYBODYS)


def taken_down(stage: Stage) -> None:
    """It was said on the telephone."""
    with transaction():
        by = stage.people[EVERYBODYS].account
        record_event(sent_of(stage).case, EventKind.TAKEN_DOWN, by=by, at=NOW)


def long_ago(stage: Stage) -> None:
    """It is told two years after it happened."""
    acknowledged(stage)
    say_that_it_happened(sent_of(stage).opened_by(stage.people[EVERYBODYS]), date(2025, 1, 3))


def told_before(stage: Stage) -> None:
    """There is another case, `{first}`, that came on the same day."""
    stage.facts["first"] = make_case().reference


def asks_to_end(stage: Stage, who: str) -> None:
    told_before(stage)
    signer = stage.people[who]
    with transaction():
        opened, first = open_pair(
            stage.facts["reference"], stage.facts["first"], signer.account, signer.private_key
        )
        made = ask_told_twice(
            opened, first, SamePerson.SAID_SO, "She said so.", by=signer.account, at=NOW
        )
    stage.facts["request"] = made.id


def ending_asked(stage: Stage) -> None:
    asks_to_end(stage, "Huw Rees")


def own_ending(stage: Stage) -> None:
    asks_to_end(stage, EVERYBODYS)


def asks_openly(stage: Stage, who: str) -> None:
    ten_homes(stage)
    signer = stage.people[who]
    with transaction():
        opened = sent_of(stage).opened_by(signer)
        made = ask_to_ask_openly(opened, "Nine say nothing.", by=signer.account, at=NOW)
    stage.facts["request"] = made.id


def openly_asked(stage: Stage) -> None:
    asks_openly(stage, "Huw Rees")


def own_openly(stage: Stage) -> None:
    asks_openly(stage, EVERYBODYS)


def with_paper(stage: Stage) -> Page:
    """A care worker holds a paper with a code, `{made}`."""
    signer = stage.people[EVERYBODYS]
    with stage.app.app_context():
        with transaction():
            code = ask_worker(
                sent_of(stage).opened_by(signer), "Non", "That you left early.",
                secret=config.secret("receipt"), by=signer.account, at=NOW,
            )  # fmt: skip
        db.session.remove()
    stage.facts["made"] = code
    return stage.browser().open("/right-to-answer")


def replying(stage: Stage) -> Page:
    """They typed it and read what is said."""
    page = with_paper(stage)
    return page.form("code").fill(code=stage.facts["made"]).send()


def compared(last: str = "") -> Callable[[Stage], Page]:
    """Somebody keeps a report sealed, and Mair is one of the two who compare it with the case."""

    def reach(stage: Stage) -> Page:
        with stage.app.app_context():
            reference = make_sealed().reference
            work()
            db.session.remove()
        browser, address = stage.browser(EVERYBODYS), f"/cases/{reference}"
        browser.open(address).form("Open this case").send()
        page = browser.open(f"{address}/other-report")
        return page.form("Open both").send() if last else page

    return reach


def sealed(stage: Stage) -> None:
    """The person keeps the case sealed."""
    with transaction():
        case = sent_of(stage).case
        case.sealed_until = TODAY + timedelta(days=30)
        put_to_sleep(case)


def as_lead(stage: Stage) -> Page:
    """The lead, who has the case alone, is about to give it back."""
    with stage.app.app_context():
        suspend(sent_of(stage), stage.people[EVERYBODYS])
        db.session.remove()
    browser, address = stage.browser("Elin Parry"), f"/cases/{stage.facts['reference']}"
    browser.open(address).form("Open this case").send()
    return browser.open(f"{address}/give-back")


def other_table(stage: Stage) -> None:
    """Another routing table is being written."""
    by = stage.people["Huw Rees"].account
    with transaction():
        table = begin_table(by=by, at=NOW)
        add_row(table, Row(Route.TWO_MEMBERS, subject="FIN"), position=5, by=by, at=NOW)


def proposed_table(stage: Stage) -> None:
    """Another routing table waits for a second member."""
    other_table(stage)
    with transaction():
        propose_table(get_open_table(), by=stage.people["Huw Rees"].account, at=NOW)


def to_be_signed(stage: Stage) -> None:
    """A colleague wrote what everybody may read, and the person agrees."""
    answered(stage)
    signer = stage.people["Huw Rees"]
    with transaction():
        opened = sent_of(stage).opened_by(signer)
        say_yes_to_publishing(opened)
        words = SummaryWords(promised="Two are trained.", due_in="2026-Q4")
        made = propose_summary(opened, words, by=signer.account, at=NOW)
        made.person_agrees = True
    stage.facts["summary"] = made.id


def consenting(stage: Stage) -> None:
    with transaction():
        say_yes_to_publishing(sent_of(stage).opened_by(stage.people[EVERYBODYS]))


def closed(stage: Stage) -> None:
    answered(stage)
    with transaction():
        close_case(sent_of(stage).case, by=stage.people[EVERYBODYS].account, at=NOW)


def ten_homes(stage: Stage) -> None:
    bring_homes(12)
    with transaction():
        make_coordinator(make_account_of_office("Carys Office", key=KEYS.public))
        let_ask_office(sent_of(stage).opened_by_complainant(), Consent.OPENLY, at=NOW)


def asked_office(stage: Stage) -> object:
    """A question as it is kept, and a copy for her as if she answered for the office."""
    signer, enquiry_id, copy_id = stage.people[EVERYBODYS], new_id(), new_id()
    visits = tuple(Asked(f"PK{n:02}", TODAY, "08:00", "08:30") for n in range(10))
    text = Question("What happened?", visits).to_text()
    with transaction():
        opened = sent_of(stage).opened_by(signer)
        meant = opened.safe.seal(place_of(enquiry_id, "meant"), text)
        db.session.add(
            Enquiry(
                id=enquiry_id, case_id=opened.case.id, asked_by_id=signer.account.id,
                asked_on=TODAY, due_on=TODAY + timedelta(days=7), meant=meant,
            )
        )  # fmt: skip
        db.session.flush()
        holder = get_holder(signer.holder_id)
        sealed = seal_to(holder.public_key, pad(text.encode()), info_of(copy_id))
        db.session.add(
            EnquiryCopy(id=copy_id, enquiry_id=enquiry_id, holder_id=holder.id, question=sealed)
        )
    return copy_id


def asked_again(stage: Stage) -> None:
    answered(stage)
    ask_what_became_of_it(NOW + timedelta(weeks=3))


def got_worse(stage: Stage) -> None:
    with transaction():
        hear_worse(sent_of(stage).opened_by_complainant(), "They come late now.", at=NOW)


def with_receipt(
    address: str = "", prepare: Callable[[Stage], None] | None = None
) -> Callable[[Stage], Page]:
    """A page behind a receipt whose code was just typed."""

    def reach(stage: Stage) -> Page:
        if prepare is not None:
            with stage.app.app_context():
                prepare(stage)
                db.session.remove()
        shown = come_back(stage.browser(), stage.facts["code"])
        return stage.browser().open(address) if address else shown

    return reach


def prepared(
    prepare: Callable[[Stage], Any], address: str, who: str = EVERYBODYS
) -> Callable[[Stage], Page]:
    """A page that needs something to be there first; what `prepare` returns is `{made}`."""

    def reach(stage: Stage) -> Page:
        with stage.app.app_context():
            stage.facts["made"] = prepare(stage)
            db.session.remove()
        return stage.browser(who).open(address.format(**stage.facts))

    return reach


def subscribed(stage: Stage) -> str:
    """The code in the letter of somebody who asked for news of reports."""
    with transaction():
        return asked_for_news("gwen@example.org")


def concern(step: str) -> Callable[[Stage], Page]:
    """A concern, told as far as that question."""
    return lambda stage: answer_until(stage.browser().open("/concern"), step)


def waiting_photograph(stage: Stage) -> Page:
    page = concern("photographs")(stage)
    return page.form("photographs").attach("photographs", picture()).send("Add")


def kept_form(stage: Stage) -> Page:
    """Something was typed as the session ended; it waits to be sent."""
    browser, reference = stage.browser(EVERYBODYS), stage.facts["reference"]
    form = case_page("note")(stage).form("words").fill(words="Typed too late.")
    before = browser.client._cookies
    assert before is not None
    cookies = dict(before)
    stage.facts["late"] = reference
    with clock.stopped_at(NOW.replace(hour=NOW.hour + 1)):
        assert form.send().status == 401
    before.update(cookies)
    return browser.open("/accounts/kept")


def invitation(stage: Stage) -> str:
    with transaction():
        return accounts.invite("Non Evans", "non@example.org", at=NOW)


def invited(stage: Stage) -> Page:
    with stage.app.app_context():
        code = invitation(stage)
    return stage.browser().open("/accounts/invitation").form("code").fill(code=code).send()


def joining(stage: Stage) -> Page:
    form = invited(stage).form("factor")
    return form.fill(new_password=PASSWORD, again=PASSWORD, factor="sheet").send()


def proposed(stage: Stage) -> None:
    """A colleague proposed somebody for an office."""
    post = Post(Office.SECRETARY, False, TODAY, ENDS)
    with transaction():
        propose_appointment(
            post, stage.people["Gwen Pugh"].account, by=stage.people["Huw Rees"].account, at=NOW
        )


def appointment(stage: Stage) -> object:
    held = select(Appointment.id).where(Appointment.office == Office.OUTSIDE_PERSON)
    return db.session.scalars(held).one()


def asked_to_renew(stage: Stage) -> None:
    gone, by = (stage.people[name].account for name in FORGOTTEN)
    with transaction():
        ask_renewal(gone, by=by, at=NOW)


def founding(stage: Stage) -> None:
    """Nobody sits any more; three of them propose to begin anew."""
    with transaction():
        db.session.execute(delete(Term))
        stage.facts["founders"] = [
            Founder(name, stage.people[name].email, dict(NINE)[name])
            for name in (EVERYBODYS, *FORGOTTEN)
        ]
        prepare_founding(stage.facts["founders"], at=NOW)


def stepped_down(stage: Stage) -> None:
    """Somebody who sat has stepped down, and holds the key of a case."""
    member = select(Member.id).where(Member.name == "Gwen Pugh").scalar_subquery()
    with transaction():
        term = db.session.scalars(select(Term).where(Term.member_id == member)).one()
        end_term(term, ends_on=TODAY, by=stage.people["Gwen Pugh"].account, at=NOW)


def member(stage: Stage) -> object:
    return db.session.scalars(select(Member.id).where(Member.name == "Ann Lewis")).one()


def read_in_once(stage: Stage) -> Page:
    """A file of members that was looked at and is not entered yet."""
    form = stage.browser(EVERYBODYS).open("/membership/read-in").form("pasted")
    return form.fill(pasted=MEMBERS).send()


def no_sign_in(stage: Stage) -> object:
    with transaction():
        db.session.execute(update(Member).where(Member.name == "Ann Lewis").values(account_id=None))
    return member(stage)


def undelivered(stage: Stage) -> None:
    with transaction():
        send_mail("gone@example.org", "News", "There is news.", at=NOW)
        db.session.execute(update(OutboxMessage).values(given_up_at=NOW))


def draft_release(stage: Stage) -> None:
    with transaction():
        make_attacked(
            prepare_release(
                make_headline(), source=newest_import(), by=stage.people["Huw Rees"].account, at=NOW
            )
        )


def published_release(stage: Stage) -> None:
    with transaction():
        make_release(stage.people["Huw Rees"].account, stage.people["Mair Jones"].account)


def missed_day(stage: Stage) -> None:
    """A report did not come out on its day."""
    with transaction():
        db.session.add(
            ReleaseDate(period="2026-09", due_on=date(2026, 10, 21), announced_on=date(2026, 9, 1))
        )


def attack_stopped(stage: Stage) -> None:
    """A draft whose attack has stopped too often to be begun again by itself."""
    with transaction():
        by = stage.people["Huw Rees"].account
        draft = prepare_release(make_headline(), source=newest_import(), by=by, at=NOW)
        draft.tries = [AttackTry(began_at=NOW, stopped_at=NOW) for _ in range(MOST_TRIES)]


def withdrawal_asked(stage: Stage) -> None:
    published_release(stage)
    with transaction():
        by = stage.people["Huw Rees"].account
        ask_withdrawal(get_release("2026-10"), "It shows too much.", by=by, at=NOW)


def error_noted(stage: Stage) -> object:
    """Somebody said above the report that something is wrong, and named a person."""
    published_release(stage)
    with transaction():
        by = stage.people["Huw Rees"].account
        note_error(get_release("2026-10"), "Mrs Pugh was counted twice.", by=by, at=NOW)
    return db.session.scalars(select(ReleaseNotice.id)).one()


def visits(stage: Stage) -> object:
    """The files of a small month are stored."""
    import_folder(GOOD, default=FileSet(), at=NOW)
    return db.session.scalars(select(HomeCode.id)).first()


def accepted_import(stage: Stage) -> object:
    return import_folder(GOOD, default=FileSet(), at=NOW)


def rejected_row(stage: Stage) -> object:
    import_folder(GOOD.parent / "21-unknown-references", default=FileSet(), at=NOW)
    return db.session.scalars(select(ImportRejection.id)).first()


def home_card(stage: Stage) -> object:
    return db.session.scalars(select(HomeCode.id)).one()


def checked_import(stage: Stage) -> Page:
    form = at("/visits/imports/begin")(stage).form("files")
    files = [path for path in sorted(GOOD.iterdir()) if path.name != "expected.json"]
    return form.attach("files", *[(BytesIO(f.read_bytes()), f.name) for f in files]).send()


def without_access(stage: Stage) -> None:
    """The record says that nobody let the carer in, at the home and on the day of the case."""
    day = date(2026, 11, 3)
    store(make_records([make_line()], [make_row("V1", status="no_access", service_date=day)]))
    with transaction():
        db.session.add(HomeCode(package_ref="PK1", code=HOME_OF_CASE, given_at=NOW))


def pattern(stage: Stage) -> None:
    """Something unusual was found at one home."""
    number = store(make_records([make_line()], []))
    seen = Sighting("2026-10-07", 1_791_356_400, What.MISSED, "PK1", ())
    found = Alert(PatternKind.RUNS, "pers.1", Rate(5, 9), 5, Rate(9, 999), 99, (seen,))
    with transaction():
        keep_search(date(2026, 10, 1), Search([found], 7, ()), import_id=number, disputes=0)


def sent(stage: Stage, name: str, content: bytes) -> Page:
    form = at("/visits/imports/begin")(stage).form("files")
    return form.attach("files", (BytesIO(content), name)).send()


def unknown_file(stage: Stage) -> Page:
    """A file that nobody has described yet."""
    page = sent(stage, "rota.csv", b"Kunde,Tag,Von,Bis\nA1,05/10/2026,08:00,08:30\n")
    return page.follow("Say what the columns mean")


def recognised_file(stage: Stage) -> Page:
    """A file of a known shape, about people who are not known."""
    report = GOOD.parents[1] / "vendor/ecm-council-report-2026-10.csv"
    rows = b"".join(report.read_bytes().splitlines(keepends=True)[:5])
    return sent(stage, "report.csv", rows).follow("Look at the first rows")


def kept_profile(stage: Stage) -> object:
    with transaction():
        profile = shipped_profiles()["ecm-council-report"]
        own = Profile.of({**profile.data, "name": "our-report"})
        by = stage.people[EVERYBODYS].account
        return keep_profile(own, by=by.id, at=NOW).id


def token(stage: Stage) -> object:
    with transaction():
        return make_token("rota", by=stage.people[EVERYBODYS].account.id, at=NOW)[0].id


def alert(stage: Stage) -> None:
    with transaction():
        raise_alert("00000000", tell=(), at=NOW)


def taken(last: str) -> Callable[[Stage], Page]:
    """A page about what somebody said by telephone, and asked to be rung about."""

    def reach(stage: Stage) -> Page:
        browser = stage.browser(EVERYBODYS)
        slip = take_down(browser, wish="ring_back", phone="01248 555 0142", other="The blue door")
        with stage.app.app_context():
            asked = select(Case.reference).join(CallerWish, CallerWish.case_id == Case.id)
            reference = db.session.scalars(asked).one()
            db.session.remove()
        stage.facts |= {"handed_over": code_on(slip), "called": reference}
        return browser.open(f"/handover/calls/{reference}/{last}" if last else "/handover/add")

    return reach


def rung(stage: Stage) -> Page:
    return taken("done")(stage).form("done_on").send()


def first_use(stage: Stage) -> Page:
    """Somebody types in the code that they were given."""
    taken("")(stage)
    return come_back(stage.browser(), stage.facts["handed_over"])


def letter_of_called(stage: Stage) -> Page:
    taken("letter")(stage)
    browser, reference = stage.browser(EVERYBODYS), stage.facts["called"]
    browser.open(f"/cases/{reference}").form("Open this case").send()
    return browser.open(f"/handover/calls/{reference}/letter")


def next_code(stage: Stage) -> str:
    """The code that Mair's telephone shows half a minute later: an earlier one was used."""
    secret = stage.people[EVERYBODYS].secret
    assert secret is not None
    return code_at(secret, NOW + HALF_A_MINUTE)


def signed_in_twice(stage: Stage) -> Page:
    """Mair is signed in on her telephone too."""
    with clock.stopped_at(NOW + HALF_A_MINUTE):
        sign_in(Browser(stage.app), stage.people[EVERYBODYS])
    return stage.browser(EVERYBODYS).open("/accounts/sign-ins")


def outside_person(stage: Stage) -> str:
    """Who may be let into a case beside those who sit."""
    return str(stage.people["Bethan Outside"].holder_id)


def reopened(stage: Stage) -> None:
    """Another member answered it; it was not resolved, and is looked at once more."""
    decided(stage)
    gwen = stage.people["Gwen Pugh"]
    with transaction():
        answer_case(sent_of(stage).opened_by(gwen), "You were right.", by=gwen.account, at=NOW)
        close_case(sent_of(stage).case, by=gwen.account, at=NOW)
    with transaction():
        reopen_case(sent_of(stage).opened_by_complainant(), "It is not resolved.", at=NOW)
    acknowledged(stage)


def code_on_sheet(page: Page) -> str:
    """The first code of the sheet that the page shows."""
    return next("".join(each.itertext()) for each in page.find_all("code"))


REASON = {"reason": "It cannot wait."}
WORDS = {"words": "We have read it, and come back to you."}
DAY = ["20", "11", "2026"]
MISSED = {"needed": "no", "day": "today", "seen": ["VIS-MISS"], "place": "Hill Lane, the corner"}
PRAISE = {"words": "Thank you, Eleri.", "whom": ["PRA-WORKER"], "publish": "yes"}
MEMBER = {"name": "Eirlys Roberts", "member_class": "user"}
NEW = {"new_password": "seven gates under heron lamp", "again": "seven gates under heron lamp"}

TURNED_AWAY = {"home_code": "{home}", "day": "yesterday", "at_home": "yes"}
DISPUTE = {"visit": "V1", "standing": "raised", "agreed_by": "family", "consent": "She wrote so."}

TAKEN = {**MISSED, "channel": "telephone", "wish": "none"}

WAYS = (
    Way("elections.count.show", public("/elections/count"), {"pasted": BALLOTS}),
    Way("elections.polling.vote",
        prepared(elections.polling, "/elections/{made}/vote", "a stranger"),
        {"code": elections.fact("codes", "Voter 001"), "c1": "1", "c2": "2"}),
    Way("elections.polling.cast", elections.reviewed),
    Way("elections.polling.find",
        prepared(elections.polling, "/elections/{made}/ballot", "a stranger"),
        {"box": elections.fact("box")}),
    Way("elections.answering.answer",
        prepared(question_stage.answering, "/elections/{made}/answer", "a stranger"),
        {"code": elections.fact("codes", "Voter 001"), "answer": "yes"}),
    Way("elections.answering.cast", question_stage.answered),
    Way("elections.desk.questions.plan", at("/elections/desk/questions/plan"), QUESTION),
    Way("elections.desk.questions.change",
        prepared(question_stage.draft, "/elections/desk/questions/{made}/change"),
        {"title": "Another name"}),
    Way("elections.standing.stand",
        prepared(standing.open_to_stand, "/elections/{made}/stand", standing.STANDS),
        {"statement": "I will listen.", "first": "Voter 001", "second": "Voter 002",
         "consent": "y"}),
    Way("elections.standing.take_back",
        prepared(standing.offered, "/elections/{made}/stand", standing.STANDS)),
    Way("elections.standing.sign", prepared(standing.asked, "/elections/{made}")),
    Way("elections.desk.standing.sign_for",
        prepared(standing.offered, "/elections/desk/{made}")),
    Way("elections.desk.provisional.note",
        prepared(elections.polling, "/elections/desk/{made}/provisional"),
        {"name": "Nan", "reason": "Left out.", "channel": "paper"}),
    Way("elections.desk.provisional.decide",
        prepared(standing.not_on_roll, "/elections/desk/{made}"), {"grounds": "No member."}),
    Way("elections.desk.plan", at("/elections/desk/plan"), ELECTION),
    Way("elections.desk.change", prepared(elections.draft, "/elections/desk/{made}/change"),
        ELECTION),
    Way("elections.desk.key", prepared(elections.draft, "/elections/desk/{made}/key"),
        {"public_key": KEYS.public.hex(), "first": "Ann", "second": "Bob", "third": "Cyd"}),
    Way("elections.desk.days", prepared(elections.draft, "/elections/desk/{made}/days"),
        {"poll_last_on": ["29", "11", "2026"], "why": "A holiday."}),
    Way("elections.desk.stop", prepared(elections.polling, "/elections/desk/{made}/stop"),
        {"reason": "A name was printed wrong.", "sure": "y"}),
    Way("elections.desk.take_step", prepared(elections.draft, "/elections/desk/{made}")),
    Way("elections.desk.standing.nominate",
        prepared(elections.nominating, "/elections/desk/{made}/nominate"),
        {"member": elections.fact("candidate"), "first_nominator": elections.fact("people", 0),
         "second_nominator": elections.fact("people", 1), "statement": "I will listen.",
         "consent": "y"}),
    Way("elections.desk.standing.withdraw",
        prepared(elections.to_withdraw, "/elections/desk/{made}"), {"why": "died", "sure": "y"}),
    Way("elections.desk.roll.search", prepared(elections.polling, "/elections/desk/{made}/roll"),
        {"name": "voter"}),
    Way("elections.desk.roll.mark", prepared(elections.on_roll, "/elections/desk/{made}"),
        {"channel": "paper", "declared": "y"}),
    Way("elections.desk.roll.unmark", prepared(elections.marked, "/elections/desk/{made}")),
    Way("elections.desk.roll.renew", prepared(elections.on_roll, "/elections/desk/{made}")),
    Way("elections.desk.roll.letters",
        prepared(elections.without_codes, "/elections/desk/{made}")),
    Way("elections.desk.annulling.note",
        prepared(elections.challenged, "/elections/desk/{made}/annulment"),
        {"decided_by": "The general meeting", "reason": "Papers were lost.",
         "vacant_from": ["9", "1", "2027"]}),
    Way("elections.desk.annulling.confirm", prepared(elections.noted, "/elections/desk/{made}")),
    Way("elections.desk.annulling.take_back",
        prepared(elections.noted, "/elections/desk/{made}")),
    Way("elections.desk.countback.begin",
        prepared(elections.vacated, "/elections/desk/{made}/countback")),
    Way("elections.desk.countback.lot",
        prepared(elections.counted_again_with_a_tie, "/elections/desk/{made}/countback/lot"),
        {"chosen": None, "drawn_by": "Ann", "witnessed_by": "Bob"}),
    Way("elections.desk.countback.declare",
        prepared(elections.counted_again, "/elections/desk/{made}/countback")),
    Way("elections.desk.results.ballots",
        prepared(elections.closed, "/elections/desk/{made}/ballots"),
        {"pasted": elections.fact("ballots"), "signed": "y"}),
    Way("elections.desk.results.lot", prepared(elections.tied, "/elections/desk/{made}/lot"),
        {"chosen": None, "drawn_by": "Ann", "witnessed_by": "Bob"}),
    Way("intake.missed_visit", public("/missed-visit"), MISSED),
    Way("intake.praise", public("/praise"), PRAISE),
    Way("intake.held.ask", public("/what-we-hold"),
        {"whose": "self", "name": "Nan Roberts", "words": "Everything.", "make_sure": "Ring me."}),
    Way("intake.turned_away.ask", public("/turned-away"), TURNED_AWAY),
    Way("intake.receipt", lambda stage: report_missed_visit(stage.browser())),
    Way("intake.leave", public("/missed-visit")),
    Way("intake.concerns.begin", public("/concern"), {"danger": "no"}),
    *(
        Way("intake.concerns.show", concern(step), answers, step)
        for step, answers in ANSWERS.items()
        if step not in ("danger", "photographs")
    ),
    Way("intake.concerns.photographs.add", concern("photographs")),
    Way("intake.concerns.photographs.remove", waiting_photograph),
    Way("intake.concerns.check", concern("check")),
    Way("intake.handover.missed_visit", at("/handover/missed-visit"), TAKEN),
    Way("intake.handover.concern", at("/handover/concern"), CONCERN),
    Way("intake.handover.add", taken(""), {"code": "{handed_over}", "words": "She rang again."}),
    Way("intake.handover.first_use.use", first_use),
    Way("intake.handover.reaching.reach", taken("reach")),
    Way("intake.handover.reaching.done", taken("done")),
    Way("intake.handover.reaching.undo", rung),
    Way("intake.handover.reaching.letter", letter_of_called, {"slip": "new"}),
    Way("intake.handover.reaching.new_code", taken("new-code"), {"called_back": "rang"}),
    Way("intake.alerts.take_up", prepared(alert, "/alerts")),
    Way("intake.returning.enter", public("/return"), {"code": "{code}"}),
    Way("intake.returning.write", with_receipt(), WORDS),
    Way("intake.returning.not_resolved", with_receipt("/return/not-resolved", closed), WORDS),
    Way("intake.returning.withdraw", with_receipt("/return/withdraw"), WORDS),
    Way("intake.returning.worse", with_receipt("/return/worse"), WORDS),
    Way("intake.returning.office", with_receipt("/return/the-office"), {"may": "openly"}),
    Way("intake.returning.open_sealed", with_receipt("/return/open-it", sealed), {"harm": "no"}),
    Way("intake.returning.follow_up", with_receipt("/return/was-it-put-right", asked_again),
        {"put_right": "no", "words": "Still late.", "worse": "They come an hour late now."}),
    Way("intake.returning.keep_away", with_receipt("/return/not-this-person"),
        {"person": gwen_as_person}),
    Way("intake.returning.publishing.ask", with_receipt("/return/publishing", consenting),
        {"answer": "takes_back"}),
    Way("intake.returning.finish", with_receipt()),
    Way(
        "accounts.sign_in",
        public("/accounts/sign-in"),
        {"email": "{email}", "password": PASSWORD, "code": next_code},
    ),
    Way("accounts.confirm", at("/accounts/confirm"), {"password": PASSWORD, "code": next_code}),
    Way("accounts.sign_out", at("/accounts/desk")),
    Way("accounts.discard", kept_form),
    Way("accounts.joining.start", prepared(invitation, "/accounts/invitation", "a stranger"),
        {"code": "{made}"}),
    Way("accounts.joining.password", invited, {**NEW, "factor": "sheet"}),
    Way("accounts.joining.second", joining, {"code": code_on_sheet}),
    Way("accounts.own.close", without_office, {"sure": "y"}),
    Way("accounts.own.end_all", at("/accounts/sign-ins")),
    Way("accounts.own.end_sign_in", signed_in_twice),
    Way("accounts.own.password", at("/accounts/password"), {"password": PASSWORD, **NEW}),
    Way("accounts.own.second_factor", at("/accounts/second-factor/sheet"), {"code": code_on_sheet}),
    Way("cases.find", at("/cases/"), {"words": "menai"}),
    Way("cases.open_case", at("/cases/{reference}")),
    Way("cases.send_letters", prepared(acknowledged, "/cases/")),
    Way("cases.enquiring.ask", case_page("enquiry", ten_homes),
        {"visit": None, "words": "What happened?", "due_on": ["30", "11", "2026"]}),
    Way("cases.enquiring.answer", prepared(asked_office, "/cases/office/{made}"),
        {f"visit_{place:02}": "Somebody came." for place in range(10)}),
    Way("cases.enquiring.openly.ask", case_page("openly", ten_homes), REASON),
    Way("cases.enquiring.openly.answer", case_page("openly/{request}", openly_asked),
        {"answer": "agree"}),
    Way("cases.enquiring.openly.withdraw", case_page("", own_openly)),
    Way("cases.enquiring.openly.consent", case_page("said-of-the-office", taken_down),
        {"said": "mixed"}),
    Way("cases.following.settle", case_page("got-worse", got_worse),
        {"finding": "got_worse", "words": "It is put right."}),
    Way("cases.move", case_page("move", acknowledged), {"step": "triage"}),
    Way("cases.ending.refer", case_page("refer", acknowledged),
        {"body": "The council", "leave": "agreed", **WORDS}),
    Way("cases.ending.outside", case_page("outside"), WORDS),
    Way("cases.ending.settle", case_page("put-right", taken_down),
        {"said": "yes", "agrees": "yes", **WORDS}),
    Way("cases.ending.too_late", case_page("too-late", long_ago),
        {"known_on": ["3", "1", "2025"], "had_reason": "no", "is_still_fair": "yes", **WORDS}),
    Way("cases.ending.twice", case_page("told-twice", told_before),
        {"first": "{first}", "shown_by": "said_so", **WORDS}),
    Way("cases.ending.answer", case_page("end/{request}", ending_asked), {"answer": "agree"}),
    Way("cases.ending.withdraw", case_page("", own_ending)),
    Way("cases.thanking.pass_on", case_page("thanks", thanked_for),
        {"to": "Nia Wyn, by telephone.", "on": ["9", "11", "2026"]}),
    Way("cases.taking_down.said", case_page("said"), {"saying": "message", **WORDS}),
    Way("cases.issues.change", case_page("about", acknowledged),
        {"subjects": ["VIS-MISS", "COM-NOTOLD"], **WORDS}),
    Way("cases.linking.look", case_page("link")),
    Way("cases.linking.link", case_page("link", told_before), {"other": "{first}", **WORDS}),
    Way("cases.safeguarding.judge", case_page("judge", acknowledged),
        {"case_type": "concern", "severity": "2"}),
    Way("cases.safeguarding.give_back", as_lead, {"result": "no_concern", **WORDS}),
    Way("cases.fairness.ask", case_page("care-worker", acknowledged),
        {"concerned": "somebody", "whom": "Non", **WORDS}),
    Way("cases.standing.ask", case_page("standing"),
        {"decision": "representative_accepted", "evidence": "signed", **REASON}),
    Way("cases.standing.answer", case_page("standing/{request}", standing_asked),
        {"answer": "agree"}),
    Way("cases.standing.withdraw", case_page("", own_standing)),
    Way("intake.worker_reply.answer", with_paper, {"code": "{made}"}, "the code"),
    Way("intake.worker_reply.answer", replying, WORDS, "the answer"),
    Way("cases.routing.begin", at("/cases/routing")),
    Way("cases.routing.add", prepared(other_table, "/cases/routing/rows"),
        {"route": "outside_person", "subject": "VIS-LATE", "place": "1"}),
    Way("cases.routing.move_up", prepared(other_table, "/cases/routing")),
    Way("cases.routing.remove", prepared(other_table, "/cases/routing")),
    Way("cases.routing.propose", prepared(other_table, "/cases/routing")),
    Way("cases.routing.drop", prepared(other_table, "/cases/routing")),
    Way("cases.routing.confirm", prepared(proposed_table, "/cases/routing")),
    Way("cases.routing.take_back", prepared(proposed_table, "/cases/routing")),
    Way("cases.close", case_page("close", answered)),
    Way("cases.deciding.compare", case_page("compare", acknowledged),
        {"record_match": "agrees", "no_access_dispute": "none"}),
    Way("cases.deciding.vote", case_page("issues/{issue}/vote", first_issue),
        {"finding": "upheld", "reason": "So it is."}),
    Way("cases.disputing.dispute", case_page("dispute", without_access), DISPUTE),
    Way("cases.publishing.write", case_page("publish", to_be_signed),
        {"promised": "Two are trained.", "due_in": "2026-Q4"}),
    Way("cases.publishing.sign", case_page("publish/{summary}", to_be_signed)),
    Way("cases.publishing.drop", case_page("publish/{summary}", to_be_signed)),
    Way("cases.deleting.propose", case_page("delete"), {"ground": "asked_for", **WORDS}),
    Way("cases.deleting.confirm", case_page("delete/{request}", to_be_deleted),
        {"answer": "decline", **WORDS}),
    Way("cases.deleting.confirm", case_page("delete/{request}", to_be_deleted),
        {"answer": "agree"}, "for good"),
    Way("cases.deleting.withdraw", case_page("", own_proposal)),
    Way("cases.deleting.hold", case_page("hold"), REASON),
    Way("cases.deleting.lift", case_page("hold/lift", held)),
    Way("cases.keys.home", case_page("home"), {"home_code": "{home}", "sure": "y"}),
    Way("cases.keys.recuse", case_page("step-back"), {"ground": "other", "sure": "y"}),
    Way("cases.keys.widen", case_page("readers"), {"member": outside_person}),
    Way("cases.messages.acknowledge", case_page("acknowledge"), WORDS),
    Way("cases.messages.answer", case_page("answer", decided), WORDS),
    Way("cases.messages.more_time", case_page("more-time", reopened),
        {"to": ["29", "1", "2027"], "reason": "Two people were away."}),
    Way("cases.messages.note", case_page("note"), WORDS),
    Way("cases.messages.write", case_page("write"), WORDS),
    Way("cases.challenging.ask", case_page("challenge"),
        {"member": huw, "ground": "other", **REASON}),
    Way("cases.challenging.answer", case_page("challenge/{request}", challenged),
        {"answer": "agree"}),
    Way("cases.challenging.withdraw", case_page("", own_challenge)),
    Way("cases.redacting.ask", case_page("copy"), REASON),
    Way("cases.redacting.answer", case_page("copy/{request}/answer", marked_by_huw),
        {"answer": "agree"}),
    Way("cases.redacting.withdraw", case_page("", own_copy)),
    Way("cases.corroborating.open_both", compared()),
    Way("cases.corroborating.weigh", compared("weigh"), {"likeness": "different"}),
    Way("cases.remedies.promise", case_page("promise"),
        {"kind": "apology", "what": "We say sorry.", "owner": "The chair",
         "due_on": ["30", "11", "2026"]}),
    Way("cases.remedies.done", case_page("promises/{promise}", promised),
        {"evidence": "Her letter."}),
    Way("cases.revealing.ask", case_page("identity"), REASON),
    Way("cases.revealing.answer", case_page("identity/{request}/answer", asked_who_it_is),
        {"answer": "agree"}),
    Way("cases.revealing.look", case_page("identity/{request}", may_look)),
    Way("cases.revealing.withdraw", case_page("", own_request)),
    Way("committee.appointments.propose", at("/committee/appointments/propose"),
        {"office": "secretary", "post": "deputy", "person": None, "last_day": DAY}),
    Way("committee.appointments.confirm", prepared(proposed, "/committee/desk")),
    Way("committee.appointments.withdraw", prepared(proposed, "/committee/desk")),
    Way("committee.appointments.end", prepared(appointment, "/committee/appointments/{made}/end"),
        {"ends_on": DAY}),
    Way("committee.appointments.invite", at("/committee/appointments/invite"),
        {"name": "Non Evans", "email": "non@example.org"}),
    Way("committee.co_opting.propose",
        prepared(committee_stage.vacancy, "/committee/co-options/propose"), {"member": None}),
    Way("committee.co_opting.confirm", prepared(committee_stage.proposed, "/committee/desk")),
    Way("committee.co_opting.withdraw", prepared(committee_stage.proposed, "/committee/desk")),
    Way("committee.meetings.note", at("/committee/meetings"), {"came": None}),
    Way("committee.meetings.take_back", prepared(committee_stage.met, "/committee/meetings")),
    Way("committee.seating.in_public", at("/committee/seat/in-public"),
        {"shows_class": "y", "contact": "Post: the shop"}),
    Way("committee.declarations.declare", at("/committee/interests"),
        {"what": "something", "statement": "My sister works here."}),
    Way("committee.declarations.end",
        lambda stage: at("/committee/interests")(stage).form("what").fill(what="nothing").send()),
    Way("committee.founding.sign", prepared(founding, "/committee/founding")),
    Way("committee.hand_over.give", at("/committee/keys")),
    Way("committee.hand_over.leave",
        prepared(stepped_down, "/committee/keys/leaving", "Gwen Pugh")),
    Way("committee.patterns.open_pattern", prepared(pattern, "/committee/patterns")),
    Way("committee.renewals.ask", at("/committee/invitations"), {"person": None, "spoken": "y"}),
    Way("committee.renewals.agree", prepared(asked_to_renew, "/committee/invitations")),
    Way("committee.seating.step_down", at("/committee/seat/step-down"),
        {"ends_on": DAY, "sure": "y"}),
    Way("membership.search", at("/membership"), {"name": "pugh"}),
    Way("membership.admit", at("/membership/admit"), MEMBER),
    Way("membership.change", prepared(member, "/membership/{made}/change"), MEMBER),
    Way("membership.cease", prepared(member, "/membership/{made}/cease"), {"sure": "y"}),
    Way("membership.invite", prepared(no_sign_in, "/membership/{made}/invite"),
        {"email": "ann@example.org"}),
    Way("membership.lists.read_in", at("/membership/read-in"), {"pasted": MEMBERS}),
    Way("membership.lists.read_in", read_in_once, {"pasted": MEMBERS}, "for good"),
    Way("notices.try_again", prepared(undelivered, "/notices/undelivered")),
    Way("publication.desk.prepare", prepared(visits, "/reports/desk"), {"period": None}),
    Way("publication.desk.draft", prepared(draft_release, "/reports/desk/2026-10")),
    Way("publication.desk.attack_again", prepared(attack_stopped, "/reports/desk/2026-10")),
    Way("publication.desk.amending.note",
        prepared(published_release, "/reports/desk/2026-10/error"),
        {"words": "An hour was counted twice."}),
    Way("publication.desk.amending.take_back",
        prepared(error_noted, "/reports/desk/2026-10/error/{made}"),
        {"because": "names_somebody", "words": "A person was counted twice."}),
    Way("publication.desk.amending.ask",
        prepared(published_release, "/reports/desk/2026-10/withdraw"),
        {"reason": "It shows too much of one person."}),
    Way("publication.desk.amending.answer",
        prepared(withdrawal_asked, "/reports/desk/2026-10/withdraw")),
    Way("publication.desk.calendar.explain",
        prepared(missed_day, "/reports/desk/days/2026-09/reason"),
        {"words": "One of the two who sign was ill."}),
    Way("publication.subscribing.ask", public("/reports/by-mail"),
        {"address": "gwen@example.org", "topics": ["reports"]}),
    Way("publication.subscribing.answer",
        prepared(subscribed, "/reports/by-mail/{made}", "a stranger")),
    Way("publication.subscribing.stop",
        prepared(subscribed, "/reports/by-mail/{made}/stop", "a stranger")),
    Way("publication.desk.discard", prepared(draft_release, "/reports/desk/2026-10/discard")),
    Way("visits.home_codes.languages", prepared(home_card, "/visits/home-codes/{made}"),
        {"wished": ["cy"]}),
    Way("visits.home_codes.renew", prepared(home_card, "/visits/home-codes/{made}")),
    Way("visits.imports.begin", at("/visits/imports/begin"), {"exported_on": DAY}),
    Way("visits.imports.accept", checked_import),
    Way("visits.imports.abandon", checked_import),
    Way(
        "visits.exceptions.row",
        prepared(rejected_row, "/visits/exceptions/rows/{made}"),
        {"became": "nothing"},
    ),
    Way("visits.import_profiles.mapping", unknown_file, {"col_person_ref": "Kunde"}),
    Way("visits.import_profiles.rows", recognised_file),
    Way(
        "visits.import_profiles.remove",
        prepared(kept_profile, "/visits/imports/profiles/{made}/remove"),
    ),
    Way("visits.import_changes.undo", prepared(accepted_import, "/visits/imports/{made}/undo")),
    Way("visits.import_tokens.index", at("/visits/imports/machines"), {"name": "The rota"}),
    Way("visits.import_tokens.revoke", prepared(token, "/visits/imports/machines/{made}/revoke")),
)  # fmt: skip
