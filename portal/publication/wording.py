"""The sentences of a report: the same figure is said in the same words everywhere."""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from portal.i18n import format_month, ngettext
from portal.i18n import gettext as _
from portal.publication.attacking import ALWAYS, Assumption, AttackNote
from portal.publication.files import attack_told
from portal.publication.models import ReleaseAttack


class Line(NamedTuple):
    """One part of a picture: what it is, its number, and how it is read."""

    words: str
    value: int
    shown: str


def month_of(figures: dict[str, Any]) -> str:
    """October 2026, in the reader's language."""
    return format_month(date.fromisoformat(figures["period_start"]))


def headline_sentence(figures: dict[str, Any]) -> str:
    """The one sentence of the month."""
    delivered = figures["figures"]["delivered"]
    month = month_of(figures)
    if delivered["status"] == "z":
        return _("No care was agreed for %(month)s.", month=month)
    if delivered["value"] is None:
        return _(
            "How much of the care agreed for %(month)s was delivered cannot be shown.", month=month
        )
    return _(
        "Of every 100 hours of care agreed for %(month)s, %(delivered)s were delivered.",
        month=month,
        delivered=delivered["value"],
    )


def shown(percent: dict[str, Any]) -> str:
    """A figure as it is read in a table: 4, less than 1, [c]."""
    if percent["status"]:
        return f"[{percent['status']}]"
    if percent["below_one"]:
        return _("less than 1")
    return str(percent["value"])


def missed_sentence(figures: dict[str, Any]) -> str:
    """How many visits were missed."""
    missed = figures["figures"]["missed"]
    if missed["value"] is None:
        return _("How many visits were missed is not shown, because too few people are behind it.")
    if missed["value"] == 0 and not missed["below_one"]:
        return _("No visit was missed.")
    return _("Of every 100 visits, %(missed)s were missed.", missed=shown(missed))


def no_access_sentence(figures: dict[str, Any]) -> str:
    """How often the carer is said not to have got in."""
    no_access = figures["figures"]["no_access"]
    if no_access["value"] is None:
        return _("How often carers said they could not get in is not shown: too few people.")
    if no_access["value"] == 0 and not no_access["below_one"]:
        return _("No carer reported that nobody let them in.")
    return _(
        "Of every 100 visits, %(no_access)s ended with the carer saying that nobody let them in. "
        "Such a record proves neither that the carer came nor that nobody was at home.",
        no_access=shown(no_access),
    )


def _cause_words() -> dict[str, str]:
    return {
        "not_rostered": _("Never put on the rota"),
        "missed": _("Visit missed, or made in another visit's time"),
        "no_access": _("Carer says nobody let them in"),
        "missing_carer": _("One carer came where two were agreed"),
        "short_time": _("Visit cut short"),
        "other": _("Other, or not known"),
    }


def cause_lines(figures: dict[str, Any]) -> list[Line]:
    """Where the missing hours went, largest first; empty where they cannot be shown."""
    words = _cause_words()
    if any(percent["value"] is None for percent in figures["causes"].values()):
        return []
    lines = [
        Line(words[cause], percent["value"], shown(percent))
        for cause, percent in figures["causes"].items()
    ]
    return sorted(lines, key=lambda line: -line.value)


def table_rows(figures: dict[str, Any]) -> list[tuple[str, str]]:
    """The table behind the headline: what it is, and how it is read."""
    of = figures["figures"]
    return [(words, shown(of[name])) for name, words in _figure_words().items()]


class Compared(NamedTuple):
    """One published figure, and what it would be now; both as they are read."""

    words: str
    published: str
    now: str

    @property
    def differs(self) -> bool:
        """Whether readers would see another figure."""
        return self.published != self.now


def compared(published: dict[str, Any], now: dict[str, Any]) -> list[Compared]:
    """Every figure of a release beside what would be published of the same month now."""
    figures = [
        Compared(words, shown(published["figures"][name]), shown(now["figures"][name]))
        for name, words in _figure_words().items()
    ]
    causes = [
        Compared(words, shown(published["causes"][name]), shown(now["causes"][name]))
        for name, words in _cause_words().items()
    ]
    return figures + causes


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
            "It tried about %(attackers)s different readers and solved about %(problems)s problems "
            "in less than a minute. It finished every one and found nothing.",
            "It tried about %(attackers)s different readers and solved about %(problems)s problems "
            "in less than %(num)s minutes. It finished every one and found nothing.",
            minutes,
            attackers=told["attackers_about"],
            problems=told["problems_about"],
        ),
        _(
            "Whoever reads it: the hours of everybody else could still be a fifth lower, or a "
            "fifth higher."
        ),
        _(
            "It does not protect from three or more people who put together what they know, from "
            "somebody who watched the door, or from a leak."
        ),
    ]


def attack_rows(attack: ReleaseAttack) -> list[tuple[str, str]]:
    """The report of an attack, for those who sign: nothing of it is rounded."""
    narrowest = "" if attack.narrowest is None else f"{attack.narrowest} %"
    rows = [
        (_("Readers who were tried"), str(attack.attackers)),
        (_("Problems solved"), str(attack.problems)),
        (_("Seconds"), str(attack.seconds)),
        (_("Figures somebody could know too well"), str(attack.found)),
        (
            _("The narrowest that a stranger could tell anybody's hours, of the true hours"),
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
            "Where records changed after a report, readers know by how much it was wrong at most."
        ),
    }
    return [words[Assumption(code)] for code in codes]


def _figure_words() -> dict[str, str]:
    return {
        "delivered": _("Hours delivered, of 100 agreed"),
        "delivered_lower": _("… counting only what a device recorded at the address"),
        "delivered_upper": _("… if every visit without a record had been made"),
        "missed": _("Visits missed, of 100"),
        "no_access": _("Visits where nobody let the carer in, of 100"),
    }


def months_strip(several: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Up to twelve months, oldest first, for the picture of how it went on."""
    strip = []
    for figures in sorted(several, key=lambda one: str(one["period_start"]))[-12:]:
        delivered = figures["figures"]["delivered"]
        words = month_of(figures)
        strip.append(
            {
                "words": words,
                "letter": words[:1].upper(),
                "value": delivered["value"],
                "shown": shown(delivered),
            }
        )
    return strip
