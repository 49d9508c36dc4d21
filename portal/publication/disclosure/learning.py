"""What earlier releases tell to whoever has learnt more since: nothing takes that back.

A care worker who takes over a package knows all months of it, and with what came out before that
may tell somebody else's hours better than is promised. A release that hides everything would not
mend it, so a release is asked not to add to it.
"""

from collections import defaultdict
from dataclasses import replace

from portal.publication.disclosure.attacker_findings import Finding, Report
from portal.publication.disclosure.instances import Insider, Instance, Need

ROOM = 1e-4
"""How much less may be left than before, of what was left: the solvers are no more exact."""


def as_history_left_it(instance: Instance, found: Report) -> Instance:
    """Ask for no more than is left. `found` is what the attackers say where nothing is published.

    Strangers and the people cared for do not learn: of them everything is asked as before, and so
    it is of counts, and where an attack did not come to its end. Then the instance is the same.
    """
    breaches: dict[str, list[Finding]] = defaultdict(list)
    for finding in found.breaches if not found.failure else ():
        if not instance.cell(finding.cell).integer:
            breaches[finding.attacker].append(finding)
    learners = {each.id for each in instance.insiders if each.learns} & breaches.keys()
    if not learners:
        return instance
    insiders = tuple(
        _asked_less(each, instance, breaches[each.id]) if each.id in learners else each
        for each in instance.insiders
    )
    return replace(instance, insiders=insiders)


def _asked_less(insider: Insider, instance: Instance, breaches: list[Finding]) -> Insider:
    needs = dict(insider.needs)
    for finding in breaches:
        cell = instance.cell(finding.cell)
        need = needs.get(cell.id, Need(cell.below, cell.above))
        left = [(1 - ROOM) * max(0.0, far) for far in (
            finding.true - finding.lower, finding.upper - finding.true
        )]  # fmt: skip
        needs[cell.id] = Need(min(need.below, left[0]), min(need.above, left[1]))
    return replace(insider, needs=needs)
