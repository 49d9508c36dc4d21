"""Makers of reports that wait sealed."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from portal.cases.corroborating.services import look_after_sealed_reports
from portal.cases.queries import readers_of
from portal.cases.workflow import CaseKind
from portal.clock import local
from portal.database import db, reading
from tests.cases.factories import Sent, make_statement, send
from tests.conftest import NOW

SECRET = "Nobody else will dare to say that the lunch calls are cut to ten minutes."
LATER = timedelta(days=30)


def make_sealed(
    *, at: datetime = NOW, until: date | None = None, area: str = "Menai North", **facts: object
) -> Sent:
    """A report that its writer keeps sealed for thirty days."""
    told = {"kind": CaseKind.CONCERN, "subjects": ("VIS-SHORT",), "words": SECRET, **facts}
    statement = make_statement(**told)  # type: ignore[arg-type]
    until = until or local(at).date() + LATER
    return send(replace(statement, sealed_until=until, area=area), at=at)


def make_other(*, at: datetime = NOW, area: str = "Menai North", **facts: object) -> Sent:
    """Another report of the same kind, which does not wait."""
    told = {"kind": CaseKind.CONCERN, "subjects": ("VIS-LATE",), "words": "Late again.", **facts}
    return send(replace(make_statement(**told), area=area), at=at)  # type: ignore[arg-type]


def work(at: datetime = NOW) -> int:
    """The worker comes by."""
    db.session.rollback()
    return look_after_sealed_reports(at)


def reading_of(sent: Sent) -> list[str]:
    """The names of those who can read it."""
    db.session.rollback()
    with reading():
        return sorted(each.name for each in readers_of(sent.case))
