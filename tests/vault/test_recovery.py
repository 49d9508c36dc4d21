"""The recovery ceremony: files out, two parts, files back; nothing else opens a case."""

import json
import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from click.testing import CliRunner, Result

from portal.database import db, transaction
from portal.vault import queries, services
from portal.vault.commands import recover
from portal.vault.keys import KeyPair, SealBroken, new_key_pair
from portal.vault.recovery import (
    ExportRefused,
    RecoveryExport,
    SealedItem,
    open_items,
    open_with,
    read_export,
    read_grants,
    regrant,
    write_export,
    write_grants,
)
from portal.vault.sealing import OpenSafe, Place, Recipient, open_grants, prepare_safe
from portal.vault.services import GrantRefused
from portal.vault.states import GrantState, HolderKind

AT = datetime(2026, 11, 9, 10, 30, tzinfo=UTC)
TEXT = Place("messages", UUID(int=1), "text")
PHOTOGRAPH = Place("attachments", UUID(int=2), "content")
JPEG = b"\xff\xd8\xff\xe0 photograph"


def make_export(keys: KeyPair, recovery_id: UUID | None = None) -> tuple[RecoveryExport, OpenSafe]:
    """A safe with a text and a photograph, as it leaves the portal."""
    recipient = Recipient(recovery_id or uuid4(), keys.public, GrantState.DORMANT)
    prepared = prepare_safe([recipient])
    safe = prepared.open_safe
    items = (
        SealedItem(TEXT, safe.seal(TEXT, "nobody came on Tuesday")),
        SealedItem(PHOTOGRAPH, safe.seal(PHOTOGRAPH, JPEG)),
    )
    return RecoveryExport(safe.id, "K7PQ-2M", prepared.grants, items), safe


def test_the_recovery_key_opens_everything_that_was_exported() -> None:
    keys = new_key_pair()
    export, _safe = make_export(keys)

    again = read_export(write_export(export))

    assert again == export
    opened = open_items(again, open_with(again, keys))
    assert [item.content for item in opened] == [b"nobody came on Tuesday", JPEG]
    assert [item.text for item in opened] == ["nobody came on Tuesday", None]


def test_an_export_shows_nothing() -> None:
    written = write_export(make_export(new_key_pair())[0])

    assert "nobody" not in written
    assert "photograph" not in written


def test_another_recovery_key_opens_nothing() -> None:
    export, _safe = make_export(new_key_pair())

    with pytest.raises(SealBroken):
        open_with(export, new_key_pair())
    with pytest.raises(SealBroken):
        open_with(replace(export, grants=()), new_key_pair())


def test_an_old_recovery_key_beside_a_new_one_still_opens() -> None:
    old, new = new_key_pair(), new_key_pair()
    prepared = prepare_safe([Recipient(uuid4(), new.public), Recipient(uuid4(), old.public)])
    export = RecoveryExport(prepared.open_safe.id, "K7PQ-2M", prepared.grants)

    assert open_with(export, old).id == open_with(export, new).id == export.safe_id


def test_an_item_moved_in_the_export_is_noticed() -> None:
    keys = new_key_pair()
    export, _safe = make_export(keys)
    moved = replace(export, items=(SealedItem(PHOTOGRAPH, export.items[0].sealed),))

    with pytest.raises(SealBroken):
        open_items(moved, open_with(moved, keys))


@pytest.mark.parametrize("written", ["", "[]", "{}", "x" * 100_000, "[" * 100_000,
    '{"format":"candour-recovery-1"}', '{"format":"candour-recovery-1","safe":7}',
    '{"format":"candour-grants-1","grants":[{}]}', '{"format":"candour-grants-1","grants":7}',
    '{"format":"candour-grants-1","grants":[{"safe":"x"}]}'])  # fmt: skip
def test_a_file_of_another_kind_is_refused_in_words(written: str) -> None:
    with pytest.raises(ExportRefused):
        read_export(written)
    with pytest.raises(ExportRefused):
        read_grants(written)


def test_new_holders_open_what_the_ceremony_sealed_to_them() -> None:
    keys, new = new_key_pair(), new_key_pair()
    new_id = uuid4()
    export, safe = make_export(keys)

    grants = read_grants(
        write_grants(regrant(open_with(export, keys), [Recipient(new_id, new.public)]))
    )

    opened = OpenSafe(safe.id, open_grants(new.private, grants)[safe.id])
    assert opened.open_text(TEXT, export.items[0].sealed) == "nobody came on Tuesday"


# ---- the commands


def run(*arguments: object) -> Result:
    return CliRunner().invoke(recover, [str(argument) for argument in arguments])


@pytest.fixture
def ceremony(tmp_path: Path) -> Path:
    """A folder with three parts and an export."""
    assert run("make-key", tmp_path / "key").exit_code == 0
    public = bytes.fromhex((tmp_path / "key" / "public-key.txt").read_text().strip())
    export, _safe = make_export(KeyPair(b"", public))
    (tmp_path / "export.json").write_text(write_export(export))
    return tmp_path


