"""How far an election is, in words."""

from typing import Final

from portal.elections.timetable import Phase
from portal.i18n import lazy_gettext as _l

PHASES: Final = {
    Phase.DRAFT: _l("In preparation"),
    Phase.ANNOUNCED: _l("Announced"),
    Phase.NOMINATIONS: _l("Nominations are open"),
    Phase.SIFTING: _l("Nominations are over"),
    Phase.UNOPPOSED: _l("As many candidates as seats"),
    Phase.READY: _l("The candidates are known"),
    Phase.POLL: _l("You can vote"),
    Phase.CLOSING: _l("Voting is over"),
    Phase.CLOSED: _l("Voting is over"),
    Phase.COUNTING: _l("The votes are being counted"),
    Phase.DECLARED: _l("The result is declared"),
    Phase.SETTLED: _l("Closed"),
    Phase.STOPPED: _l("Stopped"),
}

# The time of nominations is the time of notice where members answer a question.
QUESTION_PHASES: Final = {
    **PHASES,
    Phase.NOMINATIONS: _l("Announced"),
    Phase.SIFTING: _l("The roll is being fixed"),
    Phase.READY: _l("Voting has not begun yet"),
}

# The returning officer reads of the members, and not of "you".
_AT_THE_DESK: Final = {
    Phase.POLL: _l("Members can vote"),
    Phase.CLOSED: _l("The urn is closed"),
}
DESK_PHASES: Final = {**PHASES, **_AT_THE_DESK}
DESK_QUESTION_PHASES: Final = {**QUESTION_PHASES, **_AT_THE_DESK}
