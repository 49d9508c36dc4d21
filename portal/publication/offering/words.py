"""What each file of a release is, in words: which to take for what."""

from collections.abc import Sequence
from typing import Final

from portal.i18n import gettext as _
from portal.i18n import own_name

# What people ask for most comes first.
ORDER: Final = (
    "report.pdf",
    "quality-account.pdf",
    "complaints-year.pdf",
    "indicators.ods",
    "indicators.csv",
    "levels.csv",
    "complaints.csv",
    "card.svg",
    "report.html",
    "methodology.md",
    "CHANGELOG.md",
    "datapackage.json",
    "indicators.csv-metadata.json",
    "levels.csv-metadata.json",
    "complaints.csv-metadata.json",
    "release.zip",
    "SHA256SUMS",
)


def words_of_file(name: str, languages: Sequence[str]) -> str:
    """What a file is; its own name where nothing better is known."""
    for language in languages:
        ending = "" if language == languages[0] else f"-{language}"
        if name == f"report{ending}.pdf":
            return _("The report to print (%(language)s)", language=own_name(language))
        if name == f"quality-account{ending}.pdf":
            return _("The quality account of the year (%(language)s)", language=own_name(language))
        if name == f"complaints-year{ending}.pdf":
            return _("The year's report on complaints (%(language)s)", language=own_name(language))
        if name == f"report{ending}.html":
            return _("This page as it came out")
        if name == f"card{ending}.svg":
            return _("A picture of it to pass on (%(language)s)", language=own_name(language))
    return {
        "indicators.ods": _("Every figure in a spreadsheet"),
        "indicators.csv": _("Every figure, for programs"),
        "levels.csv": _("Hours, visits and people of the quarter, for programs"),
        "complaints.csv": _("The counts of concerns, for programs"),
        "methodology.md": _("How every figure is made, as a text"),
        "CHANGELOG.md": _("What was published so far, and what was put right"),
        "datapackage.json": _("What the columns mean, for programs (Data Package)"),
        "indicators.csv-metadata.json": _("The same in another way (CSVW)"),
        "levels.csv-metadata.json": _("The same of hours, visits and people (CSVW)"),
        "complaints.csv-metadata.json": _("The same of concerns (CSVW)"),
        "release.zip": _("All of these in one"),
        "SHA256SUMS": _("The checksums of all files"),
    }.get(name, name)


def is_for_page(name: str, languages: Sequence[str], spoken: str) -> bool:
    """Whether a page in that language leads to that file: not to itself in another language."""
    ending = "" if spoken == languages[0] else f"-{spoken}"
    return not name.endswith(".html") or name == f"report{ending}.html"


def languages_of_file(name: str, languages: Sequence[str]) -> Sequence[str]:
    """In which of the languages a file is: figures for programs are described in the first one."""
    if name == "release.zip":
        return languages
    if name == "SHA256SUMS":
        return ()
    return [code for code in languages[1:] if f"-{code}." in name] or languages[:1]


def place_of_file(name: str, languages: Sequence[str]) -> tuple[int, int, str]:
    """Where a file stands in the list; the same in another language stands after it."""
    first = name
    for language in languages:
        first = first.replace(f"-{language}.", ".")
    return (ORDER.index(first) if first in ORDER else len(ORDER)), len(name), name
