"""Recorded lots as a file: what the returning officer wrote down, to make the count again."""

import json
from collections.abc import Iterable
from typing import Any, Final, TypeGuard

from portal.elections.count.lots import Lot, LotsRefused, Why
from portal.i18n import gettext as _

FORMAT: Final = "candour-lots-1"
LONGEST_NOTE: Final = 500
MOST_LOTS: Final = 2_000

_NAMES: Final = {"stage", "why", "candidates", "chosen", "drawn_by", "witnessed_by"}


def lot_as_json(lot: Lot) -> dict[str, Any]:
    """One lot as plain values."""
    return {
        "stage": lot.stage,
        "why": lot.why.value,
        "candidates": list(lot.candidates),
        "chosen": lot.chosen,
        "drawn_by": lot.drawn_by,
        "witnessed_by": lot.witnessed_by,
    }


def write_lots(lots: Iterable[Lot]) -> str:
    """All lots as a file."""
    written = {"format": FORMAT, "lots": [lot_as_json(lot) for lot in lots]}
    return json.dumps(written, indent=1, ensure_ascii=False) + "\n"


def read_lots(text: str) -> tuple[Lot, ...]:
    """Read a file of lots; an empty one holds none. Raises LotsRefused.

    >>> lot = Lot(3, Why.EXCLUDE, (2, 5), 5, drawn_by="Nia Ellis")
    >>> read_lots(write_lots([lot])) == (lot,)
    True
    """
    if not text.strip():
        return ()
    try:
        written = json.loads(text)
    except ValueError as error:
        line = getattr(error, "lineno", 1)
        raise LotsRefused(
            _("Line %(line)s of the lots is not JSON. Give the file as it was made.", line=line)
        ) from None
    except RecursionError:
        raise LotsRefused(_not_ours()) from None
    if not isinstance(written, dict) or written.get("format") != FORMAT:
        raise LotsRefused(_not_ours())
    lots = written.get("lots")
    if not isinstance(lots, list) or len(lots) > MOST_LOTS:
        raise LotsRefused(_not_ours())
    return tuple(_read_lot(number, lot) for number, lot in enumerate(lots, 1))


def _not_ours() -> str:
    return _("This is no record of lots. It begins with “format” and “%(format)s”.", format=FORMAT)


def _read_lot(number: int, lot: Any) -> Lot:
    refusal = LotsRefused(
        _(
            "Lot %(number)s is incomplete or says something that cannot be. It needs stage, why"
            " (elect, transfer or exclude), candidates and chosen.",
            number=number,
        )
    )
    if not isinstance(lot, dict) or not lot.keys() <= _NAMES:
        raise refusal
    stage, chosen, candidates = lot.get("stage"), lot.get("chosen"), lot.get("candidates")
    notes = lot.get("drawn_by", ""), lot.get("witnessed_by", "")
    if (
        not isinstance(candidates, list)
        or not _is_number(stage)
        or not _is_number(chosen)
        or not all(_is_number(each) for each in candidates)
        or not all(isinstance(note, str) and len(note) <= LONGEST_NOTE for note in notes)
        or lot.get("why") not in [why.value for why in Why]
    ):
        raise refusal
    return Lot(stage, Why(lot["why"]), tuple(sorted(candidates)), chosen, *notes)


def _is_number(value: Any) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 10_000
