"""The standard ballot file, BLT: how a contest travels, so that anybody can count it elsewhere.

    4 2          four candidates, two seats
    -3           candidate 3 has withdrawn (such a line may be missing)
    28 1 2 0     28 papers put candidate 1 first and candidate 2 second
    5 4 0        5 papers name candidate 4 alone
    0            the end of the papers
    "Ann"        the candidates, in the order of their numbers
    ...
    "Committee 2026"   the title

What follows a # is a comment. Source: the format of Hill, Wichmann and Woodall (1987) as vote
counting programs read it today; of its extensions, withdrawn candidates are read. Equal places and
skipped ones are refused, because the rules of this count know neither.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from portal.elections.count.contest import Contest, PaperRefused, Ranking, require_ranking
from portal.errors import RuleBroken
from portal.i18n import gettext as _

MOST_CANDIDATES: Final = 1_000
MOST_SEATS: Final = 1_000
MOST_PAPERS: Final = 1_000_000_000
LONGEST_NAME: Final = 200

_NUMBERS: Final = re.compile(r"[0-9]+(?:[ \t]+[0-9]+)*")
_WITHDRAWN: Final = re.compile(r"-[0-9]+(?:[ \t]+-[0-9]+)*")
_QUOTED: Final = re.compile(r'"(.*?)"[ \t]*(?:#.*)?')


class BltRefused(RuleBroken):
    """A ballot file that cannot be read; `line` is where."""

    def __init__(self, line: int, sentence: str) -> None:
        super().__init__(
            _("Line %(line)s: %(what)s", line=line, what=sentence) if line else sentence
        )
        self.line = line


@dataclass
class _Lines:
    """The lines that say something, each with its number."""

    text: str
    number: int = 0
    _rest: Iterator[tuple[int, str]] = field(init=False)

    def __post_init__(self) -> None:
        lines = self.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        self._rest = iter(enumerate(map(str.strip, lines), 1))

    def __iter__(self) -> Iterator[str]:
        for number, line in self._rest:
            if line and line[0] != "#":
                self.number = number
                yield line

    def next(self, missing: str) -> str:
        """The next line. Raises BltRefused with what is missing at the end of the file."""
        for line in self:
            return line
        raise BltRefused(0, missing)

    def refuse(self, sentence: str) -> BltRefused:
        """A refusal of the present line."""
        return BltRefused(self.number, sentence)


def decode_blt(content: bytes) -> str:
    """The text of a file. Raises BltRefused for what is not UTF-8.

    >>> decode_blt(b"1 1\\n0\\n\\xff")
    Traceback (most recent call last):
    ...
    portal.elections.count.blt.BltRefused: Line 3: This is not plain text in UTF-8. Save the file \
again as UTF-8 text.
    """
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise BltRefused(
            line, _("This is not plain text in UTF-8. Save the file again as UTF-8 text.")
        ) from None


def read_blt(text: str) -> Contest:
    """Read a ballot file. Raises BltRefused, which names the line and what to do.

    >>> contest = read_blt('2 1\\n3 1 2 0\\n2 2 0\\n0\\n"Ann"\\n"Bob"\\n"One seat"')
    >>> contest.seats, contest.candidates, contest.papers
    (1, ('Ann', 'Bob'), {(1, 2): 3, (2,): 2})
    """
    lines = _Lines(text)
    candidates, seats = _head(lines)
    papers, withdrawn = _papers(lines, candidates)
    names = [_name(lines, number) for number in range(1, candidates + 1)]
    _require_different(lines, names)
    title = _quoted(
        lines,
        lines.next(_("The title is missing. Write it in quotation marks as the last line.")),
        _("After the candidates the title stands in quotation marks, and nothing else."),
    )
    for _line in lines:
        raise lines.refuse(
            _(
                "Nothing may follow the title. Are there more names than the first line counts?"
                " Correct its first number, or take this line out."
            )
        )
    return Contest(title, seats, tuple(names), papers, frozenset(withdrawn))


def write_blt(contest: Contest) -> str:
    """Write a ballot file: the rankings in order, so that one contest has one file.

    Raises BltRefused for a name that no such file can hold.

    >>> print(write_blt(Contest("One", 1, ("Ann", "Bob"), {(2,): 2, (1, 2): 3})), end="")
    2 1
    3 1 2 0
    2 2 0
    0
    "Ann"
    "Bob"
    "One"
    """
    written = [f"{len(contest.candidates)} {contest.seats}"]
    if contest.withdrawn:
        written.append(" ".join(str(-number) for number in sorted(contest.withdrawn)))
    for ranking in sorted(contest.papers):
        written.append(" ".join(map(str, (contest.papers[ranking], *ranking, 0))))
    written.append("0")
    for name in (*contest.candidates, contest.title):
        quoted = f'"{name}"'
        again = _QUOTED.fullmatch(quoted)
        if again is None or again[1] != name or not _is_name(name):
            raise BltRefused(
                0, _("A ballot file cannot hold the name “%(name)s”. Change it.", name=name[:100])
            )
        written.append(quoted)
    return "\n".join(written) + "\n"


def ballots_hash(contest: Contest) -> str:
    """The SHA-256 of the contest's one ballot file: names the papers without showing them."""
    return hashlib.sha256(write_blt(contest).encode()).hexdigest()


