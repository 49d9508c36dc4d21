"""`candour demo`: the invented co-operative, loaded and served."""

import click

from portal import server
from portal.demo.loading import load
from portal.demo.stage import PASSWORD, read_notes
from portal.errors import SettingsRefused


@click.command("demo")
@click.option("--address", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--only-load", is_flag=True, help="Load it, print the sign-ins, and end.")
def demo(address: str, port: int, only_load: bool) -> None:
    """Load the demonstration co-op (once), print its sign-ins, and serve it."""
    try:
        load(click.echo)
    except SettingsRefused as refusal:
        raise click.ClickException(str(refusal)) from None
    _print_notes(address, port)
    if not only_load:
        server.serve(address, port)


def _print_notes(address: str, port: int) -> None:
    notes = read_notes()
    click.echo(f"\nBryn Teg Care Co-operative (invented): http://{address}:{port}/\n")
    click.echo(f"Sign-ins. The password of all is: {PASSWORD}")
    for who, email in (
        ("chair of the committee", "mair.lloyd"),
        ("members of the committee", "dewi.hughes"),
        ("", "huw.jenkins"),
        ("coordinator of the care office", "carys.davies"),
        ("secretary", "elin.morgan"),
    ):
        click.echo(f"  {email}@example.org".ljust(32) + who)
    click.echo("The digits of a telephone: .venv/bin/candour demo-code mair.lloyd@example.org\n")
    click.echo("Receipts to return with:")
    for receipt in notes.get("receipts", ())[:3]:
        click.echo(f"  {receipt['code']}   “{receipt['begins']}…”")
    card = next(iter(notes.get("cards", {}).values()), "")
    click.echo(f"The home code of a card: {card}")
    for vote in notes.get("votes", ()):
        click.echo(f"A code to vote with in the election ({vote['name']}): {vote['code']}")
    click.echo("Its calendar began on 12 November 2026. To begin anew: make demo-again\n")
