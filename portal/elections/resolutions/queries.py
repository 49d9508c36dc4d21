"""Questions about questions: which election asks one, and what its ballots say."""

from portal.database import db
from portal.elections.count.blt import read_blt
from portal.elections.models import Election
from portal.elections.resolutions.answering import Outcome, outcome_of, votes_in
from portal.elections.resolutions.models import Question
from portal.elections.resolutions.questions import Votes
from portal.errors import NotFound


def find_question(election: Election) -> Question | None:
    """What is asked in this election; none where seats are filled."""
    return db.session.get(Question, election.id) if election.is_question else None


def get_question(election: Election) -> Question:
    """What is asked in this election. Raises NotFound where nothing is."""
    found = find_question(election)
    if found is None:
        raise NotFound
    return found


def outcome_now(question: Question) -> Outcome | None:
    """What the members said: as declared, or as the opened ballots say; none before."""
    election = question.election
    if election.counts is None:
        return None
    if question.result is not None:
        kept = {name: Votes(*each) for name, each in question.result["votes"].items()}
        votes, spoilt = kept, int(question.result["spoilt"])
    elif election.ballots is not None:
        votes, spoilt = votes_in(read_blt(election.ballots), question.options)
    else:
        return None
    return outcome_of(
        votes,
        spoilt,
        options=question.options,
        roll=election.counts["roll"],
        majority=question.majority,
        quorum=question.quorum,
    )
