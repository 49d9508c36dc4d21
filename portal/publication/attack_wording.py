"""What is said of the attack on a report: in short to everybody, and whole to those who sign."""

from collections.abc import Iterable
from typing import Any

from portal.i18n import format_number, ngettext
from portal.i18n import gettext as _
from portal.publication.attacking import ALWAYS, Assumption, AttackNote, AttackOutcome, about
from portal.publication.disclosure.people import PROMISED
from portal.publication.models import ReleaseAttack


def merge_sentences(figures: dict[str, Any]) -> list[str]:
    """For those who sign: which areas and services are put together, which signing adopts."""
    groups = figures.get("quarter", {}).get("groups", {})
    together = sorted({name for group in groups.values() for name in group.values() if "+" in name})
    return [
        _("%(names)s are shown together from now on. By signing you adopt that.", names=name)
        for name in together
    ]


def attack_sentences(attack: ReleaseAttack | None) -> list[str]:
    """What everybody is told of the attack on a report before it was signed."""
    if attack is None:
        return [_("This report came out before reports were attacked in this way.")]
    told = attack_told(attack)
    minutes = told["minutes_at_most"]
    return [
        _(
            "Before anybody could sign this report, a program tried to find out what it hides: as "
            "a stranger, and as each person who gets or gives care and knows their own part. It "
            "knew every earlier report, and how figures are made."
        ),
        ngettext(
            "It took the place of about %(attackers)s different readers and solved about "
            "%(problems)s problems in less than %(num)s minute.",
            "It took the place of about %(attackers)s different readers and solved about "
            "%(problems)s problems in less than %(num)s minutes.",
            minutes,
            attackers=format_number(told["attackers_about"]),
            problems=format_number(told["problems_about"]),
        )
        + " "
        + _result(attack),
        _promise(attack),
        _(
            "It does not protect from people who put together what they know, from somebody who "
            "watched the door, or from a leak."
        ),
    ]


def attack_told(attack: ReleaseAttack) -> dict[str, Any]:
    """What programs are told of an attack, with the same exceptions as in the sentences.

    Never the narrowest interval found: whoever can work out its ends would learn the true value
    between them. Only what was promised of all of them.
    """
    promised = round(100 * PROMISED)
    told: dict[str, Any] = {
        "finished": attack.outcome is not AttackOutcome.UNFINISHED,
        "found": attack.found,
        "attackers_about": about(attack.attackers),
        "problems_about": about(attack.problems),
        "minutes_at_most": attack.seconds // 60 + 1,
        "everybodys_hours_could_differ_by_percent": promised,
        "assumed": list(attack.assumed),
    }
    if _is_after_learning(attack):
        told |= {
            "everybodys_hours_could_differ_by_percent": None,
            "hours_could_differ_by_percent_but_to_care_workers_who_learnt_more": promised,
            "found_counts_only_what_this_release_adds": True,
        }
    return told


def _is_after_learning(attack: ReleaseAttack) -> bool:
    """Whether somebody can tell more than is promised by what came out before."""
    return Assumption.LEARNT_SINCE in attack.assumed


def _result(attack: ReleaseAttack) -> str:
    if _is_after_learning(attack):
        return _("It finished every one, and found nothing that earlier reports had not told.")
    return _("It finished every one and found nothing.")


def _promise(attack: ReleaseAttack) -> str:
    if not _is_after_learning(attack):
        return _(
            "Whoever reads it cannot work out anybody else's hours more closely than to a fifth up "
            "or down."
        )
    learnt = _(
        "Since an earlier report came out, at least one care worker has learnt more, and can now "
        "tell somebody's hours to within less than a fifth. That cannot be taken back. This report "
        "adds nothing to it."
    )
    others = _(
        "Whoever else reads it cannot work out anybody else's hours more closely than to a fifth "
        "up or down."
    )
    return f"{learnt} {others}"


def attack_rows(attack: ReleaseAttack) -> list[tuple[str, str]]:
    """The report of an attack, for those who sign: nothing of it is rounded."""
    narrowest, found = "", _("Figures somebody could know too well")
    if attack.narrowest is not None:
        narrowest = _("at least %(percent)s %%", percent=attack.narrowest)
    if _is_after_learning(attack):
        found = _("Figures somebody could know too well, beyond what was told before")
    rows = [
        (_("Readers who were tried"), format_number(attack.attackers)),
        (_("Problems solved"), format_number(attack.problems)),
        (_("Seconds"), format_number(attack.seconds)),
        (found, str(attack.found)),
        (
            _("How wide a stranger's best guess of one person's or care worker's hours still is"),
            narrowest,
        ),
        (
            _("Figures shown"),
            _("%(shown)s of %(units)s", shown=attack.shown, units=attack.units),
        ),
        (_("Taken for granted"), "\n".join(assumption_words(attack.assumed))),
    ]
    notes = {
        AttackNote.NOT_SOLVED: _("A problem was not solved, or the figures contradict each other."),
        AttackNote.NO_PROBLEM: _("There was nothing to attack, so nothing is known."),
        AttackNote.HIDDEN_WHOLE: _("Somebody could only be protected by hiding every figure."),
    }
    if attack.note in notes:
        rows.append((_("What the program says"), notes[attack.note]))
    return rows


def assumption_words(codes: Iterable[str] = ALWAYS) -> list[str]:
    """What the attackers were given, or were not, in words."""
    words = {
        Assumption.EVERYBODY_KNOWS_WHO: _(
            "Everybody knows who gets care, in which part of the area, when, and by whom."
        ),
        Assumption.EARLIER_RELEASES: _("Everybody has read every earlier report."),
        Assumption.ROUNDED_PARTS: _(
            "Everybody knows the rounded hours and visits behind each figure, although only what "
            "they make of 100 is shown."
        ),
        Assumption.STEADY_AND_NOT: _(
            "What was agreed for a person stays the same from month to month; and once more, it "
            "may change every month."
        ),
        Assumption.OWN_PART: _(
            "Each person who gets care knows their own hours, and each care worker what they did."
        ),
        Assumption.TWO_DO_NOT_POOL: _("People do not put together what they know."),
        Assumption.EARLIER_GUESSED: _(
            "Reports from before there were attacks told everything that could have been shown."
        ),
        Assumption.RECORDS_CHANGED: _(
            "Where records changed after a report, readers know exactly by how much each of its "
            "figures changed."
        ),
        Assumption.LEARNT_SINCE: _(
            "What earlier reports tell to a care worker who has learnt more since cannot be taken "
            "back. It was only tried whether this report adds to it."
        ),
    }
    return [words[Assumption(code)] for code in codes]
