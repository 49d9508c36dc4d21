"""`candour verify-ledger`: check a downloaded ledger, offline."""

from datetime import datetime
from pathlib import Path

import click

from portal import clock
from portal.ledger.reporting import tell, typed_key
from portal.ledger.verifying import verify

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("verify-ledger")
@click.argument("file", type=_FILE)
@click.option("--promise", help="The promise that is printed on a receipt.")
@click.option("--key", "keys", multiple=True, help="The ledger's public key, in hexadecimal.")
@click.option("--earlier", type=_FILE, help="A copy downloaded before: it must be the beginning.")
@click.option("--on", "on", type=click.DateTime(["%Y-%m-%d"]), help="Judge promises as on a day.")
def verify_ledger(
    file: Path,
    promise: str | None,
    keys: tuple[str, ...],
    earlier: Path | None,
    on: datetime | None,
) -> None:
    """Check a downloaded ledger: chain, heads, openings, padding, promise. Needs no network.

    Ends with status 1 where anything is wrong or a promise was broken.
    """
    report = verify(
        file.read_bytes(),
        on=(on or clock.now()).date(),
        keys=[typed_key(written) for written in keys],
        promise=promise,
        earlier=earlier.read_bytes() if earlier else None,
    )
    click.echo(
        f"{report.days} days, {report.links} links, {report.openings} openings were checked."
    )
    tell(report, good="The ledger is whole.")
