"""Urns with ballots in them, made as the portal makes them."""

from collections.abc import Sequence
from uuid import UUID, uuid4

from portal.elections.count.contest import Ranking
from portal.elections.urn.ballot_keys import key_of, new_code
from portal.elections.urn.boxes import seal_ballot
from portal.elections.urn.urn_file import Box, Urn
from portal.vault.keys import KeyPair, key_pair_from_seed

KEYS = key_pair_from_seed(b"the key of one election, in test")
ELECTION = UUID("6f1c2f0e-0000-4000-8000-000000000001")
NAMES = ("Ann Lewis", "Bob Rees", "Cyd Pugh")


def make_box(
    ranking: Ranking,
    *,
    keys: KeyPair = KEYS,
    election: UUID = ELECTION,
    key: bytes | None = None,
    candidates: int = len(NAMES),
) -> Box:
    """One ballot in its box."""
    key = key or key_of(new_code(), election=election, member=uuid4())
    return Box(
        key,
        seal_ballot(ranking, candidates=candidates, public=keys.public, election=election, key=key),
    )


def make_urn(rankings: Sequence[Ranking] = ((1, 2), (2,), (1, 2)), *, papers: int = 0) -> Urn:
    """An urn with these ballots."""
    return Urn(
        ELECTION, "Committee 2026", 1, NAMES, KEYS.public, tuple(map(make_box, rankings)), papers
    )
