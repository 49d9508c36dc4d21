"""Makers of homes with their cards, of photographs, and of people who speak."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

from PIL import Image

from portal import clock
from portal.cases.models import Case
from portal.cases.queries import OpenCase, open_cases, visible_cases
from portal.database import db, transaction
from portal.membership.classes import MemberClass
from portal.visits.home_codes import show_home_code
from portal.visits.importing.models import Import
from portal.visits.importing.states import ImportState
from portal.visits.models import HomeCode, PackageVersion
from portal.visits.records import Commissioner, ServiceType
from tests.cases.factories import Committee
from tests.client import Browser, Page
from tests.committee.factories import make_whole

HOME = "00000000"
WORDS = "My mother waited at the window from eight until noon."


def open_intake(*people: tuple[str, MemberClass]) -> None:
    """Everything that intake needs is in place: nine who sit, a lead, an outside person, keys."""
    with transaction():
        make_whole(*people)


def waiting_cases(committee: Committee, name: str = "Mair Jones") -> list[OpenCase]:
    """The open cases that a member may see, opened. Within `reading()` or a request."""
    reader = committee[name].account
    waiting = visible_cases(reader).where(Case.ended_on.is_(None))
    return open_cases(list(db.session.scalars(waiting)), reader, committee[name].private_key)


def make_home(code: str = HOME, *, ended: bool = False, package_ref: str = "PKG-1") -> str:
    """A home whose card carries that code, as it is printed. In an application context."""
    with transaction():
        made = Import(
            state=ImportState.ACCEPTED, begun_at=clock.now(), ended_at=clock.now(), tz="UTC"
        )
        db.session.add(made)
        db.session.flush()
        db.session.add(
            PackageVersion(
                import_id=made.id,
                package_ref=package_ref,
                person_ref="PER-1",
                provider_unit="UNIT-1",
                commissioner=Commissioner.LOCAL_AUTHORITY,
                service_type=ServiceType.PERSONAL_CARE,
                area_code="Menai North",
                start_date=date(2026, 1, 1),
            )
        )
        db.session.add(
            HomeCode(
                package_ref=package_ref,
                code=code,
                given_at=clock.now() - timedelta(days=9),
                ended_at=clock.now() if ended else None,
            )
        )
    return show_home_code(code)


def picture(
    name: str = "note.jpg", *, colour: str = "teal", size: tuple[int, int] = (64, 48), **kept: Any
) -> tuple[BytesIO, str]:
    """A photograph as a telephone sends it."""
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG", **kept)
    return BytesIO(out.getvalue()), name


def report_missed_visit(browser: Browser, **answers: Any) -> Page:
    """A neighbour fills in the one page and sends it."""
    form = browser.open("/missed-visit").form("seen")
    told = {"needed": "no", "day": "today", "seen": ["VIS-MISS"], "place": "Hill Lane, the corner"}
    return form.fill(**{**told, **answers}).send("Send")


def code_on(page: Page) -> str:
    """The receipt's code, as it stands on the page."""
    groups = [
        "".join(span.itertext())
        for paragraph in page.find_all("p", class_="code")
        for span in paragraph
        if span.get("class") != "unseen"
    ]
    assert len(groups) == 4, page.main
    return "-".join(groups)


def come_back(browser: Browser, code: str) -> Page:
    """Type the code of a receipt."""
    return browser.open("/return").form("code").fill(code=code).send("Open")


ANSWERS: dict[str, dict[str, Any]] = {
    "danger": {"danger": "no"},
    "about": {"groups": ["VIS"]},
    "more-exactly": {"subjects": ["VIS-MISS", "VIS-NOACC"]},
    "what-happened": {"words": WORDS},
    "when": {"day": ["3", "11", "2026"], "time": "8.40"},
    "the-note": {"written": "10 past 8", "before": "often"},
    "photographs": {},
    "where": {"place": "Hill Lane, the corner house"},
    "whose-care": {"whose": "family"},
    "do-they-know": {"knows": "yes"},
    "about-you": {"name": "Carys Bevan", "email": "carys@example.org"},
    "who-should-not-see-this": {},
    "publishing": {"publish": "yes"},
    "keep-it-sealed": {"seal": "no"},
}


def step_of(page: Page) -> str:
    """Which question the page asks."""
    return "danger" if page.path == "/concern" else page.path.rsplit("/", 1)[-1]


def answer_until(page: Page, stop: str, **other: dict[str, Any]) -> Page:
    """Answer one question after another until that page; `other` answers by step, `-` as `_`."""
    told = {**ANSWERS, **{step.replace("_", "-"): answers for step, answers in other.items()}}
    for _ in range(20):
        assert page.status in (200, 422), page.main
        assert not page.errors, page.errors
        step = step_of(page)
        if step == stop:
            return page
        if step == "call-first":
            page = page.follow("Go on")
            continue
        field = next(iter(told[step]), "csrf_token")
        form = page.form(field) if field != "csrf_token" else _main_form(page)
        page = form.fill(**told[step]).send("Begin" if page.path == "/concern" else "Continue")
    raise AssertionError(f"{stop} was never reached; now at {page.path}")


def _main_form(page: Page) -> Any:
    return page.form("Continue")


def raise_concern(browser: Browser, **other: dict[str, Any]) -> Page:
    """A family tells of a concern, from the first question to the receipt."""
    check = answer_until(browser.open("/concern"), "check", **other)
    return check.form("stamp").send("Send my concern")
