"""The ceremony's commands that need the database; the roof puts them beside the offline ones."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from portal import clock
from portal.cases.recovering.queries import account_holders, get_case
from portal.cases.recovering.services import accept_grants, export_case, use_recovery_key
from portal.database import reading, transaction
from portal.errors import NotFound, RuleBroken
from portal.vault.recovery import RecoveryReason, read_grants, write_export
from portal.vault.shares import mark_of

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_NEW_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command("request")
@click.argument("reference")
@click.option("--reason", type=click.Choice([each.value for each in RecoveryReason]), required=True)
@click.option("--out", type=_NEW_FILE, required=True, help="The sealed file for the laptop.")
@with_appcontext
def request_recovery(reference: str, reason: str, out: Path) -> None:
    """Export a case, still sealed. The public ledger says that, and why."""
    if out.exists():
        raise click.ClickException(f"{out} exists already; nothing was written over.")
    try:
        with transaction():
            case = get_case(reference)
            export = export_case(case, reason=RecoveryReason(reason), at=clock.now())
    except NotFound:
        raise click.ClickException(f"There is no case {reference}.") from None
    except RuleBroken as refusal:
        raise click.ClickException(str(refusal)) from None
    out.write_text(write_export(export), "utf-8")
    click.echo(f"Case {export.reference}: {len(export.items)} sealed items are in {out}.")
    click.echo("The use of the recovery key was entered in the public ledger.")


@click.command("accept")
@click.argument("file", type=_FILE)
@with_appcontext
def accept_recovery(file: Path) -> None:
    """Store the grants that the ceremony made."""
    try:
        grants = read_grants(file.read_text("utf-8"))
        with transaction():
            references = accept_grants(grants, at=clock.now())
    except NotFound:
        raise click.ClickException(
            "The file speaks of a case or a holder not known here."
        ) from None
    except RuleBroken as refusal:
        raise click.ClickException(str(refusal)) from None
    click.echo(f"New holders can open: {', '.join(references)}.")


@click.command("holders")
@with_appcontext
def list_holders() -> None:
    """List who a case can be sealed to, as `regrant --to` takes them."""
    with reading():
        for account, holder in account_holders():
            click.echo(f"{account.name}\t{holder.id}:{holder.public_key.hex()}")


@click.command("use-key")
@click.argument("public_key")
@with_appcontext
def use_key(public_key: str) -> None:
    """Seal new cases to the recovery key with this public half."""
    try:
        key = bytes.fromhex(public_key.strip())
        with transaction():
            use_recovery_key(key, at=clock.now())
    except ValueError:
        raise click.ClickException("A public key has 64 hexadecimal digits.") from None
    except RuleBroken as refusal:
        raise click.ClickException(str(refusal)) from None
    click.echo(f"New cases are sealed to the recovery key {mark_of(key).hex()}.")


COMMANDS = (request_recovery, accept_recovery, list_holders, use_key)
