"""Rule: what may be changed of what a case is about.

People choose from a list before anybody has read them. Whoever reads finds a second thing in their
words, or that they chose the wrong line; each thing is decided by itself, so it has to stand there
by itself (NHS Digital, KO41a: counted once under each subject that it touches).
"""

from collections.abc import Collection, Sequence

from portal.cases.subjects import Subject, subjects_for
from portal.cases.workflow import CaseKind, CaseStatus
from portal.errors import RuleBroken
from portal.i18n import gettext as _


class IssuesRefused(RuleBroken):
    """What the case is about cannot be changed like this, or not now."""


def subjects_to_choose(kind: CaseKind) -> list[Subject]:
    """What a case of this kind may turn out to be about: a missed visit also about medicine."""
    return subjects_for(CaseKind.CONCERN if kind is CaseKind.MISSED_VISIT else kind)


def require_change(
    kind: CaseKind,
    status: CaseStatus,
    *,
    old: Sequence[str],
    new: Collection[str],
    voted_on: Collection[str],
) -> None:
    """Refuse a change that is none, that cannot be, or that takes away what was voted on.

    Raises IssuesRefused.
    """
    if kind in (CaseKind.PRAISE, CaseKind.HELD):
        raise IssuesRefused(_("Only concerns are decided thing by thing."))
    if status is CaseStatus.DECIDED:
        raise IssuesRefused(_("This is decided already. What is new is a case of its own."))
    known = {each.code for each in subjects_to_choose(kind)}
    if not new or not (set(new) - set(old)) <= known:
        raise IssuesRefused(_("Choose from the list at least one thing that this is about."))
    if set(new) == set(old):
        raise IssuesRefused(_("This is what the case is about already."))
    taken = (set(old) - set(new)) & set(voted_on)
    if taken:
        raise IssuesRefused(
            _("Members have voted on one of the things that you take away. It is decided as well.")
        )
