"""The words in which every page about cases names its codes."""

from portal.cases.beside.wording import EVIDENCE, NO_ACCESS, OUTCOMES
from portal.cases.deleting.grounds import GROUNDS
from portal.cases.ending.endings import NO_FINDINGS, SAME_PERSON
from portal.cases.events import CHALLENGE_GROUNDS, EVENTS, MESSAGES
from portal.cases.findings import FINDINGS, NO_ACCESS_DISPUTES, RECORD_MATCHES
from portal.cases.following.turns import PUT_RIGHT, TURNS
from portal.cases.reading.steps import PAGES
from portal.cases.routing.table import ROUTES, SEVERITIES, TYPES
from portal.cases.safeguarding.forms import RESULTS
from portal.cases.safeguarding.screening import TRIGGERS
from portal.cases.standing.standings import EVIDENCE as STANDING_EVIDENCE
from portal.cases.standing.standings import STANDINGS, may_be_told
from portal.cases.subjects import heading_of, label_of
from portal.cases.workflow import KINDS, STATUSES
from portal.visits.home_codes import show_home_code


def words_of_cases() -> dict[str, object]:
    """The words in which every page of this feature names its codes."""
    return {
        "type_words": TYPES,
        "route_words": ROUTES,
        "severity_words": SEVERITIES,
        "trigger_words": TRIGGERS,
        "result_words": RESULTS,
        "heading_words": heading_of,
        "standing_words": STANDINGS,
        "standing_evidence": STANDING_EVIDENCE,
        "may_be_told": may_be_told,
        "status_words": STATUSES,
        "kind_words": KINDS,
        "event_words": EVENTS,
        "finding_words": FINDINGS,
        "record_words": RECORD_MATCHES,
        "dispute_words": NO_ACCESS_DISPUTES,
        "message_words": MESSAGES,
        "subject_words": label_of,
        "outcome_words": OUTCOMES,
        "evidence_words": EVIDENCE,
        "no_access_words": NO_ACCESS,
        "shown_home_code": show_home_code,
        "challenge_words": {each.value: words for each, words in CHALLENGE_GROUNDS.items()},
        "ending_words": {each.value: words for each, words in NO_FINDINGS.items()},
        "same_person_words": {each.value: words for each, words in SAME_PERSON.items()},
        "turn_words": TURNS,
        "put_right_words": PUT_RIGHT,
        "step_pages": PAGES,
        "ground_words": {ground.value: each.words for ground, each in GROUNDS.items()},
    }
