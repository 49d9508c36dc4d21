"""The words of the no-access pages."""

from portal.i18n import gettext as _
from portal.i18n import lazy_gettext as _l
from portal.i18n import ngettext
from portal.visits.no_access.steps import Kept, Step, StepTaken
from portal.visits.records import DisputedBy, DisputeResult

STEP_WORDS = {
    Step.CAME: _l("Came to the home at the agreed time"),
    Step.USED_KEY: _l("Used the key or key safe"),
    Step.WAITED: _l("Waited at the door"),
    Step.CALLED: _l("Called the office"),
    Step.LEFT_SLIP: _l("Left a slip with the time on it"),
    Step.MADE_SURE: _l("Somebody made sure that the person was safe"),
    Step.LOOKED_AROUND: _l("Looked in, rang the person, asked neighbours"),
}

_CAME_WORDS = {
    Kept.YES: _l("Recorded at the home in time"),
    Kept.NO: _l("Recorded somewhere else"),
    Kept.NOT_RECORDED: _l("No device shows it"),
}

KEPT_WORDS = {
    Kept.YES: _l("Yes"),
    Kept.NO: _l("No"),
    Kept.NOT_RECORDED: _l("Not recorded"),
    Kept.NOT_ASKED: _l("The files do not say"),
    Kept.NOT_OWED: _l("No key safe is on file"),
}

DISPUTED_BY_WORDS: dict[str, object] = {
    DisputedBy.SERVICE_USER: _l("the person"),
    DisputedBy.FAMILY_OR_FRIEND: _l("family or a friend"),
    DisputedBy.ATTORNEY_OR_DEPUTY: _l("an attorney or deputy"),
    DisputedBy.ADVOCATE: _l("an advocate"),
    DisputedBy.NEIGHBOUR: _l("a neighbour"),
    DisputedBy.WORKER: _l("a care worker"),
    DisputedBy.VOLUNTEER: _l("a volunteer"),
    DisputedBy.MEMBER_OTHER: _l("another member"),
    DisputedBy.PROFESSIONAL: _l("a professional"),
    DisputedBy.COMMISSIONER: _l("who buys the care"),
    DisputedBy.ANONYMOUS: _l("somebody without a name"),
}

RESULT_WORDS: dict[str, object] = {
    DisputeResult.UPHELD: _l("upheld"),
    DisputeResult.NOT_UPHELD: _l("not upheld"),
    DisputeResult.INCONCLUSIVE: _l("could not be settled"),
    DisputeResult.WITHDRAWN: _l("withdrawn"),
}


def kept_words(taken: StepTaken) -> str:
    """Whether a step was followed, and how long it took."""
    if taken.step is Step.CAME:
        return str(_CAME_WORDS[taken.kept])
    if taken.minutes is None:
        return str(KEPT_WORDS[taken.kept])
    if taken.step is Step.WAITED:
        return ngettext("%(num)s minute", "%(num)s minutes", taken.minutes)
    return ngettext(
        "Yes, %(num)s minute after coming", "Yes, %(num)s minutes after coming", taken.minutes
    )


def source_dispute_words(disputed_by: tuple[str, ...], results: tuple[str, ...]) -> str:
    """Who contests a visit in the source system, and how that ended."""
    who = ", ".join(str(DISPUTED_BY_WORDS.get(role, role)) for role in disputed_by)
    ended = ", ".join(str(RESULT_WORDS.get(result, result)) for result in results)
    return f"{who}: {ended}" if ended else f"{who}: {_('open')}"
