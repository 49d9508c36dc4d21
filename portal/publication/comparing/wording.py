"""How figures of several co-operatives are read beside each other."""

from portal.i18n import format_month
from portal.i18n import gettext as _
from portal.publication.code_book import RATES
from portal.publication.comparing.neighbours import Trouble
from portal.publication.comparing.side_by_side import Beside
from portal.publication.files import bracketed
from portal.publication.wording import figure_words


def indicator_words() -> dict[str, str]:
    """What each figure is called, as in the report."""
    words = figure_words()
    return {indicator: words[name] for name, indicator in RATES.items()}


def row_of(beside: Beside) -> tuple[str, str, str, str]:
    """One row of the table: who, the figure, between what it may lie, and of which month."""
    mark = bracketed(beside.status)
    value = mark if beside.value is None else f"{beside.value} {mark}".rstrip()
    bounds = _("no range is published")
    if beside.lower is not None and beside.upper is not None:
        bounds = _("%(lower)s to %(upper)s", lower=beside.lower, upper=beside.upper)
    return beside.coop, value, bounds, format_month(beside.starts)


def trouble_sentence(trouble: Trouble, name: str) -> str:
    """Why a report is not shown."""
    match trouble:
        case Trouble.NOT_FETCHED:
            return _("The report of %(name)s could not be read.", name=name)
        case Trouble.NOT_VERIFIED:
            return _(
                "The report of %(name)s contradicts itself, or is not what its ledger says was "
                "published.",
                name=name,
            )
        case Trouble.OTHER_METHOD:
            return _("%(name)s makes its figures in another way.", name=name)
        case Trouble.REWRITTEN:
            return _("The ledger of %(name)s shows another past than it did before.", name=name)
        case Trouble.TAKEN_DOWN:
            return _("%(name)s has taken its newest report down.", name=name)


def ours_sentence() -> str:
    """Why ours is not shown: after a change of the method, until the next report comes out."""
    return _(
        "Our own: it came out before we changed how figures are made. Our next report stands here "
        "again."
    )
