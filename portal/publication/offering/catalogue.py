"""A release described for catalogues of open data and for search engines (DCAT, as JSON-LD).

Every thing says of what kind it is, also where its address alone would tell that to whoever looks
it up: a catalogue that judges a description looks nothing up.
Source: W3C Recommendation "Data Catalog Vocabulary (DCAT) - Version 3", 22 August 2024, and its
profile for open data of public bodies in Europe, DCAT-AP 3.0.0.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

from portal.publication.files import LICENCE
from portal.publication.offering.words import languages_of_file

_CONTEXT: Final = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_MEDIA: Final = "https://www.iana.org/assignments/media-types/"
_EUROPE: Final = "http://publications.europa.eu/resource/authority"
# As the shared list of Europe names languages; one that is not here goes by the list of ISO 639-1.
_LANGUAGES: Final = {"en": "ENG", "cy": "CYM"}
_OTHER_LANGUAGES: Final = "http://id.loc.gov/vocabulary/iso639-1"
_THEMES: Final = {"HEAL": "Health", "SOCI": "Population and society"}


class Listed(NamedTuple):
    """One file as a catalogue lists it."""

    name: str
    mimetype: str
    size: int
    sha256: str


class About(NamedTuple):
    """What a catalogue wants to know of a release beside its files."""

    title: str
    description: str
    address: str
    coop: str
    home: str
    phone: str
    language: str
    """Of this description."""
    languages: Sequence[str]
    """Of the files, the first one first."""
    issued: str
    replaces: str
    """The address of the release that this one corrects, if it does."""


def catalogue_of(figures: dict[str, Any], about: About, files: Iterable[Listed]) -> dict[str, Any]:
    """The release as a dataset, each file as one way to get it."""
    described: dict[str, Any] = {
        "@context": _CONTEXT,
        "@id": about.address,
        "@type": "dcat:Dataset",
        "dct:title": {"@value": about.title, "@language": about.language},
        "dct:description": {"@value": about.description, "@language": about.language},
        "dct:publisher": {
            "@type": ["foaf:Agent", "foaf:Organization"],
            "foaf:name": about.coop,
            "foaf:homepage": _known(about.home, "foaf:Document"),
        },
        "dcat:contactPoint": _contact(about),
        "dct:language": [_language(code) for code in about.languages],
        "dct:issued": _typed(about.issued, "dateTime"),
        "dct:modified": _typed(about.issued, "dateTime"),
        "dct:accrualPeriodicity": _known(f"{_EUROPE}/frequency/MONTHLY", "dct:Frequency"),
        "dct:temporal": {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": _typed(_starts(figures), "date"),
            "dcat:endDate": _typed(figures["period_end"], "date"),
        },
        "dct:spatial": {"@type": "dct:Location", "dct:title": about.coop},
        "dcat:theme": [_theme(code, words) for code, words in _THEMES.items()],
        "dct:license": _known(LICENCE["path"], "dct:LicenseDocument"),
        "dcat:landingPage": _known(about.address, "foaf:Document"),
        "dcat:distribution": [_distribution(file, about) for file in files],
    }
    if about.replaces:
        described["dct:replaces"] = {"@id": about.replaces}
    return described


def _contact(about: About) -> dict[str, Any]:
    contact: dict[str, Any] = {
        "@type": ["vcard:Kind", "vcard:Organization"],
        "vcard:fn": about.coop,
    }
    if about.phone:
        number = "".join(sign for sign in about.phone if sign.isdigit() or sign == "+")
        contact["vcard:hasTelephone"] = {"@id": f"tel:{number}"}
    return contact


def _distribution(file: Listed, about: About) -> dict[str, Any]:
    media, _semicolon, _rest = file.mimetype.partition(";")
    spoken = languages_of_file(file.name, about.languages)
    return {
        "@type": "dcat:Distribution",
        "dct:title": file.name,
        "dcat:downloadURL": {"@id": f"{about.address}/{file.name}"},
        "dcat:accessURL": {"@id": about.address},
        "dcat:mediaType": _known(_MEDIA + media, "dct:MediaType"),
        "dcat:byteSize": _typed(str(file.size), "nonNegativeInteger"),
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": _typed(file.sha256, "hexBinary"),
        },
        "dct:license": _known(LICENCE["path"], "dct:LicenseDocument"),
    } | ({"dct:language": [_language(code) for code in spoken]} if spoken else {})


def _language(code: str) -> dict[str, str]:
    known = _LANGUAGES.get(code)
    address = f"{_EUROPE}/language/{known}" if known else f"{_OTHER_LANGUAGES}/{code}"
    return _known(address, "dct:LinguisticSystem")


def _theme(code: str, words: str) -> dict[str, Any]:
    """What it is about, by the list that catalogues in Europe share."""
    theme = _known(f"{_EUROPE}/data-theme/{code}", "skos:Concept")
    return {**theme, "skos:prefLabel": {"@value": words, "@language": "en"}}


def _known(address: str, kind: str) -> dict[str, str]:
    return {"@id": address, "@type": kind}


def _starts(figures: dict[str, Any]) -> str:
    """The first day of the quarter where the month ends one."""
    return str((figures.get("quarter") or figures)["period_start"])


def _typed(value: str, kind: str) -> dict[str, str]:
    return {"@value": value, "@type": f"xsd:{kind}"}
