"""Rule: one ballot in one box, sealed to the key of the election.

A ranking is written with one byte for each candidate, so that every box of an election is equally
long and tells nothing by its length. What a box is sealed for names the election and the key under
which it lies: a box that was copied or moved to another key, or from another election, does not
open. Sealed with HPKE (portal.vault.keys).
"""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from portal.elections.count.contest import PaperRefused, Ranking, require_ranking
from portal.errors import RuleBroken
from portal.i18n import gettext as _
from portal.vault.keys import KeyHolder, SealBroken, seal_to

MOST_CANDIDATES: Final = 200
# The sender's half of the key exchange, and the tag (RFC 9180).
SEAL_BYTES: Final = 48


class BoxBroken(RuleBroken):
    """A box that does not open with the key of its election, or holds no ranking."""


def packed(ranking: Sequence[int], candidates: int) -> bytes:
    """A ranking as bytes of one length. Raises PaperRefused for what is no ranking.

    >>> packed((3, 1), candidates=4)
    b'\\x03\\x01\\x00\\x00'
    """
    if not 1 <= candidates <= MOST_CANDIDATES:
        raise ValueError(f"A ballot paper holds 1 to {MOST_CANDIDATES} candidates.")
    require_ranking(ranking, candidates)
    return bytes(ranking).ljust(candidates, b"\0")


def unpacked(content: bytes, candidates: int) -> Ranking:
    """The ranking again. Raises BoxBroken for what `packed` did not write.

    >>> unpacked(b"\\x03\\x01\\x00\\x00", candidates=4)
    (3, 1)
    """
    ranking = tuple(content.rstrip(b"\0"))
    try:
        require_ranking(ranking, candidates)
    except PaperRefused:
        raise _broken() from None
    if len(content) != candidates:
        raise _broken()
    return ranking


def box_length(candidates: int) -> int:
    """How long every box of an election with so many candidates is."""
    return SEAL_BYTES + candidates


def seal_ballot(
    ranking: Sequence[int], *, candidates: int, public: bytes, election: UUID, key: bytes
) -> bytes:
    """The box of one ballot, to lie under `key`. Raises PaperRefused."""
    return seal_to(public, packed(ranking, candidates), _info(election, key))


def open_box(
    sealed: bytes, *, candidates: int, holder: KeyHolder, election: UUID, key: bytes
) -> Ranking:
    """The ranking in a box that lies under `key`. Raises BoxBroken."""
    try:
        content = holder.open(sealed, _info(election, key))
    except SealBroken:
        raise _broken() from None
    return unpacked(content, candidates)


def _info(election: UUID, key: bytes) -> bytes:
    return b"candour ballot 1|" + str(election).encode() + b"|" + key


def _broken() -> BoxBroken:
    return BoxBroken(_("A box does not open with this key, or holds no ballot."))
