"""The count sheet as JSON: every stage and every figure, exactly, and in words.

Votes are text with five decimals ("12.50000"), so that no reader's program rounds them. The same
papers, limits and lots give the same bytes in one language.
"""

import json
from typing import Any

from portal.elections.count.limits import SeatLimits
from portal.elections.count.lots import Choice
from portal.elections.count.lots_file import lot_as_json
from portal.elections.count.sheet import UNIT, Parcel, Sheet, Stage, shown_votes
from portal.elections.count.wording import closing_words, heading, stage_words, summary

FORMAT = "candour-count-1"
RULES = "SSI 2011/399, Schedule 1, rules 46 to 53"


def write_sheet(sheet: Sheet, *, ballots: str, language: str) -> str:
    """The whole sheet as a file; `ballots` is the hash of the papers (blt.ballots_hash)."""
    written = sheet_as_json(sheet, ballots=ballots, language=language)
    return json.dumps(written, indent=1, ensure_ascii=False) + "\n"


def sheet_as_json(sheet: Sheet, *, ballots: str, language: str) -> dict[str, Any]:
    """The whole sheet as plain values."""
    return {
        "format": FORMAT,
        "rules": RULES,
        "language": language,
        "title": sheet.title,
        "ballots_sha256": ballots,
        "seats": sheet.seats,
        "papers": {"valid": sheet.valid, "without_preference": sheet.without_preference},
        "quota": shown_votes(sheet.quota * UNIT),
        "candidates": [
            {
                "number": number,
                "name": name,
                "class": sheet.limits.class_of(number),
                "fate": sheet.fate(number),
                "sitting": number in sheet.sitting,
            }
            for number, name in enumerate(sheet.candidates, 1)
        ],
        "limits": _limits(sheet.limits),
        "elected": list(sheet.elected),
        "words": summary(sheet),
        "stages": [_stage(sheet, stage) for stage in sheet.stages],
        "closing": {
            "filled": list(sheet.closing.filled),
            "excluded": sheet.closing.excluded,
            "barred": sheet.closing.barred,
            "guarded": list(sheet.closing.guarded),
            "choice": _choice(sheet.closing.choice),
            "words": closing_words(sheet),
        },
        "lots": [lot_as_json(lot) for lot in sheet.lots],
    }


def _limits(limits: SeatLimits) -> list[dict[str, Any]]:
    return [
        {
            "classes": sorted(limit.classes),
            "title": limit.words,
            "least": limit.least,
            "most": limit.most,
        }
        for limit in limits.limits
    ]


def _stage(sheet: Sheet, stage: Stage) -> dict[str, Any]:
    return {
        "number": stage.number,
        "kind": stage.kind,
        "heading": heading(sheet, stage),
        "from": stage.source,
        "surplus": shown_votes(stage.surplus),
        "barred": stage.barred,
        "guarded": list(stage.guarded),
        "choice": _choice(stage.choice),
        "transfers": [_parcel(parcel) for parcel in stage.parcels],
        "lost": shown_votes(stage.lost),
        "votes": [shown_votes(votes) for votes in stage.votes],
        "non_transferable": shown_votes(stage.non_transferable),
        "elected": list(stage.elected),
        "elections": [_choice(choice) for choice in stage.elections],
        "words": stage_words(sheet, stage),
    }


def _parcel(parcel: Parcel) -> dict[str, Any]:
    return {
        "to": parcel.to,
        "papers": parcel.papers,
        "value": shown_votes(parcel.value),
        "votes": shown_votes(parcel.votes),
    }


def _choice(choice: Choice | None) -> dict[str, Any] | None:
    """A decision between equal votes; none where one candidate alone came into question."""
    if choice is None or len(choice.tied) < 2:
        return None
    return {
        "tied": list(choice.tied),
        "decided_by_stages": list(choice.stages),
        "lot": lot_as_json(choice.lot) if choice.lot else None,
        "chosen": choice.chosen,
    }
