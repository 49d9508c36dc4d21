"""Questions about results: the urn as a file, and the count as it stands."""

from portal.elections.count.contest import Contest
from portal.elections.count.sheet import Sheet
from portal.elections.count.stv import count_votes
from portal.elections.models import Election
from portal.elections.polling.queries import boxes_of
from portal.elections.queries import candidates_of, stake_now
from portal.elections.resolutions.queries import find_question
from portal.elections.results.counting import contest_of, recorded_lots
from portal.elections.seats_at_stake import leave_empty
from portal.elections.urn.urn_file import Box, Urn
from portal.errors import NotFound


def names_on_paper(election: Election) -> list[str]:
    """What stands on the ballot paper, in its order: candidates, or the options of a question."""
    question = find_question(election)
    if question is not None:
        return question.options.names
    return [each.name for each in candidates_of(election)]


def urn_of(election: Election) -> Urn:
    """The urn, to be opened away from here. Raises NotFound before it is closed."""
    if election.urn_closed_at is None or election.public_key is None or election.counts is None:
        raise NotFound
    return Urn(
        election=election.id,
        title=election.title,
        seats=stake_now(election).seats,
        candidates=tuple(names_on_paper(election)),
        public_key=election.public_key,
        boxes=tuple(Box(each.key, each.box) for each in boxes_of(election)),
        papers=election.counts["papers"],
    )


def contest_to_count(election: Election) -> Contest:
    """What is counted. Raises NotFound while the urn has not been opened."""
    if election.ballots is None:
        raise NotFound
    candidates = candidates_of(election)
    stake = stake_now(election)
    if election.leaves_empty:
        stake = leave_empty(
            stake, [each.seat_class.value for each in candidates if each.withdrawn_on is None]
        )
    return contest_of(election.ballots, candidates, stake.seats)


def count_election(election: Election) -> Sheet:
    """The count with the lots recorded so far.

    Raises LotNeeded where a lot has to be drawn, SeatsRefused where the seats cannot be filled,
    LotsRefused where lots were drawn that are not needed any more.
    """
    candidates = candidates_of(election)
    classes = {n: each.seat_class.value for n, each in enumerate(candidates, 1)}
    stake = stake_now(election)
    if election.leaves_empty:
        there = [each.seat_class.value for each in candidates if each.withdrawn_on is None]
        stake = leave_empty(stake, there)
    return count_votes(
        contest_to_count(election), stake.for_candidates(classes), recorded_lots(election.lots)
    )
