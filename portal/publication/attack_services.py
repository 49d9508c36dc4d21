"""The gate before signing: a draft is protected and attacked, and the report is kept with it."""

import hashlib
import json
import time
from collections.abc import Collection
from datetime import datetime
from typing import Any

from portal.database import db, reading, transaction
from portal.errors import RuleBroken
from portal.i18n import gettext as _
from portal.publication import attack_queries, queries
from portal.publication.attacking import (
    AttackOutcome,
    Findings,
    Material,
    findings_of,
    nothing_attacked,
)
from portal.publication.disclosure.lattice import declared
from portal.publication.disclosure.primary import Protection
from portal.publication.disclosure.releasing import judged_release
from portal.publication.disclosure.shares import both_of
from portal.publication.models import Release, ReleaseAttack
from portal.visits.figures.periods import Period


class NotAttacked(RuleBroken):
    """Nobody knows yet what the figures give away."""


class FiguresUnsafe(RuleBroken):
    """Somebody could find out too much, or nobody knows whether they could."""


def attack_waiting(at: datetime) -> None:
    """Protect and attack the oldest draft that waits for it: what the worker does at each round.

    The long part runs outside any transaction. Whatever stops it, no report is kept, and a draft
    without a report cannot be signed.
    """
    with reading():
        draft = attack_queries.find_draft_to_attack()
        if draft is None:
            return
        groups = queries.groups_of(draft)
        material = attack_queries.material_of(draft.period, groups)
    findings = attack(material)
    with reading():
        period = Period.of_month(draft.period)
        headline = queries.headline_of_period(
            period, hidden=findings.hidden, groups=groups, cases=material.cases
        )
    with transaction():
        # Meanwhile it may have been discarded, or computed anew.
        held = queries.find_draft(draft.period)
        if held is not None and held.id == draft.id and queries.newest_import() == held.source:
            keep_attack(held, findings, knew=material.knew, figures=headline.as_json(), at=at)


def attack(material: Material) -> Findings:
    """Protect the figures of a month, then let everybody try to find out what is hidden."""
    if not any(share.month == material.month for share in material.shares):
        return nothing_attacked(material.assumed)
    began = time.perf_counter()
    judged = judged_release(
        material.shares,
        month=material.month,
        until=material.until,
        lattice=declared(),
        rules=Protection(),
        earlier=material.earlier,
        changed=material.changed,
        was=material.was,
        also=both_of(material.shares),
        cases=material.cases,
        met=material.met,
    )
    seconds = time.perf_counter() - began
    return findings_of(judged, seconds=seconds, assumed=material.assumed)


def keep_attack(
    draft: Release,
    findings: Findings,
    *,
    knew: Collection[str],
    figures: dict[str, Any],
    at: datetime,
) -> None:
    """Keep a report, and the figures as they were attacked: nothing that was hidden is in them.

    `knew` names the releases that were out when it began. A draft that has a report keeps it.
    """
    if draft.attack is not None:
        return
    draft.figures = figures
    draft.attack = ReleaseAttack(
        outcome=findings.outcome,
        note=findings.note,
        figures_sha256=checksum_of(figures),
        attackers=findings.attackers,
        problems=findings.problems,
        found=findings.found,
        narrowest=findings.narrowest,
        shown=findings.shown,
        units=findings.units,
        seconds=round(findings.seconds),
        assumed=[str(each) for each in findings.assumed],
        told={cell: list(interval) for cell, interval in findings.told.items()},
        truth=dict(findings.truth),
        hidden=sorted(findings.hidden),
        attacked_at=at,
        knew=sorted(knew),
    )
    db.session.flush()


def require_attacked(release: Release) -> None:
    """Refuse figures that were not attacked to the end, or in which anything was found.

    Raises NotAttacked and FiguresUnsafe.
    """
    report = release.attack
    if report is None:
        raise NotAttacked(
            _(
                "A program is still trying to find out what this report hides. It takes some "
                "minutes. Look at this page again then."
            )
        )
    if report.outcome is AttackOutcome.UNFINISHED:
        raise FiguresUnsafe(
            _(
                "The program that attacks the figures could not finish, so nobody knows whether "
                "they are safe. They cannot be signed. Discard this draft and prepare it again."
            )
        )
    if report.outcome is not AttackOutcome.SAFE or report.found:
        raise FiguresUnsafe(_found_words(release))
    # Not by the clock: what comes out is seen some seconds after the instant that it bears.
    if set(report.knew) != queries.published_names():
        raise FiguresUnsafe(
            _(
                "Another report came out after these figures were attacked, and what it tells was "
                "not known then. Discard this draft and prepare it again."
            )
        )
    if report.figures_sha256 != checksum_of(release.figures):
        raise FiguresUnsafe(
            _("These are not the figures that were attacked. Discard this draft and begin anew.")
        )


def _found_words(release: Release) -> str:
    if release.corrects is not None:
        return _(
            "Beside what was published before, this correction would tell too much of somebody, "
            "even where it hides as much as it can. It cannot be signed. Discard this draft and "
            "say on the report, in words, that an error was found. Prepare the correction again "
            "when more records were put right."
        )
    return _(
        "The program that attacks the figures found out something that must stay hidden. They "
        "cannot be signed. Discard this draft."
    )


def refusal_of(release: Release) -> str:
    """Why figures cannot be signed as they are, or nothing."""
    try:
        require_attacked(release)
    except RuleBroken as refusal:
        return str(refusal)
    return ""


def checksum_of(figures: dict[str, Any]) -> str:
    """The checksum of figures, however they are written down."""
    text = json.dumps(figures, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
