"""Steps of an import, each inside a transaction of its caller: begun, received, checked, ended.

`by` is the account of the person, None for the command. A large set takes several transactions,
so that it is given by its key.
"""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError

from portal.database import db
from portal.i18n import gettext as _
from portal.ledger import services as ledger
from portal.ledger.kinds import EntryKind
from portal.visits.importing import queries
from portal.visits.importing.faults import Findings, Rejection
from portal.visits.importing.judging import JudgedSet, foreign_names
from portal.visits.importing.models import (
    Import,
    ImportDifference,
    ImportEffect,
    ImportFile,
    ImportPart,
    ImportRejection,
    ImportRemark,
)
from portal.visits.importing.profiles.profile import Profile
from portal.visits.importing.published import Comparison
from portal.visits.importing.states import ImportState, ImportStateRefused, ImportUnderWay
from portal.visits.importing.storing_services import store_set
from portal.visits.outcomes import services as outcomes
from portal.visits.records import FileSet


def begin_import(
    fileset: FileSet, *, profile: Profile | None = None, by: UUID | None, at: datetime
) -> Import:
    """Begin to receive a set of files; `fileset` is what holds where the set does not say.

    `profile` is how files of another shape are read, where that is known.

    Raises ImportUnderWay while another import is neither accepted nor abandoned.
    """
    other = queries.find_open_import()
    if other is not None:
        raise ImportUnderWay(
            _(
                "Import %(number)s is not finished: accept or abandon it first. Two imports at "
                "once could contradict each other.",
                number=other.id,
            )
        )
    begun = Import(
        state=ImportState.RECEIVING,
        open_slot=1,
        tz=fileset.tz,
        exported_on=fileset.exported_on,
        provider=fileset.provider,
        profile=None if profile is None else dict(profile.data),
        begun_at=at,
        begun_by_id=by,
    )
    try:
        with db.session.begin_nested():
            db.session.add(begun)
    except IntegrityError:
        raise ImportUnderWay(
            _("Somebody else began an import at this moment. Look at it first.")
        ) from None
    return begun


def add_file(begun: Import, name: str) -> ImportFile:
    """Note that the set has a file of this name."""
    require_state(begun, ImportState.RECEIVING)
    file = ImportFile(name=name, import_id=begun.id)
    begun.files.append(file)
    db.session.flush()
    return file


def add_part(file: ImportFile, number: int, content: bytes) -> None:
    """Keep one piece of a file until the import has ended."""
    db.session.execute(insert(ImportPart).values(file_id=file.id, number=number, content=content))
    file.size += len(content)


def end_upload(begun: Import) -> None:
    """Everything has come: the files wait to be checked, or to be told how they are read."""
    require_state(begun, ImportState.RECEIVING)
    is_known = begun.profile is not None or not foreign_names(file.name for file in begun.files)
    begun.state = ImportState.WAITING if is_known else ImportState.UNMAPPED


def map_import(begun: Import, profile: Profile, *, tz: str) -> None:
    """Say how its files of another shape are read; they are checked anew."""
    require_state(begun, ImportState.UNMAPPED, ImportState.CHECKED)
    for found in (ImportRejection, ImportRemark, ImportDifference, ImportEffect):
        db.session.execute(delete(found).where(found.import_id == begun.id))
    begun.profile = dict(profile.data)
    begun.tz = tz
    begun.checked_at = begun.releases_compared = None
    begun.state = ImportState.WAITING
    db.session.flush()


def note_progress(begun: Import, done: int, total: int) -> None:
    """Note how many rows are read, for who waits."""
    begun.rows_done, begun.rows_total = min(done, total), total


def keep_findings(begun: Import, judged: JudgedSet, *, at: datetime) -> None:
    """Keep what the check found: the counts, the rejected rows, the warnings."""
    require_state(begun, ImportState.WAITING, ImportState.RECEIVING)
    begun.state = ImportState.CHECKED
    begun.checked_at = at
    begun.tz = judged.fileset.tz
    begun.exported_on = judged.fileset.exported_on
    begun.provider = judged.fileset.provider
    begun.rows_done = begun.rows_total
    _keep_counts(begun, judged)
    _keep_rows(begun, judged.findings)
    _keep_differences(begun, judged)
    db.session.flush()


def keep_comparison(begun: Import, comparison: Comparison) -> None:
    """Keep which figures of published reports would be others with the set."""
    begun.releases_compared = comparison.releases
    db.session.add_all(
        ImportEffect(
            import_id=begun.id,
            release=change.release,
            figure=change.figure,
            old_value=change.old,
            new_value=change.new,
        )
        for change in comparison.changes
    )
    db.session.flush()


def refuse_import(begun: Import, reason: Rejection, *, at: datetime) -> None:
    """End an import whose files are not what they should be; nothing of the set is kept."""
    require_state(begun, ImportState.WAITING, ImportState.RECEIVING)
    _keep_rows(begun, Findings.of(reason))
    _end(begun, ImportState.REFUSED, by=None, at=at)


