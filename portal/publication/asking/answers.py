"""What programs are told of a release, as openapi.json describes it."""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from portal.errors import RuleBroken
from portal.publication.concerns.files import KEY as COUNT_KEY
from portal.publication.concerns.rows import COLUMNS as COUNT_COLUMNS
from portal.publication.concerns.rows import rows_of_year
from portal.publication.files import COLUMNS, marked_revised, rows_marked
from portal.publication.levels.files import rows_of_quarter
from portal.publication.models import Release
from portal.publication.offering.catalogue import Listed

MOST_ON_A_PAGE: Final = 200
USUAL: Final = 50
LAST_PAGE: Final = 1_000_000
_NUMBERS: Final = ("value", "lower", "upper")


class BadQuestion(RuleBroken):
    """The address asks for something that no answer can have."""


class Piece(NamedTuple):
    """Which part of a list is asked for."""

    page: int
    size: int

    def of(self, listed: Sequence[Any]) -> Sequence[Any]:
        """That part of the list."""
        return listed[(self.page - 1) * self.size : self.page * self.size]

    def is_last_of(self, listed: Sequence[Any]) -> bool:
        """Whether nothing comes after it."""
        return self.page * self.size >= len(listed)


def piece_of(page: str | None, size: str | None) -> Piece:
    """The part that was asked for. Raises BadQuestion for what is no number or too large."""
    return Piece(
        _whole("page", page, 1, LAST_PAGE), _whole("per_page", size, USUAL, MOST_ON_A_PAGE)
    )


def _whole(name: str, asked: str | None, usual: int, most: int) -> int:
    if asked is None:
        return usual
    if not (asked.isascii() and asked.isdecimal() and len(asked) < 8 and 1 <= int(asked) <= most):
        raise BadQuestion(f"{name} is a whole number from 1 to {most}.")
    return int(asked)


def release_as_json(
    release: Release, files: Sequence[Listed], *, root: str, base: str
) -> dict[str, Any]:
    """One release; `root` is where reports stand, `base` where programs ask."""
    figures, page = release.figures, f"{root}/{release.name}"
    published_at = release.published_at
    return {
        "name": release.name,
        "period_start": figures["period_start"],
        "period_end": figures["period_end"],
        "as_of": figures["as_of"],
        "published_at": published_at.isoformat(timespec="seconds") if published_at else "",
        "methodology_version": figures["method_version"],
        "corrects": release.corrects.name if release.corrects else None,
        "reason": release.reason or None,
        "signed_by": [signature.name for signature in release.signatures],
        "commitment": release.commitment,
        "page": page,
        "indicators": f"{base}/releases/{release.name}/indicators",
        "counts": f"{base}/releases/{release.name}/counts",
        "files": [
            {
                "name": file.name,
                "mediatype": file.mimetype,
                "bytes": file.size,
                "sha256": file.sha256,
                "address": f"{page}/{file.name}",
            }
            for file in files
        ],
    }


def indicators_as_json(
    figures: dict[str, Any],
    *,
    before: dict[str, Any] | None = None,
    indicator: str | None,
    breakdown: str | None,
) -> list[dict[str, Any]]:
    """The figures that were asked for: numbers as numbers, null where there is none.

    `before` are the figures that they correct.
    """
    found = []
    for row in rows_marked(figures, before):
        told: dict[str, Any] = dict(zip(COLUMNS, row, strict=True))
        for name in _NUMBERS:
            told[name] = int(told[name]) if told[name] != "" else None
        told["obs_status"] = told["obs_status"] or None
        if indicator in (None, told["indicator_id"]) and breakdown in (None, told["breakdown"]):
            found.append(told)
    return found


def counts_as_json(
    figures: dict[str, Any], *, before: dict[str, Any] | None = None, table: str | None
) -> list[dict[str, Any]]:
    """Levels, people met and counts of cases: numbers as numbers, null where there is none.

    The same rows as in levels.csv and complaints.csv; none in a month that ends no quarter.
    """
    old = _counts(before) if before else []
    found = []
    for row in marked_revised(_counts(figures), old, COUNT_COLUMNS, COUNT_KEY):
        told: dict[str, Any] = dict(zip(COUNT_COLUMNS, row, strict=True))
        told["value"] = float(told["value"]) if told["value"] != "" else None
        told["obs_status"] = told["obs_status"] or None
        if table in (None, told["table"]):
            found.append(told)
    return found


def _counts(figures: dict[str, Any]) -> list[tuple[Any, ...]]:
    return [*rows_of_quarter(figures), *rows_of_year(figures)]
