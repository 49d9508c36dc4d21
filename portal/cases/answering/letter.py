"""Rule: what stands in an answer.

How it was considered; the conclusions and what has to be put right; whether that was or will be
done; the right to go to the outside body; and who signs it. Source: SI 2009/309 reg. 14 (known from
its parallel, SI 2012/3094 reg. 29).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from portal.cases.deadlines import RulePack, StartEvent
from portal.cases.findings import FINDINGS, RECORD_MATCHES, Finding, RecordMatch
from portal.i18n import format_day
from portal.i18n import gettext as _
from portal.i18n import lazy_gettext as _l

# What only a member can say. An answer goes out when none of these stand in it any more.
GAPS: Final = (
    _l("[Say what you did to find out: whom you asked, and what you looked at.]"),
    _l("[Say why.]"),
    _l("[Say what is put right, who does it, and by which day. If nothing is, say why.]"),
)


@dataclass(frozen=True)
class Conclusion:
    """What was found of one thing."""

    subject: str
    finding: Finding
    members: int
    """How many members took part in the decision."""


def draft_of(
    conclusions: Sequence[Conclusion],
    *,
    received_on: date,
    record_match: RecordMatch | None,
    promised: Sequence[tuple[str, date]] = (),
) -> str:
    """The answer as far as the portal knows it; what only a member can say stands in brackets."""
    did, why, put_right = GAPS
    lines = [
        _("How we looked into it"),
        _("You spoke up on %(day)s. We read everything you wrote.", day=format_day(received_on)),
    ]
    if record_match is not None:
        lines.append(
            _("We compared it with the record of visits: %(found)s.",
              found=RECORD_MATCHES[record_match])
        )  # fmt: skip
    lines += [str(did), "", _("What we found")]
    for each in conclusions:
        lines += [
            f"{each.subject}: {FINDINGS[each.finding]}.",
            _("%(count)s members decided this.", count=each.members),
            str(why),
            "",
        ]
    lines.append(_("What happens now"))
    lines += [
        _("By %(day)s: %(what)s", day=format_day(due_on), what=what) for what, due_on in promised
    ]
    if not promised:
        lines.append(str(put_right))
    return "\n".join(lines)


def find_gap(words: str) -> str | None:
    """A bracket of the draft that still stands in an answer; asked in the answer's language."""
    return next((str(gap) for gap in GAPS if str(gap) in words), None)


def rights_of(pack: RulePack) -> list[str]:
    """That it is opened again, and where else the person can go, and by when."""
    again = _(
        "If this is not resolved, tell us on the page of your receipt, or by telephone. We open"
        " it again."
    )
    return [again, *outside_rights(pack)]


def outside_rights(pack: RulePack) -> list[str]:
    """To which body outside the person can go, by when, and how to reach it."""
    body = _(pack.outside_body)
    if not pack.outside_body_months:
        by_when = _("You can take this to the %(body)s. You need nobody's leave.", body=body)
    elif pack.outside_body_from is StartEvent.ANSWER:
        by_when = _(
            "You can take this to the %(body)s within %(months)s months of this answer. You need"
            " nobody's leave.",
            body=body,
            months=pack.outside_body_months,
        )
    else:
        by_when = _(
            "You can take this to the %(body)s. Its %(months)s months count from the day on which"
            " you first knew about the matter, not from the day of this letter. You need nobody's"
            " leave.",
            body=body,
            months=pack.outside_body_months,
        )
    phone, post = pack.outside_body_phone, pack.outside_body_post
    return [
        by_when,
        *([_("Telephone: %(number)s", number=phone)] if phone else []),
        *([_("By post: %(address)s", address=post)] if post else []),
        *([pack.outside_body_url] if pack.outside_body_url else []),
    ]


def letter_of(
    words: str, *, reference: str, written_on: date, signed: str, pack: RulePack, name: str
) -> dict[str, Any]:
    """What the template of the letter is given."""
    who = _("%(name)s, for the committee", name=signed)
    return {
        "title": _("Our answer to %(reference)s", reference=reference),
        "by": name,
        "parts": [
            {"heading": _("Our answer"), "lines": [format_day(written_on), words]},
            {"heading": _("If you do not agree"), "lines": rights_of(pack)},
            {"heading": _("Signed"), "lines": [who, name]},
        ],
    }
