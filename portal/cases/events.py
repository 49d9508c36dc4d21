"""What can happen in a case, who did it, and in which words each reader is told."""

from enum import StrEnum

from portal.i18n import lazy_gettext as _l


class EventKind(StrEnum):
    """What happened."""

    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    TRIAGED = "triaged"
    ASSIGNED = "assigned"
    INVESTIGATED = "investigated"
    WROTE = "wrote"
    HEARD = "heard"
    EVIDENCE_CAME = "evidence_came"
    WORSE = "worse"
    NOTED = "noted"
    RECUSED = "recused"
    WIDENED = "widened"
    WOKEN = "woken"
    HOME_CONFIRMED = "home_confirmed"
    COMPARED = "compared"
    VOTED = "voted"
    ISSUE_DECIDED = "issue_decided"
    TIED = "tied"
    DECIDED = "decided"
    ANSWERED = "answered"
    AGREED_DAY = "agreed_day"
    EXTENDED = "extended"
    ESCALATED = "escalated"
    CLOSED = "closed"
    REOPENED = "reopened"
    WITHDRAWN = "withdrawn"
    REFERRED = "referred"
    IDENTITY_ASKED = "identity_asked"
    IDENTITY_AGREED = "identity_agreed"
    IDENTITY_DECLINED = "identity_declined"
    IDENTITY_WITHDRAWN = "identity_withdrawn"
    IDENTITY_READ = "identity_read"
    DELETION_ASKED = "deletion_asked"
    DELETION_DECLINED = "deletion_declined"
    DELETION_WITHDRAWN = "deletion_withdrawn"
    HELD = "held"
    HOLD_LIFTED = "hold_lifted"
    TAKEN_DOWN = "taken_down"
    HANDED_OVER = "handed_over"
    REISSUED = "reissued"
    REACHED = "reached"
    NOT_REACHED = "not_reached"
    REMINDED = "reminded"
    CHAIR_TOLD = "chair_told"
    OUTSIDE_NAMED = "outside_named"
    CLOCK_RENEWED = "clock_renewed"
    KEPT_LONG_ENOUGH = "kept_long_enough"
    INTEREST_FOUND = "interest_found"
    KEPT_AWAY = "kept_away"
    CHALLENGED = "challenged"
    CHALLENGE_UPHELD = "challenge_upheld"
    CHALLENGE_DECLINED = "challenge_declined"
    CHALLENGE_WITHDRAWN = "challenge_withdrawn"
    SUSPENDED = "suspended"
    GIVEN_BACK = "given_back"
    SCREENED = "screened"
    STANDING_ASKED = "standing_asked"
    STANDING_DECLINED = "standing_declined"
    STANDING_WITHDRAWN = "standing_withdrawn"
    STANDING_RECORDED = "standing_recorded"
    NO_WORKER_CONCERNED = "no_worker_concerned"
    WORKER_ASKED = "worker_asked"
    WORKER_ANSWERED = "worker_answered"
    ASKED_AGAIN = "asked_again"
    FOLLOWED_UP = "followed_up"
    ALERT_SETTLED = "alert_settled"
    COPY_ASKED = "copy_asked"
    COPY_DECLINED = "copy_declined"
    COPY_WITHDRAWN = "copy_withdrawn"
    COPY_TAKEN = "copy_taken"
    COPY_GIVEN = "copy_given"
    SUMMARY_PROPOSED = "summary_proposed"
    SUMMARY_AGREED = "summary_agreed"
    SUMMARY_DROPPED = "summary_dropped"
    SUMMARY_SIGNED = "summary_signed"
    SUMMARY_TAKEN_BACK = "summary_taken_back"
    OFFICE_ALLOWED = "office_allowed"
    OFFICE_OPENLY = "office_openly"
    OFFICE_REFUSED = "office_refused"
    OFFICE_ASKED = "office_asked"
    OFFICE_ASKED_OPENLY = "office_asked_openly"
    OPENLY_ASKED = "openly_asked"
    OPENLY_AGREED = "openly_agreed"
    OPENLY_DECLINED = "openly_declined"
    OPENLY_WITHDRAWN = "openly_withdrawn"
    SAID_TO_MEMBER = "said_to_member"
    ISSUES_CHANGED = "issues_changed"
    OUTSIDE_TOOK_IT = "outside_took_it"
    OFFICE_ANSWERED = "office_answered"
    REMEDY_PROMISED = "remedy_promised"
    REMEDY_DONE = "remedy_done"
    SEALED = "sealed"
    UNSEALED = "unsealed"
    REPORTS_MATCHED = "reports_matched"
    REPORTS_DIFFER = "reports_differ"
    REPORTS_AGREE = "reports_agree"
    SETTLED = "settled"
    LATE_ACCEPTED = "late_accepted"
    OUT_OF_TIME = "out_of_time"
    TOLD_TWICE = "told_twice"
    ENDING_ASKED = "ending_asked"
    ENDING_DECLINED = "ending_declined"
    ENDING_WITHDRAWN = "ending_withdrawn"


