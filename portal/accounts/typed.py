"""Rule: what is kept of a form when the session of the person who typed it has ended."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Self

MOST_BYTES: Final = 256 * 1024
MOST_KEPT: Final = 20
# The token is of no more use; a password is never kept; the last is our own.
_NEVER: Final = re.compile(r"csrf_token|.*password.*|kept_form", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TypedForm:
    """The address that a form was sent to, its fields in order, and the names of its files."""

    address: str
    fields: tuple[tuple[str, str], ...]
    files: tuple[str, ...] = ()

    @classmethod
    def sent_to(
        cls, address: str, fields: Iterable[tuple[str, str]], files: Iterable[str] = ()
    ) -> Self:
        """What was sent, without what is never kept. Files are not kept, but named."""
        return cls(
            address,
            tuple((name, value) for name, value in fields if not _NEVER.fullmatch(name)),
            tuple(file for file in files if file),
        )

    @classmethod
    def unpacked(cls, packed: bytes) -> Self:
        """The form as `packed` wrote it."""
        kept = json.loads(packed)
        return cls(
            kept["address"],
            tuple((name, value) for name, value in kept["fields"]),
            tuple(kept["files"]),
        )

    @property
    def packed(self) -> bytes:
        """The form as bytes, to be sealed."""
        kept = {"address": self.address, "fields": self.fields, "files": self.files}
        return json.dumps(kept, ensure_ascii=False).encode("utf-8", "replace")

    @property
    def is_too_long(self) -> bool:
        """Whether it is more than is kept."""
        return len(self.packed) > MOST_BYTES

    @property
    def answers(self) -> list[tuple[str, str]]:
        """(name of the field in words, what was typed), without what was left empty."""
        return [(_in_words(name), value) for name, value in self.fields if value.strip()]


def _in_words(name: str) -> str:
    words = re.sub(r"[_\W]+", " ", name).strip()
    return words[:1].upper() + words[1:]
