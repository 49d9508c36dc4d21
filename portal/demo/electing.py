"""What the members of Bryn Teg decide: a question long since, and an election under way."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Final

from sqlalchemy import select

from portal import clock
from portal.committee.meetings.services import note_meeting
from portal.committee.queries import sitting_terms
from portal.database import db, transaction
from portal.demo.stage import Stage
from portal.elections.advancing_services import advance
from portal.elections.count.blt import write_blt
from portal.elections.models import Election, RollEntry, Told
from portal.elections.polling.roll_services import give_code
from portal.elections.polling.services import cast_vote, prepare_ballot
from portal.elections.queries import all_elections, candidates_of
from portal.elections.resolutions.answering import Answer
from portal.elections.resolutions.models import Question
from portal.elections.resolutions.questions import Majority
from portal.elections.resolutions.services import (
    Asked,
    announce_question,
    declare_answer,
    plan_question,
)
from portal.elections.results.queries import urn_of
from portal.elections.results.services import close_urn, take_ballots
from portal.elections.services import Draft, announce_election, plan_election, set_key
from portal.elections.standing.services import Candidacy, enter_nomination
from portal.elections.timetable import Timetable
from portal.elections.urn.ballot_keys import new_code
from portal.elections.urn.opening import open_urn
from portal.membership.models import Member
from portal.vault.keys import new_key_pair

HOLDERS: Final = ["Gareth Pugh", "Nerys Thomas", "Farah Khan"]
QUESTION_DAYS: Final = Timetable(
    date(2026, 9, 7), date(2026, 9, 14), date(2026, 9, 18), date(2026, 9, 24),
    date(2026, 10, 1), date(2026, 10, 2),
)  # fmt: skip
ELECTION_DAYS: Final = Timetable(
    date(2026, 10, 12), date(2026, 10, 19), date(2026, 11, 2), date(2026, 11, 20),
    date(2027, 3, 1), date(2030, 3, 1),
)  # fmt: skip
# Twelve say yes, three no, two abstain.
SAID: Final = (Answer.YES,) * 12 + (Answer.NO,) * 3 + (Answer.ABSTAIN,) * 2
STANDING: Final = {
    "Gwen Parry": "I have had carers for six years. Whoever reads a complaint should know what it "
    "is to wait for the door.",
    "Idris Roberts": "I say little and read everything.",
    "Eirwen Bevan": "My mornings depend on the first round. I want every slip looked into.",
    "Mair Lloyd": "My mother is supported here. I have led the committee since it was founded, and "
    "I want it elected.",
    "Dewi Hughes": "I look after my brother. Answers have to come in time.",
    "Menna Watkins": "I would keep an eye on what is promised, and whether it was done.",
    "Sioned Evans": "I drive the valley round. Colleagues who speak up need somebody beside them.",
    "Tomos Griffiths": "Plans that cannot be driven are promises that cannot be kept.",
    "Beti Owen": "I volunteer at the lunch club and hear what people do not write.",
    "Osian Llewelyn": "Figures should be read aloud. I would do that.",
    "Huw Jenkins": "I live across the road and saw the slips.",
    "Anwen Price": "The health board owes you straight answers as well.",
}
VOTERS: Final = (
    "Gwen Parry", "Huw Jenkins", "Emrys Howell", "Ceri Maddocks", "Nerys Thomas", "Menna Watkins",
)  # fmt: skip
# Somebody whose code visitors of the demonstration may use.
VISITOR: Final = "Delyth Probert"

Act = tuple[str, Callable[[Stage], None]]


def ask_a_question(stage: Stage) -> None:
    """In September the members decided one question."""
    keys = new_key_pair()
    with stage.at("2026-09-07T09:00"), stage.app.app_context(), transaction():
        draft = Draft("How our reports show areas", QUESTION_DAYS, 0)
        question = plan_question(
            Asked(
                draft,
                wording="Shall our reports show each area by itself, where enough people live in"
                " it?",
                explanation="Neighbours could see how their own area fares. Where fewer than"
                " eleven are supported, areas stay together, so that no table points to anybody.",
                majority=Majority.TWO_THIRDS,
                quorum_percent=25,
            ),
            at=clock.now(),
        )
        set_key(question.election, keys.public.hex(), HOLDERS, at=clock.now())
        announce_question(question, at=clock.now())
    with stage.at("2026-09-15T09:00"), stage.app.app_context(), transaction():
        advance(_newest(), at=clock.now())
    with stage.at("2026-09-20T18:00"), stage.app.app_context(), transaction():
        election = _newest()
        options = db.session.get_one(Question, election.id).options
        for entry, said in zip(_roll(election), SAID, strict=False):
            _vote(election, entry, (options.number(said, entry.member_class),), len(options.names))
    with stage.at("2026-09-25T10:00"), stage.app.app_context(), transaction():
        election, at = _newest(), clock.now()
        close_urn(election, at=at)
        urn = urn_of(election)
        opened = open_urn(urn, keys, published=urn.keys_hash)
        take_ballots(election, write_blt(opened.contest), broken=0, at=at)
        declare_answer(election, at=at)


def acts() -> Sequence[Act]:
    """What happens between the stories: two meetings, and an election up to its poll."""
    return (
        ("2026-10-05T09:00", _announce),
        ("2026-10-06T19:00", _meet),
        ("2026-10-14T10:00", _nominate),
        ("2026-10-20T08:00", _fix),
        ("2026-11-03T19:00", _meet),
        ("2026-11-04T18:00", _begin_to_vote),
    )


def _announce(_stage: Stage) -> None:
    election = plan_election(Draft("Oversight committee 2027", ELECTION_DAYS, 30), at=clock.now())
    set_key(election, new_key_pair().public.hex(), HOLDERS, at=clock.now())
    announce_election(election, at=clock.now())


def _nominate(_stage: Stage) -> None:
    people = {each.name: each for each in db.session.scalars(select(Member))}
    first, second = people["Emrys Howell"], people["Bethan Prosser"]
    for name, words in STANDING.items():
        candidacy = Candidacy(people[name], (first, second), words, "", clock.today())
        enter_nomination(_newest(), candidacy, at=clock.now())


def _fix(_stage: Stage) -> None:
    advance(_newest(), at=clock.now())


def _begin_to_vote(stage: Stage) -> None:
    election = _newest()
    standing = len(candidates_of(election))
    for entry in _roll(election):
        place = VOTERS.index(entry.member.name) if entry.member.name in VOTERS else None
        if place is not None:
            order = [*range(place + 1, standing + 1), *range(1, place + 1)]
            _vote(election, entry, tuple(order[: standing - place]), standing)
        elif entry.member.name == VISITOR:
            stage.votes.append({"name": VISITOR, "code": give_code(entry, Told.LETTER)})


def _meet(stage: Stage) -> None:
    """All but two came to the first meeting, all but one to the second."""
    terms = sitting_terms(clock.today())
    away = ("Idris Roberts", "Tomos Griffiths") if clock.today().month == 10 else ("Huw Jenkins",)
    came = [each.member_id for each in terms if each.member.name not in away]
    by = next(each.member.account for each in terms if each.member.name == "Mair Lloyd")
    if by is not None:
        note_meeting(clock.today(), came, by=by, at=clock.now())


def _newest() -> Election:
    return all_elections()[0]


def _roll(election: Election) -> Sequence[RollEntry]:
    return db.session.scalars(
        select(RollEntry)
        .join(RollEntry.member)
        .where(RollEntry.election_id == election.id)
        .order_by(Member.name)
    ).all()


def _vote(election: Election, entry: RollEntry, ranking: tuple[int, ...], candidates: int) -> None:
    code = give_code(entry, Told.LETTER)
    db.session.flush()
    ballot = prepare_ballot(election, entry, ranking, receipt=new_code(), candidates=candidates)
    cast_vote(election, code, ballot, at=clock.now())
