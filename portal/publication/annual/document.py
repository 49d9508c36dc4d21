"""What a year came to, to print (PDF/UA): the quality account, and the report rules ask for."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final

from portal.cases.deadlines import RulePack
from portal.i18n import current_language, format_day
from portal.i18n import gettext as _
from portal.pdf import pdf_of
from portal.publication.annual.account import Section, account_of
from portal.publication.annual.duties import Duty
from portal.publication.annual.wording import parts_of
from portal.publication.concerns.wording import (
    CountTable,
    overdue_sentence,
    unkept_sentence,
    year_words,
)
from portal.publication.offering.document import Corrected, Signed, standing
from portal.publication.offering.tables import Table, mark_sentences, marks_heading

ACCOUNT: Final = "quality-account"
COMPLAINTS: Final = "complaints-year"
TEMPLATE: Final = "yearly.typ"


def account_pdf(
    figures: dict[str, Any],
    known: Iterable[dict[str, Any]],
    attacked: Sequence[str],
    signed: Signed,
    *,
    corrected: Corrected | None = None,
) -> bytes:
    """The quality account of the year that a report ends, in the language that is spoken."""
    ends = figures["year"]["period_end"]
    sections = account_of(figures, known)
    sections.append(Section(_("Can anybody be recognised?"), list(attacked), []))
    return _set(
        _("Our care in the year to %(day)s", day=format_day(date.fromisoformat(ends))),
        _("%(coop)s, quality account %(year)s", coop=signed.coop, year=ends[:4]),
        [*_correction(corrected), *sections],
        signed,
    )


def complaints_pdf(
    figures: dict[str, Any],
    duty: Duty,
    pack: RulePack,
    signed: Signed,
    *,
    corrected: Corrected | None = None,
) -> bytes:
    """The yearly report on complaints that a set of rules asks for; the same as its page."""
    year = figures["year"]["period_end"][:4]
    said = [year_words(figures), overdue_sentence(figures), unkept_sentence(figures)]
    sections = [Section(_("Which year this is"), [each for each in said if each], [])]
    sections += parts_of(duty, figures)
    asked = _(
        "The rules that hold here (%(title)s) ask for it: %(source)s.",
        title=pack.title,
        source=duty.source,
    )
    said = [asked, duty.checked, _unchecked(duty), _("This is no legal advice.")]
    sections.append(Section(_("Who asks for this report"), [each for each in said if each], []))
    title = _("Complaints in the year to %(year)s", year=year)
    return _set(title, signed.coop, [*_correction(corrected), *sections], signed)


def _correction(corrected: Corrected | None) -> list[Section]:
    """Comes first where the report corrects another: why, and where the other one stands."""
    if corrected is None:
        return []
    said = [corrected.reason, f"{_('The earlier report:')} {corrected.address}"]
    return [Section(_("This report corrects an earlier one"), said, [])]


def _unchecked(duty: Duty) -> str:
    if not duty.not_checked:
        return ""
    return f"{_('Not yet checked against the text of the rules')}: {duty.not_checked}"


def _set(title: str, under: str, sections: Iterable[Section], signed: Signed) -> bytes:
    closing = [
        Section(marks_heading(), mark_sentences(), []),
        Section(_("Who stands by this report"), standing(signed), []),
    ]
    given = {
        "by": signed.coop,
        "language": current_language(),
        "address": signed.address,
        "title": title,
        "under": under,
        "parts": [
            {
                "heading": section.title,
                "lines": section.sentences,
                "tables": [_table(each) for each in section.tables],
            }
            for section in (*sections, *closing)
        ],
    }
    return pdf_of(TEMPLATE, given, made=signed.at)


def _table(table: CountTable | Table) -> dict[str, Any]:
    return {
        "title": table.title,
        "headings": table.headings,
        "rows": [[str(cell) for cell in row] for row in table.rows],
        "note": " ".join(table.notes),
    }
