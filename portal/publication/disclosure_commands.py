"""`candour protect` and `candour attack`: any table in a plain JSON, without a portal."""

import json
from pathlib import Path
from typing import Any

import click

from portal.errors import RuleBroken
from portal.publication.disclosure.attacker import attack as attack_table
from portal.publication.disclosure.attacker import audit as audit_table
from portal.publication.disclosure.attacker_findings import Finding, Report
from portal.publication.disclosure.attacker_problem import Limits
from portal.publication.disclosure.instances import Instance
from portal.publication.disclosure.protector import Pattern
from portal.publication.disclosure.protector import protect as protect_table
from portal.publication.disclosure.reading import PATTERN_FORMAT, read_instance, read_pattern

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_SECONDS = click.option(
    "--seconds",
    type=click.FloatRange(min=0, min_open=True),
    default=120.0,
    show_default=True,
    help="How long one problem may take. One that is not finished refuses the whole table.",
)
BREACHED, UNFINISHED = 1, 2


class _Refused(click.ClickException):
    """Something could not be done, so nothing is known to be safe."""

    exit_code = UNFINISHED


@click.command("protect")
@click.argument("instance", type=_FILE)
@click.option("--heuristic", is_flag=True, help="Do not try to prove that nothing is cheaper.")
@_SECONDS
@click.option("--json", "as_json", is_flag=True, help="Print JSON; it always is.")
def protect(instance: Path, heuristic: bool, seconds: float, as_json: bool) -> None:
    """Print which cells of INSTANCE to hide, so that nobody can work out what must stay hidden.

    Ends with status 2 where no pattern was found. Let `candour attack` judge the pattern.
    """
    table = _instance(instance)
    try:
        found = protect_table(table, may_be_exact=not heuristic, seconds=seconds)
    except RuleBroken as refusal:
        raise _Refused(str(refusal)) from None
    click.echo(json.dumps(_pattern(found), indent=1, ensure_ascii=False))
    click.echo(
        f"{len(found.primary)} cells must be hidden, {len(found.secondary)} more are "
        f"({found.cost:g}); {found.work.problems} problems in {found.work.seconds:.2f} s.",
        err=True,
    )


@click.command("attack")
@click.argument("instance", type=_FILE)
@click.argument("pattern", type=_FILE)
@click.option("--judge-only", is_flag=True, help="Judge, without the exact ends of intervals.")
@click.option("--outsider-only", is_flag=True, help="Leave the insiders out.")
@_SECONDS
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def attack(
    instance: Path,
    pattern: Path,
    judge_only: bool,
    outsider_only: bool,
    seconds: float,
    as_json: bool,
) -> None:
    """Work out what can be known of the cells of INSTANCE that PATTERN hides, and by whom.

    Ends with status 0 where everything was solved and nothing was found, with 1 where somebody
    knows too much, and with 2 where a problem was not solved: then nothing is known to be safe.
    """
    table = _instance(instance)
    try:
        hidden = read_pattern(_text(pattern), table)
    except RuleBroken as refusal:
        raise _Refused(f"{pattern}: {refusal}") from None
    method = audit_table if judge_only else attack_table
    report = method(table, hidden, with_insiders=not outsider_only, limits=Limits(seconds=seconds))
    if as_json:
        click.echo(json.dumps(_report(report), indent=1, ensure_ascii=False))
    else:
        _tell(report)
    if report.failure:
        raise SystemExit(UNFINISHED)
    if report.breaches:
        raise SystemExit(BREACHED)


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError:
        raise _Refused(f"{path}: This is not UTF-8.") from None


def _instance(path: Path) -> Instance:
    try:
        return read_instance(_text(path))
    except RuleBroken as refusal:
        raise _Refused(f"{path}: {refusal}") from None


def _pattern(found: Pattern) -> dict[str, Any]:
    return {
        "format": PATTERN_FORMAT,
        "hidden": sorted(found.hidden),
        "primary": sorted(found.primary),
        "secondary": sorted(found.secondary),
        "cost": found.cost,
        "method": found.method,
    }


def _tell(report: Report) -> None:
    for finding in report.findings:
        click.echo(_line(finding))
    click.echo(
        f"{report.attackers} attackers, {report.effort.problems} problems, "
        f"{report.effort.seconds:.2f} s in the solver."
    )
    if report.failure:
        click.echo(f"NOT FINISHED: {report.failure}")
    elif report.breaches:
        click.echo(f"{len(report.breaches)} BREACHES: this may not be published.")
    else:
        click.echo("Nothing was found that anybody could know too well.")


def _line(finding: Finding) -> str:
    about = "" if finding.is_exact else " or more"
    lower, upper = round(finding.lower, 6), round(finding.upper, 6)
    line = f"{finding.attacker}: {finding.cell} from {lower:g} to {upper:g}{about}"
    return f"{line}  BREACH: {finding.breach}" if finding.breach else line


def _report(report: Report) -> dict[str, Any]:
    return {
        "is_safe": report.is_safe,
        "failure": report.failure,
        "attackers": report.attackers,
        "problems": report.effort.problems,
        "solver_seconds": round(report.effort.seconds, 6),
        "breaches": len(report.breaches),
        "cells": [
            {
                "attacker": finding.attacker,
                "cell": finding.cell,
                "lower": finding.lower,
                "upper": finding.upper,
                "is_exact": finding.is_exact,
                "breach": finding.breach,
            }
            for finding in report.findings
        ],
    }
