"""A countback, as the returning officer makes it."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.accounts.access import reauthenticated, requires
from portal.accounts.permissions import Permission
from portal.database import transaction
from portal.elections import queries
from portal.elections.count import wording
from portal.elections.count.lots import LotNeeded
from portal.elections.count.sheet import Sheet
from portal.elections.desk.forms import LotForm
from portal.elections.models import Election
from portal.elections.vacating import services
from portal.elections.vacating.models import Countback
from portal.elections.vacating.queries import (
    bench_of,
    count_again,
    count_vacant,
    find_open_countback,
)
from portal.errors import NotFound, RuleBroken
from portal.i18n import gettext as _

bp = Blueprint("countback", __name__, url_prefix="/<uuid:election_id>/countback")


@bp.get("")
@requires(Permission.RUN_ELECTIONS)
def show(election_id: UUID) -> ResponseReturnValue:
    """Which seats are vacant, and what counting again gives."""
    return _page(queries.get_election(election_id))


@bp.post("/begin")
@requires(Permission.RUN_ELECTIONS)
@reauthenticated
def begin(election_id: UUID) -> ResponseReturnValue:
    """Begin to count the ballots again."""
    try:
        with transaction():
            services.begin_countback(queries.get_election(election_id), at=clock.now())
    except RuleBroken as refusal:
        return _page(queries.get_election(election_id), refusal=str(refusal))
    return redirect(url_for(".show", election_id=election_id), 303)


@bp.route("/lot", methods=["GET", "POST"])
@requires(Permission.RUN_ELECTIONS)
def lot(election_id: UUID) -> ResponseReturnValue:
    """Write down a lot that the count asks for."""
    election = queries.get_election(election_id)
    countback = _open(election)
    _sheet, needed, _trouble = _count(election, countback)
    if needed is None:
        return redirect(url_for(".show", election_id=election_id), 303)
    candidates = queries.candidates_of(election)
    choices = [(str(number), candidates[number - 1].name) for number in needed.candidates]
    form = LotForm.of_request(chosen=choices)

    if form.submitted():
        drawn = needed.record(
            int(form.chosen.data),
            drawn_by=form.drawn_by.data,
            witnessed_by=form.witnessed_by.data,
        )
        with transaction():
            services.note_lot(countback, drawn, at=clock.now())
        flash(_("The lot is written down, and the count is made again."))
        return redirect(url_for(".show", election_id=election_id), 303)

    named = _Names([each.name for each in candidates])
    asked = wording.lot_words(named, needed.stage, needed.why, needed.candidates)
    return render_template(
        "elections/desk/lot.html", form=form, election=election, asked=asked
    ), form.status


@bp.post("/declare")
@requires(Permission.RUN_ELECTIONS)
@reauthenticated
def declare(election_id: UUID) -> ResponseReturnValue:
    """Give the vacant seats to those whom the ballots elect."""
    try:
        with transaction():
            election = queries.get_election(election_id)
            services.declare_countback(_open(election), at=clock.now())
    except LotNeeded:
        return redirect(url_for(".lot", election_id=election_id), 303)
    except RuleBroken as refusal:
        return _page(queries.get_election(election_id), refusal=str(refusal))
    flash(_("The seats are filled, and the terms are in the ledger."))
    return redirect(url_for("elections.desk.show", election_id=election_id), 303)


class _Names:
    """The names of candidates by their place."""

    def __init__(self, names: list[str]) -> None:
        self._names = names

    def name(self, number: int) -> str:
        """What the candidate at that place is called."""
        return self._names[number - 1]


def _open(election: Election) -> Countback:
    found = find_open_countback(election)
    if found is None:
        raise NotFound
    return found


def _count(election: Election, countback: Countback) -> tuple[Sheet | None, LotNeeded | None, str]:
    """The count as it stands: the sheet, or the lot that is needed, or why it cannot be made."""
    try:
        bench = bench_of(election, clock.today())
        return count_again(election, bench, countback.lots), None, ""
    except LotNeeded as needed:
        return None, needed, ""
    except RuleBroken as refusal:
        return None, None, str(refusal)


def _page(election: Election, *, refusal: str = "") -> ResponseReturnValue:
    countback = find_open_countback(election)
    sheet, needed, trouble = _count(election, countback) if countback else (None, None, "")
    bench = bench_of(election, clock.today())
    shown = render_template(
        "elections/desk/countback.html",
        election=election,
        countback=countback,
        vacated=bench.vacated if count_vacant(election, bench) else [],
        sheet=sheet,
        needed=needed,
        trouble=trouble,
        refusal=refusal,
    )
    return shown, 422 if refusal else 200
