"""What a document says of its own structure, read from its bytes.

Typst writes the objects of the structure uncompressed, so that no library is needed; what these
bytes mean stands in ISO 32000-1, 14.7 and 14.8, and what has to be there in ISO 14289-1 (PDF/UA-1).
"""

import re
from collections import Counter
from typing import NamedTuple

_OBJECT = re.compile(rb"^\d+ 0 obj\n(.*?)^endobj", re.DOTALL | re.MULTILINE)
_ROLE = re.compile(rb"/S\s?/(\w+)")


class Structure(NamedTuple):
    """The language, the marks of the whole document, and how many elements there are of each."""

    language: str
    is_marked: bool
    shows_its_title: bool
    claims: bool
    """Whether it says of itself that it is PDF/UA-1."""
    elements: Counter[str]
    figures_with_words: int
    headings_with_scope: int
    pages: int
    pages_in_order: int
    """Pages whose reading order is that of the structure."""
    addresses: list[str]
    """What can be followed."""


def structure_of(body: bytes) -> Structure:
    """The structure of a document of ours."""
    objects = _OBJECT.findall(body)
    elements: Counter[str] = Counter()
    figures = scopes = 0
    for one in objects:
        role = _ROLE.search(one)
        if role is None or b"/StructElem" not in one:
            continue
        name = role[1].decode()
        elements[name] += 1
        figures += name == "Figure" and b"/Alt" in one
        scopes += name == "TH" and b"/Scope" in one
    pages = [one for one in objects if re.search(rb"/Type\s?/Page\b(?!s)", one)]
    language = re.search(rb"/Lang\s?\((\w+)\)", body)
    return Structure(
        language[1].decode() if language else "",
        bool(re.search(rb"/Marked true", body)) and b"/StructTreeRoot" in body,
        bool(re.search(rb"/DisplayDocTitle true", body)),
        b"<pdfuaid:part>1</pdfuaid:part>" in body,
        elements,
        figures,
        scopes,
        len(pages),
        sum(1 for one in pages if re.search(rb"/Tabs\s?/S\b", one) and b"/StructParents" in one),
        [each.decode() for each in re.findall(rb"/URI\s?\(([^)]*)\)", body)],
    )


def assert_accessible(body: bytes, language: str) -> Structure:
    """Hold a document against what PDF/UA-1 asks of its structure."""
    found = structure_of(body)
    assert found.language == language
    assert found.is_marked and found.shows_its_title and found.claims
    assert found.elements["H1"] == 1 and found.elements["P"] > 0
    assert found.figures_with_words == found.elements["Figure"]
    # Every table has headings, and each says that it stands above its column.
    assert found.headings_with_scope == found.elements["TH"] >= 2 * found.elements["Table"]
    assert found.elements["THead"] == found.elements["TBody"] == found.elements["Table"]
    assert found.pages_in_order == found.pages > 0
    return found
