"""The `candour` command: what an operator or a checker does from a shell."""

import click
from flask import current_app
from flask.cli import FlaskGroup, with_appcontext
from flask_migrate import migrate as write_migration
from flask_migrate import upgrade

from portal import config, server, worker
from portal.accounts.commands import demo_code, invite
from portal.app import begin, create_app
from portal.cases.bundling.commands import verify_bundle_command
from portal.cases.recovering.commands import COMMANDS as RECOVERY_COMMANDS
from portal.committee.commands import found
from portal.demo.commands import demo
from portal.elections.count.commands import count
from portal.elections.urn.commands import election
from portal.ledger.commands import verify_ledger
from portal.ledger.witnessing.commands import witness
from portal.publication.comparing.commands import compare, verify_release_command
from portal.publication.disclosure_commands import attack, protect
from portal.vault.commands import recover
from portal.visits.figures_commands import indicators, outcomes
from portal.visits.import_commands import abandon_import, import_visits


@click.group(cls=FlaskGroup, create_app=create_app, add_version_option=False)
def main() -> None:
    """Candour: run, check and look after one co-operative's portal."""


main.add_command(count)
main.add_command(demo)
main.add_command(demo_code)
main.add_command(election)
main.add_command(found)
main.add_command(invite)
main.add_command(verify_ledger)
main.add_command(witness)
main.add_command(verify_release_command)
main.add_command(compare)
main.add_command(verify_bundle_command)
main.add_command(recover)
main.add_command(import_visits)
main.add_command(abandon_import)
main.add_command(indicators)
main.add_command(outcomes)
main.add_command(protect)
main.add_command(attack)
for command in RECOVERY_COMMANDS:
    recover.add_command(command)


@main.command("make-secrets", with_appcontext=False)
def make_secrets() -> None:
    """Write each secret that does not exist yet to instance/secrets."""
    config.use(config.read_settings())
    for purpose in config.SECRET_PURPOSES:
        config.make_secret(purpose)
        click.echo(f"instance/secrets/{purpose}: there")


@main.command("migrate")
@with_appcontext
def migrate_database() -> None:
    """Bring the database to the newest form."""
    upgrade()
    click.echo("The database is up to date.")


@main.command("make-migration")
@click.argument("message")
@with_appcontext
def make_migration(message: str) -> None:
    """Write a migration for what changed in the models since the last one."""
    write_migration(message=message)


@main.command("serve", with_appcontext=False)
@click.option("--address", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", default=1, show_default=True, help="Web processes.")
def serve(address: str, port: int, workers: int) -> None:
    """Run web and worker on this machine."""
    server.serve(address, port, workers=workers)


@main.command("worker")
@click.option("--once", is_flag=True, help="Do what is due now, and end.")
@with_appcontext
def run_worker(once: bool) -> None:
    """Send letters, escalate what is overdue, close the ledger's days."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    begin(app)
    if once:
        for name in worker.run_once(app):
            click.echo(f"done: {name}")
    else:
        worker.run_for_ever(app)


if __name__ == "__main__":
    main()
