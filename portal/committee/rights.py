"""What people may do and why: permissions as they follow from seats, offices and lists."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from portal.accounts.permissions import Permission


@dataclass(frozen=True)
class Right:
    """That somebody may do one thing for a time, and the seat or office it comes from."""

    account_id: UUID
    permission: Permission
    source: str
    from_at: datetime
    until_at: datetime | None

    @property
    def key(self) -> tuple[UUID, Permission, str]:
        """What makes it one right, whenever it runs."""
        return self.account_id, self.permission, self.source


def rights(
    account_id: UUID,
    permissions: Iterable[Permission],
    *,
    source: str,
    from_at: datetime,
    until_at: datetime | None,
) -> list[Right]:
    """One right for each permission."""
    return [Right(account_id, each, source, from_at, until_at) for each in sorted(permissions)]
