"""Makers of releases, through the real services."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from portal.accounts.models import Account
from portal.publication.amending.revising import Touched
from portal.publication.attack_services import keep_attack
from portal.publication.attacking import AttackOutcome, Findings
from portal.publication.disclosure.lattice import declared
from portal.publication.disclosure.primary import Percent, Protection, Shown
from portal.publication.headline import Headline, parameters_of
from portal.publication.models import Release
from portal.publication.queries import published_names
from portal.publication.services import prepare_release, sign_release
from tests.conftest import NOW

MANY = Touched(people=12, workers=6)
"""So many records changed that a correction need not wait."""


def shown(value: int) -> Percent:
    """A percent that may be shown."""
    return Percent(value, Shown.VALUE)


def make_headline(delivered: int = 80, *, month: int = 10, as_of: date | None = None) -> Headline:
    """The figures of a month of 2026."""
    last = {9: 30, 10: 31}[month]
    causes = ("not_rostered", "missed", "no_access", "missing_carer", "short_time", "other")
    return Headline(
        period=f"2026-{month:02}",
        first_on=date(2026, month, 1),
        last_on=date(2026, month, last),
        as_of=as_of or date(2026, 11, 9),
        delivered=shown(delivered),
        delivered_lower=shown(delivered - 4),
        delivered_upper=shown(delivered + 4),
        missed=shown(4),
        no_access=Percent(None, Shown.HIDDEN),
        evidenced=shown(72),
        causes={
            cause: shown(value) for cause, value in zip(causes, (3, 2, 1, 3, 7, 4), strict=True)
        },
        protection=parameters_of(Protection(), declared()),
    )


def make_findings(outcome: AttackOutcome = AttackOutcome.SAFE, *, found: int = 0) -> Findings:
    """The report of an attack, which found nothing unless told otherwise."""
    return Findings(outcome, 87, 1234, 12.4, 40, found, 10, 11)


def make_attacked(
    release: Release, findings: Findings | None = None, *, at: datetime = NOW
) -> Release:
    """The draft, after its figures were attacked."""
    keep_attack(
        release,
        findings or make_findings(),
        knew=published_names(),
        figures=release.figures,
        at=at,
    )
    return release


def make_release(
    first: Account,
    second: Account,
    *,
    delivered: int = 80,
    month: int = 10,
    reason: str = "",
    year: dict[str, Any] | None = None,
    quarter: dict[str, Any] | None = None,
    at: datetime = NOW,
) -> Release:
    """A published release, signed by two. Inside a transaction."""
    headline = replace(make_headline(delivered, month=month), year=year, quarter=quarter)
    release = prepare_release(headline, source="1", reason=reason, touched=MANY, by=first, at=at)
    make_attacked(release, at=at)
    sign_release(release, source="1", by=first, at=at)
    sign_release(release, source="1", by=second, at=at)
    return release
