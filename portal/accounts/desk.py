"""Rule: where each permission leads. Pages are named by endpoint: floors above are not known."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from portal.accounts.permissions import Permission
from portal.i18n import lazy_gettext as _l


@dataclass(frozen=True, slots=True)
class DeskLink:
    """One thing to do, for whom, where, and what it is for."""

    permission: Permission | None
    endpoint: str
    words: Any
    says: Any = ""


@dataclass(frozen=True, slots=True)
class TodayLine:
    """How much of one thing there is to do today, and where."""

    href: str
    words: str


# Cases and reports stand above the desk, so each hands one of these down: what is there to do for
# who is signed in? None for somebody whose work is none of it.
TodayLines = Callable[[date], list[TodayLine] | None]
EXTENSION: Final = "today_lines"


def use_today_lines(extensions: dict[str, Any], lines: TodayLines) -> None:
    """Have the desk of an application ask this as well for what there is to do."""
    extensions.setdefault(EXTENSION, []).append(lines)


def lines_of_today(extensions: dict[str, Any], today: date) -> list[TodayLine] | None:
    """Everything that there is to do; None for somebody whose work is none of it."""
    asked: list[TodayLines] = extensions.get(EXTENSION, [])
    found = [answer for lines in asked if (answer := lines(today)) is not None]
    return [line for answer in found for line in answer] if found else None


DESK: Final = (
    DeskLink(None, "accounts.desk", _l("Your desk")),
    DeskLink(
        Permission.READ_CASES,
        "cases.queue",
        _l("Cases"),
        _l("What people told the committee, and by when they are to be answered."),
    ),
    DeskLink(
        Permission.TAKE_INTAKE,
        "intake.handover.start",
        _l("Take down what somebody says"),
        _l("For whoever rings, writes or comes by. You get a code to hand over."),
    ),
    DeskLink(
        Permission.HANDLE_CASES,
        "intake.handover.reaching.calls",
        _l("People to ring or to write to"),
        _l("They have no computer and asked to hear from us. What to do next."),
    ),
    DeskLink(
        Permission.SEE_ALERTS,
        "intake.alerts.show",
        _l("Visits still needed today"),
        _l("Homes where somebody says that a visit is still needed."),
    ),
    DeskLink(
        Permission.IMPORT_VISITS,
        "cases.enquiring.office",
        _l("Questions of the committee"),
        _l("It asks about some visits, most of them drawn at random."),
    ),
    DeskLink(
        Permission.IMPORT_VISITS,
        "visits.imports.index",
        _l("Import visits"),
        _l("Load the files of agreed, planned and made visits."),
    ),
    DeskLink(
        Permission.IMPORT_VISITS,
        "visits.exceptions.index",
        _l("Exceptions to work on"),
        _l("Records that leave open what happened, and how to mend them."),
    ),
    DeskLink(
        Permission.IMPORT_VISITS,
        "visits.home_codes.index",
        _l("Home codes"),
        _l("The codes on the cards in people's homes."),
    ),
    DeskLink(
        Permission.READ_FIGURES,
        "visits.figures.show",
        _l("Figures"),
        _l("What was agreed, what was done, and the difference."),
    ),
    DeskLink(
        Permission.IMPORT_VISITS,
        "visits.homes.show",
        _l("One home in pictures"),
        _l("A week and a month of one home: agreed, planned and made."),
    ),
    DeskLink(
        Permission.READ_FIGURES,
        "visits.no_access.show",
        _l("No access"),
        _l("Visits whose carer could not get in, and what speaks for it."),
    ),
    DeskLink(
        Permission.OPEN_PATTERNS,
        "committee.patterns.index",
        _l("Patterns"),
        _l("What averages hide: runs of missed visits, rounds cut short, records that clash."),
    ),
    DeskLink(
        Permission.PREPARE_RELEASES,
        "publication.desk.prepare",
        _l("Reports to publish"),
        _l("Prepare, preview and sign the month."),
    ),
    DeskLink(
        Permission.KEEP_REGISTER,
        "membership.register",
        _l("Register of members"),
        _l("Who belongs to the co-operative, and since when."),
    ),
    DeskLink(
        Permission.KEEP_COMMITTEE,
        "committee.desk",
        _l("Committee and appointments"),
        _l("Who serves, in which office, and until when."),
    ),
    DeskLink(
        Permission.RUN_ELECTIONS,
        "elections.desk.index",
        _l("Elections"),
        _l("From the notice to the result: what is due, and what the portal does by itself."),
    ),
    DeskLink(
        Permission.SIGN_FOUNDING,
        "committee.founding.show",
        _l("Found the committee"),
        _l("The first committee, until there is an elected one."),
    ),
    DeskLink(
        Permission.GRANT_KEYS,
        "committee.hand_over.colleagues",
        _l("Keys of colleagues"),
        _l("Give a colleague the key of cases they may handle."),
    ),
    DeskLink(
        Permission.HAND_OVER,
        "committee.hand_over.leaving",
        _l("Hand over your keys"),
        _l("For when your term ends."),
    ),
    DeskLink(
        Permission.DECLARE_INTERESTS,
        "committee.declarations.declare",
        _l("Declare an interest"),
        _l("What others should know before you handle a case."),
    ),
    DeskLink(
        Permission.READ_LEDGER,
        "cases.entries.index",
        _l("What the ledger says of your cases"),
        _l("Who opened a case, who looked at a name, and which keys were given and taken."),
    ),
    DeskLink(
        Permission.KEEP_REGISTER,
        "notices.undelivered",
        _l("Letters not delivered"),
        _l("How many, why, and once more."),
    ),
)
