"""What a report says, as it stands on its page: made once when it comes out, and never again.

It is kept as a document of its own (report.html), which has the look of that day with it. The page
of a report puts its frame around the part between `<article` and `</article>`, byte for byte.
"""

import base64
import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from portal.i18n import current_language
from portal.lasting import lasting_part, origin, present_style
from portal.publication import attack_wording, trend_wording, wording
from portal.publication.amending.changes import revised_rows
from portal.publication.concerns import wording as year_wording
from portal.publication.levels import wording as levels
from portal.publication.models import ReleaseAttack

_BEGIN, _END = b"<article", b"</article>"
_STYLE_BEGINS, _STYLE_ENDS = b"<style>", b"</style>"
# It asks for nothing and nothing runs in it; its links lead back to where it came from.
_POLICY: Final = (
    "default-src 'none'; style-src 'sha256-{digest}'; base-uri 'self'; form-action 'none'; "
    "frame-ancestors 'none'"
)


class Told(NamedTuple):
    """Everything that a report says, on the day on which it comes out."""

    name: str
    figures: dict[str, Any]
    months: Sequence[dict[str, Any]]
    """The figures of the months up to it, any order."""
    corrects: str | None
    """The name of the release that it corrects."""
    before: dict[str, Any] | None
    """Those figures, where they may still be told."""
    reason: str
    attack: ReleaseAttack | None
    names: Sequence[str]
    """Who signed it."""
    at: datetime


def article_of(told: Told, *, attacked: Sequence[str] | None = None) -> str:
    """The report's own part of its page, in the language that is spoken.

    `attacked` is said of the attack in place of what it came to, for as long as it is not done.
    """
    if attacked is None:
        attacked = attack_wording.attack_sentences(told.attack)
    return lasting_part(
        "publication/article.html",
        told=told,
        figures=told.figures,
        revised=revised_rows(told.before, told.figures) if told.before else [],
        change=trend_wording.change_sentence(told.figures, told.months),
        strip=trend_wording.months_strip(told.months),
        attacked=attacked,
        wording=wording,
        year_wording=year_wording,
        levels=levels,
    )


def report_html(told: Told, *, coop: str) -> bytes:
    """The same as a document that needs nothing beside it."""
    document = lasting_part(
        "publication/as_published.html",
        article=article_of(told),
        style=present_style(),
        title=f"{wording.month_of(told.figures)} · {coop}",
        name=told.name,
        at=told.at,
        origin=origin(),
    )
    return f"{document}\n".encode()


def article_in(document: bytes) -> str | None:
    """The report's own part out of that document, where that is in the language that is spoken."""
    begins, ends = document.find(_BEGIN), document.rfind(_END)
    is_spoken = f'<html lang="{current_language()}">'.encode() in document[:200]
    if not is_spoken or not 0 <= begins < ends:
        return None
    return document[begins : ends + len(_END)].decode()


def policy_of(document: bytes) -> str:
    """What a browser may do with that document: use the style that it brings, and nothing else."""
    style = document.partition(_STYLE_BEGINS)[2].partition(_STYLE_ENDS)[0]
    digest = base64.b64encode(hashlib.sha256(style).digest()).decode()
    return _POLICY.format(digest=digest)
