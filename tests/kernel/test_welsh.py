"""Welsh, the second language: nothing that a stranger can meet is left in English."""

import re
from collections import deque
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_file
from babel.messages.pofile import read_po
from flask import Flask

from portal import i18n
from portal.cases.deadlines import OUTSIDE_BODIES
from portal.cases.rule_packs import PACKS, find_pack
from portal.config import ROOT
from portal.database import transaction
from tests.accounts.factories import make_account
from tests.client import Browser, Page
from tests.intake.factories import ANSWERS, code_on, make_home, open_intake, step_of
from tests.publication.factories import make_release

# What people read who have no account: their pages, and the rules and words that those show.
PUBLIC = (
    "templates/*.html",
    "templates/macros/*.html",
    "templates/errors/*.html",
    "templates/pages/*.html",
    "templates/intake/**/*.html",
    "templates/ledger/*",
    "templates/publication/[!d]*",
    "templates/committee/show.html",
    "templates/elections/*.html",
    "templates/accounts/sign_in.html",
    "templates/accounts/forgotten.html",
    "templates/accounts/joining/*.html",
    "portal/*.py",
    "portal/accounts/forms.py",
    "portal/accounts/joining_views.py",
    "portal/accounts/passwords.py",
    "portal/accounts/proving.py",
    "portal/accounts/views.py",
    "portal/cases/answering/*.py",
    "portal/cases/bundling/*.py",
    "portal/cases/deadlines.py",
    "portal/cases/deleting/grounds.py",
    "portal/cases/events.py",
    "portal/cases/findings.py",
    "portal/cases/following/turns.py",
    "portal/cases/letters/*.py",
    "portal/cases/messages/services.py",
    "portal/cases/retention.py",
    "portal/cases/subjects.py",
    "portal/cases/workflow.py",
    "portal/committee/offices.py",
    "portal/committee/queries.py",
    "portal/committee/quorum.py",
    "portal/committee/seats.py",
    "portal/elections/count/*.py",
    "portal/elections/polling/[fv]*.py",
    "portal/elections/polling/services.py",
    "portal/elections/resolutions/[!f]*.py",
    "portal/elections/standing/symbols.py",
    "portal/elections/wording.py",
    "portal/intake/**/*.py",
    "portal/ledger/**/*.py",
    "portal/membership/classes.py",
    "portal/pages/*.py",
    "portal/publication/asking/*.py",
    "portal/publication/comparing/*.py",
    "portal/publication/offering/*.py",
    "portal/publication/subscribing/*.py",
    "portal/publication/views.py",
    "portal/publication/wording.py",
    "portal/visits/figures/indicators/*.py",
    "portal/visits/figures/wording.py",
    "portal/visits/home_cards.py",
)
# What stands among them for those who are signed in: their pages are in English.
STAFF = (
    "templates/elections/stand.html",
    "templates/elections/asked.html",
    "portal/elections/resolutions/services.py",
    "portal/elections/resolutions/weighing.py",
    "templates/intake/alerts/*",
    "portal/intake/alerts/*",
    # Of what is taken down strangers meet the first use of a code, and the sheets of paper.
    "templates/intake/handover/*.html",
    "portal/intake/handover/[!f]*",
    "portal/intake/handover/forms.py",
)
KEYWORDS = {**DEFAULT_KEYWORDS, "_l": None, "lazy_gettext": None}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|</?\w+[^>]*>")
# Shorter ones are found inside other words, and in names.
LONG_ENOUGH = 12


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    """The Welsh sentences."""
    with (i18n.TRANSLATIONS / "cy" / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale="cy")


@pytest.fixture
def open_app(plain_app: Flask) -> Flask:
    """A co-operative that can receive concerns, with a home card and a published report."""
    with plain_app.app_context():
        open_intake()
        make_home()
        first, second = make_account(name="Mair Lloyd"), make_account(name="Huw Jenkins")
        with transaction():
            make_release(first.account, second.account)
    return plain_app


def _files(pattern: str) -> list[Path]:
    found = sorted(path for path in ROOT.glob(pattern) if path.is_file())
    assert found, f"nothing is called {pattern}"
    return found


def _public_files() -> Iterator[Path]:
    of_staff = {path for pattern in STAFF for path in _files(pattern)}
    for pattern in PUBLIC:
        yield from (path for path in _files(pattern) if path not in of_staff)


def _sentences_of(path: Path) -> Iterator[str]:
    method = "python" if path.suffix == ".py" else "jinja2.ext:babel_extract"
    for _line, said, _comments, _context in extract_from_file(
        method, path, keywords=KEYWORDS, options={"trimmed": "true", "encoding": "utf-8"}
    ):
        yield said if isinstance(said, str) else said[0]


