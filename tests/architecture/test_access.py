"""Every view and who may call it, read by a person before it lands."""

from flask import Flask

from portal.accounts.permissions import Permission

# Who may call what. "again": password and code are asked for once more, to send or even to look.
VIEWS = {
    # The two of the door ask for a machine's token by themselves: no session counts there.
    "public": {
        "import_door.send",
        "import_door.show",
        "accounts.forgotten",
        "accounts.joining.password",
        "accounts.joining.picture",
        "accounts.joining.second",
        "accounts.joining.start",
        "accounts.sign_in",
        "accounts.sign_out",
        "committee.show",
        "elections.boxes",
        "elections.count.show",
        "elections.index",
        "elections.of_term",
        "elections.polling.cast",
        "elections.polling.find",
        "elections.polling.vote",
        "elections.secrecy",
        "elections.sheet",
        "elections.show",
        "elections.vote",
        "intake.concerns.begin",
        "intake.concerns.call_first",
        "intake.concerns.check",
        "intake.concerns.go_on",
        "intake.concerns.photographs.add",
        "intake.concerns.photographs.remove",
        "intake.concerns.photographs.show",
        "intake.concerns.show",
        "intake.handover.first_use.use",
        "intake.leave",
        "intake.lost_receipt",
        "intake.missed_visit",
        "intake.praise",
        "intake.receipt",
        "intake.returning.enter",
        "intake.returning.finish",
        "intake.returning.keep_away",
        "intake.returning.not_resolved",
        "intake.returning.picture",
        "intake.returning.show",
        "intake.returning.withdraw",
        "intake.returning.worse",
        "intake.returning.write",
        "intake.start",
        "intake.turned_away.ask",
        "ledger.download",
        "ledger.feed",
        "ledger.show",
        "ledger.show_day",
        "pages.about",
        "pages.accessibility",
        "pages.home",
        "pages.privacy",
        "pages.software",
        "publication.download",
        "publication.feed",
        "publication.latest",
        "publication.method",
        "publication.releases",
        "publication.show",
    },
    "signed_in": {
        "accounts.confirm",
        "accounts.desk",
        "accounts.discard",
        "accounts.kept",
        "accounts.own.end_all",
        "accounts.own.end_sign_in",
        "accounts.own.password",
        "accounts.own.picture (again, to look)",
        "accounts.own.second_factor (again, to look)",
        "accounts.own.sign_ins",
    },
    "decide_cases": {
        "cases.challenging.answer (again, to look)",
        "cases.challenging.ask",
        "cases.challenging.withdraw",
        "cases.deciding.vote",
    },
    "declare_interests": {
        "committee.declarations.declare",
        "committee.declarations.end",
    },
    "grant_keys": {
        "cases.keys.widen (again, to send)",
        "committee.hand_over.colleagues",
        "committee.hand_over.give (again, to send)",
    },
    "hand_over": {
        "committee.hand_over.leave (again, to send)",
        "committee.hand_over.leaving",
    },
    "handle_cases": {
        "cases.close",
        "cases.deciding.compare",
        "cases.deleting.confirm (again, to look)",
        "cases.deleting.hold",
        "cases.deleting.lift",
        "cases.deleting.propose",
        "cases.deleting.withdraw",
        "cases.disputing.dispute",
        "cases.keys.home",
        "cases.messages.acknowledge",
        "cases.messages.answer",
        "cases.messages.more_time",
        "cases.messages.note",
        "cases.messages.write",
        "cases.move",
        "cases.refer",
        "cases.revealing.ask",
        "cases.revealing.look (again, to look)",
        "cases.revealing.withdraw",
        "cases.send_letters",
        "intake.handover.reaching.calls",
        "intake.handover.reaching.done",
        "intake.handover.reaching.letter (again, to send)",
        "intake.handover.reaching.new_code (again, to send)",
        "intake.handover.reaching.reach (again, to send)",
        "intake.handover.reaching.undo",
    },
    "import_visits": {
        "visits.claims.show",
        "visits.homes.show",
        "visits.exceptions.index",
        "visits.home_codes.card",
        "visits.home_codes.cards",
        "visits.home_codes.index",
        "visits.home_codes.languages",
        "visits.home_codes.renew",
        "visits.import_changes.figures",
        "visits.import_changes.show",
        "visits.import_changes.undo (again, to send)",
        "visits.import_profiles.index",
        "visits.import_profiles.mapping",
        "visits.import_profiles.remove",
        "visits.import_profiles.rows",
        "visits.import_tokens.index (again, to send)",
        "visits.import_tokens.revoke",
        "visits.imports.abandon",
        "visits.imports.accept",
        "visits.imports.begin",
        "visits.imports.index",
        "visits.imports.rejected",
        "visits.imports.show",
        "visits.imports.warnings",
    },
    "keep_committee": {
        "committee.appointments.confirm",
        "committee.appointments.end",
        "committee.appointments.invite",
        "committee.appointments.propose",
        "committee.appointments.withdraw",
        "committee.co_opting.confirm",
        "committee.co_opting.propose",
        "committee.co_opting.withdraw",
        "committee.desk",
        "committee.meetings.note",
        "committee.meetings.take_back",
        "committee.renewals.agree (again, to send)",
        "committee.renewals.ask (again, to send)",
        "committee.seating.in_public",
        "committee.seating.step_down",
    },
    "keep_register": {
        "membership.admit",
        "membership.cease",
        "membership.change",
        "membership.invite",
        "membership.lists.export",
        "membership.lists.inspection",
        "membership.lists.read_in",
        "membership.register",
        "membership.search",
        "membership.show",
        "notices.try_again",
        "notices.undelivered",
    },
    "open_patterns": {
        "committee.patterns.index",
        "committee.patterns.open_pattern",
        "committee.patterns.show",
    },
    "prepare_releases": {
        "publication.desk.differences",
        "publication.desk.discard",
        "publication.desk.prepare",
    },
    "read_cases": {
        "cases.deciding.decide",
        "cases.find",
        "cases.deleting.certificate",
        "cases.deleting.certificates",
        "cases.keys.recuse",
        "cases.open_case",
        "cases.photograph",
        "cases.photographs",
        "cases.queue",
        "cases.revealing.answer (again, to look)",
        "cases.show",
    },
    "read_figures": {
        "visits.figures.download",
        "visits.figures.show",
        "visits.no_access.show",
    },
    "read_ledger": {
        "cases.entries.index",
    },
    "run_elections": {
        "elections.desk.change",
        "elections.desk.countback.begin (again, to send)",
        "elections.desk.countback.declare (again, to send)",
        "elections.desk.countback.lot",
        "elections.desk.countback.show",
        "elections.desk.days",
        "elections.desk.index",
        "elections.desk.key",
        "elections.desk.plan",
        "elections.desk.results.ballots",
        "elections.desk.results.lot",
        "elections.desk.results.papers",
        "elections.desk.results.urn",
        "elections.desk.roll.letters (again, to send)",
        "elections.desk.roll.mark",
        "elections.desk.roll.paper",
        "elections.desk.roll.renew (again, to send)",
        "elections.desk.roll.search",
        "elections.desk.roll.unmark",
        "elections.desk.show",
        "elections.desk.standing.nominate",
        "elections.desk.standing.withdraw",
        "elections.desk.stop (again, to send)",
        "elections.desk.take_step (again, to send)",
    },
    "see_alerts": {
        "intake.alerts.show",
        "intake.alerts.take_up",
    },
    "sign_founding": {
        "committee.founding.show",
        "committee.founding.sign (again, to send)",
    },
    "sign_releases": {
        "publication.desk.draft (again, to send)",
    },
    "take_intake": {
        "intake.handover.add",
        "intake.handover.concern",
        "intake.handover.missed_visit",
        "intake.handover.start",
    },
}

AGAIN = {"to_send": " (again, to send)", "to_look": " (again, to look)", None: ""}


def test_every_view_says_who_may_call_it(plain_app: Flask) -> None:
    unmarked = [
        endpoint
        for endpoint, view in plain_app.view_functions.items()
        if endpoint != "static" and getattr(view, "access", None) is None
    ]

    assert unmarked == []


def test_a_mark_is_public_or_a_permission(plain_app: Flask) -> None:
    for endpoint, view in plain_app.view_functions.items():
        access = getattr(view, "access", "public")
        assert access in {"public", "signed_in", *Permission}, endpoint


def test_who_may_call_each_view_was_read_by_a_person(plain_app: Flask) -> None:
    found: dict[str, set[str]] = {}
    for endpoint, view in plain_app.view_functions.items():
        if endpoint != "static":
            again = AGAIN[getattr(view, "recent", None)]
            found.setdefault(str(getattr(view, "access", None)), set()).add(endpoint + again)

    assert found == VIEWS
