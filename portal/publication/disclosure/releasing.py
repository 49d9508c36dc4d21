"""A month's release: protected, then attacked in every way that is promised.

Attacked are every person's and worker's hours and every hidden small count, by an outsider, by
every person and by every worker, with packages taken to be steady and without. What cannot be
protected is hidden whole; what was not protected or attacked to the end is not published. What
earlier releases tell to a worker who has learnt more since is not held against a release that adds
nothing to it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial

from portal.publication.disclosure.attacker import audit
from portal.publication.disclosure.attacker_findings import Report
from portal.publication.disclosure.building import Release, release_of
from portal.publication.disclosure.instances import Instance, Interval, shown_intervals
from portal.publication.disclosure.lattice import Coverage, Lattice, coverage_of, quarter_of
from portal.publication.disclosure.learning import as_history_left_it
from portal.publication.disclosure.meeting import Met
from portal.publication.disclosure.primary import Protection
from portal.publication.disclosure.protector import protect
from portal.publication.disclosure.protector_space import CannotProtect, Unfinished
from portal.publication.disclosure.running import CaseCounts
from portal.publication.disclosure.shares import Share
from portal.publication.disclosure.workers import workers_of


class Insiders(StrEnum):
    """What is done about persons and workers who know their own hours. A release needs the first;
    the others are for programs that try very many."""

    ATTACK = "attack"
    HEEDED = "heeded"
    """Protected against as well, but only the outsider attacks."""
    LEFT_OUT = "left_out"


@dataclass(frozen=True, slots=True)
class Judged:
    """A release as it would come out, and what the attackers say of it."""

    release: Release
    hidden: frozenset[str]
    reports: Mapping[str, Report]
    """By what the attacker was given: steady packages, none such, and for the workers' hours."""
    note: str = ""
    """Why nothing is published, if so."""
    unfinished: str = ""
    """Why nobody knows which figures to hide, if so: the protector's solver gave up."""
    learnt_since: bool = False
    """Whether somebody who learnt more can tell others' hours better than is promised by what came
    out before. This release adds nothing to it."""

    @property
    def is_safe(self) -> bool:
        """Whether it may be published: everything was attacked to the end, and nothing found."""
        return not self.unfinished and all(report.is_safe for report in self.reports.values())

    @property
    def coverage(self) -> Coverage:
        """How much of the lattice comes out."""
        return coverage_of(self.release.units, self.hidden)

    @property
    def told(self) -> dict[str, Interval]:
        """What readers will know of each cell: history for the next release."""
        return shown_intervals(self.release.instance, self.hidden)

    @property
    def truth(self) -> dict[str, float]:
        """What was true of these cells: what they told can be held against other records by it."""
        instance = self.release.instance
        return {name: instance.cell(name).value for name in self.told}


def judged_release(
    shares: Sequence[Share],
    *,
    month: str,
    lattice: Lattice,
    rules: Protection,
    earlier: Mapping[str, Interval],
    changed: Collection[str] = (),
    was: Mapping[str, float] | None = None,
    until: str = "",
    insiders: Insiders = Insiders.ATTACK,
    also: Mapping[str, str] | None = None,
    cases: CaseCounts | None = None,
    met: Met | None = None,
) -> Judged:
    """Protect a month's release and attack it; what the attackers find is hidden as well.

    For `changed`, `was` and `until` see `release_of`. `also` names the person that a worker is as
    well, `cases` are those of the running years, `met` the care workers whom people met.
    """
    quarter = quarter_of(month)
    release = partial(
        release_of, shares, month=month, lattice=lattice, rules=rules, earlier=earlier,
        changed=changed, was=was, until=until, also=also, cases=cases, met=met,
    )  # fmt: skip
    steady = release()
    loose = release(is_steady=False, with_counts=False)
    attacked = {"steady": steady.instance, "not steady": loose.instance}
    workers = audit(
        workers_of(shares, quarter=quarter, measure=lattice.part, also=also),
        (),
        with_insiders=insiders is Insiders.ATTACK,
    )
    if workers.is_safe:
        safe = {"workers": workers}
    else:
        # More was given to the attacker than is published: attack what is.
        both = release(workers_in=quarter, with_counts=False)
        safe, attacked["workers"] = {}, both.instance
    found = _heeding_what_was_told(steady, attacked, insiders)
    return replace(found, reports={**found.reports, **safe})


def _heeding_what_was_told(
    release: Release, attacked: Mapping[str, Instance], insiders: Insiders
) -> Judged:
    """A release that adds nothing where something is found although everything is hidden."""
    found = _protected_and_attacked(release, attacked, insiders)
    less = {
        name: as_history_left_it(attacked[name], report) for name, report in found.reports.items()
    }
    if all(less[name] is attacked[name] for name in less):
        return found
    return replace(_protected_and_attacked(release, less, insiders), learnt_since=True)


def _protected_and_attacked(
    release: Release, attacked: Mapping[str, Instance], insiders: Insiders
) -> Judged:
    """A release in which nothing is found, or in which everything is hidden."""
    hidden = release.everything
    try:
        return Judged(release, *_hidden_until_safe(release, attacked, insiders))
    except CannotProtect as refusal:
        return Judged(release, hidden, _reports(attacked, hidden, insiders), str(refusal))
    except Unfinished as refusal:
        # To hide everything would be safe too, but for good, and for no reason that a reader has.
        return Judged(release, hidden, {}, unfinished=str(refusal))


def _hidden_until_safe(
    release: Release, attacked: Mapping[str, Instance], insiders: Insiders
) -> tuple[frozenset[str], dict[str, Report]]:
    """Protect against the first way of attacking, and more wherever another finds something."""
    hidden = release.closed(_protected(attacked["steady"], frozenset(), insiders))
    reports: dict[str, Report] = {}
    while len(reports) < len(attacked):
        name = next(each for each in attacked if each not in reports)
        instance = attacked[name]
        here = hidden & instance.index.keys()
        reports[name] = _report(instance, here, insiders)
        if reports[name].breaches:
            more = release.closed(hidden | _protected(instance, here, insiders))
            if more == hidden:
                raise CannotProtect(f"The attacker ({name}) finds what the protector thinks safe.")
            hidden, reports = more, {}
    return hidden, reports


def _protected(instance: Instance, hidden: frozenset[str], insiders: Insiders) -> frozenset[str]:
    heard = instance
    if insiders is Insiders.LEFT_OUT:
        heard = Instance(instance.cells, instance.relations, instance.history)
    return protect(heard, hidden=hidden).hidden


def _reports(
    attacked: Mapping[str, Instance], hidden: frozenset[str], insiders: Insiders
) -> dict[str, Report]:
    return {
        name: _report(instance, hidden & instance.index.keys(), insiders)
        for name, instance in attacked.items()
    }


def _report(instance: Instance, hidden: frozenset[str], insiders: Insiders) -> Report:
    return audit(instance, hidden, with_insiders=insiders is Insiders.ATTACK)
