"""Rule: how a case ends without a finding, and what the person is told of it.

Source: SI 2009/309 reg. 8(1)(c) (said, and resolved to the person's satisfaction by the end of the
next working day: no complaint to be counted) and reg. 12 (twelve months from what happened or from
knowing of it, which does not hold where there was good reason and it can still be looked into
effectively and fairly); WSI 2014/1794 reg. 12; the Scottish model procedure (six months from
knowing of it, and twelve from what happened at the most). NHS Digital, KO41a (one complaint is
counted once; one that is passed on is counted by the body that handles it).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from portal.cases.deadlines import RulePack
from portal.cases.tellings import Contact
from portal.cases.workflow import CaseKind
from portal.cases.working_days import months_after, nth_working_day_after
from portal.errors import RuleBroken
from portal.i18n import format_day
from portal.i18n import gettext as _
from portal.i18n import lazy_gettext as _l

HARMED: Final = 3
"""From this on nothing is too late to be looked into."""


class EndingRefused(RuleBroken):
    """The case cannot end like this."""


class NoFinding(StrEnum):
    """How two members end a case without looking into it."""

    OUT_OF_TIME = "out_of_time"
    TOLD_TWICE = "told_twice"
    WITHDRAWN = "withdrawn"
    """The person says so to a member, and not with their receipt."""


class SamePerson(StrEnum):
    """What shows that one person told us twice."""

    SAID_SO = "said_so"
    SAME_CONTACT = "same_contact"


class Leave(StrEnum):
    """Why it may be passed on."""

    AGREED = "agreed"
    DANGER = "danger"


NO_FINDINGS: Final = {
    NoFinding.OUT_OF_TIME: _l("It came too late to be looked into"),
    NoFinding.TOLD_TWICE: _l("One person told us twice, and we go on with the first"),
    NoFinding.WITHDRAWN: _l("The person withdraws it, as they told a member"),
}
SAME_PERSON: Final = {
    SamePerson.SAID_SO: _l("The person said or wrote themselves that they told us twice"),
    SamePerson.SAME_CONTACT: _l(
        "Both were sent with the same address or telephone number. The computer compares them; you"
        " do not see them."
    ),
}
LEAVES: Final = {
    Leave.AGREED: _l("The person agreed that we pass it on"),
    Leave.DANGER: _l("Somebody is in danger, so that we do not wait for a yes"),
}


# Sealed in a case, for members: in one language, and taken apart again by the same words.
_ASKED: Final = (
    "Knew of it on",
    "A good reason for not speaking up before",
    "Can still be looked into fairly",
)


@dataclass(frozen=True, slots=True)
class Lateness:
    """Since when the person knew, and what there is to be said for looking into it all the same."""

    known_on: date
    had_reason: bool
    is_still_fair: bool

    @property
    def is_excused(self) -> bool:
        """Whether the limit does not hold."""
        return self.had_reason and self.is_still_fair

    def to_text(self, words: str) -> str:
        """One text to seal and to show to members, with what the one who asks says of it.

        >>> print(Lateness(date(2025, 3, 5), False, True).to_text("She said so."))
        Knew of it on: 2025-03-05
        A good reason for not speaking up before: no
        Can still be looked into fairly: yes
        <BLANKLINE>
        She said so.
        """
        answers = ("yes" if each else "no" for each in (self.had_reason, self.is_still_fair))
        lines = zip(_ASKED, (self.known_on.isoformat(), *answers), strict=True)
        return "\n".join(f"{asked}: {answer}" for asked, answer in lines) + f"\n\n{words}"

    @classmethod
    def of_text(cls, text: str) -> tuple["Lateness", str]:
        """What was sealed, and what the one who asked says of it.

        >>> lateness = Lateness(date(2025, 3, 5), False, True)
        >>> Lateness.of_text(lateness.to_text("She said so.")) == (lateness, "She said so.")
        True
        """
        told, _gap, words = text.partition("\n\n")
        known_on, *answers = (line.partition(": ")[2] for line in told.splitlines())
        return cls(date.fromisoformat(known_on), *(each == "yes" for each in answers)), words


def last_day_in_time(pack: RulePack, *, happened_on: date | None, known_on: date) -> date | None:
    """The last day on which somebody may speak up; None where the rules set none.

    >>> from portal.cases.rule_packs import find_pack
    >>> d = date
    >>> eng, sco = find_pack("ENG-LA-2009"), find_pack("SCO-MCHP")
    >>> last_day_in_time(eng, happened_on=d(2025, 1, 31), known_on=d(2025, 3, 1))
    datetime.date(2026, 3, 1)
    >>> last_day_in_time(sco, happened_on=d(2025, 1, 31), known_on=d(2025, 10, 1))
    datetime.date(2026, 1, 31)
    >>> last_day_in_time(find_pack("IT-CARTA"), happened_on=None, known_on=d(2025, 1, 31)) is None
    True
    """
    if pack.late_complaint_months is None:
        return None
    days = [months_after(known_on, pack.late_complaint_months)]
    if pack.late_complaint_most_months is not None and happened_on is not None:
        days.append(months_after(happened_on, pack.late_complaint_most_months))
    return min(days)


def require_late(
    pack: RulePack, *, happened_on: date | None, known_on: date, received_on: date, severity: int
) -> None:
    """Refuse to call late what came in time, or what is too grave for it. Raises EndingRefused."""
    last = last_day_in_time(pack, happened_on=happened_on, known_on=known_on)
    if last is None:
        raise EndingRefused(_("These rules set no last day for speaking up."))
    if happened_on is not None and known_on < happened_on:
        raise EndingRefused(
            _("Nobody can have known of it before it happened, on %(day)s.",
              day=format_day(happened_on))
        )  # fmt: skip
    if received_on <= last:
        raise EndingRefused(
            _("It came in time: the last day was %(day)s, and it reached us on %(came)s.",
              day=format_day(last), came=format_day(received_on))
        )  # fmt: skip
    if severity >= HARMED:
        raise EndingRefused(
            _("Somebody was harmed, or may be. That is looked into however late it comes.")
        )


def last_day_to_settle(pack: RulePack, received_on: date) -> date:
    """The last day on which something said may end as put right at once.

    >>> from portal.cases.rule_packs import find_pack
    >>> last_day_to_settle(find_pack("WAL-SS-2014"), date(2026, 11, 13)).strftime("%a %d")
    'Mon 16'
    """
    return nth_working_day_after(received_on, 1, pack.nation)


def require_settled(
    pack: RulePack, *, said: bool, received_on: date, stage: int, today: date
) -> None:
    """Refuse to end as put right at once what was not. Raises EndingRefused."""
    if not said:
        raise EndingRefused(
            _("Only what was said, by telephone or in person, ends like this. What somebody wrote"
              " is answered.")
        )  # fmt: skip
    if stage > 1:
        raise EndingRefused(_("The person says that it is not resolved, so it is answered now."))
    last = last_day_to_settle(pack, received_on)
    if today > last:
        raise EndingRefused(
            _("The last day for this was %(day)s, the next working day. Now it is answered.",
              day=format_day(last))
        )  # fmt: skip


def require_kind(kind: CaseKind) -> None:
    """Refuse what nobody complains of. Raises EndingRefused."""
    if kind in (CaseKind.PRAISE, CaseKind.HELD):
        raise EndingRefused(_("Thanks, and the question what is held, do not end like this."))


def is_same_contact(one: Contact, two: Contact) -> bool:
    """Whether both left the same address or telephone number. A name alone shows nothing.

    >>> is_same_contact(Contact(phone="+44 1286 555 019"), Contact(phone="01286 555019"))
    True
    >>> is_same_contact(Contact(name="Dai"), Contact(name="Dai"))
    False
    """
    mails = {each.email.strip().casefold() for each in (one, two)}
    if len(mails) == 1 and mails != {""}:
        return True
    phones = {_last_figures(each.phone) for each in (one, two)}
    return len(phones) == 1 and phones != {""}


def _last_figures(phone: str) -> str:
    """The end of a number, which is the same with the code of the country and without."""
    figures = "".join(sign for sign in phone if sign.isdigit())
    return figures[-9:] if len(figures) >= 9 else ""
