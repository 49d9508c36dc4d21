"""Clocks: what rules say of them, when they start, and when they are due.

The rules are data (`rule_packs.py` reads them), each with its source and what was checked of it.
They are never presented as legal advice.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from portal.cases.workflow import CaseKind
from portal.cases.working_days import months_after, nth_working_day_after, working_days_between
from portal.errors import RuleBroken
from portal.i18n import gettext as _
from portal.i18n import lazy_gettext as _l


class ExtensionRefused(RuleBroken):
    """The clock may not be given more time in this way."""


class DeadlineKind(StrEnum):
    """What has to be done by a day."""

    ACKNOWLEDGE = "acknowledge"
    ANSWER = "answer"


class StartEvent(StrEnum):
    """What starts a clock."""

    RECEIPT = "receipt"
    ACKNOWLEDGEMENT = "acknowledgement"
    ANSWER = "answer"
    KNOWLEDGE = "knowledge"
    """The day on which the person first knew about the matter."""


class SetBy(StrEnum):
    """What a day comes from. What a person was told in so many words is never worked out anew."""

    RULE = "rule"
    AGREED = "agreed"
    EXTENDED = "extended"
    RENEWED = "renewed"
    """The rules as well, after they or the days off had changed."""


WORKED_OUT = frozenset({SetBy.RULE, SetBy.RENEWED})


class Basis(StrEnum):
    """Who says how long a clock runs. A promise is kept like a law, and is not called one."""

    LAW = "law"
    GUIDANCE = "guidance"
    PROMISE = "promise"


DEADLINES = {
    DeadlineKind.ACKNOWLEDGE: _l("Tell the person that it was received"),
    DeadlineKind.ANSWER: _l("Answer the person"),
}

# The bodies that the packs name, marked here so that a page can say them in its own language.
OUTSIDE_BODIES = (
    _l("Local Government and Social Care Ombudsman"),
    _l("Public Services Ombudsman for Wales"),
    _l("Scottish Public Services Ombudsman"),
    _l("Protecteur du citoyen"),
    _l("Difensore civico"),
    _l("Information Commissioner's Office"),
    _l("Garante per la protezione dei dati personali"),
    _l("Commission d'accès à l'information"),
)


@dataclass(frozen=True)
class Clock:
    """One period: so many working days, days or months after what starts it."""

    kind: DeadlineKind
    starts: StartEvent
    working_days: int | None = None
    days: int | None = None
    months: int | None = None
    basis: Basis = Basis.LAW
    agreed: bool = False
    """Whether an earlier day is agreed with the person at the acknowledgement."""
    extension_working_days: int | None = None
    extension_months: int | None = None

    def due_after(self, started_on: date, nation: str) -> date:
        """The last day on which it is in time; the day that starts the clock is day 0."""
        if self.working_days is not None:
            return nth_working_day_after(started_on, self.working_days, nation)
        if self.days is not None:
            return started_on + timedelta(days=self.days)
        return months_after(started_on, self.months or 0)

    def latest_extension(self, started_on: date, due_on: date, nation: str) -> date | None:
        """The last day to which it may be extended; None where it may not be."""
        if self.extension_working_days is not None:
            return nth_working_day_after(due_on, self.extension_working_days, nation)
        if self.extension_months is not None:
            return months_after(started_on, self.extension_months)
        return None


@dataclass(frozen=True)
class Stage:
    """The clocks of one round; a case that is opened again begins the next."""

    acknowledge: Clock
    answer: Clock

    def clock(self, kind: DeadlineKind) -> Clock:
        """The clock of that kind."""
        return self.acknowledge if kind is DeadlineKind.ACKNOWLEDGE else self.answer


@dataclass(frozen=True)
class RulePack:
    """The rules of one jurisdiction, with where they come from."""

    code: str
    title: str
    nation: str
    valid_from: date
    source: str
    source_url: str
    checked: date
    checked_against: str
    outside_body: str
    stages: tuple[Stage, ...]
    not_checked: str = ""
    """What nobody has compared with the text of the rules yet; empty where nothing is left."""
    nations: tuple[str, ...] = ()
    """Where rules for requests for what is held are those of more than one nation: all of them."""
    outside_body_url: str = ""
    outside_body_phone: str = ""
    outside_body_post: str = ""
    """Its postal address on one line: whoever has no computer goes there too."""
    outside_body_months: int | None = None
    """So long the outside body can be asked; None where the rules name no time."""
    outside_body_from: StartEvent = StartEvent.KNOWLEDGE
    valid_to: date | None = None
    takes_over: bool = False
    """Whether this edition also sets the clocks that run on its first day. Else it sets those of
    cases that are received from then on, as new law mostly says of what came before it."""
    late_complaint_months: int | None = None
    """So long after they first knew about it a person may speak up; none where rules set no end."""
    late_complaint_most_months: int | None = None
    """So long after it happened at the latest, whenever they knew."""

    def holds_on(self, day: date) -> bool:
        """Whether the rules are in force on that day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def stage(self, number: int) -> Stage:
        """The rules of that round, counted from 1; the last one stays in force."""
        return self.stages[min(number, len(self.stages)) - 1]