class Actor(StrEnum):
    """Who did something."""

    COMMITTEE = "committee"
    COMPLAINANT = "complainant"
    PORTAL = "portal"


class MessageKind(StrEnum):
    """What a message is."""

    MESSAGE = "message"
    ACKNOWLEDGEMENT = "acknowledgement"
    ANSWER = "answer"
    MORE_TIME = "more_time"
    EVIDENCE = "evidence"
    NOT_RESOLVED = "not_resolved"
    WORSE = "worse"
    WITHDRAWAL = "withdrawal"
    TAKEN_DOWN = "taken_down"
    FOLLOW_UP = "follow_up"
    AFTER_WORSE = "after_worse"
    COPY = "copy"


class RecusalGround(StrEnum):
    """Why a member takes no part in a case. Source: model rules; C-67.2 s.106."""

    NAMED = "named"
    ON_THE_VISIT = "on_the_visit"
    LINE_MANAGER = "line_manager"
    HOUSEHOLD = "household"
    PARTY = "party"
    HANDLED_BEFORE = "handled_before"
    PAID_BY_COMMISSIONER = "paid_by_commissioner"
    OTHER = "other"


EVENTS = {
    EventKind.RECEIVED: _l("Received"),
    EventKind.ACKNOWLEDGED: _l("The person was told that we have it"),
    EventKind.TRIAGED: _l("Sorted by urgency"),
    EventKind.ASSIGNED: _l("Given to a member to look into"),
    EventKind.INVESTIGATED: _l("The committee began to look into it"),
    EventKind.WROTE: _l("The committee wrote to the person"),
    EventKind.HEARD: _l("The person wrote to the committee"),
    EventKind.EVIDENCE_CAME: _l("The person sent photographs"),
    EventKind.WORSE: _l("The person says that something got worse after speaking up"),
    EventKind.NOTED: _l("A note was made"),
    EventKind.RECUSED: _l("A member declared an interest and stepped back"),
    EventKind.WIDENED: _l("Another member was given the key"),
    EventKind.WOKEN: _l("Somebody standing by was called in"),
    EventKind.HOME_CONFIRMED: _l("The home was confirmed"),
    EventKind.COMPARED: _l("What was said was compared with the record"),
    EventKind.VOTED: _l("A member voted"),
    EventKind.ISSUE_DECIDED: _l("One issue was decided"),
    EventKind.TIED: _l("The votes were divided"),
    EventKind.DECIDED: _l("Decided"),
    EventKind.ANSWERED: _l("Answered"),
    EventKind.AGREED_DAY: _l("A day for the answer was agreed"),
    EventKind.EXTENDED: _l("More time was taken, with a reason"),
    EventKind.ESCALATED: _l("Overdue: everybody who may read it was told"),
    EventKind.CLOSED: _l("Closed"),
    EventKind.REOPENED: _l("Opened again, because it is not resolved"),
    EventKind.WITHDRAWN: _l("Withdrawn by the person"),
    EventKind.REFERRED: _l("Passed to another body"),
    EventKind.IDENTITY_ASKED: _l("A member asked to see who the person is"),
    EventKind.IDENTITY_AGREED: _l("A second member agreed that it may be seen who the person is"),
    EventKind.IDENTITY_DECLINED: _l("A second member did not agree to show who the person is"),
    EventKind.IDENTITY_WITHDRAWN: _l("The request to see who the person is was withdrawn"),
    EventKind.IDENTITY_READ: _l("A member looked at who the person is"),
    EventKind.DELETION_ASKED: _l("A member proposed to delete the case"),
    EventKind.DELETION_DECLINED: _l("A second member did not agree to delete the case"),
    EventKind.DELETION_WITHDRAWN: _l("The proposal to delete the case was withdrawn"),
    EventKind.HELD: _l("A legal hold was set: the case must be kept"),
    EventKind.HOLD_LIFTED: _l("The legal hold was lifted"),
    EventKind.TAKEN_DOWN: _l("Taken down for the person, who rang, wrote or came by"),
    EventKind.HANDED_OVER: _l("A handover code was used for the first time, and a receipt made"),
    EventKind.REISSUED: _l("A new code was given out; the one before stopped working"),
    EventKind.REACHED: _l("The person was rung or written to"),
    EventKind.NOT_REACHED: _l("That the person was reached was taken back"),
    EventKind.REMINDED: _l("Those who look into it were reminded of a day"),
    EventKind.CHAIR_TOLD: _l("Overdue: the chair was told"),
    EventKind.OUTSIDE_NAMED: _l("Overdue: the person was told who else can be asked now"),
    EventKind.INTEREST_FOUND: _l(
        "A member is kept away: an interest came to be known, or they answered it before"
    ),
    EventKind.KEPT_AWAY: _l("The person asked that a member should not see it"),
    EventKind.CHALLENGED: _l("A member said that another has an interest in it"),
    EventKind.CHALLENGE_UPHELD: _l("Two members found that another has an interest in it"),
    EventKind.CHALLENGE_DECLINED: _l("A second member found no interest"),
    EventKind.CHALLENGE_WITHDRAWN: _l("What was said of a member's interest was withdrawn"),
    EventKind.ASKED_AGAIN: _l("The person was asked whether it was put right"),
    EventKind.FOLLOWED_UP: _l("The person said whether it was put right"),
    EventKind.COPY_ASKED: _l("A member marked a copy, and asked a second to judge it"),
    EventKind.COPY_DECLINED: _l("A second member did not let a copy go out"),
    EventKind.COPY_WITHDRAWN: _l("A copy that waited was withdrawn"),
    EventKind.COPY_TAKEN: _l("A blackened copy went to somebody who asked what is held"),
    EventKind.COPY_GIVEN: _l("A copy was given to the person, with what is about others blackened"),
    EventKind.OFFICE_ALLOWED: _l("The person allows that the care office is asked"),
    EventKind.OFFICE_OPENLY: _l("The person allows that the care office is asked openly"),
    EventKind.OFFICE_REFUSED: _l("The person does not want the care office to be asked"),
    EventKind.OFFICE_ASKED_OPENLY: _l("The care office was asked about this visit alone"),
    EventKind.SAID_TO_MEMBER: _l("The person told a member, by telephone, letter or in person"),
    EventKind.ISSUES_CHANGED: _l("What it is about was put more exactly"),
    EventKind.OUTSIDE_TOOK_IT: _l("The committee knows that the body outside looks into it"),
    EventKind.OPENLY_ASKED: _l("A member wants to ask the care office openly"),
    EventKind.OPENLY_AGREED: _l("A second member agreed that the care office is asked openly"),
    EventKind.OPENLY_DECLINED: _l("A second member did not agree to ask openly"),
    EventKind.OPENLY_WITHDRAWN: _l("The wish to ask openly was withdrawn"),
    EventKind.OFFICE_ASKED: _l("The care office was asked about some visits, this among them"),
    EventKind.OFFICE_ANSWERED: _l("The care office answered"),
    EventKind.REMEDY_PROMISED: _l("Something was promised, to put it right"),
    EventKind.REMEDY_DONE: _l("A promise was kept"),
    EventKind.SEALED: _l("The person keeps it sealed until somebody else reports the same"),
    EventKind.UNSEALED: _l("It was opened, and waits no longer"),
    EventKind.REPORTS_MATCHED: _l("Another report may be about the same: two members compare"),
    EventKind.REPORTS_DIFFER: _l("The other report is about something else; it is sealed again"),
    EventKind.REPORTS_AGREE: _l("Two members found that another case is about the same service"),
    EventKind.SETTLED: _l("Put right by the next working day, as the person says"),
    EventKind.LATE_ACCEPTED: _l("It came late, and is looked into all the same"),
    EventKind.OUT_OF_TIME: _l("Two members found that it came too late to be looked into"),
    EventKind.TOLD_TWICE: _l("Ended: the person told us twice, and we go on with the first"),
    EventKind.ENDING_ASKED: _l("A member proposed to end it without a finding"),
    EventKind.ENDING_DECLINED: _l("A second member did not agree to end it"),
    EventKind.ENDING_WITHDRAWN: _l("The proposal to end it was withdrawn"),
    EventKind.ALERT_SETTLED: _l("It was looked into what got worse after speaking up"),
    EventKind.SUMMARY_PROPOSED: _l("What may be published was written, and shown to the person"),
    EventKind.SUMMARY_AGREED: _l("The person agrees to what may be published"),
    EventKind.SUMMARY_DROPPED: _l("What was to be published was taken back before it was signed"),
    EventKind.SUMMARY_SIGNED: _l("What may be published was signed by a second member"),
    EventKind.SUMMARY_TAKEN_BACK: _l("The person wants nothing of it published"),
    EventKind.KEPT_LONG_ENOUGH: _l("The time for which we may keep this is over"),
    EventKind.SUSPENDED: _l(
        "Passed to somebody who looks into it alone first; suspended for others"
    ),
    EventKind.GIVEN_BACK: _l("Given back to the committee"),
    EventKind.STANDING_ASKED: _l("A member says that it is shown who may be told"),
    EventKind.STANDING_DECLINED: _l("A second member did not find it shown who may be told"),
    EventKind.STANDING_WITHDRAWN: _l("The question who may be told was withdrawn"),
    EventKind.STANDING_RECORDED: _l("Two members recorded who may be told"),
    EventKind.NO_WORKER_CONCERNED: _l("A member found that no single care worker is concerned"),
    EventKind.WORKER_ASKED: _l("The care worker concerned was given a code to answer"),
    EventKind.WORKER_ANSWERED: _l("The care worker concerned answered"),
    EventKind.SCREENED: _l("It was looked at whether somebody may be in danger"),
    EventKind.CLOCK_RENEWED: _l("A day was worked out anew: the rules or the days off changed"),
}

