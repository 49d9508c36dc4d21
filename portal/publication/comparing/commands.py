"""`candour verify-release` and `candour compare`: what strangers do with published files."""

from datetime import date, datetime
from pathlib import Path

import click

from portal import clock
from portal.fetching import MOST_LEDGER, NotFetched
from portal.ledger.reporting import tell, typed_key
from portal.publication.comparing.fetching import Downloaded, download_release
from portal.publication.comparing.packages import MOST_BYTES, Package, PackageRefused
from portal.publication.comparing.side_by_side import require_alike, side_by_side
from portal.publication.comparing.verifying import BUNDLE, verify_release

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("verify-release")
@click.argument("file", type=_FILE)
@click.option("--ledger", type=_FILE, help="The ledger, downloaded from /ledger/ledger.json.")
@click.option("--key", "keys", multiple=True, help="The ledger's public key, in hexadecimal.")
@click.option("--on", "on", type=click.DateTime(["%Y-%m-%d"]), help="Judge as on a day.")
def verify_release_command(
    file: Path, ledger: Path | None, keys: tuple[str, ...], on: datetime | None
) -> None:
    """Check a downloaded file of a release, or all of it (release.zip). Needs no network.

    Ends with status 1 where anything is wrong.
    """
    checked = verify_release(
        _bytes(file, MOST_BYTES),
        name=file.name,
        on=(on or clock.now()).date(),
        ledger=_bytes(ledger, MOST_LEDGER) if ledger else None,
        keys=[typed_key(written) for written in keys],
    )
    is_known = ledger is not None
    tell(checked, good=f"The file is what {'was published' if is_known else 'it says'}.")


@click.command("compare")
@click.argument("sources", nargs=-1, required=True)
@click.option("--on", "on", type=click.DateTime(["%Y-%m-%d"]), help="Judge as on a day.")
def compare(sources: tuple[str, ...], on: datetime | None) -> None:
    """Set the rates of several co-operatives side by side, each with its bounds, by name.

    A source is the address of a report (https://coop.example/reports/latest), or a folder with
    release.zip and ledger.json. What does not verify is refused, and what was taken down since; of
    what was corrected it is said. Ends with status 1 where anything was refused.
    """
    packages, is_whole = [], True
    for source in sources:
        try:
            package, corrected = _verified(source, (on or clock.now()).date())
            packages.append(package)
            for sentence in corrected:
                click.echo(f"NOTE: {source}: {_printable(sentence)}")
        except (NotFetched, PackageRefused) as refusal:
            click.echo(f"REFUSED: {source}: {_printable(str(refusal))}")
            is_whole = False
    try:
        if packages:
            require_alike(packages)
            _print(packages)
    except PackageRefused as refusal:
        click.echo(f"REFUSED: {refusal}")
        is_whole = False
    if not is_whole:
        raise SystemExit(1)


def _verified(source: str, on: date) -> tuple[Package, list[str]]:
    """The release at a source, and that it was corrected since, if so."""
    found = _read(source)
    checked = verify_release(found.bundle, name=BUNDLE, on=on, ledger=found.ledger)
    if checked.package is None or not checked.is_good:
        raise PackageRefused(" ".join(checked.problems))
    if checked.taken_down:
        raise PackageRefused(checked.taken_down)
    return checked.package, checked.corrected


def _printable(words: str) -> str:
    """What somebody else's ledger says, without signs that move a cursor."""
    return "".join(sign if sign.isprintable() else " " for sign in words)


def _read(source: str) -> Downloaded:
    if source.startswith(("https://", "http://")):
        return download_release(source)
    folder = Path(source)
    try:
        return Downloaded(
            _bytes(folder / BUNDLE, MOST_BYTES), _bytes(folder / "ledger.json", MOST_LEDGER)
        )
    except OSError:
        raise NotFetched(f"There is no {BUNDLE} with a ledger.json beside it.") from None


def _bytes(file: Path, most: int) -> bytes:
    """The file; one byte more than a file of this kind can have is enough to refuse it."""
    with file.open("rb") as opened:
        return opened.read(most + 1)


def _print(packages: list[Package]) -> None:
    for indicator, beside in side_by_side(packages).items():
        click.echo(f"\n{indicator}, of 100")
        for one in beside:
            click.echo(f"  {one.coop}, {one.starts} to {one.ends}: {one.shown}")
    click.echo(
        "\nIn the order of names. This is no ranking: a few people more or less move every figure, "
        "and no two co-operatives care for the same people."
    )
