"""Keys: the page of somebody who leaves, and the page for colleagues without keys."""

from collections.abc import Mapping
from uuid import UUID

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.accounts.access import private_key, reauthenticated, requires, signed_in
from portal.accounts.models import Account
from portal.accounts.permissions import Permission
from portal.committee.hand_over.queries import (
    count_safes_held,
    find_hand_over,
)
from portal.committee.hand_over.screening import EXTENSION, FactsOfSafes, SafeFacts
from portal.committee.hand_over.services import finish_if_done, pass_keys
from portal.committee.queries import grant_candidates, people
from portal.committee.services import refresh_authority
from portal.database import reading, transaction
from portal.errors import NotFound
from portal.i18n import gettext as _
from portal.i18n import ngettext
from portal.vault.queries import PASSES_ON, find_safes_to_screen, safes_of, unread_safes
from portal.vault.sealing import OpenSafe
from portal.vault.states import GrantState

bp = Blueprint("hand_over", __name__, url_prefix="/keys")


@bp.get("/leaving")
@requires(Permission.HAND_OVER)
def leaving() -> ResponseReturnValue:
    """How many cases wait to be handed over, and until when."""
    account = signed_in()
    hand_over = find_hand_over(account.id)
    if hand_over is None:
        raise NotFound
    return render_template(
        "committee/hand_over/leaving.html",
        hand_over=hand_over,
        count=len(_passable(account)),
    )


@bp.post("/leaving")
@requires(Permission.HAND_OVER)
@reauthenticated
def leave() -> ResponseReturnValue:
    """Pass every key on to those who follow."""
    safes, facts = _screened(leaves=True)
    with transaction():
        account, at = signed_in(), clock.now()
        hand_over = find_hand_over(account.id)
        if hand_over is None:
            raise NotFound
        candidates, register = grant_candidates(clock.today()), people(clock.today())
        pass_keys(safes, facts, candidates=candidates, register=register, by=account, at=at)
        done = finish_if_done(hand_over, facts, candidates=candidates, register=register, at=at)
        refresh_authority(at)
    if done:
        flash(_("Everything is handed over. You hold no keys any more. Thank you."))
        return redirect(url_for("accounts.desk"), 303)
    flash(_("What could be handed over is. For the rest too few have followed yet."))
    return redirect(url_for(".leaving"), 303)


@bp.get("")
@requires(Permission.GRANT_KEYS)
def colleagues() -> ResponseReturnValue:
    """Who holds how many of the cases that I hold."""
    account = signed_in()
    own = _passable(account)
    others = [
        each
        for each in grant_candidates(clock.today())
        if each.person_id is not None and each.holder_id != account.holder_id
    ]
    return render_template(
        "committee/hand_over/colleagues.html",
        colleagues=others,
        held=count_safes_held(own, [each.holder_id for each in others]),
        count=len(own),
    )


@bp.post("/<uuid:holder_id>")
@requires(Permission.GRANT_KEYS)
@reauthenticated
def give(holder_id: UUID) -> ResponseReturnValue:
    """Give one colleague the keys that they may have and have not."""
    safes, facts = _screened()
    with transaction():
        given = pass_keys(
            safes,
            facts,
            candidates=grant_candidates(clock.today()),
            register=people(clock.today()),
            only_to=holder_id,
            by=signed_in(),
            at=clock.now(),
        )
    flash(
        ngettext("%(num)s key was given.", "%(num)s keys were given.", given)
        if given
        else _("There was no key that you could give them.")
    )
    return redirect(url_for(".colleagues"), 303)


def _passable(account: Account) -> list[UUID]:
    return safes_of(account.holder_id, PASSES_ON) if account.holder_id else []


def _screened(*, leaves: bool = False) -> tuple[Mapping[UUID, OpenSafe], Mapping[UUID, SafeFacts]]:
    """What I may pass on, opened, and what must be known of it first.

    Whoever leaves also passes on what nobody reads yet; that is counted and shown nowhere.
    """
    facts_of_safes: FactsOfSafes | None = current_app.extensions.get(EXTENSION)
    with reading():
        account = signed_in()
        if account.holder_id is None or facts_of_safes is None:
            return {}, {}
        safes = find_safes_to_screen(_passable(account), account.holder_id, private_key())
        if leaves:
            unread = unread_safes(account.holder_id)
            safes |= find_safes_to_screen(
                unread, account.holder_id, private_key(), states={GrantState.DORMANT}
            )
        return safes, facts_of_safes(safes, clock.today())