def _sentences(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def _forms(said: str | Iterable[str] | None) -> list[str]:
    return list(said) if said and not isinstance(said, str) else [str(said or "")]


def _english_on(page: Page, catalogue: Catalog) -> list[str]:
    """Sentences of the catalogue that stand on the page as they were written in English."""
    words = page.text
    english = (form for message in _sentences(catalogue) for form in _forms(message.id))
    return [
        sentence
        for sentence in english
        if len(sentence) > LONG_ENOUGH
        and sentence in words
        and re.search(rf"(?<!\w){re.escape(sentence)}(?!\w)", words)
    ]


def _judge(page: Page, catalogue: Catalog) -> Page:
    assert page.find("html").get("lang") == "cy", page.path
    assert _english_on(page, catalogue) == [], page.path
    return page


def _crawl(reader: Browser, start: str) -> Iterator[Page]:
    """Every page that can be reached by links alone."""
    waiting, seen = deque([start]), {start}
    while waiting:
        page = reader.open(waiting.popleft())
        if page.tree is None:
            continue
        yield page
        for href in page.links.values():
            address = href.partition("#")[0]
            if address.startswith("/cy/") and address not in seen:
                seen.add(address)
                waiting.append(address)


def test_every_sentence_that_a_stranger_can_meet_has_a_welsh_one(catalogue: Catalog) -> None:
    left_out = {
        f"{path.relative_to(ROOT)}: {sentence}"
        for path in _public_files()
        for sentence in _sentences_of(path)
        if not (known := catalogue.get(sentence)) or not all(_forms(known.string))
    }

    assert sorted(left_out) == []


def test_a_welsh_sentence_has_the_same_places_for_values(catalogue: Catalog) -> None:
    def places(said: str) -> set[str]:
        return set(PLACEHOLDER.findall(said))

    wrong = [
        (message.id, form)
        for message in _sentences(catalogue)
        for form in _forms(message.string)
        if form and places(form) != places(_forms(message.id)[-1])
    ]

    assert wrong == []


def test_no_welsh_sentence_is_a_guess(catalogue: Catalog) -> None:
    assert [message.id for message in _sentences(catalogue) if message.fuzzy] == []
    assert not catalogue.fuzzy


def test_a_number_asks_for_one_of_five_welsh_forms(catalogue: Catalog) -> None:
    assert catalogue.num_plurals == 5
    plural = [message for message in _sentences(catalogue) if message.pluralizable]

    assert plural
    assert [message.id for message in plural if len(_forms(message.string)) != 5] == []
    with i18n.speaking("cy"):
        said = [
            i18n.ngettext(
                "%(num)s photograph waits to be sent",
                "%(num)s photographs wait to be sent",
                number,
            )
            for number in (1, 2, 5)
        ]
    assert said == [
        "1 llun yn aros i'w anfon",
        "2 lun yn aros i'w hanfon",
        "5 llun yn aros i'w hanfon",
    ]


def test_the_catalogue_names_nobody(catalogue: Catalog) -> None:
    header = dict(catalogue.mime_headers)

    assert header["Last-Translator"] == header["Language-Team"] == ""
    assert "@" not in str(header)


def test_every_body_outside_has_a_welsh_name(catalogue: Catalog) -> None:
    names = {str(name) for name in OUTSIDE_BODIES}

    packs = PACKS.rglob("*.toml")
    assert {find_pack(path.stem).outside_body for path in packs} == names
    assert all(catalogue[name].string for name in names)


def test_a_reader_of_welsh_reads_welsh_wherever_links_lead(
    open_app: Flask, catalogue: Catalog
) -> None:
    reader = Browser(open_app, "cy")

    paths = {_judge(page, catalogue).path for page in _crawl(reader, "/cy/")}

    assert {"/cy/tell-us", "/cy/concern", "/cy/reports/2026-10", "/cy/ledger"} <= paths
    assert {"/cy/committee", "/cy/privacy", "/cy/accounts/sign-in"} <= paths


def test_a_co_operative_that_can_receive_nothing_says_so_in_welsh(
    plain_app: Flask, catalogue: Catalog
) -> None:
    reader = Browser(plain_app, "cy")

    for path in ("/", "/tell-us", "/concern", "/committee", "/reports", "/ledger", "/nothing-here"):
        _judge(reader.open(path), catalogue)


def test_a_missed_visit_is_told_and_followed_in_welsh(open_app: Flask, catalogue: Catalog) -> None:
    neighbour = Browser(open_app, "cy")
    refused = _judge(neighbour.open("/missed-visit").form("seen").send(), catalogue)
    assert refused.errors

    told = {"needed": "no", "day": "today", "seen": ["VIS-MISS"], "place": "Lôn y Bryn"}
    form = refused.form("seen").fill(**told)
    receipt = _judge(form.send(), catalogue)
    opened = neighbour.open("/return").form("code").fill(code=code_on(receipt)).send()

    assert opened.heading == "Ble mae pethau arni"
    assert "Ombwdsmon Gwasanaethau Cyhoeddus Cymru" in _judge(opened, catalogue).main
    for path in ("/return/worse", "/return/withdraw"):
        _judge(neighbour.open(path), catalogue)


def test_a_concern_is_raised_in_welsh_from_the_first_question_to_the_receipt(
    open_app: Flask, catalogue: Catalog
) -> None:
    page = Browser(open_app, "cy").open("/concern")
    for _ in range(20):
        _judge(page, catalogue)
        step = step_of(page) if page.path != "/cy/concern" else "danger"
        if step == "check":
            break
        button = "Dechrau" if step == "danger" else "Parhau"
        page = page.form(button).fill(**ANSWERS[step]).send(button)
        assert not page.errors, page.errors

    assert code_on(_judge(page.form("stamp").send(), catalogue))


def test_thanks_are_said_in_welsh(open_app: Flask, catalogue: Catalog) -> None:
    page = _judge(Browser(open_app, "cy").open("/praise"), catalogue)

    refused = _judge(page.form("words").send(), catalogue)

    assert refused.errors
