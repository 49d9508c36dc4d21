"""The page of a case, as the person who holds the receipt sees it."""

from typing import Final

from flask import current_app, render_template
from flask.typing import ResponseReturnValue

from portal import clock
from portal.cases.deleting.grounds import GROUNDS
from portal.cases.deleting.models import CaseDeletion
from portal.cases.events import MessageKind
from portal.cases.findings import FINDINGS
from portal.cases.subjects import is_about_visits, label_of
from portal.cases.workflow import CaseStatus, may_go
from portal.i18n import format_day
from portal.i18n import gettext as _
from portal.intake.blank_views import blank, filled_page
from portal.intake.returning.forms import WriteForm
from portal.intake.returning.shown import CasePage
from portal.intake.returning.standing import (
    MESSAGE_KINDS,
    OPENED,
    clock_of,
    sealed_standing,
    standing_of,
)

_PARTS: Final = "intake/returning/case_parts.html"


def case_page(
    page: CasePage, form: WriteForm | None = None, *, kept: str = ""
) -> ResponseReturnValue:
    """Where it stands. `form` is one that came back, `kept` what waits to be sent.

    What everybody gets of this page is drawn once; what is one person's own is filled in.
    """
    steps = clock_of(page.clocks, today=clock.today(), ended=page.has_ended)
    parts = current_app.jinja_env.get_template(_PARTS).module
    own = {
        "standing": _standing(page),
        "progress": parts.progress(page, steps, _findings(page), MESSAGE_KINDS),  # type: ignore[attr-defined]
        "told": parts.told(page, _told(page)),  # type: ignore[attr-defined]
        "readers": "" if page.is_sealed else ", ".join(page.readers),
    }
    frame = {
        "may_write": not page.has_ended,
        "may_reopen": _may_reopen(page),
        "is_asked": page.is_asked,
        "is_sealed": page.is_sealed,
        "may_allow": not page.has_ended
        and not page.is_sealed
        and is_about_visits([each.code for each in page.issues]),
        "may_print": any(each.kind is MessageKind.ANSWER for each in page.messages),
        "may_withdraw": may_go(page.status, CaseStatus.WITHDRAWN),
        "outside": f"{page.rule_pack} {page.pack.valid_from}" if steps else "",
    }
    pack = page.pack if steps else None

    def draw(shown: dict[str, str], writing: WriteForm) -> str:
        return render_template(
            "intake/returning/show.html", form=writing, pack=pack, **frame, **shown
        )

    if form is not None or kept:
        writing = form or WriteForm(formdata=None, data={"words": kept})
        return draw(own, writing), writing.status
    name = f"case {' '.join(str(value) for value in frame.values())}"
    blanks = {each: blank(each) if value else "" for each, value in own.items()}
    return filled_page(name, lambda: draw(blanks, WriteForm(formdata=None)), own)


def deleted_page(deletion: CaseDeletion, *, kept: str = "") -> ResponseReturnValue:
    """That it was deleted, on which day and why. `kept` was typed for it, and goes nowhere."""
    return render_template(
        "intake/returning/deleted.html",
        day=format_day(deletion.deleted_on),
        why=GROUNDS[deletion.ground].told,
        kept=kept,
    )


def _standing(page: CasePage) -> str:
    if page.sealed_until is not None and page.is_sealed:
        return sealed_standing(page.sealed_until)
    heard = any(each.kind is MessageKind.ACKNOWLEDGEMENT for each in page.messages)
    if page.status is CaseStatus.ACKNOWLEDGED and not heard and page.kept_with is None:
        return str(OPENED)
    return standing_of(page.kind, page.status, answered=page.answered, kept_with=page.kept_with)


def _told(page: CasePage) -> list[tuple[str, str]]:
    """What the person said, as they said it; a question that was left empty is left out."""
    telling = page.telling
    day = format_day(telling.happened_on) if telling.happened_on else ""
    rows = [
        (_("What it is about"), "\n".join(label_of(issue.code) for issue in page.issues)),
        (_("When"), ", ".join(each for each in (day, telling.happened_at) if each)),
        (_("Where"), telling.place),
        (_("In your words"), telling.words),
    ]
    known = {question for question, _answer in rows}
    rows += [(question, answer) for question, answer in telling.answers if question not in known]
    return [(question, answer) for question, answer in rows if answer]


def _findings(page: CasePage) -> list[tuple[str, str]]:
    """What was found about each thing, once the committee has answered."""
    return [
        (label_of(issue.code), str(FINDINGS[issue.finding]))
        for issue in page.issues
        if issue.finding
    ]


def _may_reopen(page: CasePage) -> bool:
    waits_for_answer = page.status is CaseStatus.DECIDED and not page.answered
    return may_go(page.status, CaseStatus.REOPENED) and not waits_for_answer
