"""Rule: which of the people who could be given a key somebody means who types a name."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

# What stands between two names, and before one, in the languages of the pages.
_BETWEEN: Final = re.compile(r"[,;/&+\n]|\b(?:and|or|a|ac|neu)\b", re.IGNORECASE)
_TITLES: Final = frozenset(
    {"mr", "mrs", "ms", "miss", "dr", "mx", "cynghorydd", "cllr", "councillor"}
)


@dataclass(frozen=True, slots=True)
class Meant:
    """Whom the names mean, by id, and the names that could mean several people."""

    ids: frozenset[str]
    unclear: tuple[str, ...]


def meant(typed: str, people: Mapping[str, str], *, ticked: Iterable[str] = ()) -> Meant:
    """Whom the typed names mean; `people` gives names by id.

    A whole name means everybody who bears it. A part of one means a person only where no other
    bears it; several people are unclear, unless one of them was ticked. Other names mean nobody.
    """
    names = {each: _words(name) for each, name in people.items()}
    found, several = set[str](), list[tuple[str, set[str]]]()
    for piece in _BETWEEN.split(typed):
        words = _words(piece)
        whole = {each for each, name in names.items() if name and _holds(words, name)}
        part = {each for each, name in names.items() if words and set(words) <= set(name)}
        if whole or len(part) == 1:
            found |= whole or part
        elif part:
            several.append((piece.strip(), part))
    chosen = found | set(ticked)
    return Meant(frozenset(found), tuple(piece for piece, ids in several if not ids & chosen))


def _holds(words: list[str], name: list[str]) -> bool:
    """Whether the name stands in these words, in its order."""
    return any(words[at : at + len(name)] == name for at in range(len(words)))


def _words(text: str) -> list[str]:
    """The words of a name as they are compared: without accents, capitals and titles."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(each for each in bare if not unicodedata.combining(each))
    return [each for each in re.findall(r"\w+", letters) if each not in _TITLES]
