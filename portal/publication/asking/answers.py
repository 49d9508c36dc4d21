"""What programs are told of a release, as openapi.json describes it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from portal.errors import RuleBroken
from portal.publication.amending.models import ReleaseNotice
from portal.publication.concerns.files import COLUMNS as COUNT_COLUMNS
from portal.publication.concerns.files import KEY as COUNT_KEY
from portal.publication.concerns.files import rows_of_year
from portal.publication.files import COLUMNS, marked_revised, rows_marked
from portal.publication.levels.files import rows_of_quarter
from portal.publication.models import Release
from portal.publication.offering.catalogue import Listed

MOST_ON_A_PAGE: Final = 200
USUAL: Final = 50
LAST_PAGE: Final = 1_000_000
_NUMBERS: Final = ("value", "lower", "upper")
_LONGEST: Final = 60


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


def piece_of(asked: Mapping[str, str], *wanted: str) -> Piece:
    """The part that was asked for, of a list that can be asked with `wanted` as well.

    Raises BadQuestion for what is no number or too large, and for what cannot be asked.
    """
    require_known(asked, (*wanted, "page", "per_page"))
    return Piece(
        _whole("page", asked.get("page"), 1, LAST_PAGE),
        _whole("per_page", asked.get("per_page"), USUAL, MOST_ON_A_PAGE),
    )


def asked_of(asked: Mapping[str, str], codes: Mapping[str, Collection[str]]) -> dict[str, str]:
    """Which codes alone were asked for. Raises BadQuestion for one that means nothing."""
    wanted = {name: asked[name] for name in codes if name in asked}
    for name, code in wanted.items():
        if code not in codes[name]:
            raise BadQuestion(f"{name} is none of those known: {', '.join(codes[name])}.")
    return wanted


def require_known(asked: Iterable[str], known: Collection[str]) -> None:
    """Raises BadQuestion where a word of the question is not understood."""
    if unknown := sorted(set(asked) - set(known)):
        can = f"can be asked with {', '.join(known)}" if known else "is asked with nothing more"
        raise BadQuestion(f"This address {can}, and not with {unknown[0][:_LONGEST]!r}.")


def _whole(name: str, asked: str | None, usual: int, most: int) -> int:
    if asked is None:
        return usual
    if not (asked.isascii() and asked.isdecimal() and len(asked) < 8 and 1 <= int(asked) <= most):
        raise BadQuestion(f"{name} is a whole number from 1 to {most}.")
    return int(asked)


def release_as_json(
    release: Release,
    files: Sequence[Listed],
    *,
    corrected_by: Release | None,
    notices: Iterable[ReleaseNotice],
    root: str,
    base: str,
) -> dict[str, Any]:
    """One release; `root` is where reports stand, `base` where programs ask.

    What was said of it since is told as on its page: a program does not read that.
    """
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
        "corrected_by": corrected_by.name if corrected_by else None,
        "notices": [
            {
                "words": notice.words,
                "name": notice.name,
                "written_at": notice.written_at.isoformat(timespec="seconds"),
            }
            for notice in notices
        ],
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
        told["value"] = _number(told["value"])
        told["obs_status"] = told["obs_status"] or None
        if table in (None, told["table"]):
            found.append(told)
    return found


def _number(value: str) -> int | float | None:
    """As it stands in the file: a count is a whole number, a rate need not be one."""
    if value == "":
        return None
    return int(value) if value.isdecimal() else float(value)


def _counts(figures: dict[str, Any]) -> list[tuple[Any, ...]]:
    return [*rows_of_quarter(figures), *rows_of_year(figures)]
