"""Rule: which rules there are, in which edition, and which edition sets the clocks of a case.

They are read from `packs/*.toml`. Where a law changes, another file with the same code stands
beside the first, valid from another day. Both stay: what was promised under one is kept under it.

Source: each file names its own. That new rules leave to the old what was received before they began
is what transitional provisions mostly say, and was not read of any law here: an edition that is
otherwise says so itself (`takes_over`).
"""

import tomllib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from portal.cases.deadlines import Basis, Clock, DeadlineKind, RulePack, Stage, StartEvent
from portal.cases.workflow import CaseKind
from portal.errors import SettingsRefused

PACKS = Path(__file__).resolve().parent / "packs"

Editions = Mapping[str, tuple[RulePack, ...]]
"""By the code of a pack all of its editions, the oldest first."""


def pack_for(kind: CaseKind, chosen: str) -> str:
    """The rules that set the clocks of a case of that kind, where the portal's are `chosen`.

    >>> pack_for(CaseKind.HELD, "WAL-SS-2014"), pack_for(CaseKind.CONCERN, "WAL-SS-2014")
    ('UK-GDPR-15', 'WAL-SS-2014')
    """
    if kind is not CaseKind.HELD:
        return chosen
    nation = find_pack(chosen).nation
    return next(code for code, pack in held_packs().items() if nation in pack.nations)


def find_pack(code: str, on: date | None = None) -> RulePack:
    """The rules of that code as they are on a day; the newest for what every edition says alike.

    Before the first edition it is the first. Raises SettingsRefused where there is no such code.
    """
    editions = editions_of(code)
    if on is None:
        return editions[-1]
    return next((each for each in reversed(editions) if each.valid_from <= on), editions[0])


def edition_that_took_over(code: str, since: date, today: date) -> date | None:
    """The first day of the newest edition that takes over what has run under the rules of a day.

    None where what holds is still that of `since`.
    """
    begun = [
        each.valid_from
        for each in editions_of(code)
        if each.takes_over and since < each.valid_from <= today
    ]
    return max(begun, default=None)


class InForce(StrEnum):
    """How an edition stands to a day."""

    COMING = "coming"
    NOW = "now"
    OVER = "over"


@dataclass(frozen=True)
class ShownEdition:
    """An edition as a page shows it: its last day, and how it stands today."""

    pack: RulePack
    last_day: date | None
    in_force: InForce
    is_first: bool
    """Whether no other came before it."""


def shown_editions(editions: Sequence[RulePack], today: date) -> list[ShownEdition]:
    """All of them, the newest first. An edition ends where it says so, or before the next begins.

    >>> [one] = shown_editions(editions_of("WAL-SS-2014"), date(2026, 11, 9))
    >>> one.in_force.value, one.last_day
    ('now', None)
    """
    after = [*editions[1:], None]
    shown = []
    for each, next_one in zip(editions, after, strict=True):
        ends = next_one.valid_from - timedelta(days=1) if next_one else None
        last = each.valid_to or ends
        begun = each.valid_from <= today
        still = InForce.NOW if last is None or today <= last else InForce.OVER
        state = still if begun else InForce.COMING
        shown.append(ShownEdition(each, last, state, is_first=each is editions[0]))
    return shown[::-1]


def editions_of(code: str) -> tuple[RulePack, ...]:
    """Every edition of a pack, the oldest first. Raises SettingsRefused where there is none."""
    packs = rule_editions()
    found = packs.get(code) or held_editions().get(code)
    if found is None:
        raise SettingsRefused(
            f"CANDOUR_RULE_PACK: there is no rule pack {code!r}. There are {', '.join(packs)}."
        )
    return found


def rule_packs() -> Mapping[str, RulePack]:
    """The newest edition of every pack for complaints that is shipped, by its code."""
    return {code: editions[-1] for code, editions in rule_editions().items()}


def held_packs() -> Mapping[str, RulePack]:
    """The same of the rules for requests for what is held about somebody."""
    return {code: editions[-1] for code, editions in held_editions().items()}


@cache
def rule_editions() -> Editions:
    """Every pack for complaints that is shipped, in all of its editions."""
    return read_packs(PACKS)


@cache
def held_editions() -> Editions:
    """The same of the rules for requests for what is held about somebody."""
    return read_packs(PACKS / "held")


def read_packs(folder: Path) -> Editions:
    """The packs of a folder. Raises SettingsRefused for editions that contradict each other."""
    read = [tomllib.loads(file.read_text("utf-8")) for file in sorted(folder.glob("*.toml"))]
    found = defaultdict(list)
    for pack in map(_pack, read):
        found[pack.code].append(pack)
    for editions in found.values():
        editions.sort(key=lambda each: each.valid_from)
        _require_order(editions)
    return {code: tuple(editions) for code, editions in found.items()}


def _require_order(editions: Sequence[RulePack]) -> None:
    for before, after in pairwise(editions):
        ends = before.valid_to or after.valid_from - timedelta(days=1)
        if not before.valid_from <= ends < after.valid_from:
            raise SettingsRefused(
                f"Rule pack {after.code}: two editions hold on {after.valid_from}."
            )
        if before.nation != after.nation or before.nations != after.nations:
            raise SettingsRefused(f"Rule pack {after.code}: its editions are of several nations.")


def _pack(written: dict[str, Any]) -> RulePack:
    stages = tuple(
        Stage(
            _clock(DeadlineKind.ACKNOWLEDGE, stage["acknowledge"]),
            _clock(DeadlineKind.ANSWER, stage["answer"]),
        )
        for stage in written.pop("stages")
    )
    outside_from = StartEvent(written.pop("outside_body_from", StartEvent.KNOWLEDGE))
    nations = tuple(written.pop("nations", ()))
    return RulePack(stages=stages, outside_body_from=outside_from, nations=nations, **written)


def _clock(kind: DeadlineKind, written: dict[str, Any]) -> Clock:
    starts, basis = StartEvent(written.pop("starts")), Basis(written.pop("basis", Basis.LAW))
    return Clock(kind, starts, basis=basis, **written)
