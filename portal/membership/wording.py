"""The changes of the register as sentences."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Protocol
from uuid import UUID

from portal.i18n import format_day, own_name
from portal.i18n import gettext as _
from portal.i18n import lazy_gettext as _l
from portal.membership.classes import ONE_MEMBER, MemberClass
from portal.membership.details import ChangeKind

DETAILS = {
    "name": _l("Name"),
    "member_class": _l("Class"),
    "care_worker_ref": _l("Reference in the rota"),
    "line_manager_id": _l("Line manager"),
    "household": _l("Household"),
    "reserve_rank": _l("Place in the reserve"),
    "language": _l("Language of letters"),
    "large_print": _l("Large print"),
    "by_post": _l("Letters by post"),
}


class Change(Protocol):
    """What a row of the register's history says."""

    kind: ChangeKind
    detail: str | None
    before: str | None
    after: str | None


class Wishes(Protocol):
    """What the register says of letters to one member."""

    language: str | None
    large_print: bool
    by_post: bool


def managers_named(changes: Iterable[Change]) -> set[UUID]:
    """The members who are named in changes of a line manager."""
    return {
        UUID(value)
        for change in changes
        if change.detail == "line_manager_id"
        for value in (change.before, change.after)
        if value
    }


def sentence_of(change: Change, names: Mapping[UUID, str]) -> str:
    """What was done, in words; `names` are those of line managers."""
    match change.kind:
        case ChangeKind.ADMITTED:
            return _("Admitted")
        case ChangeKind.SIGN_IN_GIVEN:
            return _("Given a sign-in")
        case ChangeKind.CEASED:
            day = format_day(date.fromisoformat(change.after or ""))
            return _("No longer a member from %(day)s", day=day)
        case ChangeKind.CHANGED:
            return _(
                "%(detail)s changed from “%(before)s” to “%(after)s”",
                detail=DETAILS[change.detail or ""],
                before=_written(change.detail, change.before, names),
                after=_written(change.detail, change.after, names),
            )


def _written(detail: str | None, value: str | None, names: Mapping[UUID, str]) -> str:
    if not value:
        return _("nothing")
    if detail == "member_class":
        return str(ONE_MEMBER[MemberClass(value)])
    if detail in ("large_print", "by_post"):
        return _("yes") if value == "True" else _("no")
    if detail == "language":
        return own_name(value)
    if detail == "line_manager_id":
        return names.get(UUID(value), value)
    return value


def wishes_in_words(member: Wishes) -> str:
    """How somebody wants to be written to."""
    said = [own_name(member.language)] if member.language else []
    said += [_("large print")] if member.large_print else []
    said += [_("by post")] if member.by_post else []
    return ", ".join(said) or _("no wishes")
