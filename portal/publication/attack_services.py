"""The gate before signing: a draft is protected and attacked, and the report is kept with it."""

import hashlib
import json
import time
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, NamedTuple

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
from portal.publication.models import AttackTry, Release, ReleaseAttack
from portal.publication.patience import is_given_up
from portal.visits.figures.periods import Period


class NotAttacked(RuleBroken):
    """Nobody knows yet what the figures give away."""


class FiguresUnsafe(RuleBroken):
    """Somebody could find out too much, or nobody knows whether they could."""


class AttackGoesOn(RuleBroken):
    """Nobody has to start what goes on by itself, or is done."""


class _Attacked(NamedTuple):
    findings: Findings
    figures: dict[str, Any]
    knew: frozenset[str]


def attack_waiting(at: datetime) -> None:
    """Protect and attack the oldest draft that waits for it: what the worker does at each round.

    The long part runs outside any transaction. Whatever stops it, no report is kept, and a draft
    without a report cannot be signed. It is begun again after a pause, a few times.
    """
    _note_stopped(at)
    with reading():
        draft = attack_queries.find_draft_to_attack(at)
    if draft is None:
        return
    with transaction():
        held = queries.find_draft(draft.period)
        if held is None or held.id != draft.id:
            return
        held.tries.append(AttackTry(began_at=at))
    began = time.monotonic()
    try:
        attacked = _attacked(draft)
    except Exception:
        _note_stopped(at + timedelta(seconds=time.monotonic() - began))
        raise
    with transaction():
        # Meanwhile it may have been discarded, or computed anew.
        held = queries.find_draft(draft.period)
        if held is None or held.id != draft.id:
            return
        held.tries.clear()
        if queries.newest_import() == held.source:
            keep_attack(
                held, attacked.findings, knew=attacked.knew, figures=attacked.figures, at=at
            )


def attack_again(draft: Release) -> None:
    """Begin anew with a draft whose attack has stopped too often: what made it stop was mended.

    Raises AttackGoesOn where it goes on by itself, is done, or would be of older records.
    """
    if draft.attack is None and draft.source != queries.newest_import():
        raise AttackGoesOn(_why_not_yet(draft))
    if not has_given_up(draft):
        raise AttackGoesOn(_("Nobody has to start it: it goes on by itself, or is done."))
    draft.tries.clear()
    db.session.flush()


def has_given_up(draft: Release) -> bool:
    """Whether a draft is not attacked yet, and nothing begins again before somebody starts it.

    Of older records none is ever attacked: it has to be prepared anew.
    """
    return (
        draft.attack is None
        and draft.source == queries.newest_import()
        and is_given_up(attack_queries.stops_of(draft))
    )


def _note_stopped(at: datetime) -> None:
    """What was begun and is not done has stopped: who asks has the lease, and is not at it."""
    with reading():
        is_left = bool(attack_queries.tries_under_way())
    if is_left:
        with transaction():
            for each in attack_queries.tries_under_way():
                each.stopped_at = at


def _attacked(draft: Release) -> _Attacked:
    with reading():
        groups = queries.groups_of(draft)
        material = attack_queries.material_of(draft.period, groups)
    findings = attack(material)
    with reading():
        period = Period.of_month(draft.period)
        headline = queries.headline_of_period(
            period, hidden=findings.hidden, groups=groups, cases=material.cases
        )
    return _Attacked(findings, headline.as_json(), material.knew)


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
        raise NotAttacked(_why_not_yet(release))
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


def _why_not_yet(draft: Release) -> str:
    stops = attack_queries.stops_of(draft)
    if draft.source != queries.newest_import():
        return _("Visits were imported after this was computed. Discard it and prepare it again.")
    if is_given_up(stops):
        return _(
            "The program that tries to find out what this report hides stopped %(times)s times "
            "before it was done, and does not begin again by itself. Ask whoever looks after the "
            "server: it may lack memory, or its log says what failed. When that is mended, start "
            "it again on this page.",
            times=len(stops),
        )
    if any(stops):
        return _(
            "The program that tries to find out what this report hides stopped before it was done. "
            "It begins again by itself, after a pause. Look at this page again in half an hour."
        )
    return _(
        "A program is still trying to find out what this report hides. It takes some minutes. Look "
        "at this page again then."
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
