"""Every page that can be opened: by whom it is looked at as a whole, or why it is not.

A test compares this with the addresses of the site, so that no new page is left out unsaid.
"""

from typing import Final

# Without an account, in every language. `{day}` is looked up in the ledger.
PUBLIC: Final = {
    "pages.home": "/",
    "pages.about": "/about",
    "pages.privacy": "/privacy",
    "pages.accessibility": "/accessibility",
    "pages.software": "/software",
    "committee.show": "/committee",
    "intake.start": "/tell-us",
    "intake.lost_receipt": "/lost-receipt",
    "intake.missed_visit": "/missed-visit",
    "intake.turned_away.ask": "/turned-away",
    "intake.praise": "/praise",
    "intake.concerns.begin": "/concern",
    "intake.returning.enter": "/return",
    "elections.count.show": "/elections/count",
    "ledger.show": "/ledger",
    "ledger.show_day": "/ledger/days/{day}",
    "publication.releases": "/reports",
    "publication.method": "/reports/method",
    "publication.latest": "/reports/latest",
    "publication.show": "/reports/2026-09",
    "accounts.sign_in": "/accounts/sign-in",
    "accounts.forgotten": "/accounts/forgotten",
    "accounts.joining.start": "/accounts/invitation",
}

# With a concern that was begun, and with a receipt; in every language.
WITH_DRAFT: Final = {
    "intake.concerns.call_first": "/concern/{draft}/call-first",
    "intake.concerns.go_on": "/concern/{draft}",
    "intake.concerns.show": "/concern/{draft}/about",
}
WITH_RECEIPT: Final = {
    "intake.returning.show": "/return/case",
    "intake.returning.write": "/return/write",
    "intake.returning.not_resolved": "/return/not-resolved",
    "intake.returning.withdraw": "/return/withdraw",
    "intake.returning.worse": "/return/worse",
}

# Signed in. `{case}`, `{member}` and `{import}` are the first ones that the lists show.
COMMITTEE: Final = {
    "accounts.desk": "/accounts/desk",
    "accounts.kept": "/accounts/kept",
    "accounts.confirm": "/accounts/confirm",
    "accounts.own.password": "/accounts/password",
    "accounts.own.sign_ins": "/accounts/sign-ins",
    "accounts.own.second_factor": "/accounts/second-factor/telephone",
    "committee.declarations.declare": "/committee/interests",
    "committee.hand_over.colleagues": "/committee/keys",
    "committee.desk": "/committee/desk",
    "committee.appointments.invite": "/committee/appointments/invite",
    "committee.appointments.propose": "/committee/appointments/propose",
    "committee.renewals.ask": "/committee/invitations",
    "committee.seating.step_down": "/committee/seat/step-down",
    "committee.patterns.index": "/committee/patterns",
    "publication.desk.prepare": "/reports/desk",
    "intake.handover.reaching.calls": "/handover/calls",
    "cases.queue": "/cases/",
    "cases.find": "/cases/find",
    "cases.deleting.certificates": "/cases/deleted",
    "cases.entries.index": "/cases/entries",
    "visits.figures.show": "/visits/figures",
    "visits.claims.show": "/visits/figures/claims",
    "visits.homes.show": "/visits/figures/homes",
    "visits.no_access.show": "/visits/no-access",
}
CASE: Final = {
    "cases.show": "/cases/{case}",
    "cases.move": "/cases/{case}/move",
    "cases.refer": "/cases/{case}/refer",
    "cases.deciding.decide": "/cases/{case}/decide",
    "cases.deciding.compare": "/cases/{case}/compare",
    "cases.disputing.dispute": "/cases/{case}/dispute",
    "cases.keys.home": "/cases/{case}/home",
    "cases.keys.widen": "/cases/{case}/readers",
    "cases.keys.recuse": "/cases/{case}/step-back",
    "cases.messages.acknowledge": "/cases/{case}/acknowledge",
    "cases.messages.more_time": "/cases/{case}/more-time",
    "cases.messages.note": "/cases/{case}/note",
    "cases.messages.write": "/cases/{case}/write",
    "cases.revealing.ask": "/cases/{case}/identity",
    "cases.deleting.propose": "/cases/{case}/delete",
    "cases.deleting.hold": "/cases/{case}/hold",
    "cases.photographs": "/cases/{case}/photographs",
}
OFFICE: Final = {
    "visits.exceptions.index": "/visits/exceptions",
    "visits.home_codes.index": "/visits/home-codes",
    "visits.home_codes.cards": "/visits/home-codes/cards",
    "visits.import_profiles.index": "/visits/imports/profiles",
    "visits.import_tokens.index": "/visits/imports/machines",
    "visits.imports.begin": "/visits/imports/begin",
    "visits.imports.index": "/visits/imports",
    "visits.imports.show": "/visits/imports/{import}",
    "visits.import_changes.show": "/visits/imports/{import}/changes",
    "visits.import_changes.undo": "/visits/imports/{import}/undo",
    "intake.alerts.show": "/alerts",
}
REGISTER: Final = {
    "membership.register": "/membership",
    "membership.search": "/membership/search",
    "membership.admit": "/membership/admit",
    "membership.show": "/membership/{member}",
    "membership.change": "/membership/{member}/change",
    "membership.cease": "/membership/{member}/cease",
    "notices.undelivered": "/notices/undelivered",
    "intake.handover.start": "/handover",
    "intake.handover.missed_visit": "/handover/missed-visit",
    "intake.handover.concern": "/handover/concern",
    "intake.handover.add": "/handover/add",
}

