"""`candour witness`: keep watch over somebody's ledger, from a computer of one's own."""

import os
from pathlib import Path
from urllib.parse import urlencode

import click

from portal import clock
from portal.fetching import MOST_LEDGER, NotFetched, fetch
from portal.ledger.copies import Day, read_copy
from portal.ledger.statements import SigningKey
from portal.ledger.verifying import verify
from portal.ledger.witnessing.witnesses import Head, countersign

_MOST_ANSWER = 10_000


@click.command("witness")
@click.argument("site")
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="Where the key and the last copy that was seen are kept.",
)
@click.option("--show-key", is_flag=True, help="Make the key, show its public half, and end.")
def witness(site: str, folder: Path, show_key: bool) -> None:
    """Download the ledger of a site, check it against the copy seen before, and countersign it.

    Run it once a day. Ends with status 1, signs nothing and keeps the old copy where anything is
    wrong: then both copies together are the proof.
    """
    folder.mkdir(parents=True, exist_ok=True)
    key = _key(folder / "witness.key")
    if show_key:
        click.echo(key.public.hex())
        return
    site, kept = site.rstrip("/"), folder / "ledger.json"
    try:
        content = fetch(f"{site}/ledger/ledger.json", MOST_LEDGER)
        day = _checked(content, kept.read_bytes() if kept.exists() else None, folder)
        kept.write_bytes(content)
        line = countersign(key, _head(day)).written
        fetch(
            f"{site}/ledger/witnesses/sign", _MOST_ANSWER, send=urlencode({"line": line}).encode()
        )
    except NotFetched as refusal:
        click.echo(f"PROBLEM: {refusal}")
        raise SystemExit(1) from None
    click.echo(f"Signed: {day.day}, {day.size} links.")


def _checked(content: bytes, earlier: bytes | None, folder: Path) -> Day:
    report = verify(content, on=clock.today(), earlier=earlier)
    if not report.is_good:
        (folder / "refused-ledger.json").write_bytes(content)
        for problem in report.problems:
            click.echo(f"PROBLEM: {problem}")
        click.echo(f"Nothing was signed. Keep both copies: they are in {folder}.")
        raise SystemExit(1)
    days = read_copy(content).days
    if not days:
        click.echo("No day is closed yet.")
        raise SystemExit(0)
    return days[-1]


def _head(day: Day) -> Head:
    return Head(day.public_key, day.day, day.signed_on, day.size, day.hash)


def _key(file: Path) -> SigningKey:
    if not file.exists():
        opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(opened, "wb") as written:
            written.write(os.urandom(32))
    return SigningKey(file.read_bytes())
