"""The report as a document to print (PDF/UA): the same sentences and figures as its page."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from portal.i18n import current_language, format_day
from portal.i18n import gettext as _
from portal.pdf import pdf_of
from portal.publication import wording
from portal.publication.amending.changes import revised_rows
from portal.publication.concerns import wording as year_wording
from portal.publication.levels.wording import level_sentences
from portal.publication.offering.tables import Table, mark_sentences, marks_heading
from portal.visits.figures.parameters import DEFAULTS

TEMPLATE: Final = "report.typ"


class Signed(NamedTuple):
    """Who stands by a report, when it came out, and where it can be read."""

    coop: str
    names: tuple[str, ...]
    at: datetime
    address: str


class Corrected(NamedTuple):
    """What a report puts right: where the earlier one stands, why, and what that said."""

    address: str
    reason: str
    figures: dict[str, Any] | None
    """The figures of the earlier one, where they may still be told."""


def report_pdf(
    figures: dict[str, Any],
    tables: Sequence[Table],
    attacked: Sequence[str],
    signed: Signed,
    *,
    corrected: Corrected | None = None,
) -> bytes:
    """The document, in the language that is spoken."""
    delivered = figures["figures"]["delivered"]["value"]
    given = {
        "by": signed.coop,
        "language": current_language(),
        "address": signed.address,
        "title": wording.headline_sentence(figures),
        "under": f"{signed.coop}, {wording.month_of(figures)}",
        "corrects": _correction(corrected, figures) if corrected else None,
        "sentences": _sentences(figures),
        "picture": None if delivered is None else _picture(delivered),
        "tables": [_table(one, figures) for one in tables if not one.is_kept_back],
        "kept_back": _kept_back([one.title for one in tables if one.is_kept_back]),
        "parts": [
            {"heading": marks_heading(), "lines": mark_sentences()},
            {"heading": _("Can anybody be recognised?"), "lines": list(attacked)},
            {"heading": _("Who stands by this report"), "lines": standing(signed)},
        ],
    }
    return pdf_of(TEMPLATE, given, made=signed.at)


def _correction(corrected: Corrected, figures: dict[str, Any]) -> dict[str, Any]:
    """The box under the title, and what changed; nothing of what had to be taken down."""
    earlier = corrected.figures
    return {
        "heading": _("This report corrects an earlier one"),
        "reason": corrected.reason,
        "earlier": _("The earlier report:"),
        "address": corrected.address,
        "changed": {
            "title": _("What changed"),
            "headings": (_("Figure"), _("It was"), _("It is")),
            "rows": revised_rows(earlier, figures) if earlier else [],
            "note": _("[r] means revised."),
        },
    }


def _sentences(figures: dict[str, Any]) -> list[str]:
    found = [
        wording.missed_sentence(figures),
        wording.no_access_sentence(figures),
        *wording.kept_sentences(figures),
    ]
    if figures.get("quarter"):
        # Which three months is said first: on the page it stands over them.
        told = [*level_sentences(figures), *wording.quarter_sentences(figures)]
        found += [f"{wording.quarter_words(figures['quarter'])}:", *told] if told else []
    if figures.get("year"):
        found += [
            year_wording.year_words(figures),
            year_wording.received_sentence(figures),
            *year_wording.rate_sentences(figures),
            year_wording.overdue_sentence(figures),
            year_wording.unkept_sentence(figures),
        ]
    if figures["reliability"] == "u":
        found.append(
            _(
                "Marked [u], low reliability: fewer than %(share)s of every 100 records were made "
                "by a device at the home, at the beginning and at the end of the visit.",
                share=DEFAULTS.reliable_share,
            )
        )
    return [sentence for sentence in found if sentence]


def _picture(delivered: int) -> dict[str, Any]:
    return {
        "filled": delivered,
        "caption": _("Each square is one hour of every 100 hours agreed"),
        "key": _(
            "Filled: %(delivered)s delivered. Crossed: %(missing)s not delivered, or not known.",
            delivered=delivered,
            missing=100 - delivered,
        ),
        "words": _(
            "A field of 100 squares. %(delivered)s are filled, %(missing)s are empty and crossed.",
            delivered=delivered,
            missing=100 - delivered,
        ),
    }


def _table(table: Table, figures: dict[str, Any]) -> dict[str, Any]:
    # Beside the headline stands its mark, as on the page; a spreadsheet has numbers to reckon with.
    rows = wording.table_rows(figures) if table.code == "figures" else table.rows
    return {
        "title": table.title,
        "headings": table.headings,
        "rows": [[str(cell) for cell in row] for row in rows],
        "note": " ".join(table.notes),
    }


def _kept_back(titles: list[str]) -> dict[str, Any] | None:
    """Tables of which nothing is shown are named, as on the page."""
    if not titles:
        return None
    return {"words": _("Of these every number is kept back, [c]:"), "titles": titles}


def standing(signed: Signed) -> list[str]:
    """Who signed, when it came out, and where it can be checked."""
    return [
        _(
            "Signed by %(names)s of the oversight committee. Published on %(day)s.",
            names=_(" and ").join(signed.names),
            day=format_day(signed.at),
        ),
        _(
            "A published report never changes. If something was wrong, a new report says so and "
            "names this one."
        ),
        _("This report, its files and how to check them: %(address)s", address=signed.address),
    ]