_FILE: Final = "a file or a picture, no page"
_ANSWER: Final = "answers a form; opened as a page it leads on to one that is looked at"
_INVITED: Final = "only with the code of an invitation; tests/accounts reads it"
_STATE: Final = "only in a state that the demonstration may not be in; its own tests read it"
EXCUSED: Final = {
    "import_door.show": "for machines",
    "intake.leave": "leads away from the site",
    "intake.receipt": _ANSWER,
    "intake.handover.first_use.use": _ANSWER,
    "intake.concerns.check": "the journey of a concern ends there",
    "intake.concerns.photographs.add": "the journey of a concern comes by",
    "intake.concerns.photographs.show": _FILE,
    "intake.returning.picture": _FILE,
    "accounts.joining.password": _INVITED,
    "accounts.joining.second": _INVITED,
    "accounts.joining.picture": _FILE,
    "accounts.own.picture": _FILE,
    "ledger.download": _FILE,
    "ledger.feed": _FILE,
    "publication.feed": _FILE,
    "publication.download": _FILE,
    "visits.figures.download": _FILE,
    "visits.imports.rejected": _FILE,
    "visits.imports.warnings": _FILE,
    "visits.home_codes.card": "one of the cards that are looked at together",
    "cases.photograph": _FILE,
    "cases.close": "the journey of the committee comes by",
    "cases.deciding.vote": "the journey of the committee comes by",
    "cases.messages.answer": "the journey of the committee comes by",
    "cases.deleting.confirm": _STATE,
    "cases.deleting.lift": _STATE,
    "cases.deleting.certificate": _STATE,
    "cases.revealing.answer": "the journey of two members comes by",
    "cases.revealing.look": "the journey of two members comes by",
    "committee.hand_over.leaving": "only for who has left the committee",
    "committee.appointments.end": _STATE,
    "committee.founding.show": "only until the first committee was signed for",
    "committee.patterns.show": _STATE,
    "publication.desk.differences": _STATE,
    "publication.desk.discard": _STATE,
    "publication.desk.draft": "the journey of a release comes by",
    "membership.invite": _STATE,
    "visits.import_changes.figures": _STATE,
    "visits.import_profiles.mapping": _STATE,
    "visits.import_profiles.remove": _STATE,
    "visits.import_profiles.rows": _STATE,
    "visits.import_tokens.revoke": _STATE,
    "intake.handover.reaching.done": "the journey of a call comes by",
    "intake.handover.reaching.letter": "the journey of a call comes by",
    "intake.handover.reaching.new_code": "the journey of a call comes by",
    "intake.handover.reaching.reach": "the journey of a call comes by",
}

LOOKED_AT: Final = (PUBLIC, WITH_DRAFT, WITH_RECEIPT, COMMITTEE, CASE, OFFICE, REGISTER)