@pytest.mark.parametrize("two", [(1, 2), (2, 3), (3, 1), (2, 1)])
def test_any_two_printed_parts_open_an_export(ceremony: Path, two: tuple[int, int]) -> None:
    one, other = (ceremony / "key" / f"part-{number}.txt" for number in two)

    result = run("open", ceremony / "export.json", "--part", one, "--part", other,
                 "--into", ceremony / "opened")  # fmt: skip

    assert result.exit_code == 0, result.output
    content = json.loads((ceremony / "opened" / "content.json").read_text("utf-8"))
    assert content["reference"] == "K7PQ-2M"
    assert content["items"][0]["text"] == "nobody came on Tuesday"
    assert (ceremony / "opened" / content["items"][1]["file"]).read_bytes() == JPEG


def test_one_part_opens_nothing(ceremony: Path) -> None:
    part = ceremony / "key" / "part-1.txt"

    once = run("open", ceremony / "export.json", "--part", part, "--into", ceremony / "opened")
    twice = run("open", ceremony / "export.json", "--part", part, "--part", part,
                "--into", ceremony / "opened")  # fmt: skip

    assert once.exit_code != 0
    assert "same part twice" in twice.output
    assert not (ceremony / "opened").exists()


def test_parts_of_another_key_say_so(ceremony: Path) -> None:
    assert run("make-key", ceremony / "other").exit_code == 0

    result = run("open", ceremony / "export.json", "--part", ceremony / "other" / "part-1.txt",
                 "--part", ceremony / "other" / "part-2.txt", "--into", ceremony / "o")  # fmt: skip

    assert result.exit_code == 1
    assert "not sealed to" in result.output


def test_a_key_is_never_written_over(ceremony: Path) -> None:
    before = (ceremony / "key" / "part-1.txt").read_text()

    assert run("make-key", ceremony / "key").exit_code == 1
    assert (ceremony / "key" / "part-1.txt").read_text() == before


def test_the_parts_are_for_their_owner_alone(ceremony: Path) -> None:
    modes = {os.stat(path).st_mode & 0o777 for path in (ceremony / "key").iterdir()}

    assert modes == {0o600}


def test_the_ceremony_seals_to_new_holders(ceremony: Path) -> None:
    new, new_id = new_key_pair(), uuid4()

    result = run("regrant", ceremony / "export.json", "--part", ceremony / "key" / "part-1.txt",
                 "--part", ceremony / "key" / "part-3.txt", "--to", f"{new_id}:{new.public.hex()}",
                 "--out", ceremony / "grants.json")  # fmt: skip

    assert result.exit_code == 0, result.output
    [grant] = read_grants((ceremony / "grants.json").read_text())
    assert open_grants(new.private, [grant])
    assert grant.holder_id == new_id


# ---- back in the store


def test_what_comes_back_opens_the_case_for_the_new_holder(database: Any) -> None:
    keys, new = new_key_pair(), new_key_pair()
    with transaction():
        recovery = services.add_holder(HolderKind.RECOVERY, keys.public, at=AT)
        successor = services.add_holder(HolderKind.ACCOUNT, new.public, at=AT)
        prepared = prepare_safe([Recipient(recovery.id, keys.public, GrantState.DORMANT)])
        services.store_safe(prepared, at=AT)
    safe = prepared.open_safe
    export = RecoveryExport(safe.id, "K7PQ-2M", tuple(queries.recovery_grants(safe.id)))

    grants = regrant(open_with(export, keys), [Recipient(successor.id, new.public)])
    with transaction():
        services.store_recovered_grants(grants)

    opened = queries.find_open_safe(safe.id, successor.id, new.private)
    assert opened is not None
    assert opened.open_text(TEXT, safe.seal(TEXT, "words")) == "words"


def test_what_comes_back_out_of_date_changes_nothing(database: Any) -> None:
    keys, new = new_key_pair(), new_key_pair()
    with transaction():
        recovery = services.add_holder(HolderKind.RECOVERY, keys.public, at=AT)
        other = services.add_holder(HolderKind.ACCOUNT, new_key_pair().public, at=AT)
        successor = services.add_holder(HolderKind.ACCOUNT, new.public, at=AT)
        prepared = prepare_safe(
            [Recipient(recovery.id, keys.public), Recipient(other.id, other.public_key)]
        )
        services.store_safe(prepared, at=AT)
    safe_id = prepared.open_safe.id
    export = RecoveryExport(safe_id, "K7PQ-2M", tuple(queries.recovery_grants(safe_id)))
    grants = regrant(open_with(export, keys), [Recipient(successor.id, new.public)])
    with transaction():
        services.take_grants(safe_id, of=other.id)

    with pytest.raises(GrantRefused), transaction():
        services.store_recovered_grants(grants)

    assert queries.safes_of(successor.id) == []
    db.session.rollback()
