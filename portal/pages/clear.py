"""Rule: everything that stands open in the database for a case, in words, and why it does.

The privacy page draws its table from here. A test compares the list with the columns that the
models call clear: nothing more is kept in the clear before it is said here what it is and why.
"""

from dataclasses import dataclass
from typing import Any, Final

from portal.i18n import lazy_gettext as _l


@dataclass(frozen=True, slots=True)
class Clear:
    """One thing that is not sealed: what people are told of it, and the columns that hold it."""

    what: Any
    why: Any
    columns: frozenset[str]


def _columns(**tables: str) -> frozenset[str]:
    return frozenset(f"{table}.{name}" for table, names in tables.items() for name in names.split())


WHAT_IS_CLEAR: Final = (
    Clear(
        _l("The case's reference"),
        _l("To speak about the case. It is drawn by lot and tells nothing."),
        _columns(cases="reference"),
    ),
    Clear(
        _l("Whether it is a missed visit, a concern or thanks, and its subject"),
        _l("To send it to the right people, and to count."),
        _columns(cases="kind", case_issues="code"),
    ),
    Clear(
        _l(
            "Whether it is a concern, a complaint, safeguarding or a worker's disclosure, how bad "
            "it is from 0 to 4, as what you may be answered, and who has it alone, since when "
            "and how that ended"
        ),
        _l("It decides who can read it, and the committee sees that a case is suspended."),
        _columns(
            cases="case_type severity standing kept_with kept_on",
            suspensions="kept_with began_on ended_on begun_by_id ended_by_id result",
        ),
    ),
    Clear(
        _l(
            "If you keep it sealed until somebody else reports the same: the day on which it "
            "opens, with which other cases two members compare it or have found that it is "
            "something else, on which days, and what each of them has found"
        ),
        _l(
            "So that the computer opens it on that day, or wakes two members when another report "
            "of the same kind comes from the same part of the district. Homes are locked: the two "
            "compare them."
        ),
        _columns(
            cases="sealed_until",
            pairings="case_id other_id began_on ended_on",
            pairing_findings="account_id likeness found_on",
        ),
    ),
    Clear(
        _l("The committee's table that says who gets which case, and who decided on it"),
        _l("It is public. It speaks of kinds of cases and of no case."),
        _columns(
            routing_tables="id is_current state begun_on in_force_on replaced_on proposed_by_id "
            "confirmed_by_id",
            routing_rows="id table_id position route case_type subject least_severity least_stage",
        ),
    ),
    Clear(
        _l(
            "That a care worker was given a code to answer, on which day and by which member, "
            "until when, and on which day they answered"
        ),
        _l("So that nothing is found against anybody before they could answer."),
        _columns(
            worker_replies="stage lookup secret_version given_on due_on answered_on given_by_id"
        ),
    ),
    Clear(
        _l("The area of the home, if you gave its code"),
        _l("To count."),
        _columns(cases="area"),
    ),
    Clear(
        _l("The day we received it, without the hour"),
        _l("The clock runs from it."),
        _columns(cases="received_on", safes="made_on"),
    ),
    Clear(
        _l("Its state, its outcome, its deadlines and the rules that set them"),
        _l("So that a deadline is noticed even when nobody who holds a key is here."),
        _columns(
            cases="rule_pack rules_on stage status outcome due_on escalated_on closed_on ended_on",
            deadlines="stage kind starts_on due_on met_on superseded_on escalated_on set_by "
            "before_on last_call call_on",
            clock_rules="id fingerprint",
        ),
    ),
    Clear(
        _l(
            "Whether the record of visits agrees with you, disagrees or is silent, and whether a "
            "note “nobody let us in” was disputed"
        ),
        _l("To count. It names no visit and no day."),
        _columns(cases="record_match no_access_dispute"),
    ),
    Clear(
        _l(
            "If you agreed that something is published: what everybody reads of it, which two "
            "members wrote and signed it, on which days, and whether you agreed to the words"
        ),
        _l("It is public. Until two members have signed it, its words are locked."),
        _columns(
            case_summaries="state person_agrees proposed_by_id proposed_on signed_by_id signed_on "
            "kind quarter subjects outcome done promised due_in shown_from",
        ),
    ),
    Clear(
        _l("The language you wrote in"),
        _l("To answer in it."),
        _columns(cases="language"),
    ),
    Clear(
        _l(
            "Each step with its day, never its hour: which member took it or looks into it, how "
            "each voted, what was found on each point, who stepped back and on what ground"
        ),
        _l("These are the minutes. Others must be able to see that the rules were kept."),
        _columns(
            cases="assignee_id",
            case_events="kind stage actor account_id happened_on",
            case_findings="stage finding votes decided_on",
            votes="stage account_id finding voted_on",
            recusals="account_id person_id ground recused_on",
        ),
    ),
    Clear(
        _l(
            "On which day a message, a note or a photograph was added, from which side, and "
            "roughly how long it is"
        ),
        _l("To put them in order. What they say is locked, and lengths are rounded up."),
        _columns(
            messages="kind from_complainant author_id written_on",
            attachments="added_on",
            notes="author_id written_on",
        ),
    ),
    Clear(
        _l(
            "That you left an address, not which, and on which days a letter to it waited, was "
            "sent or could not be sent"
        ),
        _l("So that a member knows that one has to be sent."),
        _columns(cases="wants_letters", letters="waiting_since sent_on dropped_on"),
    ),
    Clear(
        _l("Who on the committee holds a key, and whether that key sleeps"),
        _l("Otherwise nobody could open it."),
        _columns(
            safes="epoch",
            grants="holder_id epoch state",
            holders="kind public_key made_on retired_on",
        ),
    ),
    Clear(
        _l("A fingerprint of your receipt code, and for less than an hour when you sent the form"),
        _l(
            "To find the case when you come back, and to show the same receipt again if the form "
            "is sent twice. The code cannot be worked out from it."
        ),
        _columns(receipts="lookup secret_version holder_id repeat_until"),
    ),
    Clear(
        _l(
            "If somebody else wrote it down for you: who gave you the code, on which day, how "
            "often something was added with it, on which day it was first used or replaced, and a "
            "fingerprint of it"
        ),
        _l("So that it can be found out whether somebody used your code before you."),
        _columns(
            handovers="open_slot lookup secret_version replaced_lookup given_by_id given_on "
            "additions used_on replaced_on"
        ),
    ),
    Clear(
        _l(
            "If you asked to be rung or written to: which of the two, on which days it was done, "
            "and by which member"
        ),
        _l("So that nobody forgets you. Your number and address are locked."),
        _columns(
            caller_wishes="wish",
            callers_reached="upto done_on done_by_id undone_on undone_by_id",
        ),
    ),
    Clear(
        _l(
            "What the entries of the public ledger stand for: the step, its day, and which member "
            "opened the case, looked at a name or was given a key"
        ),
        _l("So that it can be proved who did what. The public sees only fingerprints of them."),
        _columns(
            ledger_entries="sequence day commitment",
            ledger_facts="sequence kind subject_id salt fact",
        ),
    ),
    Clear(
        _l(
            "That a member asked to see who you are, to delete, keep or end the case, to record "
            "who may be told, to give out a copy, to ask the care office openly, or that another "
            "takes no part in it; who answered, and the days"
        ),
        _l("So that two members act together, and never one alone. Their reasons are locked."),
        _columns(
            seconded_requests=(
                "step code state asked_on lapses_on answered_on asked_by_id answered_by_id about_id"
            ),
            legal_holds="set_by_id set_on lifted_by_id lifted_on",
        ),
    ),
    Clear(
        _l(
            "Whether you let us ask the care office, on which day it was asked, by when and by whom"
            " it answers; not what, nor about which visit"
        ),
        _l("So that an answer that is late is noticed. The office is never shown your case."),
        _columns(
            enquiries="asked_by_id asked_on due_on answered_on answered_by_id",
            enquiry_copies="holder_id",
        ),
    ),
    Clear(
        _l("What kind of thing was promised to you, by when, by whom, and when it was done"),
        _l("So that an overdue promise is noticed. What was promised is locked."),
        _columns(remedies="kind promised_on promised_by_id due_on done_on"),
    ),
    Clear(
        _l(
            "When you were asked whether it was put right, which answer you chose, whether anything"
            " got worse, and who looked into that"
        ),
        _l("To count what was found and what you say of it side by side. Your words are locked."),
        _columns(
            follow_ups="stage turn due_on asked_on lapsed_on answered_on put_right worse",
            retaliation_alerts="raised_on settled_on settled_by_id finding",
        ),
    ),
    Clear(
        _l(
            "Of a case that was deleted: its reference, the day, the ground, the two members who "
            "did it, who held a key, and the fingerprint of your receipt code"
        ),
        _l("To show that it was deleted and by whom, and to tell you so when you come back."),
        _columns(
            case_deletions=(
                "reference ground deleted_on proposed_by_id confirmed_by_id entry_sequence lookup "
                "secret_version"
            ),
            deletion_witnesses="deletion_id account_id",
        ),
    ),
    Clear(
        _l(
            "Of a case that was deleted, in a row that names none: what kind it was, its subject "
            "and area, how it ended, whether the person said that it was put right, its days and "
            "deadlines, and whether what was promised was done in time"
        ),
        _l("Otherwise a late answer could be made to vanish from the reports."),
        _columns(
            counted_cases=(
                "kind area subjects status outcome record_match no_access_dispute stage "
                "received_on left_on put_right promises"
            ),
            counted_clocks="kind stage due_on met_on escalated_on",
        ),
    ),
    Clear(
        _l("Numbers drawn by lot or counted within a case"),
        _l("They only say which line belongs to which case, and in what order."),
        _columns(
            cases="id safe_id",
            case_events="id case_id position subject_id",
            case_issues="id case_id position",
            case_findings="id issue_id",
            votes="id issue_id",
            deadlines="id case_id",
            recusals="id case_id",
            suspensions="id case_id",
            pairings="id",
            pairing_findings="id pairing_id",
            worker_replies="id case_id",
            case_summaries="id case_id",
            receipts="id case_id",
            messages="id case_id position",
            attachments="id case_id message_id position",
            notes="id case_id position",
            letters="id case_id",
            handovers="id case_id",
            caller_wishes="case_id",
            callers_reached="id case_id position",
            seconded_requests="id case_id",
            legal_holds="id case_id",
            follow_ups="id case_id",
            redactions="id request_id case_id",
            remedies="id case_id",
            enquiries="id case_id",
            enquiry_copies="id enquiry_id",
            retaliation_alerts="id case_id",
            case_deletions="id",
            counted_cases="id",
            counted_clocks="id counted_case_id",
            safes="id",
            grants="safe_id",
            holders="id",
        ),
    ),
)
