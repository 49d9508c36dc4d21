"""What the desk says of cases: what there is to do today, each a link."""

from datetime import date

from flask import url_for

from portal.accounts.access import may, signed_in
from portal.accounts.desk import TodayLine
from portal.accounts.permissions import Permission
from portal.cases.queue_queries import QueueView
from portal.cases.routing.queries import waits_for
from portal.cases.rule_packs import find_pack
from portal.cases.seconding.queries import count_requests_to_answer
from portal.cases.today_queries import today_of
from portal.cases.working_days import nth_working_day_after
from portal.config import settings
from portal.i18n import format_weekday, ngettext
from portal.i18n import gettext as _


def today_lines(today: date) -> list[TodayLine] | None:
    """What waits for who is signed in; None for somebody who reads no cases."""
    if not may(Permission.READ_CASES):
        return None
    reader, queue = signed_in(), url_for("cases.queue")
    next_day = nth_working_day_after(today, 1, find_pack(settings().rule_pack).nation)
    found = today_of(reader, today=today, next_day=next_day)
    late = url_for("cases.queue", show=QueueView.OVERDUE.value)
    lines = [
        (found.overdue, late, _("%(count)s overdue", count=found.overdue)),
        (found.today, queue, _("%(count)s due today", count=found.today)),
        (found.next_day, queue, _due_next(found.next_day, next_day, today)),
    ]
    if may(Permission.HANDLE_CASES):
        asked = count_requests_to_answer(reader, today)
        words = ngettext(
            "%(count)s waits for your yes or no",
            "%(count)s wait for your yes or no",
            asked,
            count=asked,
        )
        lines.append((asked, queue + "#agree", words))
    if may(Permission.DECIDE_CASES):
        waiting = url_for("cases.queue", show=QueueView.VOTES.value)
        words = ngettext(
            "%(count)s vote waits for you",
            "%(count)s votes wait for you",
            found.votes,
            count=found.votes,
        )
        lines.append((found.votes, waiting, words))
        words = _("A table of who gets which case waits for a second member")
        lines.append((waits_for(reader), url_for("cases.routing.show"), words))
    if may(Permission.HANDLE_CASES):
        words = ngettext(
            "%(count)s letter to send",
            "%(count)s letters to send",
            found.letters,
            count=found.letters,
        )
        lines.append((found.letters, queue + "#letters", words))
    return [TodayLine(href, words) for count, href, words in lines if count]


def _due_next(count: int, day: date, today: date) -> str:
    if (day - today).days == 1:
        return _("%(count)s due tomorrow", count=count)
    return _("%(count)s due by %(day)s", count=count, day=format_weekday(day))
