"""A count in words: what happened at each stage and why, as whole sentences."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from portal.elections.count.limits import Limit
from portal.elections.count.lots import Choice, Lot, Why
from portal.elections.count.sheet import UNIT, Fate, Parcel, Sheet, Stage, StageKind, shown_votes
from portal.i18n import gettext as _
from portal.i18n import lazy_gettext as _l
from portal.i18n import ngettext

FATES = {
    Fate.ELECTED: _l("Elected"),
    Fate.NOT_ELECTED: _l("Not elected"),
    Fate.EXCLUDED: _l("Excluded"),
    Fate.WITHDRAWN: _l("Has withdrawn"),
}

_WHY = {
    Why.ELECT: _l("who is elected first"),
    Why.TRANSFER: _l("whose surplus is transferred first"),
    Why.EXCLUDE: _l("who is excluded"),
}


class Named(Protocol):
    """What knows the names of candidates: a contest, or its sheet."""

    def name(self, number: int) -> str:
        """What the candidate with that number is called."""


def listed(known: Named, numbers: Iterable[int]) -> str:
    """Names in a row: Ann, Bob, Cyd."""
    return ", ".join(known.name(number) for number in numbers)


def heading(sheet: Sheet, stage: Stage) -> str:
    """What a stage is about, in a few words."""
    match stage.kind:
        case StageKind.FIRST:
            return _("First preferences")
        case StageKind.SURPLUS:
            return _("Surplus of %(name)s", name=_source(sheet, stage))
        case StageKind.EXCLUSION:
            return _("Exclusion of %(name)s", name=_source(sheet, stage))


def summary(sheet: Sheet) -> list[str]:
    """What was counted and what came of it."""
    said = [
        _(
            "Valid papers: %(valid)s. Seats: %(seats)s. The quota is %(valid)s divided by %(more)s"
            " (one more than the seats), decimals ignored, and one added: %(quota)s votes.",
            valid=f"{sheet.valid:,}",
            seats=sheet.seats,
            more=sheet.seats + 1,
            quota=f"{sheet.quota:,}",
        )
    ]
    if sheet.without_preference:
        said.append(
            ngettext(
                "%(count)s paper names no candidate of this contest and is not valid.",
                "%(count)s papers name no candidate of this contest and are not valid.",
                sheet.without_preference,
                count=f"{sheet.without_preference:,}",
            )
        )
    if sheet.withdrawn:
        said.append(
            _(
                "Withdrawn, and passed over on every paper: %(names)s.",
                names=listed(sheet, sorted(sheet.withdrawn)),
            )
        )
    said += [
        _limit_words(limit, sheet.seats)
        for limit in sheet.limits.limits
        if limit.least > 0 or limit.most < sheet.seats
    ]
    if sheet.sitting:
        said.append(
            _(
                "They have a seat already and keep it: %(names)s.",
                names=listed(sheet, sorted(sheet.sitting)),
            )
        )
    return said


def _limit_words(limit: Limit, seats: int) -> str:
    figures = {"group": limit.words, "least": limit.least, "most": limit.most}
    if limit.least == limit.most:
        return _("Seats for %(group)s: %(most)s.", **figures)
    if not limit.least:
        return _("Seats for %(group)s: at most %(most)s.", **figures)
    if limit.most >= seats:
        return _("Seats for %(group)s: at least %(least)s.", **figures)
    return _("Seats for %(group)s: at least %(least)s, at most %(most)s.", **figures)


def stage_words(sheet: Sheet, stage: Stage) -> list[str]:
    """What happened at a stage, why, and who is elected at its end."""
    return [*_opening(sheet, stage), *_elections(sheet, stage)]


def closing_words(sheet: Sheet) -> list[str]:
    """How the last seats were filled, and who is elected."""
    closing, said = sheet.closing, []
    if closing.excluded is not None:
        name = sheet.name(closing.excluded)
        said += _exclusion(sheet, name, closing.guarded, barred=closing.barred)
        said += _tie(sheet, closing.choice, Why.EXCLUDE)
    if closing.filled:
        said.append(
            _(
                "As many candidates are left as seats. They are elected, and no more papers are"
                " transferred: %(names)s.",
                names=listed(sheet, closing.filled),
            )
        )
    said.append(_("All seats are filled. Elected: %(names)s.", names=listed(sheet, sheet.elected)))
    return said


def parcel_words(sheet: Sheet, parcel: Parcel) -> str:
    """Where papers of one value went, and what they are worth together."""
    figures = {
        "papers": f"{parcel.papers:,}",
        "value": shown_votes(parcel.value),
        "votes": shown_votes(parcel.votes),
    }
    if parcel.to is None:
        return ngettext(
            "Not transferable: %(papers)s paper at %(value)s, %(votes)s votes",
            "Not transferable: %(papers)s papers at %(value)s each, %(votes)s votes",
            parcel.papers,
            **figures,
        )
    return ngettext(
        "To %(name)s: %(papers)s paper at %(value)s, %(votes)s votes",
        "To %(name)s: %(papers)s papers at %(value)s each, %(votes)s votes",
        parcel.papers,
        name=sheet.name(parcel.to),
        **figures,
    )


def lost_words(stage: Stage) -> str:
    """What was lost at a stage by cutting off decimals."""
    return _("Lost by cutting off decimals: %(votes)s votes", votes=shown_votes(stage.lost))


def lot_words(known: Named, stage: int, why: Why, candidates: Sequence[int]) -> str:
    """What a lot has to decide."""
    return _(
        "For stage %(stage)s a lot has to decide %(what)s: %(names)s. They have equal votes, and no"
        " earlier stage parts them.",
        stage=stage,
        what=_WHY[why],
        names=listed(known, candidates),
    )


def drawn_words(known: Named, lot: Lot) -> str:
    """On whom a lot fell, and who drew and saw it."""
    said = _("The lot fell on %(name)s.", name=known.name(lot.chosen))
    if lot.drawn_by:
        said += " " + _("Drawn by: %(who)s.", who=lot.drawn_by)
    if lot.witnessed_by:
        said += " " + _("Seen by: %(who)s.", who=lot.witnessed_by)
    return said


def _source(sheet: Sheet, stage: Stage) -> str:
    return sheet.name(stage.source) if stage.source is not None else ""


def _opening(sheet: Sheet, stage: Stage) -> list[str]:
    match stage.kind:
        case StageKind.FIRST:
            return [_("Every valid paper is one vote for the candidate of its first preference.")]
        case StageKind.SURPLUS:
            return [
                _(
                    "%(name)s has %(surplus)s votes more than the quota. All papers of %(name)s go"
                    " to the next candidate on them who is still in the count. Each is then worth"
                    " the surplus times its value before, divided by %(total)s, cut off after five"
                    " decimals.",
                    name=_source(sheet, stage),
                    surplus=shown_votes(stage.surplus),
                    total=shown_votes(stage.surplus + sheet.quota * UNIT),
                ),
                *_tie(sheet, stage.choice, Why.TRANSFER),
            ]
        case StageKind.EXCLUSION:
            return [
                *_exclusion(sheet, _source(sheet, stage), stage.guarded, barred=stage.barred),
                *_tie(sheet, stage.choice, Why.EXCLUDE),
                _("All papers go to the next candidate on them at the value they came with."),
            ]


def _exclusion(sheet: Sheet, name: str, guarded: Sequence[int], *, barred: bool) -> list[str]:
    if barred:
        return [
            _(
                "%(name)s is excluded: with the seats kept for classes, none is left that %(name)s"
                " could have.",
                name=name,
            )
        ]
    if not guarded:
        return [_("%(name)s has the fewest votes and is excluded.", name=name)]
    return [
        _(
            "%(name)s has the fewest votes of those who can be excluded, and is. Without these the"
            " seats could not be filled as the rules ask, so they stay: %(names)s.",
            name=name,
            names=listed(sheet, guarded),
        )
    ]


def _tie(sheet: Sheet, choice: Choice | None, why: Why) -> list[str]:
    if choice is None or len(choice.tied) < 2:
        return []
    said = [_("Equal votes: %(names)s.", names=listed(sheet, choice.tied))]
    if choice.stages:
        stages = ", ".join(map(str, choice.stages))
        said.append(_("The votes at an earlier stage decided (stage %(stages)s).", stages=stages))
    if choice.lot is not None:
        said.append(
            _(
                "A lot had to decide %(what)s: %(names)s.",
                what=_WHY[why],
                names=listed(sheet, choice.lot.candidates),
            )
        )
        said.append(drawn_words(sheet, choice.lot))
    return said


def _elections(sheet: Sheet, stage: Stage) -> list[str]:
    said = []
    for choice in stage.elections:
        said += _tie(sheet, choice, Why.ELECT)
    if stage.elected:
        said.append(
            _("Elected with the quota or more: %(names)s.", names=listed(sheet, stage.elected))
        )
    return said
