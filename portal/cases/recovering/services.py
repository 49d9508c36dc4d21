"""Steps of the ceremony that the portal takes, each of them entered in the ledger."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from portal.cases.models import Case
from portal.cases.recovering.queries import sealed_items
from portal.database import db
from portal.errors import RuleBroken
from portal.i18n import gettext as _
from portal.ledger.kinds import EntryKind
from portal.ledger.services import record
from portal.vault.models import Holder
from portal.vault.queries import recovery_grants
from portal.vault.recovery import RecoveryExport, RecoveryReason
from portal.vault.sealing import SealedGrant
from portal.vault.services import replace_recovery_key, store_recovered_grants


class RecoveryRefused(RuleBroken):
    """The recovery key cannot help here."""


def export_case(case: Case, *, reason: RecoveryReason, at: datetime) -> RecoveryExport:
    """Give a case out for the ceremony, and say so in the public ledger.

    The public reads the reason and no reference. Raises RecoveryRefused where no recovery key was
    in use when the case arrived.
    """
    grants = recovery_grants(case.safe_id)
    if not grants:
        raise RecoveryRefused(_("This case was not sealed to a recovery key."))
    record(EntryKind.RECOVERY_USED, {"reason": reason.value}, subject=case.id, at=at)
    return RecoveryExport(case.safe_id, case.reference, tuple(grants), tuple(sealed_items(case)))


def accept_grants(grants: Sequence[SealedGrant], *, at: datetime) -> list[str]:
    """Store what the ceremony sealed to new holders; returns the references of the cases.

    Raises GrantRefused where it is out of date or somebody's key has changed, and NotFound.
    """
    store_recovered_grants(grants)
    wanted = {grant.safe_id for grant in grants}
    cases = db.session.scalars(
        select(Case).where(Case.safe_id.in_(wanted)).order_by(Case.reference)
    )
    references = []
    for case in cases:
        holders = sorted({str(each.holder_id) for each in grants if each.safe_id == case.safe_id})
        fact = {"reference": case.reference, "by": "recovery", "holders": holders}
        record(EntryKind.GRANT_GIVEN, fact, subject=case.id, at=at)
        references.append(case.reference)
    return references


def use_recovery_key(public_key: bytes, *, at: datetime) -> Holder:
    """Seal new cases to this recovery key. Raises GrantRefused for what is no key."""
    holder = replace_recovery_key(public_key, at=at)
    record(EntryKind.SETTINGS_CHANGED, {"setting": "recovery key", "key": public_key.hex()}, at=at)
    return holder
