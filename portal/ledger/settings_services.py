"""The step that enters changed settings: what is in force, compared with what was last noted."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.database import db, lock
from portal.ledger.kinds import EntryKind
from portal.ledger.models import NotedSetting
from portal.ledger.services import record

ALL: Final = "all"
"""What the first entry speaks of: every setting, as it was at the first start."""


def note_settings(in_force: Mapping[str, Any], *, at: datetime) -> list[str]:
    """Enter in the ledger what differs from what was last noted; returns the names that do.

    However many processes start at once, each change is entered once: whoever comes second waits
    for the rows of the first and finds nothing left to say. `in_force` holds no secret.
    """
    try:
        with db.session.begin_nested():
            return _note(in_force, at)
    except IntegrityError:
        # Another process noted a name that was new to both.
        return _note(in_force, at)


def _note(in_force: Mapping[str, Any], at: datetime) -> list[str]:
    asked = lock(select(NotedSetting).order_by(NotedSetting.name))
    noted = {each.name: each for each in db.session.scalars(asked)}
    before = {name: json.loads(each.value) for name, each in noted.items()}
    changed = [name for name in sorted(in_force) if before.get(name) != in_force[name]]
    for name in changed:
        value = json.dumps(in_force[name])
        if name in noted:
            noted[name].value = value
        else:
            db.session.add(NotedSetting(name=name, value=value))
    # The rows first: where another process was faster, nothing may be entered twice.
    db.session.flush()
    if changed and not noted:
        _enter(ALL, None, dict(in_force), at)
    else:
        for name in changed:
            _enter(name, before.get(name), in_force[name], at)
    return changed


def _enter(name: str, before: Any, now: Any, at: datetime) -> None:
    fact = {"setting": name, "setting_before": before, "setting_now": now}
    record(EntryKind.SETTINGS_CHANGED, fact, at=at)
