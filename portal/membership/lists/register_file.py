"""The register as a table (CSV): how it is written, and how each line of one is judged.

    name,class,care_worker_ref,line_manager,household,reserve_rank,admitted_on,language,...
    Ann Lewis,user,,,Mill Row,,2024-05-01,cy,yes,no

The last three are the wishes for letters: language, large print, by post. A file without these
columns leaves such wishes as they are.
A place in the reserve stands in the table to be read; it comes from an election, never from a file.
A line manager is named as in the register. Whether somebody is in the register already is known by
name and day of admission. A line that cannot be is rejected with its reason; the others stand.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final
from uuid import UUID

from portal.errors import RuleBroken
from portal.i18n import gettext as _
from portal.i18n import site_languages
from portal.membership.classes import ONE_MEMBER, MemberClass
from portal.text import tidy

COLUMNS: Final = (
    "name", "class", "care_worker_ref", "line_manager", "household", "reserve_rank", "admitted_on",
    "language", "large_print", "by_post",
)  # fmt: skip
WISHES: Final = COLUMNS[-3:]
_WITHOUT_WISHES: Final = COLUMNS[:-3]
MOST_LINES: Final = 20_000
LONGEST: Final = 4_000_000
_LONGEST_CELL: Final = {"care_worker_ref": 40, "household": 60}
_DAYS: Final = ("%Y-%m-%d", "%d/%m/%Y")
# What spreadsheets take for a formula is written behind an apostrophe, as they do themselves.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


class RegisterFileRefused(RuleBroken):
    """A file that is no register at all."""


class _LineRefused(Exception):
    """One line that cannot be; its text says why."""


@dataclass(frozen=True)
class Line:
    """One member as a file names them; `member_id` where the register knows them."""

    number: int
    name: str
    member_class: MemberClass
    care_worker_ref: str | None
    line_manager: str | None
    household: str | None
    reserve_rank: int | None
    admitted_on: date
    member_id: UUID | None = None
    language: str | None = None
    large_print: bool = False
    by_post: bool = False
    says_wishes: bool = True

    @property
    def who(self) -> tuple[str, date]:
        """By what somebody is known again."""
        return self.name.casefold(), self.admitted_on

    def says_the_same(self, other: "Line") -> bool:
        """Whether both lines say the same of the same person."""
        both = [replace(each, number=0, member_id=None, says_wishes=True) for each in (self, other)]
        if not self.says_wishes:
            both = [replace(each, language=None, large_print=False, by_post=False) for each in both]
        return both[0] == both[1]


@dataclass(frozen=True)
class Rejected:
    """A line that is not taken, and why."""

    number: int
    reason: str


@dataclass(frozen=True)
class Plan:
    """What a file would do to the register."""

    admitted: tuple[Line, ...] = ()
    changed: tuple[Line, ...] = ()
    same: int = 0
    rejected: tuple[Rejected, ...] = ()


def write_register(lines: Iterable[Line]) -> str:
    """The register as a table."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for line in lines:
        rank = str(line.reserve_rank) if line.reserve_rank else ""
        cells = (line.name, line.member_class.value, line.care_worker_ref or "",
                 line.line_manager or "", line.household or "", rank,
                 line.admitted_on.isoformat(), line.language or "",
                 _yes_or_no(line.large_print), _yes_or_no(line.by_post))  # fmt: skip
        writer.writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells])
    return out.getvalue()


def read_register(text: str) -> tuple[list[Line], list[Rejected]]:
    """The lines of a file that can be, and those that cannot. Raises RegisterFileRefused."""
    if len(text) > LONGEST:
        raise RegisterFileRefused(_("This file is too long for a register."))
    plain = text.removeprefix("\ufeff")
    head = plain.partition("\n")[0]
    sign = ";" if head.count(";") > head.count(",") else ","
    try:
        rows = list(csv.reader(io.StringIO(plain, newline=""), delimiter=sign, strict=True))
    except csv.Error:
        raise RegisterFileRefused(_("This is no table. Save it as CSV and try again.")) from None
    columns = tuple(cell.strip().lower() for cell in rows[0]) if rows else ()
    if columns not in (COLUMNS, _WITHOUT_WISHES):
        raise RegisterFileRefused(
            _("The first line names the columns: %(columns)s.", columns=sign.join(COLUMNS))
        )
    if len(rows) > MOST_LINES:
        raise RegisterFileRefused(
            _("A file holds up to %(most)s lines. Split it.", most=f"{MOST_LINES:,}")
        )
    lines, rejected = [], []
    for number, row in enumerate(rows[1:], 2):
        if not any(cell.strip() for cell in row):
            continue
        try:
            lines.append(_line(number, row, columns))
        except _LineRefused as refusal:
            rejected.append(Rejected(number, str(refusal)))
    return lines, rejected


