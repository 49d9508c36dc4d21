"""Steps of news by mail: asked for, confirmed from the letter box itself, told, stopped."""

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import delete

from portal.config import secret, secrets_of, settings
from portal.database import db
from portal.i18n import current_language, prefix_of, speaking
from portal.i18n import gettext as _
from portal.notices.services import send_each
from portal.publication import wording
from portal.publication.subscribing.models import Subscription
from portal.publication.subscribing.queries import (
    News,
    find_subscription,
    newest_instant,
    news_since,
    untold,
)
from portal.publication.subscribing.sealing import (
    Reached,
    hash_of,
    mailbox_of,
    new_code,
    seal,
    unseal,
)
from portal.publication.subscribing.topics import ANSWER_WITHIN, ASK_AGAIN_AFTER, Topic
from portal.text import mail_address

_AT_ONCE: Final = 200
_BEFORE_ALL: Final = datetime(2000, 1, 1, tzinfo=UTC)


def ask_for_news(
    address: str, *, topics: Collection[Topic], language: str, at: datetime
) -> Subscription | None:
    """Write to a letter box whether it wants news; nothing else is sent before it says yes.

    The same for one that has news already and wants other topics. None where it was asked a
    moment ago: nobody can fill another's letter box. Raises MailAddressRefused.
    """
    address = mail_address(address)
    mailbox = mailbox_of(address, secret("outbox"))
    found = find_subscription(mailbox)
    if found is not None and at - found.asked_at < ASK_AGAIN_AFTER:
        return None
    if found is None:
        found = Subscription(mailbox=mailbox, topics=[], sealed=b"")
    # The code stays the same: the link in an old letter must still stop what it belongs to.
    known = unseal(found.sealed, secrets_of("outbox"), mailbox) if found.sealed else None
    code = known.code if known else new_code()
    found.sealed = seal(Reached(address, code), secret("outbox"), mailbox)
    found.code_sha256 = hash_of(code)
    found.wanted = sorted(topics)
    found.language = language
    found.asked_at = at
    db.session.add(found)
    db.session.flush()
    with speaking(language):
        subject = _("Do you want news from %(coop)s?", coop=settings().coop_name)
        send_each([(address, subject, _question(code), "")], at=at)
    return found


def confirm(subscription: Subscription, *, at: datetime) -> None:
    """From now on this letter box is told of what it wanted. Twice is once."""
    if subscription.wanted:
        subscription.topics, subscription.wanted = subscription.wanted, []
    if subscription.confirmed_at is None:
        # Not by the clock: what comes out is seen some seconds after the instant that it bears.
        newest = newest_instant() or _BEFORE_ALL
        subscription.confirmed_at, subscription.told_until = at, newest
    db.session.flush()


def stop(subscription: Subscription) -> None:
    """Forget the letter box. Nothing is kept of it."""
    db.session.delete(subscription)
    db.session.flush()


def forget_unanswered(at: datetime) -> None:
    """Forget those who were asked and did not answer."""
    db.session.execute(
        delete(Subscription).where(
            Subscription.confirmed_at.is_(None), Subscription.asked_at < at - ANSWER_WITHIN
        )
    )


def tell_news(at: datetime) -> int:
    """Write to those who have not heard of the newest releases; returns how many letters.

    Each is told in the transaction that notes it, so that nobody is told twice.
    """
    newest = newest_instant()
    if newest is None:
        return 0
    letters = []
    for one in untold(newest, _AT_ONCE):
        reached = unseal(one.sealed, secrets_of("outbox"), one.mailbox)
        told_until = one.told_until
        if reached is None or told_until is None:
            # The secret that sealed it is gone: nobody can be reached by it again.
            db.session.delete(one)
            continue
        with speaking(one.language):
            letters += [
                (reached.address, *_letter(news, reached.code), stop_address(reached.code))
                for news in news_since(told_until)
                if news.topics & set(one.topics)
            ]
        one.told_until = newest
    send_each(letters, at=at)
    db.session.flush()
    return len(letters)


def stop_address(code: str) -> str:
    """Where one click is enough."""
    return f"{settings().base_url}/reports/by-mail/{code}/stop"


def _question(code: str) -> str:
    address = f"{_site()}/reports/by-mail/{code}"
    return "\n\n".join(
        [
            _(
                "Somebody, probably you, asked us to write to this address when we publish a "
                "report of our care."
            ),
            _("If you want that, open this page and press the button:"),
            address,
            _(
                "If not, do nothing: we do not write again, and forget this address after seven "
                "days."
            ),
        ]
    )


def _letter(news: News, code: str) -> tuple[str, str]:
    release = news.release
    month = wording.month_of(release.figures)
    if news.withdrawal is not None:
        # Nothing that it told: only why it is gone, and where that can be read.
        subject = _("The report of %(month)s was taken down", month=month)
        lines = [news.withdrawal.reason]
    else:
        subject, lines = _of_release(news, month)
    lines += [
        f"{_site()}/reports/{release.name}",
        _("You get this letter because you asked for it. To stop, open this page:"),
        stop_address(code),
    ]
    return subject, "\n\n".join(lines)


def _of_release(news: News, month: str) -> tuple[str, list[str]]:
    release = news.release
    if Topic.CORRECTIONS in news.topics:
        subject = _("The report of %(month)s was corrected", month=month)
    else:
        subject = _("The report of %(month)s is out", month=month)
    lines = [" ".join(wording.headline_sentences(release.figures))]
    if release.reason:
        lines.append(release.reason)
    if Topic.METHOD in news.topics:
        lines.append(_("How figures are made has changed with this report."))
    return subject, lines


def _site() -> str:
    return settings().base_url + prefix_of(current_language())
