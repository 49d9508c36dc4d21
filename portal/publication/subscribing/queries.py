"""Questions about who wants news of reports."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import select

from portal.database import db, lock
from portal.errors import NotFound
from portal.publication.amending.queries import standing_releases
from portal.publication.models import Release
from portal.publication.subscribing.models import Subscription
from portal.publication.subscribing.sealing import hash_of
from portal.publication.subscribing.topics import Topic, topics_of


def find_subscription(mailbox: bytes) -> Subscription | None:
    """What is kept of a letter box, locked where it is about to be changed."""
    return db.session.scalar(lock(select(Subscription).where(Subscription.mailbox == mailbox)))


def get_subscription(code: str) -> Subscription:
    """The one whose letters carry this code. Raises NotFound."""
    found = db.session.scalar(
        lock(select(Subscription).where(Subscription.code_sha256 == hash_of(code)))
    )
    if found is None:
        raise NotFound
    return found


def untold(until: datetime, most: int) -> Sequence[Subscription]:
    """Some of those who have not heard of what came out until then."""
    return db.session.scalars(
        lock(
            select(Subscription)
            .where(Subscription.told_until < until)
            .order_by(Subscription.told_until, Subscription.id)
            .limit(most)
        )
    ).all()


def newest_instant() -> datetime | None:
    """When the last release came out."""
    found = [at for one in standing_releases() if (at := one.published_at)]
    return max(found, default=None)


def releases_of(topic: Topic) -> list[Release]:
    """The releases that are news of something, the newest first."""
    long_ago = datetime.min.replace(tzinfo=UTC)
    return [one for one, topics in reversed(news_since(long_ago)) if topic in topics]


def news_since(told_until: datetime) -> list[tuple[Release, frozenset[Topic]]]:
    """What came out since, the oldest first, and what each is news of."""
    ordered = sorted(
        (one for one in standing_releases() if one.published_at),
        key=lambda one: (one.published_at or told_until, one.name),
    )
    found, before = [], None
    for release in ordered:
        if release.published_at and release.published_at > told_until:
            topics = topics_of(
                release.figures,
                is_correction=release.corrects_id is not None,
                before=before.figures if before else None,
            )
            found.append((release, topics))
        before = release
    return found
