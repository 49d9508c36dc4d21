"""`candour recover`: the ceremony with two of the three printed parts, offline on a laptop."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import click

from portal.errors import RuleBroken
from portal.vault.keys import KeyPair, new_key_pair
from portal.vault.recovery import (
    open_items,
    open_with,
    read_export,
    regrant,
    write_grants,
)
from portal.vault.sealing import Recipient
from portal.vault.shares import join_parts, print_part, read_part, split_key

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_NEW_FILE = click.Path(dir_okay=False, path_type=Path)
_NEW_FOLDER = click.Path(file_okay=False, path_type=Path)
_part = click.option(
    "--part", "parts", type=_FILE, multiple=True, required=True,
    help="A file with one typed or scanned part. Give two different ones.",
)  # fmt: skip


@click.group("recover")
def recover() -> None:
    """Open a case with two of the three parts of the recovery key.

    `make-key`, `open` and `regrant` need no network and no database: do them on a laptop that is
    wiped afterwards. Each export is written into the public ledger when it is asked for.
    """


@recover.command("make-key")
@click.argument("folder", type=_NEW_FOLDER)
@click.option("--label", default="", help="A line to print above each part.")
def make_key(folder: Path, label: str) -> None:
    """Make a recovery key: three parts to print, and its public half for the portal."""
    keys = new_key_pair()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for part in split_key(keys):
        heading = f"# {label or 'Recovery key of the committee'}, part {part.number} of 3\n"
        _write_new(folder / f"part-{part.number}.txt", heading + print_part(part) + "\n")
    _write_new(folder / "public-key.txt", keys.public.hex() + "\n")
    click.echo(f"Print the three parts in {folder}, give each to another person, delete the files.")
    click.echo(f"Public half: {keys.public.hex()}")


@recover.command("open")
@click.argument("export", type=_FILE)
@_part
@click.option("--into", type=_NEW_FOLDER, required=True, help="Where the content is written.")
def open_export(export: Path, parts: tuple[Path, ...], into: Path) -> None:
    """Write out everything in an exported case."""
    with _said_plainly():
        found = read_export(export.read_text("utf-8"))
        opened = open_items(found, open_with(found, _joined(parts)))
    into.mkdir(parents=True, exist_ok=True, mode=0o700)
    listing = []
    for item in opened:
        row = {"table": item.place.table, "row": str(item.place.row_id),
               "column": item.place.column}  # fmt: skip
        if item.text is not None:
            listing.append({**row, "text": item.text})
            continue
        name = f"{item.place.table}-{item.place.row_id}-{item.place.column}.bin"
        (into / name).write_bytes(item.content)
        listing.append({**row, "file": name})
    written = {"reference": found.reference, "items": listing}
    content = json.dumps(written, ensure_ascii=False, indent=1) + "\n"
    (into / "content.json").write_text(content, "utf-8")
    click.echo(f"Case {found.reference}: {len(opened)} items were opened, in {into}.")


@recover.command("regrant")
@click.argument("export", type=_FILE)
@_part
@click.option(
    "--to", "holders", multiple=True, required=True, help="HOLDER:PUBLIC-KEY as the portal shows."
)
@click.option("--out", type=_NEW_FILE, required=True, help="The file to carry back.")
def regrant_export(
    export: Path, parts: tuple[Path, ...], holders: tuple[str, ...], out: Path
) -> None:
    """Seal the key of an exported case to new holders."""
    recipients = [_recipient(written) for written in holders]
    with _said_plainly():
        found = read_export(export.read_text("utf-8"))
        grants = regrant(open_with(found, _joined(parts)), recipients)
    _write_new(out, write_grants(grants))
    click.echo(f"Case {found.reference}: sealed to {len(recipients)} holders, in {out}.")


def _joined(parts: tuple[Path, ...]) -> KeyPair:
    if len(parts) != 2:
        raise click.UsageError("Give --part twice, each with another part.")
    one, other = (
        read_part("\n".join(line for line in path.read_text("utf-8").splitlines()
                            if not line.startswith("#")))
        for path in parts
    )  # fmt: skip
    return join_parts(one, other)


def _recipient(written: str) -> Recipient:
    holder, _colon, key = written.partition(":")
    try:
        return Recipient(UUID(holder), bytes.fromhex(key))
    except ValueError:
        raise click.BadParameter("Write HOLDER:PUBLIC-KEY.", param_hint="--to") from None


def _write_new(path: Path, text: str) -> None:
    try:
        with path.open("x", encoding="utf-8") as out:
            path.chmod(0o600)
            out.write(text)
    except FileExistsError:
        raise click.ClickException(f"{path} exists already; nothing was written over.") from None


@contextmanager
def _said_plainly() -> Iterator[None]:
    """A refusal becomes one line on the screen."""
    try:
        yield
    except RuleBroken as refusal:
        raise click.ClickException(str(refusal)) from None