SHOWN_TO_COMPLAINANT = frozenset(EventKind) - {
    EventKind.SCREENED, EventKind.STANDING_ASKED, EventKind.STANDING_DECLINED,
    EventKind.STANDING_WITHDRAWN, EventKind.NO_WORKER_CONCERNED, EventKind.WORKER_ASKED,
    EventKind.WORKER_ANSWERED, EventKind.NOTED, EventKind.REMINDED, EventKind.INTEREST_FOUND,
    EventKind.CHALLENGED, EventKind.CHALLENGE_UPHELD, EventKind.CHALLENGE_DECLINED,
    EventKind.CHALLENGE_WITHDRAWN, EventKind.RECUSED, EventKind.WIDENED, EventKind.WOKEN,
    EventKind.HOME_CONFIRMED, EventKind.COMPARED, EventKind.VOTED, EventKind.ISSUE_DECIDED,
    EventKind.TIED, EventKind.IDENTITY_ASKED, EventKind.IDENTITY_AGREED,
    EventKind.IDENTITY_DECLINED, EventKind.IDENTITY_WITHDRAWN, EventKind.IDENTITY_READ,
    EventKind.DELETION_ASKED, EventKind.DELETION_DECLINED, EventKind.DELETION_WITHDRAWN,
    EventKind.HELD, EventKind.HOLD_LIFTED, EventKind.COPY_ASKED, EventKind.COPY_DECLINED,
    EventKind.COPY_WITHDRAWN, EventKind.COPY_TAKEN, EventKind.REMEDY_PROMISED,
    EventKind.REPORTS_AGREE, EventKind.ENDING_ASKED, EventKind.ENDING_DECLINED,
    EventKind.ENDING_WITHDRAWN, EventKind.OPENLY_ASKED, EventKind.OPENLY_AGREED,
    EventKind.OPENLY_DECLINED, EventKind.OPENLY_WITHDRAWN,
}  # fmt: skip
"""The person sees each step of the procedure; who voted, and who stepped back, stays inside."""

