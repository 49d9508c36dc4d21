"""Questions about who wants news of reports."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select

from portal.database import db, lock
from portal.errors import NotFound
from portal.publication.amending.models import ReleaseWithdrawal
from portal.publication.amending.queries import withdrawn
from portal.publication.models import Release
from portal.publication.queries import published_releases
from portal.publication.subscribing.models import Subscription
from portal.publication.subscribing.sealing import hash_of
from portal.publication.subscribing.topics import Topic, topics_of


class News(NamedTuple):
    """That a release came out, or that it was taken down."""

    release: Release
    topics: frozenset[Topic]
    came_out_at: datetime
    withdrawal: ReleaseWithdrawal | None

    @property
    def at(self) -> datetime:
        """When it happened."""
        gone_at = self.withdrawal.withdrawn_at if self.withdrawal else None
        return gone_at or self.came_out_at


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
    """When the last release came out or was taken down."""
    return max((one.at for one in _every_news()), default=None)


def releases_of(topic: Topic) -> list[Release]:
    """The releases that are news of something, the newest first; those taken down as well."""
    return [one.release for one in reversed(_every_news()) if topic in one.topics]


def news_since(told_until: datetime) -> list[News]:
    """What came out since and stands, and what was taken down since of what was told before."""
    return [
        one
        for one in sorted(_every_news(), key=lambda one: (one.at, one.release.name))
        if one.at > told_until and (one.withdrawal is None or one.came_out_at <= told_until)
    ]


def _every_news() -> list[News]:
    """Every published release and what it is news of, in the order in which they came out."""
    gone = withdrawn()
    found, before = [], None
    for came_out_at, release in sorted(
        ((one.published_at, one) for one in published_releases() if one.published_at),
        key=lambda each: (each[0], each[1].name),
    ):
        topics = topics_of(
            release.figures,
            is_correction=release.corrects_id is not None,
            before=before.figures if before else None,
        )
        withdrawal = gone.get(release.id)
        if withdrawal is None:
            before = release
        else:
            topics |= {Topic.CORRECTIONS}
        found.append(News(release, topics, came_out_at, withdrawal))
    return found
