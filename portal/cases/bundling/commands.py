"""`candour verify-bundle`: check what somebody was given of their case, offline."""

from pathlib import Path

import click

from portal.cases.bundling.verifying import verify_bundle
from portal.ledger.copies import CopyRefused, read_copy
from portal.ledger.reporting import tell, typed_key

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("verify-bundle")
@click.argument("file", type=_FILE)
@click.option("--key", "keys", multiple=True, help="The ledger's public key, in hexadecimal.")
@click.option("--ledger", type=_FILE, help="A downloaded ledger.json: its heads must be the same.")
def verify_bundle_command(file: Path, keys: tuple[str, ...], ledger: Path | None) -> None:
    """Check a bundle: every file, the signature, and each entry in the ledger. Needs no network.

    Ends with status 1 where anything is wrong.
    """
    heads = None
    if ledger is not None:
        try:
            heads = {day.day: day.hash for day in read_copy(ledger.read_bytes()).days}
        except CopyRefused as refusal:
            raise click.BadParameter(str(refusal), param_hint="--ledger") from None
    report = verify_bundle(
        file.read_bytes(), keys=[typed_key(written) for written in keys], heads=heads
    )
    click.echo(
        f"Case {report.reference}: {report.files} files and {report.entries} entries were checked."
    )
    tell(report, good="The bundle is whole.")