ABOUT_ANOTHER = frozenset({EventKind.REPORTS_MATCHED, EventKind.REPORTS_DIFFER})
"""These say that somebody else has reported something."""

GROUNDS = {
    RecusalGround.NAMED: _l("I am named in it"),
    RecusalGround.ON_THE_VISIT: _l("I was on the visit, or was to be"),
    RecusalGround.LINE_MANAGER: _l("I manage or plan the work that it is about"),
    RecusalGround.HOUSEHOLD: _l("It is about my family, my household or a friend"),
    RecusalGround.PARTY: _l("I brought it, or I am the person it is about"),
    RecusalGround.HANDLED_BEFORE: _l("I handled it at an earlier stage"),
    RecusalGround.PAID_BY_COMMISSIONER: _l("I am paid by those who pay for the care"),
    RecusalGround.OTHER: _l("Another reason"),
}

CHALLENGE_GROUNDS = {
    RecusalGround.NAMED: _l("They are named in it"),
    RecusalGround.ON_THE_VISIT: _l("They were on the visit, or were to be"),
    RecusalGround.LINE_MANAGER: _l("They manage or plan the work that it is about"),
    RecusalGround.HOUSEHOLD: _l("It is about their family, their household or a friend"),
    RecusalGround.PARTY: _l("They brought it, or are the person it is about"),
    RecusalGround.HANDLED_BEFORE: _l("They handled it at an earlier stage"),
    RecusalGround.PAID_BY_COMMISSIONER: _l("They are paid by those who pay for the care"),
    RecusalGround.OTHER: _l("Another reason"),
}

MESSAGES = {
    MessageKind.MESSAGE: _l("Message"),
    MessageKind.ACKNOWLEDGEMENT: _l("We have it"),
    MessageKind.ANSWER: _l("Answer"),
    MessageKind.MORE_TIME: _l("More time is needed"),
    MessageKind.EVIDENCE: _l("Photographs"),
    MessageKind.NOT_RESOLVED: _l("This is not resolved"),
    MessageKind.WORSE: _l("Something got worse after speaking up"),
    MessageKind.WITHDRAWAL: _l("Withdrawn"),
    MessageKind.TAKEN_DOWN: _l("Taken down by the intake clerk"),
    MessageKind.FOLLOW_UP: _l("Whether it was put right"),
    MessageKind.AFTER_WORSE: _l("About what got worse"),
    MessageKind.COPY: _l("Copy of what is held"),
}
