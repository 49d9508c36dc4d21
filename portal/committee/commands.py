"""Commands that a new co-operative uses before anybody can sign in."""

from datetime import datetime

import click
from flask.cli import with_appcontext

from portal import clock
from portal.committee.founding.services import Founder, prepare_founding
from portal.config import settings
from portal.database import transaction
from portal.errors import RuleBroken
from portal.membership.classes import MemberClass

CLASSES = ", ".join(MemberClass)


def _founder(_context: click.Context, _option: click.Parameter, given: tuple[str, ...]) -> object:
    return [_read(each) for each in given]


def _read(given: str) -> Founder:
    parts = [part.strip() for part in given.split(",")]
    if len(parts) != 3:
        raise click.BadParameter(f"{given!r}: write NAME, E-MAIL, CLASS.")
    name, email, member_class = parts
    try:
        return Founder(name, email, MemberClass(member_class))
    except ValueError:
        raise click.BadParameter(f"{member_class!r} is no class. There are: {CLASSES}.") from None


@click.command("found")
@click.option(
    "--member",
    "founders",
    multiple=True,
    required=True,
    callback=_founder,
    metavar="'NAME, E-MAIL, CLASS'",
    help=f"One of the first committee; give it once for each. Classes: {CLASSES}.",
)
@click.option(
    "--until",
    type=click.DateTime(["%Y-%m-%d"]),
    help="First day after the founding term; at most six months from today, which is the default.",
)
@with_appcontext
def found(founders: list[Founder], until: datetime | None) -> None:
    """Propose the first committee of a new co-operative, and print its invitations.

    Nobody sits yet: two of those named have to sign in and sign. Until an election the public
    page says that this committee was not elected.
    """
    try:
        with transaction():
            invited = prepare_founding(
                founders, ends_on=until.date() if until else None, at=clock.now()
            )
    except RuleBroken as refusal:
        raise click.ClickException(str(refusal)) from None
    click.echo(f"Give each person their own code, in person or by letter. {settings().base_url}")
    for each in invited:
        click.echo(f"{each.code}  {each.founder.name} <{each.founder.email}>")
    click.echo("When two of them have signed in and signed, the committee sits.")
