"""Letter boxes that asked for news."""

import re
from collections.abc import Collection
from datetime import datetime

from portal import config
from portal.publication.subscribing.sealing import unseal
from portal.publication.subscribing.services import ask_for_news
from portal.publication.subscribing.topics import Topic
from tests.conftest import NOW

LINK = re.compile(r"/reports/by-mail/([\w-]+)")


def asked_for_news(
    address: str, *, topics: Collection[Topic] = (Topic.REPORTS,), at: datetime = NOW
) -> str:
    """The code in the letter that asks this letter box. Inside a transaction."""
    asked = ask_for_news(address, topics=topics, language="en", at=at)
    assert asked is not None
    reached = unseal(asked.sealed, config.secrets_of("outbox"), asked.mailbox)
    assert reached is not None
    return reached.code
