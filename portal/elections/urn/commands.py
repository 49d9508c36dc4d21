"""`candour election`: the key ceremony and the opening of the urn, offline on a laptop."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from portal.elections.count.blt import decode_blt, write_blt
from portal.elections.count.contest import Ranking
from portal.elections.urn.ballot_keys import fingerprint_of
from portal.elections.urn.opening import open_urn
from portal.elections.urn.paper_sheet import PapersRefused, agreed_papers, read_sheet
from portal.elections.urn.urn_file import Urn, read_urn
from portal.errors import RuleBroken
from portal.vault.keys import KeyPair, new_key_pair
from portal.vault.shares import join_parts, print_part, read_part, split_key

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_NEW_FILE = click.Path(dir_okay=False, path_type=Path)
_NEW_FOLDER = click.Path(file_okay=False, path_type=Path)


@click.group("election")
def election() -> None:
    """Make the key of an election, and open its urn with two of the three parts.

    Neither needs a network or a database: do both on a laptop that is wiped afterwards, before the
    eyes of everybody who holds a part.
    """


@election.command("keys")
@click.argument("folder", type=_NEW_FOLDER)
@click.option("--label", default="", help="A line to print above each part, such as the title.")
def make_keys(folder: Path, label: str) -> None:
    """Make the key of an election: three parts to print, and its public half for the portal."""
    keys = new_key_pair()
    fingerprint = fingerprint_of(keys.public)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for part in split_key(keys):
        heading = f"# {' '.join(label.split()) or 'Key of an election'}, part {part.number} of 3\n"
        _write_new(
            folder / f"part-{part.number}.txt",
            f"{heading}# Fingerprint of the election: {fingerprint}\n{print_part(part)}\n",
        )
    _write_new(folder / "public-key.txt", keys.public.hex() + "\n")
    click.echo(f"Print the three parts in {folder}, give each to another person, delete the files.")
    click.echo("One for the returning officer, two for scrutineers; none of them a candidate.")
    click.echo(f"Public half, for the portal: {keys.public.hex()}")
    click.echo(f"Fingerprint, for the notice of poll: {fingerprint}")


@election.command("open")
@click.argument("urn_file", metavar="URN", type=_FILE)
@click.option(
    "--part",
    "parts",
    type=_FILE,
    multiple=True,
    required=True,
    help="A file with one typed or scanned part. Give two different ones.",
)
@click.option(
    "--published", required=True, help="The hash of the keys, as published when voting ended."
)
@click.option(
    "--papers",
    "sheets",
    type=_FILE,
    multiple=True,
    help="A sheet of the votes on paper. Give two, each filled in by another person.",
)
@click.option("--leave-out-broken", is_flag=True, help="Go on without boxes that do not open.")
@click.option("--out", type=_NEW_FILE, required=True, help="The ballot file to write (BLT).")
def open_election(
    urn_file: Path,
    parts: tuple[Path, ...],
    published: str,
    sheets: tuple[Path, ...],
    leave_out_broken: bool,
    out: Path,
) -> None:
    """Open the urn in the file URN and write its ballots, added up by ranking."""
    if len(parts) != 2:
        raise click.UsageError("Give --part twice, each with another part.")
    with _said_plainly():
        urn = read_urn(decode_blt(urn_file.read_bytes()))
        papers = _papers(urn, sheets)
        opened = open_urn(
            urn,
            _joined(parts),
            published=published,
            papers=papers,
            leave_out_broken=leave_out_broken,
        )
        written = write_blt(opened.contest)
    _write_new(out, written)
    click.echo(f"Boxes: {len(urn.boxes)}. Votes on paper: {len(papers)}.")
    click.echo(f"Boxes that did not open: {opened.broken}. The portal asks for this number.")
    click.echo(f"Upload {out}; then wipe this machine.")


def _papers(urn: Urn, sheets: tuple[Path, ...]) -> list[Ranking]:
    if not sheets and not urn.papers:
        return []
    if len(sheets) != 2 or sheets[0].samefile(sheets[1]):
        raise click.UsageError(
            f"{urn.papers} votes came on paper. Give --papers twice: two people each fill in a"
            " sheet of their own."
        )
    read = []
    for sheet in sheets:
        try:
            read.append(read_sheet(decode_blt(sheet.read_bytes()), urn.candidates))
        except PapersRefused as refusal:
            raise click.ClickException(f"{sheet.name}: {refusal}") from None
    return agreed_papers(read[0], read[1], expected=urn.papers)


def _joined(parts: tuple[Path, ...]) -> KeyPair:
    one, other = (read_part(_without_headings(part)) for part in parts)
    return join_parts(one, other)


def _without_headings(part: Path) -> str:
    lines = decode_blt(part.read_bytes()).splitlines()
    return "\n".join(line for line in lines if not line.startswith("#"))


def _write_new(path: Path, text: str) -> None:
    """Write a file for its owner alone; never over one that is there."""
    try:
        with path.open("x", encoding="utf-8") as out:
            path.chmod(0o600)
            out.write(text)
    except FileExistsError:
        raise click.ClickException(f"{path} exists already. Nothing was changed.") from None


@contextmanager
def _said_plainly() -> Iterator[None]:
    try:
        yield
    except RuleBroken as refusal:
        raise click.ClickException(str(refusal)) from None