def note_sender(begun: Import, token_id: int, key: str, sha256: str) -> None:
    """A machine sends the set: by which token, and what it calls it.

    Raises ImportUnderWay where it sent the same at the same moment.
    """
    begun.token_id = token_id
    begun.idempotency_key = key
    begun.body_sha256 = sha256
    try:
        db.session.flush()
    except IntegrityError:
        raise ImportUnderWay(_("The same was sent at this moment. Ask again.")) from None


def request_acceptance(begun: Import, *, by: UUID | None) -> None:
    """The coordinator has looked at the counts and wants the set: it is written next.

    Nobody looks at what a machine sends.
    """
    require_state(begun, ImportState.CHECKED)
    begun.state = ImportState.ACCEPTING
    begun.ended_by_id = by


def accept_import(begun: Import, judged: JudgedSet, *, at: datetime) -> None:
    """Write what the set changes, and enter it in the ledger.

    An import that nobody looked at before, from the command, keeps its findings here.
    """
    require_state(begun, ImportState.RECEIVING, ImportState.ACCEPTING)
    store_set(judged, begun.id, at=at)
    if begun.state is ImportState.RECEIVING:
        keep_findings(begun, judged, at=at)
    _end(begun, ImportState.ACCEPTED, by=begun.ended_by_id, at=at)
    ledger.record(EntryKind.IMPORT_ACCEPTED, fact_of(begun), at=at)
    outcomes.mark_import(begun.id, at=at)
    outcomes.renew_if_few()


def abandon_import(begun: Import, *, by: UUID | None, at: datetime) -> None:
    """Give up an import that was not accepted; nothing of it stays but its counts."""
    if begun.has_ended:
        raise ImportStateRefused(_("This import has ended: it cannot be abandoned any more."))
    _end(begun, ImportState.ABANDONED, by=by, at=at)


def _end(begun: Import, state: ImportState, *, by: UUID | None, at: datetime) -> None:
    begun.state = state
    begun.open_slot = None
    begun.ended_at = at
    begun.ended_by_id = by
    db.session.flush()
    files = select(ImportFile.id).where(ImportFile.import_id == begun.id)
    db.session.execute(delete(ImportPart).where(ImportPart.file_id.in_(files)))


def require_state(begun: Import, *states: ImportState) -> None:
    """Raises ImportStateRefused where the import stands elsewhere."""
    if begun.state not in states:
        raise ImportStateRefused(
            _("This import has gone on since you looked at it. Please look at it again.")
        )


def _keep_counts(begun: Import, judged: JudgedSet) -> None:
    files = {file.name: file for file in begun.files}
    for name, counts in judged.counts.items():
        file = files[name]
        file.sha256, file.size = judged.scans[name].sha256, judged.scans[name].size
        file.table_name = judged.scans[name].table.name
        file.reference = judged.references.get(name)
        file.doubted = judged.findings.doubted[name]
        numbers = asdict(counts)
        file.rows_read = numbers.pop("read")
        for count, number in numbers.items():
            setattr(file, count, number)


def _keep_rows(begun: Import, findings: Findings) -> None:
    rejected = [
        {
            "import_id": begun.id,
            "file": each.file,
            "line": each.line,
            "column_name": _storable(each.column),
            "value": _storable(each.value),
            "kind": each.kind.value,
            "row_text": _storable(each.text),
            "meant": each.meant,
            "example": each.example,
            "record": each.record,
            "row_key": each.key,
            "service_date": each.day,
        }
        for each in findings.rejections
    ]
    doubted = [
        {
            "import_id": begun.id,
            "file": each.file,
            "line": each.line,
            "column_name": each.column,
            "value": each.value,
            "kind": each.kind.value,
        }
        for each in findings.remarks
    ]
    if rejected:
        db.session.execute(insert(ImportRejection), rejected)
    if doubted:
        db.session.execute(insert(ImportRemark), doubted)


def _keep_differences(begun: Import, judged: JudgedSet) -> None:
    found = [
        {
            "import_id": begun.id,
            "file": each.file,
            "row_key": each.key,
            "column_name": each.column,
            "old_value": each.old,
            "new_value": each.new,
        }
        for each in judged.differences.kept
    ]
    if found:
        db.session.execute(insert(ImportDifference), found)


def _storable(text: str | None) -> str | None:
    # PostgreSQL keeps no NUL: its picture stands for it.
    return None if text is None else text.replace("\0", "\u2400")


def fact_of(begun: Import) -> Mapping[str, Any]:
    """What the ledger says of an import: its files, and what became of their rows."""
    return {
        "import": begun.id,
        **({"profile": begun.profile["name"]} if begun.profile else {}),
        "files": {
            file.name: {
                "sha256": file.sha256,
                "accepted": file.accepted,
                "corrections": file.corrections,
                "unchanged": file.unchanged,
                "rejected": file.rejected,
            }
            for file in begun.tables
        },
    }
