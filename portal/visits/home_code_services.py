"""Steps with home codes: given to new packages, renewed."""

from collections.abc import Iterable
from datetime import datetime

from portal.database import db
from portal.visits import home_code_queries as queries
from portal.visits.home_codes import new_home_code
from portal.visits.models import HomeCode


def give_home_codes(*, at: datetime) -> None:
    """Give a code to every package that has none that works."""
    packages = queries.packages_without_code()
    if not packages:
        return
    used = queries.codes_ever_given()
    for package_ref in packages:
        code = _unused_code(used)
        used.add(code)
        db.session.add(HomeCode(package_ref=package_ref, code=code, given_at=at))
    db.session.flush()


def renew_home_code(old: HomeCode, *, at: datetime) -> HomeCode:
    """Give the home a new code; the old one stops at once."""
    old.ended_at = at
    db.session.flush()
    code = _unused_code(queries.codes_ever_given())
    new = HomeCode(package_ref=old.package_ref, code=code, given_at=at, languages=old.languages)
    db.session.add(new)
    db.session.flush()
    return new


def keep_languages(code: HomeCode, languages: Iterable[str]) -> None:
    """Keep in which languages the home wishes its card; none: as whoever prints it chooses.

    Each once, however often a form says it.
    """
    code.languages = " ".join(dict.fromkeys(languages)) or None
    db.session.flush()


def _unused_code(used: set[str]) -> str:
    while (code := new_home_code()) in used:
        continue
    return code
