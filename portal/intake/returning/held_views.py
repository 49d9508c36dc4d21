"""The moves that all pages of a receipt share: find what this browser holds, do, refuse, ask."""

from collections.abc import Callable

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.allowances import Purpose, count_use, require_allowance
from portal.cases.deleting.models import CaseDeletion
from portal.cases.queries import OpenCase
from portal.database import reading, transaction
from portal.errors import RuleBroken, TooMany
from portal.forms import Form
from portal.i18n import gettext as _
from portal.intake import browser_access
from portal.intake.returning import queries
from portal.intake.returning.case_views import deleted_page
from portal.intake.returning.forms import ReturnForm
from portal.intake.returning.leaf_queries import find_page
from portal.intake.returning.shown import CasePage


def _held_code() -> str | None:
    """The code of the receipt that this browser holds; its pages are in use, so it stays."""
    at = clock.now()
    code = browser_access.held_receipt(at=at)
    if code is not None:
        browser_access.hold_receipt(code, at=at)
    return code


def find_held_case() -> OpenCase | None:
    """The case of the receipt that this browser holds."""
    code = _held_code()
    return None if code is None else queries.find_case(code)


def find_held_page() -> CasePage | None:
    """What is shown of it."""
    code = _held_code()
    return None if code is None else find_page(code)


def find_held_deletion() -> CaseDeletion | None:
    """The deletion of the case whose receipt this browser holds."""
    code = _held_code()
    return None if code is None else queries.find_deleted(code)


def did(form: Form, do: Callable[[OpenCase], object], *, field: str = "words") -> bool:
    """Whether it was done; where it was refused, the form says why."""
    try:
        with transaction():
            opened = find_held_case()
            if opened is None:
                return False
            # Counted by case: whoever holds a receipt may come from many places.
            about, at = str(opened.case.id), clock.now()
            require_allowance(Purpose.WRITE, at=at, about=about)
            count_use(Purpose.WRITE, at=at, about=about)
            do(opened)
    except RuleBroken as refusal:
        form.refuse(field, refusal)
        return False
    except TooMany:
        form.refuse("words", _too_many())
        return False
    return True


def _too_many() -> str:
    return _(
        "Very much was sent with this receipt within the last hour, so this was not. What you "
        "wrote is still here: please send it again later, or telephone."
    )


def question_page(template: str, form: Form) -> ResponseReturnValue:
    """A page with one question about the case."""
    with reading():
        opened = find_held_case()
        if opened is None:
            return gone(form)
        return render_template(template, form=form, case=opened.case), form.status


def gone(form: Form) -> ResponseReturnValue:
    """There is no case to show: it was deleted, or this browser holds no receipt any more."""
    deletion = find_held_deletion()
    if deletion is None:
        return _asked_for_code(form)
    return deleted_page(deletion, kept=_typed(form))


def _typed(form: Form) -> str:
    return (form["words"].data or "") if "words" in form else ""


def _asked_for_code(form: Form) -> ResponseReturnValue:
    """Ask for the code again; what was typed meanwhile is not lost."""
    typed = _typed(form)
    if not typed:
        return redirect(url_for("intake.returning.enter"), 303)
    again = ReturnForm(formdata=None, data={"words": typed})
    return render_template("intake/returning/enter.html", form=again), 422
