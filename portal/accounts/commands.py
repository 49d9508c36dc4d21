"""What an operator does about accounts from a shell."""

import click
from flask.cli import with_appcontext

from portal import clock
from portal.accounts import services
from portal.accounts.clocks import INVITED_FOR
from portal.accounts.codes import STEP_SECONDS
from portal.accounts.demonstration import demonstration_code
from portal.accounts.queries import find_account_by_email
from portal.config import settings
from portal.database import transaction
from portal.errors import RuleBroken


@click.command("demo-code")
@click.argument("email")
@with_appcontext
def demo_code(email: str) -> None:
    """Print the present second-factor code of somebody in the demonstration."""
    at, chosen = clock.now(), settings()
    try:
        code = demonstration_code(chosen.instance_folder, chosen.environment, email, at)
    except RuleBroken as refusal:
        raise click.ClickException(str(refusal)) from None
    click.echo(f"{code}  (for {STEP_SECONDS - int(at.timestamp()) % STEP_SECONDS} more seconds)")


@click.command("invite")
@click.argument("name")
@click.argument("email")
@with_appcontext
def invite(name: str, email: str) -> None:
    """Invite somebody to make their key; prints the code to be sent to them.

    Gives no authority: that comes from terms of office and appointments alone. For somebody who
    has an account already, the code replaces password and key.
    """
    try:
        with transaction():
            account = find_account_by_email(email.strip().lower())
            code = (
                services.invite(name, email, at=clock.now())
                if account is None
                else services.renew_invitation(account, at=clock.now())
            )
    except RuleBroken as refusal:
        raise click.ClickException(str(refusal)) from None
    click.echo(f"Send this code to {name}. It works once, for {INVITED_FOR.days} days:")
    click.echo(f"  {settings().base_url}/accounts/invitation")
    click.echo(f"  {code}")
