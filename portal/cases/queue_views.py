"""Pages of the queue: a member's cases, what is looked for among them, letters that wait."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from enum import StrEnum
from typing import Final, TypeVar

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.accounts.access import may, private_key, requires, signed_in, who
from portal.accounts.permissions import Permission
from portal.cases import queries, queue_queries
from portal.cases.deadlines import RulePack
from portal.cases.deleting.keeping_queries import cases_kept_long_enough
from portal.cases.deleting.queries import deletions_seen_by
from portal.cases.following.queries import open_alerts_for
from portal.cases.forms import FindForm
from portal.cases.letters.services import send_waiting_letters
from portal.cases.paging import PER_PAGE, Pages
from portal.cases.queue_queries import QueueRow, QueueView
from portal.cases.rule_packs import find_pack
from portal.cases.safeguarding.queries import suspended_beside
from portal.cases.searching.queries import Searched, cases_with_words
from portal.cases.searching.services import note_search
from portal.cases.seconding.queries import requests_for
from portal.cases.today_queries import news_of
from portal.cases.workflow import CaseKind
from portal.config import settings
from portal.database import transaction
from portal.i18n import ngettext
from portal.kept_pages import kept_page
from portal.sought import look_for, looked_for

NEWS: Final = timedelta(days=7)
"""So long the queue shows that a case was deleted."""
FIRST_PAGE: Final = Pages()
Choice = TypeVar("Choice", bound=StrEnum)


@requires(Permission.READ_CASES)
def queue() -> ResponseReturnValue:
    """The member's cases, what is due first standing first."""
    somebody = who()
    return kept_page(somebody.sees, somebody.pages, _queue)


def _queue() -> str:
    view = _chosen(QueueView, "show") or QueueView.OPEN
    kind = _chosen(CaseKind, "kind")
    form = FindForm.of_request(data={"kind": kind or ""})
    pages = Pages.asked(request.args.get("page", ""))
    found = queue_queries.queue_of(
        signed_in(),
        today=clock.today(),
        view=view,
        kind=kind,
        first=pages.first,
        most=PER_PAGE + 1,
    )
    pages = replace(pages, has_more=len(found) > PER_PAGE)
    return _listed(found[:PER_PAGE], form, view=view, kind=kind, pages=pages)


@requires(Permission.READ_CASES)
def find() -> ResponseReturnValue:
    """The member's cases that fit the words last looked for, which stand in no address."""
    form = FindForm.of_request(data=looked_for("cases"))

    if form.submitted():
        if not form.words.data:
            return redirect(url_for("cases.queue", kind=form.kind.data or None), 303)
        look_for("cases", {"words": form.words.data})
        with transaction():
            note_search(by=signed_in(), at=clock.now())
        return redirect(url_for("cases.find"), 303)

    words = looked_for("cases").get("words", "")
    if not words and not form.errors:
        return redirect(url_for("cases.queue"), 303)
    named = queue_queries.found_cases(signed_in(), words)
    searched = cases_with_words(signed_in(), private_key(), words)
    found = queue_queries.rows_of(list(dict.fromkeys([*named, *searched.found])), clock.today())
    return _listed(found, form, words=words, searched=searched), form.status


@requires(Permission.HANDLE_CASES)
def send_letters() -> ResponseReturnValue:
    """Send the letters that wait in the cases whose key this member holds."""
    reader = signed_in()
    with transaction():
        waiting = queries.cases_with_waiting_letters(reader)
        opened = queries.open_cases(waiting, reader, private_key())
        sent = send_waiting_letters(opened, at=clock.now())
    flash(
        ngettext(
            "%(count)s letter is on its way.",
            "%(count)s letters are on their way.",
            sent,
            count=sent,
        )
    )
    return redirect(url_for("cases.queue"), 303)


def _listed(
    found: Sequence[QueueRow],
    form: FindForm,
    *,
    view: QueueView = QueueView.OPEN,
    kind: CaseKind | None = None,
    words: str = "",
    pages: Pages = FIRST_PAGE,
    searched: Searched | None = None,
) -> str:
    return render_template(
        "cases/queue.html",
        cases=found,
        form=form,
        view=view,
        kind=kind,
        words=words,
        pages=pages,
        searched=searched,
        rules=None if _rules().holds_on(clock.today()) else _rules(),
        news=news_of(
            [each.id for each in found], signed_in(), may_vote=may(Permission.DECIDE_CASES)
        ),
        waiting=queue_queries.count_waiting_letters(signed_in()),
        suspended=suspended_beside(signed_in()),
        requests=requests_for(signed_in(), clock.today()),
        alerts=open_alerts_for(signed_in()),
        over=cases_kept_long_enough(signed_in()),
        deleted=deletions_seen_by(signed_in(), since=clock.today() - NEWS),
    )


def _rules() -> RulePack:
    """The rules from which the clocks of new cases are taken."""
    return find_pack(settings().rule_pack, clock.today())


def _chosen(choices: type[Choice], name: str) -> Choice | None:
    """What the address asks for, where it asks for something there is."""
    given = request.args.get(name, "")
    return choices(given) if given in [str(each) for each in choices] else None
