"""Steps of publishing: making every file of a release, once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from portal.clock import local
from portal.config import settings
from portal.i18n import site_languages, speaking
from portal.publication.amending.queries import figures_before, standing_releases
from portal.publication.annual.document import ACCOUNT, COMPLAINTS, account_pdf, complaints_pdf
from portal.publication.annual.duties import duty_of, ends_year
from portal.publication.annual.queries import rules_of
from portal.publication.attack_wording import attack_sentences
from portal.publication.concerns.files import KEY as COUNT_KEY
from portal.publication.concerns.files import complaints_csv, resource_of
from portal.publication.concerns.files import described_fields as count_fields
from portal.publication.files import KEY, File, datapackage_json, described_fields, indicators_csv
from portal.publication.levels.files import levels_csv
from portal.publication.models import Release
from portal.publication.offering.article import Told, report_html
from portal.publication.offering.bundle import bundle, checksums
from portal.publication.offering.card import card_svg
from portal.publication.offering.csvw import csvw_json
from portal.publication.offering.document import Corrected, Signed, report_pdf
from portal.publication.offering.notes import Past, Publisher, changelog_md, methodology_md
from portal.publication.offering.queries import address_of, told_by
from portal.publication.offering.revised import corrected_tables
from portal.publication.offering.spreadsheet import spreadsheet
from portal.publication.offering.tables import data_table, front_of, tables_of

PAGE: Final = "text/html; charset=utf-8"


def make_files(release: Release, names: Sequence[str], *, at: datetime) -> list[File]:
    """Every file of a release that comes out now, signed by these. Changes nothing.

    What people read (the document, the picture, the article of the page) is made in each language;
    figures for programs in the first one.
    """
    told = told_by(release, names, at=at)
    with speaking(site_languages()[0]):
        files = [*_data(release, at=at), *_texts(release, at=at), _sheets(release, told)]
    for language in site_languages():
        with speaking(language):
            signed = Signed(settings().coop_name, tuple(names), at, address_of(release))
            files += _shown(release, told, language, signed)
            files += _yearly(release, told, language, signed)
            page = report_html(told, coop=settings().coop_name)
            files.append(File(f"report{_ending(language)}.html", PAGE, page))
    files.append(checksums(files))
    return [*files, bundle(files)]


def _data(release: Release, *, at: datetime) -> list[File]:
    before = figures_before(release)
    table = indicators_csv(release.figures, before=before)
    counts = [
        *complaints_csv(release.figures, before=before),
        *levels_csv(release.figures, before=before),
    ]
    package = datapackage_json(
        release.figures,
        table=table,
        name=release.name,
        title=_title(release),
        coop=settings().coop_name,
        made_at=at,
        corrects=release.corrects.name if release.corrects else None,
        attack=release.attack,
        others=[resource_of(file) for file in counts],
    )
    about: dict[str, Any] = {
        "title": _title(release),
        "coop": settings().coop_name,
        "language": site_languages()[0],
        "issued": local(at).date().isoformat(),
    }
    described = [csvw_json(table, **about, fields=described_fields(), key=KEY)]
    described += [csvw_json(each, **about, fields=count_fields(), key=COUNT_KEY) for each in counts]
    return [table, package, *described, *counts]


def _texts(release: Release, *, at: datetime) -> list[File]:
    chosen = settings()
    publisher = Publisher(
        chosen.coop_name, f"{chosen.base_url}/reports", chosen.office_phone, chosen.postal_address
    )
    earlier = [
        Past(
            one.name,
            local(one.published_at or at).date(),
            one.figures,
            one.reason if one.corrects else "",
            figures_before(one),
        )
        for one in [*standing_releases(), release]
    ]
    return [methodology_md(release.figures, publisher), changelog_md(earlier)]


def _sheets(release: Release, told: Told) -> File:
    months, corrects = list(told.months), None
    if release.corrects is not None:
        corrects = address_of(release.corrects), told.reason
    if told.before is not None:
        tables = corrected_tables(release.figures, told.before, months)
    else:
        tables = tables_of(release.figures, months)
    body = spreadsheet(
        front_of(
            release.figures,
            title=_title(release),
            address=address_of(release),
            language=site_languages()[0],
            corrects=corrects,
        ),
        tables,
        data_table(release.figures, before=figures_before(release)),
    )
    return File("indicators.ods", "application/vnd.oasis.opendocument.spreadsheet", body)


def _shown(release: Release, told: Told, language: str, signed: Signed) -> list[File]:
    ending = _ending(language)
    document = report_pdf(
        release.figures,
        tables_of(release.figures, list(told.months)),
        attack_sentences(release.attack),
        signed,
        corrected=_corrected(release, told),
    )
    card = card_svg(
        release.figures,
        coop=signed.coop,
        address=signed.address,
        is_correction=release.corrects is not None,
    )
    return [
        File(f"report{ending}.pdf", "application/pdf", document),
        File(f"card{ending}.svg", "image/svg+xml", card),
    ]


def _corrected(release: Release, told: Told) -> Corrected | None:
    if release.corrects is None:
        return None
    return Corrected(address_of(release.corrects), told.reason, told.before)


def _yearly(release: Release, told: Told, language: str, signed: Signed) -> list[File]:
    """The documents of the year, where the release ends the one that the rules ask about."""
    duty = duty_of(settings().rule_pack)
    if not ends_year(release.figures, duty):
        return []
    attacked, corrected = attack_sentences(release.attack), _corrected(release, told)
    documents = {
        ACCOUNT: account_pdf(release.figures, told.months, attacked, signed, corrected=corrected),
        COMPLAINTS: complaints_pdf(
            release.figures, duty, rules_of(release), signed, corrected=corrected
        ),
    }
    return [
        File(f"{name}{_ending(language)}.pdf", "application/pdf", body)
        for name, body in documents.items()
    ]


def _ending(language: str) -> str:
    return "" if language == site_languages()[0] else f"-{language}"


def _title(release: Release) -> str:
    return f"{settings().coop_name}, {release.period}"
