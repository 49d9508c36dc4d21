"""Rule: opening the urn: from sealed boxes and agreed papers to one aggregated ballot file.

Done on a laptop without a network, with two of three key parts. What comes out is the papers added
up by ranking, in sorted order, and nothing else: neither key nor box nor way of voting.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from portal.elections.count.contest import Contest, Ranking, add_up
from portal.elections.urn.ballot_keys import shown_key
from portal.elections.urn.boxes import BoxBroken, open_box
from portal.elections.urn.urn_file import Urn, UrnRefused
from portal.errors import RuleBroken
from portal.i18n import gettext as _
from portal.vault.keys import KeyHolder, KeyPair


class BoxesBroken(RuleBroken):
    """Some boxes of the urn do not open, though the key is the right one."""

    def __init__(self, keys: Iterable[bytes]) -> None:
        self.keys = tuple(keys)
        super().__init__(
            _(
                "%(count)s boxes do not open, or hold no ballot: %(keys)s. Somebody has changed"
                " them. Write this down; then either stop here, or leave them out and say in"
                " public how many they are.",
                count=len(self.keys),
                keys=", ".join(shown_key(key) for key in self.keys[:10]),
            )
        )


@dataclass(frozen=True)
class Opening:
    """What came out of the urn, and how many boxes were left out because they do not open."""

    contest: Contest
    broken: int = 0


def open_urn(
    urn: Urn,
    keys: KeyPair,
    *,
    published: str,
    papers: Iterable[Ranking] = (),
    leave_out_broken: bool = False,
) -> Opening:
    """Open every box and add the papers to them.

    `published` is the hash of the keys as it was published when voting ended: with it a box too
    many, or one that is missing or exchanged, is found. Raises UrnRefused and BoxesBroken.
    """
    if keys.public != urn.public_key:
        raise UrnRefused(
            _("These parts make the key of another election. Take the parts of this one.")
        )
    if published.strip().lower() != urn.keys_hash:
        raise UrnRefused(
            _(
                "The keys in this urn are not those that were published when voting ended: a box"
                " was put in, taken out or exchanged. Compare the list of keys."
            )
        )
    holder = KeyHolder(keys.private)
    rankings: list[Ranking] = list(papers)
    broken = []
    for box in urn.boxes:
        try:
            rankings.append(_open(urn, box.key, box.sealed, holder))
        except BoxBroken:
            broken.append(box.key)
    if broken and not leave_out_broken:
        raise BoxesBroken(broken)
    added = add_up(rankings, len(urn.candidates))
    return Opening(Contest(urn.title, urn.seats, urn.candidates, added), len(broken))


def _open(urn: Urn, key: bytes, sealed: bytes, holder: KeyHolder) -> Ranking:
    return open_box(
        sealed, candidates=len(urn.candidates), holder=holder, election=urn.election, key=key
    )