@dataclass(frozen=True)
class Due:
    """One clock that was started."""

    kind: DeadlineKind
    starts_on: date
    due_on: date


def has_clocks(kind: CaseKind) -> bool:
    """Whether an answer is owed; praise asks for none."""
    return kind is not CaseKind.PRAISE


def due_at_receipt(pack: RulePack, stage: int, received_on: date) -> list[Due]:
    """What is due from the day of receipt.

    Where the answer counts from the acknowledgement, its day here is the latest there can be: the
    person is told a day at once, and it only ever comes nearer.

    >>> from portal.cases.rule_packs import find_pack
    >>> [str(due.due_on) for due in due_at_receipt(find_pack("WAL-SS-2014"), 1, date(2026, 12, 23))]
    ['2026-12-29', '2027-01-13']
    """
    rules = pack.stage(stage)
    acknowledge_by = rules.acknowledge.due_after(received_on, pack.nation)
    started = received_on if rules.answer.starts is StartEvent.RECEIPT else acknowledge_by
    return [
        Due(DeadlineKind.ACKNOWLEDGE, received_on, acknowledge_by),
        Due(DeadlineKind.ANSWER, started, rules.answer.due_after(started, pack.nation)),
    ]


def due_at_acknowledgement(pack: RulePack, stage: int, acknowledged_on: date) -> Due | None:
    """The answer's day where its clock counts from the acknowledgement; None where it does not.

    >>> from portal.cases.rule_packs import find_pack
    >>> due_at_acknowledgement(find_pack("ENG-LGSCO-CODE-2024"), 2, date(2026, 11, 9)).due_on
    datetime.date(2026, 12, 7)
    """
    clock = pack.stage(stage).answer
    if clock.starts is not StartEvent.ACKNOWLEDGEMENT:
        return None
    return Due(clock.kind, acknowledged_on, clock.due_after(acknowledged_on, pack.nation))


def require_agreed_day(clock: Clock, agreed_on: date, *, today: date, due_on: date) -> None:
    """Refuse a day that may not be agreed for the answer. Raises ExtensionRefused."""
    if not clock.agreed:
        raise ExtensionRefused(_("These rules set the day of the answer themselves."))
    if not today < agreed_on <= due_on:
        raise ExtensionRefused(
            _("Choose a day that is still to come, and within the longest time.")
        )


def latest_day(pack: RulePack, stage: int, running: Due) -> date | None:
    """The last day to which this clock may be extended; None where the rules give no more time.

    >>> from portal.cases.rule_packs import find_pack
    >>> latest_day(find_pack("WAL-SS-2014"), 1, Due(DeadlineKind.ANSWER, date.min, date.max))
    """
    clock = pack.stage(stage).clock(running.kind)
    return clock.latest_extension(running.starts_on, running.due_on, pack.nation)


def require_extension(
    pack: RulePack, stage: int, running: Due, *, to: date, reason: str, today: date
) -> None:
    """Refuse more time than the rules give, time without a reason, and time once it is late.

    A day that has passed is overdue and stays so: otherwise a late answer could be made to look
    as if it had come in time. Raises ExtensionRefused.
    """
    if not reason.strip():
        raise ExtensionRefused(_("Say why more time is needed. The person will read it."))
    if today > running.due_on:
        raise ExtensionRefused(
            _("The day has passed, and no other can take its place. Write to the person why.")
        )
    if to <= running.due_on:
        raise ExtensionRefused(_("The new day has to come after the old one."))
    latest = latest_day(pack, stage, running)
    if latest is None:
        raise ExtensionRefused(
            _("The rules give no more time for this. Write to the person, and say why it is late.")
        )
    if to > latest:
        raise ExtensionRefused(_("The rules allow %(day)s at the latest.", day=latest.isoformat()))


def days_left(due_on: date, today: date, nation: str) -> int:
    """Working days until the day, 0 on it, negative when it is past."""
    return working_days_between(today, due_on, nation)