def _head(lines: _Lines) -> tuple[int, int]:
    line = lines.next(
        _(
            "The file is empty. Its first line holds two numbers: how many candidates, and how"
            " many seats."
        )
    )
    numbers = _numbers(lines, line)
    if len(numbers) != 2:
        raise lines.refuse(
            _("Two numbers stand here and nothing else: how many candidates, and how many seats.")
        )
    candidates, seats = numbers
    if not 1 <= candidates <= MOST_CANDIDATES:
        raise lines.refuse(
            _(
                "There can be 1 to %(most)s candidates. Correct the first number.",
                most=MOST_CANDIDATES,
            )
        )
    if not 1 <= seats <= MOST_SEATS:
        raise lines.refuse(
            _("There can be 1 to %(most)s seats. Correct the second number.", most=MOST_SEATS)
        )
    return candidates, seats


def _papers(lines: _Lines, candidates: int) -> tuple[dict[Ranking, int], set[int]]:
    papers: dict[Ranking, int] = {}
    withdrawn: set[int] = set()
    for line in lines:
        if line[0] == "-" and not papers:
            withdrawn |= _withdrawn(lines, line, candidates, withdrawn)
            continue
        if line[0] == '"':
            raise lines.refuse(
                _("The papers have no end. Before the names, write a line that holds 0 alone.")
            )
        numbers = _numbers(lines, line)
        count = numbers[0]
        if count == 0 and len(numbers) == 1:
            return papers, withdrawn
        ranking = _ranking(lines, numbers)
        # Asked once for each ranking: most papers of a large poll repeat one that was seen.
        if ranking not in papers:
            try:
                require_ranking(ranking, candidates)
            except PaperRefused as refusal:
                raise lines.refuse(str(refusal)) from None
        papers[ranking] = papers.get(ranking, 0) + count
    raise BltRefused(
        0, _("The file ends among the papers. After the last paper, write a line with 0 alone.")
    )


def _ranking(lines: _Lines, numbers: list[int]) -> Ranking:
    count, *ranking = numbers
    if not ranking or ranking.pop() != 0:
        raise lines.refuse(
            _("A line of papers ends with 0. Add it, or join the line with the one it belongs to.")
        )
    if not 1 <= count <= MOST_PAPERS:
        raise lines.refuse(
            _(
                "The first number says how many papers these are: 1 to %(most)s. Correct it, or"
                " take the line out.",
                most=f"{MOST_PAPERS:,}",
            )
        )
    return tuple(ranking)


def _withdrawn(lines: _Lines, line: str, candidates: int, before: set[int]) -> set[int]:
    bare = line.partition("#")[0].strip()
    if not _WITHDRAWN.fullmatch(bare):
        raise lines.refuse(
            _("Candidates who have withdrawn stand here as -1 -2 and so on, with blanks between.")
        )
    found: set[int] = set()
    for word in bare.split():
        number = int(word[1:10])
        if not 1 <= number <= candidates or number in found | before:
            raise lines.refuse(
                _(
                    "Candidate %(number)s does not exist or is withdrawn already. Take the number"
                    " out.",
                    number=number,
                )
            )
        found.add(number)
    return found


def _numbers(lines: _Lines, line: str) -> list[int]:
    bare = line.partition("#")[0].rstrip() if "#" in line else line
    if not _NUMBERS.fullmatch(bare):
        raise lines.refuse(_what_is_no_number(bare))
    try:
        return [int(word) for word in bare.split()]
    except ValueError:  # more digits than Python reads
        raise lines.refuse(_("This number is too large. Correct it.")) from None


def _what_is_no_number(line: str) -> str:
    if "=" in line:
        return _(
            "Candidates at the same place (=) cannot be counted by these rules. Keep the"
            " preferences before it, and take out the rest."
        )
    if re.search(r"(?:^|\s)-(?:\s|$)", line):
        return _(
            "A place that was left out (-) ends a paper under these rules. Keep the preferences"
            " before it, and take out the rest."
        )
    if line.startswith("-"):
        return _("Candidates who have withdrawn stand before the first line of papers. Move it up.")
    if line.startswith("("):
        return _("A paper has no name of its own here. Take out the brackets and what is in them.")
    return _("Only whole numbers with blanks between them may stand here. Correct the line.")


def _name(lines: _Lines, number: int) -> str:
    line = lines.next(
        _(
            "The name of candidate %(number)s is missing. Write each name in quotation marks on a"
            " line of its own, and the title after them.",
            number=number,
        )
    )
    return _quoted(
        lines,
        line,
        _(
            "The name of candidate %(number)s stands here, in quotation marks and alone.",
            number=number,
        ),
    )


def _quoted(lines: _Lines, line: str, wanted: str) -> str:
    found = _QUOTED.fullmatch(line)
    if found is None:
        raise lines.refuse(wanted)
    name = found[1].strip()
    if not _is_name(name):
        raise lines.refuse(
            _(
                "A name has 1 to %(most)s letters, and no invisible characters. Correct it.",
                most=LONGEST_NAME,
            )
        )
    return name


def _is_name(name: str) -> bool:
    return (
        0 < len(name) <= LONGEST_NAME
        and name == name.strip()
        and not any(unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp") for letter in name)
    )


def _require_different(lines: _Lines, names: list[str]) -> None:
    for place, name in enumerate(names):
        if name in names[:place]:
            raise lines.refuse(
                _(
                    "Two candidates are called “%(name)s”. Add something that tells them apart.",
                    name=name,
                )
            )
