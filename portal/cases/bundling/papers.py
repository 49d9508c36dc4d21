"""The bundle in words: the case as a document to read, and the page that says what is what."""

from typing import Any

from portal.cases.answering.letter import outside_rights
from portal.cases.bundling.queries import Dossier
from portal.cases.deadlines import DEADLINES
from portal.cases.events import EVENTS, MESSAGES, MessageKind
from portal.cases.subjects import label_of
from portal.i18n import current_language, format_day
from portal.i18n import gettext as _


def paper_of(dossier: Dossier, *, name: str) -> dict[str, Any]:
    """What the template of the document is given; `name` is the co-operative's."""
    reference = dossier.case.reference
    return {
        "title": _("Case %(reference)s", reference=reference),
        "language": current_language(),
        "by": name,
        "parts": [
            {"heading": _("What you told us"), "rows": _told(dossier)},
            {"heading": _("What the committee found"), "rows": _found(dossier)},
            {"heading": _("What we promised"), "rows": _promised(dossier)},
            {"heading": _("By when"), "rows": _clocks(dossier)},
            {"heading": _("Messages"), "messages": _messages(dossier)},
            {"heading": _("What happened with it"), "rows": _steps(dossier)},
        ],
    }


def text_of(dossier: Dossier) -> str:
    """The case as plain text: what was told, what was found, messages."""
    theirs = _("The person who spoke up")
    rows = [*_told(dossier, words=theirs), *_found(dossier)]
    lines = [f"{asked}\n{given}" for asked, given in rows]
    messages = _messages(dossier, person=theirs)
    lines += [f"{each['head']}, {each['day']}\n{each['words']}" for each in messages]
    return "\n\n".join(lines)


def read_me(dossier: Dossier) -> str:
    """The page that says what stands in the bundle, and how it is checked."""
    body = _(dossier.case.pack.outside_body)
    lines = [
        _("Case %(reference)s", reference=dossier.case.reference),
        "",
        _(
            "This is everything about your case that is yours to have. You can give it to the"
            " %(body)s, or to anybody else who helps you.",
            body=body,
        ),
        *outside_rights(dossier.case.pack),
        "",
        _("case.pdf: the case to read and to print."),
        _("case.json: the same for computers."),
        _("photographs: the pictures that were sent."),
        _("ledger.json: proof that these steps stand in the ledger, and on which day."),
        _("manifest.json and manifest.sig: the list of these files, signed."),
        "",
        _("Your name and address do not stand in it. Say who you are when you pass it on."),
        "",
        _("Whoever receives it can check without us that nothing was changed:"),
        "  candour verify-bundle FILE --key KEY",
        _("The key stands on our page about the ledger. The format is described, so that other"
          " programs can check it too."),
    ]  # fmt: skip
    return "\n".join(line for line in lines) + "\n"


def _told(dossier: Dossier, *, words: str = "") -> list[list[str]]:
    telling = dossier.told.telling
    day = format_day(telling.happened_on) if telling.happened_on else ""
    rows = [
        [_("What it is about"), "\n".join(label_of(each.code) for each in dossier.issues)],
        [_("Received"), format_day(dossier.case.received_on)],
        [_("When"), ", ".join(each for each in (day, telling.happened_at) if each)],
        [_("Where"), telling.place],
        [words or _("In your words"), telling.words],
        *([asked, given] for asked, given in telling.answers),
    ]
    return [row for row in rows if row[1]]


def _found(dossier: Dossier) -> list[list[str]]:
    return [[label_of(each.code), f"{each.words} ({format_day(each.on)})"]
            for each in dossier.findings]  # fmt: skip


def _promised(dossier: Dossier) -> list[list[str]]:
    return [
        [
            each.what,
            _("done on %(day)s", day=format_day(each.remedy.done_on))
            if each.remedy.done_on
            else _("by %(day)s", day=format_day(each.remedy.due_on)),
        ]
        for each in dossier.promises
    ]


def _clocks(dossier: Dossier) -> list[list[str]]:
    rows = []
    for each in dossier.clocks:
        if each.superseded_on is None:
            due = _("by %(day)s", day=format_day(each.due_on))
            met = _("done on %(day)s", day=format_day(each.met_on)) if each.met_on else ""
            rows.append([str(DEADLINES[each.kind]), ", ".join(filter(None, (due, met)))])
    return rows


def _messages(dossier: Dossier, *, person: str = "") -> list[dict[str, str]]:
    shown = []
    for each in dossier.messages:
        who = _("%(name)s, for the committee", name=each.author) if each.author else person
        who = who or _("You")
        kind = "" if each.kind is MessageKind.MESSAGE else f": {MESSAGES[each.kind]}"
        shown.append(
            {
                "head": f"{who}{kind}",
                "day": format_day(each.on),
                "words": each.words,
                "files": ", ".join(file.path for file in each.files),
            }
        )
    return shown


def _steps(dossier: Dossier) -> list[list[str]]:
    return [[format_day(each.happened_on), str(EVENTS[each.kind])] for each in dossier.steps]
