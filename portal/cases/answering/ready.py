"""Rule: ready words to write to a person; what only a member can say stands in brackets.

They say nothing about anybody's care, so that they may go to everybody. What the law wants said is
in them: that it was received and by when there is an answer (SI 2009/309 reg. 13; WSI 2014/1794
reg. 15), and where else the person can go.
"""

from datetime import date
from typing import Final

from portal.cases.answering.letter import GAPS, rights_of
from portal.cases.deadlines import RulePack
from portal.cases.standing.standings import Standing
from portal.i18n import format_day
from portal.i18n import gettext as _
from portal.i18n import lazy_gettext as _l

WHY_MORE_TIME: Final = _l("[Say what we still wait for.]")
WHY_PASSED_ON: Final = _l("[Say why it goes there.]")
DONE_AT_ONCE: Final = _l("[Say what was done.]")
BRACKETS: Final = (*GAPS, WHY_MORE_TIME, WHY_PASSED_ON, DONE_AT_ONCE)

_CLAIMS: Final = frozenset({Standing.ELIGIBLE_PENDING, Standing.REPRESENTATIVE_PENDING})


def find_bracket(words: str) -> str | None:
    """A bracket that still stands in the words; asked in the language of the case."""
    return next((str(each) for each in BRACKETS if str(each) in words), None)


def acknowledgement(standing: Standing, *, answer_by: date | None) -> str:
    """That we have it, and what happens next."""
    parts = [_("Thank you for telling us. A member of the committee has read what you told us.")]
    if answer_by is not None:
        parts.append(
            _(
                "We look into it, and answer you by %(day)s. On the page of your receipt you see"
                " how far we are, and can write to us.",
                day=format_day(answer_by),
            )
        )
    if standing in _CLAIMS:
        parts.append(
            _(
                "Before we may tell you anything about care, we have to make sure that it is your"
                " own, or that you speak for the person. Write to us here how we can do that: for"
                " example which number we can ring, or that you have a power of attorney."
            )
        )
    elif standing is Standing.CONCERN_RAISER_ONLY:
        parts.append(
            _(
                "What we find about care we may only tell the person themselves, or whoever speaks"
                " for them. You will read here that we have looked into it."
            )
        )
    return "\n\n".join(parts)


def thanks() -> str:
    """That praise arrived, and what is done with it; nothing is looked into and nothing decided."""
    return _(
        "Thank you. A member of the committee has read your words. We pass them on to those they"
        " are for, and tell you here when that is done."
    )


def thanks_passed_on(on: date) -> str:
    """That praise was passed on. To whom is not said: the person may know only a first name."""
    return _(
        "Your words were passed on to those they are for on %(day)s. Thank you once more.",
        day=format_day(on),
    )


def more_time() -> str:
    """That the answer takes longer, and why."""
    return "\n\n".join([_("We are not done yet, and are sorry that it takes longer."),
                        str(WHY_MORE_TIME)])  # fmt: skip


def passed_on(body: str, how: str, words: str) -> str:
    """To which body it was passed, how to reach it, and why."""
    parts = [_("We have passed this to: %(body)s.", body=body)]
    if how:
        parts.append(_("You reach them here: %(how)s", how=how))
    parts += [
        words,
        _("They deal with it now, and answer you themselves. Nothing more is done here."),
    ]
    return "\n\n".join(parts)


def put_right(words: str) -> str:
    """That it was put right at once."""
    return "\n\n".join(
        [
            words,
            _("You told us that with this it is resolved, so we end it here, and nobody decides"
              " about it. If it is not resolved, say so here, and we open it again."),
        ]
    )  # fmt: skip


def too_late(pack: RulePack, words: str, *, known_on: date, may_be_told: bool) -> str:
    """That it came too late, why it is not looked into, and where else they can go.

    They read by which day it was judged, so that they can say that it was another. To somebody
    whom nobody accepted neither that day nor the member's own words are given.
    """
    parts = [
        _(
            "We have read what you told us. The rules let us look into what somebody tells us"
            " within %(months)s months of knowing of it, unless there was a good reason for the"
            " delay and it can still be looked into fairly. Two members found that this is not so"
            " here, and so it ends without a finding.",
            months=pack.late_complaint_months,
        )
    ]
    if may_be_told:
        parts += [
            _(
                "We take it that you knew of it on %(day)s. If it was later, or still goes on, or"
                " if you had a reason that we do not know, say so here: “It is not resolved” opens"
                " it again.",
                day=format_day(known_on),
            ),
            words,
        ]
    return "\n\n".join([*parts, *rights_of(pack)])


def told_twice() -> str:
    """That one of two ends, with no word of when or how the first came."""
    return _(
        "You have told us of this twice. We go on with what you told us first: its clock began"
        " earlier, and its receipt shows you everything. This one ends.\n\nIf you did not tell us"
        " twice, or if you have lost the first receipt, say so here: “It is not resolved” opens"
        " this again at once."
    )
