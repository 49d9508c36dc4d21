"""Questions about home codes."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select

from portal.database import db, lock
from portal.errors import NotFound
from portal.visits.home_codes import normalise_home_code
from portal.visits.models import HomeCode, PackageVersion


def find_package_by_home_code(typed: str) -> PackageVersion | None:
    """The care package that a home code means, however it was typed; None for any other text.

    A code that was renewed means nothing any more.
    """
    code = normalise_home_code(typed)
    if code is None:
        return None
    return db.session.scalar(
        select(PackageVersion)
        .join(HomeCode, HomeCode.package_ref == PackageVersion.package_ref)
        .where(HomeCode.code == code, HomeCode.ended_at.is_(None))
        .where(PackageVersion.replaced_in_id.is_(None))
    )


def home_codes(
    wanted: str = "", *, offset: int = 0, limit: int = 50
) -> Sequence[tuple[HomeCode, PackageVersion]]:
    """The codes that work, with their packages; `wanted` is part of a reference, or a code."""
    rows = db.session.execute(
        select(HomeCode, PackageVersion)
        .join(PackageVersion, _of_package())
        .where(*_wanted(wanted))
        .order_by(HomeCode.package_ref)
        .offset(offset)
        .limit(limit)
    )
    return [(code, package) for code, package in rows]


def count_home_codes(wanted: str = "") -> int:
    """How many codes that is."""
    counted = db.session.scalar(
        select(func.count())
        .select_from(HomeCode)
        .join(PackageVersion, _of_package())
        .where(*_wanted(wanted))
    )
    return counted or 0


def get_home_code(code_id: UUID) -> HomeCode:
    """The code that works, by its key."""
    found = db.session.scalar(
        lock(select(HomeCode).where(HomeCode.id == code_id, HomeCode.ended_at.is_(None)))
    )
    if found is None:
        raise NotFound
    return found


def codes_ever_given() -> set[str]:
    """Every code that somebody has or had."""
    return set(db.session.scalars(select(HomeCode.code)))


def packages_without_code() -> Sequence[str]:
    """The references of packages that have no code that works."""
    return db.session.scalars(
        select(PackageVersion.package_ref)
        .outerjoin(
            HomeCode,
            and_(HomeCode.package_ref == PackageVersion.package_ref, HomeCode.ended_at.is_(None)),
        )
        .where(PackageVersion.replaced_in_id.is_(None), HomeCode.id.is_(None))
        .order_by(PackageVersion.package_ref)
    ).all()


def _of_package() -> ColumnElement[bool]:
    return and_(
        PackageVersion.package_ref == HomeCode.package_ref,
        PackageVersion.replaced_in_id.is_(None),
    )


def _wanted(wanted: str) -> list[ColumnElement[bool]]:
    works: list[ColumnElement[bool]] = [HomeCode.ended_at.is_(None)]
    if not wanted:
        return works
    code = normalise_home_code(wanted)
    return [
        *works,
        or_(
            HomeCode.package_ref.icontains(wanted, autoescape=True),
            PackageVersion.person_ref.icontains(wanted, autoescape=True),
            HomeCode.code == (code or ""),
        ),
    ]
