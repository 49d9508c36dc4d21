"""Texts that lie beside the figures: how they are made, and what has changed since the first."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from portal.i18n import format_day
from portal.i18n import gettext as _
from portal.publication import attack_wording, wording
from portal.publication.amending.changes import revised_rows
from portal.publication.code_book import (
    FORMULAS,
    LEVEL_TABLES,
    breakdown_codes,
    indicator_codes,
    line_codes,
    part_codes,
    unit_codes,
)
from portal.publication.files import File
from portal.publication.offering.tables import mark_sentences
from portal.visits.figures.indicators.catalogue import INDICATORS
from portal.visits.figures.parameters import DEFAULTS
from portal.visits.figures.wording import formula_words


class Past(NamedTuple):
    """One release as the list of changes needs it: why it corrects another, and what that told."""

    name: str
    on: date
    figures: dict[str, Any]
    reason: str = ""
    corrected: dict[str, Any] | None = None


class Publisher(NamedTuple):
    """Who answers for the figures, and where."""

    name: str
    reports: str
    phone: str
    address: str


def methodology_md(figures: dict[str, Any], publisher: Publisher) -> File:
    """How every figure is made, under the headings that statisticians look for."""
    protection = figures["protection"]
    parts = [
        (_("What is measured, and what is not"), _measured()),
        (
            _("Who is covered"),
            [
                _(
                    "Visits that were agreed in care contracts with %(coop)s. Only personal care, "
                    "help at home and reablement are counted.",
                    coop=publisher.name,
                )
            ],
        ),
        (_("Where the records come from"), _sources()),
        (_("Whose words the reasons are"), _reasons()),
        (_("What is hidden"), [*_hidden(protection), *attack_wording.assumption_words()]),
        (_("Marks"), mark_sentences()),
        (_("When figures are put right"), _revisions()),
        (_("Comparing with others"), _comparing()),
        (
            _("Who has an interest"),
            [
                _(
                    "The co-operative that gives the care publishes these figures of itself. "
                    "They are signed by two members of its oversight committee, attacked by a "
                    "program before that, and entered in a public ledger that cannot be "
                    "rewritten unseen."
                )
            ],
        ),
        (_("Whom to ask"), [each for each in publisher if each]),
        (_("Every figure the portal computes"), _formulas()),
    ]
    lines = [
        f"# {_('How every figure is made')}",
        "",
        _("Version %(version)s of the method.", version=figures["method_version"]),
    ]
    for heading, sentences in parts:
        lines += ["", f"## {heading}", "", *(f"- {sentence}" for sentence in sentences)]
    return _text("methodology.md", [*lines, *_names_in_files()])


def changelog_md(releases: Iterable[Past]) -> File:
    """Every release so far, the newest first, with the old and new value of each correction."""
    lines = [f"# {_('What was published, and what was changed')}"]
    for release in sorted(releases, key=lambda one: (one.on, one.name), reverse=True):
        lines += ["", f"## {release.name}, {format_day(release.on)}", ""]
        lines.append(f"- {wording.headline_sentence(release.figures)}")
        version = release.figures["method_version"]
        lines.append(f"- {_('Version %(version)s of the method.', version=version)}")
        if release.reason:
            lines.append(f"- {_('Why it was corrected:')} {' '.join(release.reason.split())}")
        if release.corrected is not None:
            lines += _changes(release.corrected, release.figures)
    return _text("CHANGELOG.md", lines)


def _changes(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    return [
        f"- [r] {words}: {was} → {now.removesuffix(' [r]')}"
        for words, was, now in revised_rows(before, after)
    ]


def _measured() -> list[str]:
    return [
        _(
            "A visit that was agreed has exactly one outcome. The figures count outcomes against "
            "what was agreed: a visit that was moved, shortened or left off the rota counts as it "
            "was agreed. Where nothing is recorded of a visit on the rota, nobody knows: it "
            "counts neither as delivered nor as missed. The lower value is what the figure would "
            "be if only a device's record counted, the upper one what it would be if every such "
            "visit had been made."
        ),
        _("Whether the care was good is not measured: only whether it came."),
    ]


def _sources() -> list[str]:
    return [
        _("Records that the care office sends: contracts, rota, and when carers came and went."),
        _(
            "EV2: a device recorded both ends at the home. EV1: one end. EVM: written by hand, "
            "changed, or recorded elsewhere. EV0: planned, and nothing recorded."
        ),
        _(
            "A field that the files of a care office do not have is not taken for a no. Figures "
            "that need it are not available, [x]."
        ),
    ]


def _reasons() -> list[str]:
    return [
        _(
            "Why a visit did not come is what the care office wrote. A person or a family may "
            "dispute it; until that is decided the record counts as it was written."
        )
    ]


def _hidden(protection: dict[str, Any]) -> list[str]:
    return [
        _(
            "A figure is hidden, [c], unless at least %(people)s people and %(workers)s care "
            "workers stand behind it.",
            people=protection["people"],
            workers=protection["workers"],
        ),
        _(
            "It is hidden if one person or one care worker makes up most of it: all but the two "
            "largest together must be at least %(share)s %% of the largest.",
            share=protection["dominance"],
        ),
        _(
            "Where a figure that is hidden could be worked out from others, of this report or of "
            "earlier ones, some of the others are hidden as well."
        ),
    ]


def _revisions() -> list[str]:
    return [
        _(
            "A published report never changes. If something was wrong, a new report says so and "
            "names this one."
        ),
        _("CHANGELOG.md names the old and the new value of everything that was put right."),
    ]


def _comparing() -> list[str]:
    return [
        _(
            "Do not rank small co-operatives: a few people more or less move every figure, and "
            "they do not care for the same people. Look at the lower and the upper value."
        )
    ]


def _formulas() -> list[str]:
    return [f"{one.id} {_(one.label)}: {formula_words(one, DEFAULTS)}" for one in INDICATORS]


def _names_in_files() -> list[str]:
    """Which figure of the files is which of the formulas above, and of the words of the page."""
    rows = [("indicators.csv", code, words) for code, words in indicator_codes().items()]
    rows += _by_two("indicators.csv", {"breakdown": breakdown_codes()} | part_codes())
    for table, lines in line_codes().items():
        file = "levels.csv" if table in LEVEL_TABLES else "complaints.csv"
        rows += _by_two(file, {table: lines})
    rows += [("unit", code, words) for code, words in unit_codes().items()]
    headings = (_("File"), _("Name in the file"), _("What it is"), _("Formula"))
    return [
        "",
        f"## {_('Names in the files')}",
        "",
        f"| {' | '.join(headings)} |",
        "|---|---|---|---|",
        *(
            f"| {file} | `{code}` | {words} | {', '.join(FORMULAS.get(code, ()))} |"
            for file, code, words in rows
        ),
    ]


def _by_two(file: str, several: Mapping[str, Mapping[str, str]]) -> list[tuple[str, str, str]]:
    return [
        (file, f"{group} {code}", words)
        for group, codes in several.items()
        for code, words in codes.items()
    ]


def _text(name: str, lines: Sequence[str]) -> File:
    return File(name, "text/markdown; charset=utf-8", ("\n".join(lines) + "\n").encode())
