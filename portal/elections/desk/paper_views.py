"""The ballot paper and the declaration, printed as whoever votes on paper wishes to read."""

from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from portal.accounts.access import requires
from portal.accounts.permissions import Permission
from portal.elections import queries
from portal.elections.models import Election
from portal.elections.polling.queries import members_told_by_letter
from portal.elections.resolutions.queries import find_question
from portal.errors import NotFound
from portal.i18n import own_name, site_languages
from portal.membership.classes import ONE_MEMBER
from portal.sheets import sheet_in

bp = Blueprint("paper", __name__, url_prefix="/<uuid:election_id>")


@dataclass(frozen=True, slots=True)
class Wish:
    """How some who vote on paper wish to read it, and how many they are."""

    language: str
    is_large: bool
    count: int


@bp.get("/paper")
@requires(Permission.RUN_ELECTIONS)
def paper(election_id: UUID) -> ResponseReturnValue:
    """The ballot paper and the declaration, in one of the languages, and in large print."""
    election = queries.get_election(election_id)
    question = find_question(election)
    candidates = queries.candidates_of(election)
    if question is None and not candidates:
        raise NotFound
    language = request.args.get("language", "")
    language = language if language in site_languages() else site_languages()[0]
    name = "paper" if question is None else "answer_paper"
    sheet = sheet_in(
        language,
        f"elections/desk/sheets/{name}.html",
        election=election,
        question=question,
        candidates=candidates,
        one=ONE_MEMBER,
        is_large=bool(request.args.get("large")),
    )
    return render_template(
        "elections/desk/paper.html",
        election=election,
        question=question,
        wishes=_wishes(election),
        own_name=own_name,
        sheet=sheet,
    )


def _wishes(election: Election) -> list[Wish]:
    counted = Counter((each.speaks, each.large_print) for each in members_told_by_letter(election))
    return [Wish(*wish, count) for wish, count in counted.most_common()]
