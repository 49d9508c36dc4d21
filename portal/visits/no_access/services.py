"""Steps with disputes through cases: one is written beside a visit."""

from sqlalchemy.exc import IntegrityError

from portal.database import db
from portal.i18n import gettext as _
from portal.visits.no_access import queries
from portal.visits.no_access.models import VisitDispute
from portal.visits.no_access.queries import VisitKey
from portal.visits.no_access.standings import DisputeRefused, Standing, require_standing


def write_dispute(visit: VisitKey, standing: Standing) -> VisitDispute:
    """Write beside a visit how it is disputed. Whoever calls has the consent of the home.

    Nothing tells from which case it comes or when: no day, no account, no entry in the ledger.
    Raises DisputeRefused where that cannot follow what stands there.
    """
    before = queries.disputes_of(visit)
    require_standing(before[-1].standing if before else None, standing)
    written = VisitDispute(
        line_ref=visit.line_ref,
        service_date=visit.service_date,
        position=len(before) + 1,
        standing=standing,
    )
    try:
        with db.session.begin_nested():
            db.session.add(written)
    except IntegrityError:
        raise DisputeRefused(
            _("Somebody else wrote beside this visit just now. Please look at it again.")
        ) from None
    return written
