"""The `candour` command: what an operator or a checker does from a shell."""

import click
from flask.cli import FlaskGroup

from portal import config
from portal.app import create_app


@click.group(cls=FlaskGroup, create_app=create_app, add_version_option=False)
def main() -> None:
    """Candour: run, check and look after one co-operative's portal."""


@main.command("make-secrets")
def make_secrets() -> None:
    """Write each secret that does not exist yet to instance/secrets."""
    config.use(config.read_settings())
    for purpose in config.SECRET_PURPOSES:
        config.make_secret(purpose)
        click.echo(f"instance/secrets/{purpose}: there")
