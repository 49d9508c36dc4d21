"""Rule: where each permission leads. Pages are named by endpoint: floors above are not known."""

from dataclasses import dataclass
from typing import Any, Final

from portal.accounts.permissions import Permission
from portal.i18n import lazy_gettext as _l


@dataclass(frozen=True, slots=True)
class DeskLink:
    """One thing to do, for whom, and where."""

    permission: Permission | None
    endpoint: str
    words: Any


DESK: Final = (
    DeskLink(None, "accounts.desk", _l("Your desk")),
    DeskLink(Permission.READ_CASES, "cases.queue", _l("Cases")),
    DeskLink(Permission.TAKE_INTAKE, "intake.clerk", _l("Take down what a caller says")),
    DeskLink(Permission.SEE_ALERTS, "intake.alerts.show", _l("Visits still needed today")),
    DeskLink(Permission.IMPORT_VISITS, "visits.imports.index", _l("Import visits")),
    DeskLink(Permission.IMPORT_VISITS, "visits.home_codes.index", _l("Home codes")),
    DeskLink(Permission.READ_FIGURES, "visits.figures.show", _l("Figures")),
    DeskLink(Permission.PREPARE_RELEASES, "publication.desk.prepare", _l("Reports to publish")),
    DeskLink(Permission.KEEP_REGISTER, "membership.register", _l("Register of members")),
    DeskLink(Permission.KEEP_COMMITTEE, "committee.desk", _l("Committee and appointments")),
    DeskLink(Permission.SIGN_FOUNDING, "committee.founding.show", _l("Found the committee")),
    DeskLink(Permission.GRANT_KEYS, "committee.hand_over.colleagues", _l("Keys of colleagues")),
    DeskLink(Permission.HAND_OVER, "committee.hand_over.leaving", _l("Hand over your keys")),
    DeskLink(
        Permission.DECLARE_INTERESTS, "committee.declarations.declare", _l("Declare an interest")
    ),
    DeskLink(Permission.READ_LEDGER, "ledger.entries", _l("Ledger")),
    DeskLink(Permission.KEEP_REGISTER, "notices.undelivered", _l("Letters not delivered")),
)
