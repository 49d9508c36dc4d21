"""A document as PDF that screen readers can read (PDF/UA-1), set by Typst from a template.

A template lies in `templates/print/` and takes its words from `given` of `data.typ`. What somebody
typed goes in as data and is never read as Typst, so nobody's words can become commands. Documents
are made in memory; nothing is fetched and nothing is written to a disk.
"""

import json
import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Final, cast

from typst import Compiler, Fonts, TypstError

TEMPLATES: Final = Path(__file__).parents[1] / "templates" / "print"
# The fonts that the package brings: the same document on every machine.
_FONTS: Final = Fonts(include_system_fonts=False)
_NO_SIGN: Final = re.compile(r'the text `"(.+)"` could not be displayed')
_ESCAPED: Final = re.compile(r"\\u\{([0-9a-f]+)\}")
_MOST_NAMED: Final = 20


class CannotBeSetError(ValueError):
    """The words hold signs that our fonts lack, and too many of them to name each."""


class _Press:
    """A compiler that keeps what it set last, for speed, and serves one document at a time."""

    def __init__(self, templates: Path) -> None:
        self._templates = templates
        self._compiler = Compiler(root=templates, font_paths=_FONTS)
        self._lock = Lock()

    def set(self, template: str, given: str, made: datetime) -> bytes:
        with self._lock:
            document = self._compiler.compile(
                input=self._templates / template,
                format="pdf",
                sys_inputs={"given": given},
                pdf_standards=["ua-1"],
                # The format keeps whole seconds, and Typst refuses what is finer.
                timestamp=made.astimezone(UTC).replace(microsecond=0),
            )
        return cast(bytes, document)


_press: Final = _Press(TEMPLATES)


def pdf_of(template: str, given: Mapping[str, object], *, made: datetime) -> bytes:
    """The document of a template with these words: the same bytes for the same words and time.

    `given` is anything JSON can hold. A sign that no font of ours has (a smiling face) is written
    as its name in brackets. Raises `CannotBeSetError` for a text in a script we have no font of,
    and `typst.TypstError` where a template is wrong or its document would not be accessible (a
    picture without words, a leap between headings).
    """
    words = json.dumps(given, ensure_ascii=False)
    for _ in range(_MOST_NAMED):
        try:
            return _press.set(template, words, made)
        except TypstError as error:
            lacking = _NO_SIGN.search(str(error))
            if lacking is None:
                raise
            words = _with_names(words, _ESCAPED.sub(_sign, lacking[1]))
    raise CannotBeSetError


def _sign(escaped: re.Match[str]) -> str:
    return chr(int(escaped[1], 16))


def _with_names(words: str, lacking: str) -> str:
    for sign in lacking:
        name = unicodedata.name(sign, f"sign {ord(sign):X}").lower()
        # A control sign stands in JSON as its escape.
        words = words.replace(json.dumps(sign)[1:-1], f"[{name}]").replace(sign, f"[{name}]")
    return words
