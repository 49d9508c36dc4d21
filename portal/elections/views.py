"""The pages of elections that everybody can read; each part has its own besides."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.accounts.access import public
from portal.elections import queries
from portal.elections.annulling.queries import find_confirmed
from portal.elections.count import views as count
from portal.elections.count import wording
from portal.elections.count.picture import pictures_of
from portal.elections.count.sheet import Sheet
from portal.elections.count.sheet_reading import read_sheet
from portal.elections.count.standing_by import standing_by
from portal.elections.count.tables import sheet_tables
from portal.elections.desk import views as desk
from portal.elections.models import Election, Nomination
from portal.elections.polling import views as polling
from portal.elections.resolutions import views as resolutions
from portal.elections.resolutions.models import Question
from portal.elections.resolutions.queries import find_question, outcome_now
from portal.elections.resolutions.questions import MAJORITIES
from portal.elections.resolutions.weighing import Group
from portal.elections.results.counting import FEWEST_FOR_A_SHEET, may_show
from portal.elections.seats_at_stake import limit_words
from portal.elections.standing import views as standing
from portal.elections.standing.symbols import symbol_at
from portal.elections.timetable import CANDIDATES_KNOWN, ONE_DAY, Phase
from portal.elections.turnout import turnout_shown
from portal.elections.urn.ballot_keys import fingerprint_of, list_of_keys
from portal.elections.vacating.queries import countbacks_of
from portal.elections.wording import PHASES, QUESTION_PHASES
from portal.errors import NotFound
from portal.i18n import gettext as _
from portal.membership.classes import MANY_MEMBERS, ONE_MEMBER, MemberClass

bp = Blueprint("elections", __name__, url_prefix="/elections")
bp.register_blueprint(count.bp)
bp.register_blueprint(desk.bp)
bp.register_blueprint(polling.bp)
bp.register_blueprint(resolutions.bp)
bp.register_blueprint(standing.bp)


@bp.get("")
@public
def index() -> ResponseReturnValue:
    """Every election that was announced."""
    at = clock.now()
    return render_template(
        "elections/index.html",
        elections=[(each, queries.phase_at(each, at)) for each in queries.public_elections()],
        phases=PHASES,
        question_phases=QUESTION_PHASES,
    )


@bp.get("/secrecy")
@public
def secrecy() -> ResponseReturnValue:
    """What keeps a vote secret, and what does not."""
    return render_template("elections/secrecy.html")


@bp.get("/vote")
@public
def vote() -> ResponseReturnValue:
    """The short address on letters: to the ballot paper, where one election takes votes."""
    at = clock.now()
    voting = [e for e in queries.public_elections() if queries.phase_at(e, at) is Phase.POLL]
    if len(voting) != 1:
        return redirect(url_for(".index"))
    return redirect(url_for(".polling.vote", election_id=voting[0].id))


@bp.get("/of-term/<uuid:term_id>")
@public
def of_term(term_id: UUID) -> ResponseReturnValue:
    """The election that a seat of the committee came from."""
    election = queries.find_election_of_term(term_id)
    if election is None:
        raise NotFound
    return redirect(url_for(".show", election_id=election.id))


@bp.get("/<uuid:election_id>")
@public
def show(election_id: UUID) -> ResponseReturnValue:
    """One election: its days, who stands, how to vote, and what came of it."""
    election = queries.get_public_election(election_id)
    phase = queries.phase_at(election, clock.now())
    question = find_question(election)
    if question is not None:
        return _show_question(question, phase)
    nominations = queries.nominations_of(election) if phase in CANDIDATES_KNOWN else []
    sheet = _sheet(election)
    return render_template(
        "elections/show.html",
        election=election,
        phase=phase,
        phases=Phase,
        phase_words=PHASES,
        candidates=[each for each in nominations if each.position is not None],
        elected=[each for each in nominations if each.term_id is not None],
        annulment=find_confirmed(election),
        stake=queries.stake_now(election),
        limits=sorted(queries.stake_now(election).limits, key=lambda each: -len(each.classes)),
        limit_words=limit_words,
        sentence_case=lambda words: words[:1].upper() + words[1:],
        fingerprint=fingerprint_of(election.public_key or b""),
        turnout=_turnout(election),
        sheet=sheet,
        shows_sheet=sheet is not None and may_show(sheet),
        reserve=_reserve(sheet, nominations),
        again=[(each, _named(each.sheet)) for each in countbacks_of(election) if each.sheet],
        fewest=FEWEST_FOR_A_SHEET,
        destroy_on=queries.destroy_on(election),
        last_term_day=election.terms_end_on - ONE_DAY,
        one=ONE_MEMBER,
        many=MANY_MEMBERS,
        today=clock.today(),
    )  # fmt: skip


@bp.get("/<uuid:election_id>/boxes.txt")
@public
def boxes(election_id: UUID) -> ResponseReturnValue:
    """The number of every box, once voting is over and until the urn is destroyed."""
    election = queries.get_public_election(election_id)
    if election.urn_closed_at is None or election.destroyed_at is not None:
        raise NotFound
    return Response(list_of_keys(queries.keys_in_urn(election)), mimetype="text/plain")


@bp.get("/<uuid:election_id>/count-sheet.json")
@public
def sheet(election_id: UUID) -> ResponseReturnValue:
    """The whole count sheet, where enough members voted."""
    election = queries.get_public_election(election_id)
    if election.sheet is None or not may_show(read_sheet(election.sheet)):
        raise NotFound
    return Response(election.sheet, mimetype="application/json")


def _show_question(question: Question, phase: Phase) -> str:
    election = question.election
    return render_template(
        "elections/question.html",
        election=election,
        question=question,
        outcome=outcome_now(question) if election.declared_at else None,
        majorities=MAJORITIES,
        phase=phase,
        phases=Phase,
        phase_words=QUESTION_PHASES,
        annulment=find_confirmed(election),
        fingerprint=fingerprint_of(election.public_key or b""),
        turnout=_turnout(election),
        destroy_on=queries.destroy_on(election),
        many=MANY_MEMBERS,
        today=clock.today(),
    )


def _reserve(
    sheet: Sheet | None, nominations: Sequence[Nomination]
) -> list[tuple[MemberClass, list[str]]]:
    """Who stands by, class by class, in the order of the count; nothing where too few voted."""
    if sheet is None or not may_show(sheet):
        return []
    free = [each for each in nominations if each.withdrawn_on is None and each.term_id is None]
    standing = {each.position: each for each in free}
    left = [standing[number] for number in standing_by(sheet) if number in standing]
    found = {each: [n.name for n in left if n.seat_class is each] for each in MemberClass}
    return [(each, names) for each, names in found.items() if names]


def _sheet(election: Election) -> Sheet | None:
    """The declared count, its seats by class named in the reader's language."""
    return None if election.sheet is None else _named(election.sheet)


def _named(written: str) -> Sheet:
    found = read_sheet(written)
    named = tuple(replace(each, title=limit_words(each)) for each in found.limits.limits)
    return replace(found, limits=replace(found.limits, limits=named))


def _turnout(election: Election) -> list[tuple[str, int, int]]:
    """Classes in words, how many on the roll, how many voted; nothing before voting is over."""
    if election.counts is None:
        return []
    counted = {name: (pair[0], pair[1]) for name, pair in election.counts["classes"].items()}
    words = {each.value: str(many) for each, many in MANY_MEMBERS.items()}
    return [
        (", ".join(words[name] for name in line.classes), line.roll, line.voted)
        for line in turnout_shown(counted)
    ]


def groups_in_words(group: Group) -> str:
    """The classes of a group that has one weight."""
    return ", ".join(str(MANY_MEMBERS[each]) for each in MemberClass if each in group.classes)


@bp.context_processor
def words_of_counts() -> dict[str, object]:
    """A sheet in words, tables and a picture, for the templates."""
    return {
        "wording": wording,
        "sheet_tables": sheet_tables,
        "groups_in_words": groups_in_words,
        "symbol_at": symbol_at,
        "pictures_of": lambda sheet: pictures_of(sheet, _("Not transferable")),
    }
