"""What a printed letter says: everything the committee wrote since the person was last reached."""

from dataclasses import dataclass
from datetime import date

from portal.cases.deadlines import RulePack, has_clocks
from portal.cases.findings import FINDINGS
from portal.cases.models import Case
from portal.cases.queries import OpenCase, is_answered, messages_of
from portal.cases.subjects import label_of
from portal.intake.handover.queries import find_last_reached
from portal.vault.sealing import Place


@dataclass(frozen=True, slots=True)
class Said:
    """One message of the committee, opened."""

    on: date
    by: str
    words: str


@dataclass(frozen=True, slots=True)
class Letter:
    """Everything that is printed, but for name and address."""

    written_on: date
    received_on: date
    said: tuple[Said, ...]
    findings: tuple[tuple[str, str], ...]
    pack: RulePack | None


def letter_in(opened: OpenCase, *, today: date) -> Letter:
    """The letter, in the language that is spoken now."""
    case = opened.case
    last = find_last_reached(case.id)
    return Letter(
        written_on=today,
        received_on=case.received_on,
        said=tuple(
            Said(
                each.written_on,
                each.author.name,
                opened.safe.open_text(Place("messages", each.id, "body"), each.body),
            )
            for each in messages_of(case)
            if each.author is not None and (last is None or each.position > last.upto)
        ),
        findings=tuple(_findings(case)) if is_answered(case) else (),
        pack=case.pack if has_clocks(case.kind) else None,
    )


def _findings(case: Case) -> list[tuple[str, str]]:
    found = [(issue.code, issue.finding_at(case.stage)) for issue in case.issues]
    return [(label_of(code), str(FINDINGS[each.finding])) for code, each in found if each]
