"""`candour count`: count a ballot file again, anywhere, without a database or a network."""

import secrets
from collections.abc import Callable
from functools import partial
from pathlib import Path

import click

from portal.elections.count.blt import ballots_hash, decode_blt, read_blt
from portal.elections.count.contest import Contest
from portal.elections.count.limits import NO_LIMITS, SeatLimits
from portal.elections.count.lots import Lot, LotNeeded, draw
from portal.elections.count.lots_file import read_lots, write_lots
from portal.elections.count.seats_file import read_limits
from portal.elections.count.sheet import Sheet
from portal.elections.count.sheet_json import write_sheet
from portal.elections.count.sheet_text import sheet_lines
from portal.elections.count.stv import count_votes
from portal.elections.count.vacancies import count_back
from portal.elections.count.wording import drawn_words, lot_words
from portal.errors import RuleBroken
from portal.i18n import current_language

LONGEST_SEED = 100

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("count")
@click.argument("file", type=_FILE)
@click.option("--seats-by-class", type=_FILE, help="Seats kept for classes, as TOML.")
@click.option(
    "--lots",
    "lots_file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Recorded lots (JSON). Lots that are drawn now are added to it.",
)
@click.option(
    "--sitting",
    type=int,
    multiple=True,
    help="A candidate who has a seat and keeps it (a countback); may be given more than once.",
)
@click.option("--seed", help="What lots are drawn from; without it, something random.")
@click.option("--no-lots", is_flag=True, help="Draw nothing: stop where a lot is needed.")
@click.option("--json", "as_json", is_flag=True, help="Print the count sheet as JSON.")
def count(
    file: Path,
    seats_by_class: Path | None,
    lots_file: Path | None,
    sitting: tuple[int, ...],
    seed: str | None,
    no_lots: bool,
    as_json: bool,
) -> None:
    """Count the ballot file FILE (BLT) and print the whole count sheet.

    With the same file and the recorded lots it prints the same bytes. Ends with status 1 where the
    file cannot be counted.
    """
    try:
        contest = read_blt(decode_blt(file.read_bytes()))
        limits = NO_LIMITS
        if seats_by_class is not None:
            limits = read_limits(decode_blt(seats_by_class.read_bytes()), len(contest.candidates))
        recorded = _recorded(lots_file)
        how = partial(_once, contest, limits, sitting)
        sheet, drawn = _count(contest, how, recorded, None if no_lots else _seed(seed))
    except RuleBroken as refusal:
        raise click.ClickException(str(refusal)) from None
    if drawn:
        _keep(lots_file, [*recorded, *drawn])
    if as_json:
        written = write_sheet(sheet, ballots=ballots_hash(contest), language=current_language())
    else:
        written = "\n".join(sheet_lines(sheet)) + "\n"
    click.echo(written, nl=False)


def _recorded(file: Path | None) -> list[Lot]:
    if file is None or not file.exists():
        return []
    return list(read_lots(decode_blt(file.read_bytes())))


def _seed(given: str | None) -> str:
    if given is None:
        return secrets.token_hex(8)
    if not 1 <= len(given) <= LONGEST_SEED or not given.isprintable():
        raise click.BadParameter(f"A seed has 1 to {LONGEST_SEED} letters.", param_hint="--seed")
    return given


def _once(contest: Contest, limits: SeatLimits, sitting: tuple[int, ...], lots: list[Lot]) -> Sheet:
    if sitting:
        return count_back(contest, limits, lots, left=contest.withdrawn, sitting=sitting)
    return count_votes(contest, limits, lots)


def _count(
    contest: Contest, how: Callable[[list[Lot]], Sheet], recorded: list[Lot], seed: str | None
) -> tuple[Sheet, list[Lot]]:
    """The sheet, and what had to be drawn for it; without a seed nothing is drawn."""
    drawn: list[Lot] = []
    while True:
        try:
            return how([*recorded, *drawn]), drawn
        except LotNeeded as needed:
            asked = lot_words(contest, needed.stage, needed.why, needed.candidates)
            if seed is None:
                raise click.ClickException(asked) from None
            lot = needed.record(draw(needed, seed), drawn_by=f"candour count --seed {seed}")
            click.echo(f"{asked} {drawn_words(contest, lot)}", err=True)
            drawn.append(lot)


def _keep(file: Path | None, lots: list[Lot]) -> None:
    if file is None:
        click.echo("The lots are not kept. To keep them, name a file with --lots.", err=True)
        return
    try:
        file.write_text(write_lots(lots), "utf-8")
    except OSError as error:
        raise click.ClickException(f"The lots cannot be written: {error}.") from None
    click.echo(f"The lots are recorded in {file}.", err=True)