def plan_import(
    lines: Sequence[Line], rejected: Sequence[Rejected], known: Sequence[Line], *, today: date
) -> Plan:
    """Compare a file with the register as it stands. `known` are the members at present."""
    there = {line.who: line for line in known}
    names = Counter(line.name.casefold() for line in (*known, *_new(lines, there)))
    # Whoever stands in the file has what the file says, so that two can exchange places.
    named = {line.who for line in lines}
    taken = _Taken([line for line in known if line.who not in named])
    admitted, changed, refused, same = [], [], list(rejected), 0
    seen: set[tuple[str, date]] = set()
    for read in lines:
        before = there.get(read.who)
        try:
            line = _with_place(read, before)
            _require_possible(line, names, today=today)
            if line.who in seen:
                raise _LineRefused(_("The same person stands in this file twice."))
            taken.require_free(line)
        except _LineRefused as refusal:
            refused.append(Rejected(read.number, str(refusal)))
            continue
        seen.add(line.who)
        taken.take(line)
        if before is None:
            admitted.append(line)
        elif line.says_the_same(before):
            same += 1
        else:
            changed.append(replace(line, member_id=before.member_id))
    refused.sort(key=lambda each: each.number)
    return Plan(tuple(admitted), tuple(changed), same, tuple(refused))


class _Taken:
    """References that somebody has, and who."""

    def __init__(self, known: Sequence[Line]) -> None:
        self._holders: dict[str, tuple[str, date]] = {}
        for line in known:
            self.take(line)

    def take(self, line: Line) -> None:
        """This person has what the line says."""
        if line.care_worker_ref:
            self._holders[line.care_worker_ref] = line.who

    def require_free(self, line: Line) -> None:
        """Refuse what somebody else has."""
        if self._holders.get(line.care_worker_ref or "", line.who) != line.who:
            raise _LineRefused(_("Somebody else has this reference in the rota."))


def _new(lines: Sequence[Line], there: Mapping[tuple[str, date], Line]) -> list[Line]:
    return [line for line in lines if line.who not in there]


def _with_place(line: Line, before: Line | None) -> Line:
    """The line with the place in the reserve that the register has; a class keeps its own."""
    kept = before.reserve_rank if before else None
    if line.reserve_rank not in (None, kept):
        raise _LineRefused(
            _(
                "Places in the reserve come from an election, or from two members of the committee."
                " Leave this one empty."
            )
        )
    same_class = before is not None and before.member_class is line.member_class
    return replace(line, reserve_rank=kept if same_class else None)


def _require_possible(line: Line, names: Counter[str], *, today: date) -> None:
    if line.admitted_on > today:
        raise _LineRefused(_("Nobody can be admitted on a day that has not come yet."))
    manager = line.line_manager
    if manager is None:
        return
    if manager.casefold() == line.name.casefold():
        raise _LineRefused(_("A member cannot be in their own line of management."))
    if names[manager.casefold()] != 1:
        raise _LineRefused(
            _("There is not exactly one member called “%(name)s”.", name=manager[:100])
        )


def _line(number: int, row: Sequence[str], columns: Sequence[str]) -> Line:
    if len(row) != len(columns):
        raise _LineRefused(
            _("There are %(found)s columns, not %(wanted)s.", found=len(row), wanted=len(columns))
        )
    cells = dict(zip(columns, map(_cell, row), strict=True))
    for name, value in cells.items():
        most = _LONGEST_CELL.get(name, 200)
        if len(value) > most:
            raise _LineRefused(_("“%(name)s” is longer than %(most)s.", name=name, most=most))
    if not cells["name"]:
        raise _LineRefused(_("The name is missing."))
    return Line(
        number,
        cells["name"],
        _class(cells["class"]),
        cells["care_worker_ref"] or None,
        cells["line_manager"] or None,
        cells["household"] or None,
        _rank(cells["reserve_rank"]),
        _day(cells["admitted_on"]),
        language=_language(cells.get("language", "")),
        large_print=_is_yes(cells.get("large_print", "")),
        by_post=_is_yes(cells.get("by_post", "")),
        says_wishes="language" in cells,
    )


def _language(written: str) -> str | None:
    if written and written not in site_languages():
        raise _LineRefused(
            _("The language is one of: %(languages)s.", languages=", ".join(site_languages()))
        )
    return written or None


def _is_yes(written: str) -> bool:
    if written.lower() not in ("", "no", "yes", _("no").lower(), _("yes").lower()):
        raise _LineRefused(_("A wish is written as yes or no."))
    return written.lower() in ("yes", _("yes").lower())


def _yes_or_no(wish: bool) -> str:
    return "yes" if wish else "no"


def _cell(value: str) -> str:
    plain = " ".join(tidy(value).split())
    return plain[1:] if plain.startswith("'") and plain[1:].startswith(_FORMULA) else plain


def _class(written: str) -> MemberClass:
    for each in MemberClass:
        if written.lower() in (each.value, str(ONE_MEMBER[each]).lower()):
            return each
    raise _LineRefused(
        _(
            "The class is not known. It is one of: %(classes)s.",
            classes=", ".join(each.value for each in MemberClass),
        )
    )


def _rank(written: str) -> int | None:
    if not written:
        return None
    if not (written.isascii() and written.isdigit() and 1 <= int(written[:4]) <= 999):
        raise _LineRefused(_("The place in the reserve is a number from 1 to 999."))
    return int(written)


def _day(written: str) -> date:
    for form in _DAYS:
        try:
            found = datetime.strptime(written, form).date()  # noqa: DTZ007  a day has no zone
        except ValueError:
            continue
        if found.year >= 1900:
            return found
    raise _LineRefused(_("The day of admission is written as 2024-05-01 or 01/05/2024."))
