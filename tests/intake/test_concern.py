"""A family raises a concern, one question at a time."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import func, select

from portal import clock
from portal.cases.models import Case
from portal.cases.queries import attachments_of, contact_in, told_in
from portal.cases.reading.queries import photograph_in
from portal.database import db, reading
from portal.intake.models import DraftPhotograph, IntakeDraft
from portal.membership.classes import MemberClass
from portal.vault.models import Grant
from tests.cases.factories import Committee, make_committee
from tests.client import Browser, Page, PageForm
from tests.conftest import NOW
from tests.intake.factories import (
    WORDS,
    answer_until,
    code_on,
    make_home,
    open_intake,
    picture,
    raise_concern,
    waiting_cases,
)

RESERVE = (("Dewi Call", MemberClass.FAMILY_CARER),)


def _leave(page: Page) -> Page:
    """Press the way out, which stands before the main part."""
    (form,) = [
        PageForm(each, page, {}) for each in page.find_all("form") if each.get("action") == "/leave"
    ]
    token = next(each for each in form.element if each.get("name") == "csrf_token")
    return page.browser.post("/leave", {"csrf_token": token.get("value")})


def count(table: type) -> int:
    db.session.rollback()
    with reading():
        return db.session.scalar(select(func.count()).select_from(table)) or 0


def read_by(committee: Committee, name: str = "Mair Jones") -> Any:
    db.session.rollback()
    return waiting_cases(committee, name)


def test_a_family_tells_everything_and_the_committee_reads_it(
    browser: Browser, database: Any
) -> None:
    committee = make_committee()
    make_home()
    excluded = str(committee.member_ids["Tom Ellis"])

    page = raise_concern(
        browser,
        where={"home_code": "0000-0000"},
        who_should_not_see_this={"members": [excluded], "others": "Gareth from the office"},
    )

    assert page.status == 200
    assert code_on(page)
    assert "Tom Ellis" not in page.main
    (opened,) = read_by(committee)
    told = told_in(opened)
    assert opened.case.subjects == ["VIS-MISS", "VIS-NOACC"]
    assert told.telling.words == WORDS
    assert told.telling.happened_on == date(2026, 11, 3)
    assert told.telling.role == "family_or_friend"
    assert told.telling.publish
    assert ("Which day and time are written on the note?", "10 past 8") in told.telling.answers
    assert told.home_code == "00000000"
    assert told.exclusions.names == ("Gareth from the office",)
    assert contact_in(opened).email == "carys@example.org"
    assert read_by(committee, "Tom Ellis") == []
    assert count(IntakeDraft) == 0


@pytest.mark.parametrize(
    "how",
    [
        {"members": ["Sara Mon", "Bethan Outside"]},
        {"others": "Mrs. SÂRA and bethan outside from the chapel"},
    ],
)
def test_who_may_be_called_in_can_be_kept_away_too(
    browser: Browser, database: Any, how: dict[str, Any]
) -> None:
    committee = make_committee(reserve=(("Sara Mon", MemberClass.USER), *RESERVE))
    ids = {
        "Sara Mon": str(committee.member_ids["Sara Mon"]),
        "Bethan Outside": str(committee["Bethan Outside"].id),
    }
    kept_away = {committee[each].holder_id for each in ids}
    told = {**how, "members": [ids[each] for each in how.get("members", ())]}

    check = answer_until(browser.open("/concern"), "check", who_should_not_see_this=told)

    assert "Sara Mon Bethan Outside" in check.main, "who is meant is shown before it is sent"
    assert code_on(check.form("stamp").send())
    db.session.rollback()
    holders = set(db.session.scalars(select(Grant.holder_id)))
    assert committee["Dewi Call"].holder_id in holders
    assert not kept_away & holders


def test_a_name_that_could_be_two_people_is_asked_about(browser: Browser, database: Any) -> None:
    make_committee(reserve=(("Dewi Jones", MemberClass.USER),))
    page = answer_until(browser.open("/concern"), "who-should-not-see-this")

    asked = page.form("others").fill(others="Jones, and Gareth").send("Continue")

    assert asked.status == 422
    assert "“Jones” could be more than one of the people in the list." in asked.errors[0]
    assert asked.find("input", name="others").get("value") == "Jones, and Gareth"
    dewi = next(
        each.get("for", "")
        for each in asked.find_all("label")
        if "Dewi Jones" in "".join(each.itertext())
    )
    chosen = asked.find("input", id=dewi).get("value")
    on = asked.form("others").fill(members=[chosen]).send("Continue")
    assert on.path.endswith("/publishing")


def test_somebody_has_to_be_left_who_may_read_it(browser: Browser, database: Any) -> None:
    open_intake()
    page = answer_until(browser.open("/concern"), "who-should-not-see-this")
    everybody = [each.get("value") for each in page.find_all("input", name="members")]

    page = page.form("others").fill(members=everybody).send("Continue")

    assert page.status == 422
    assert "Nobody could read what you wrote then." in page.errors[0]


def test_the_answers_are_shown_before_anything_is_sent(browser: Browser, database: Any) -> None:
    open_intake()

    page = answer_until(browser.open("/concern"), "check")

    assert WORDS in page.main
    assert "carys@example.org" in page.main
    assert count(Case) == 0


def test_an_answer_can_be_changed_and_the_others_stay(browser: Browser, database: Any) -> None:
    open_intake()
    check = answer_until(browser.open("/concern"), "check")

    again = check.follow("Change: What happened?")
    assert WORDS in again.main
    page = again.form("words").fill(words="It was quite different.").send("Continue")

    assert page.path.endswith("/check")
    assert "It was quite different." in page.main
    assert "carys@example.org" in page.main


def test_a_draft_tells_nobody_who_has_only_the_database(browser: Browser, database: Any) -> None:
    open_intake()

    answer_until(browser.open("/concern"), "when")

    kept = db.session.scalars(select(IntakeDraft)).one()
    assert b"window" not in kept.answers


def test_who_may_be_in_danger_is_given_numbers_first(browser: Browser, database: Any) -> None:
    open_intake()

    page = browser.open("/concern").form("danger").fill(danger="yes").send("Begin")

    assert page.heading == "Please telephone first"
    assert "999" in page.main
    assert page.follow("Go on").path.endswith("/about")


def test_leaving_and_coming_back_loses_nothing(browser: Browser, database: Any) -> None:
    open_intake()
    answer_until(browser.open("/concern"), "photographs")
    browser.open("/about")

    page = browser.open("/concern").follow("Go on with it")

    assert page.path.endswith("/photographs")
    assert WORDS in answer_until(page, "check").main


def test_after_an_idle_hour_the_draft_is_gone(browser: Browser, database: Any) -> None:
    open_intake()
    page = answer_until(browser.open("/concern"), "when")

    with clock.stopped_at(NOW + timedelta(minutes=60)):
        late = browser.open(page.path)

    assert late.status == 410
    assert "no longer here" in late.heading


def test_what_was_typed_as_the_hour_ended_is_kept(browser: Browser, database: Any) -> None:
    open_intake()
    page = answer_until(browser.open("/concern"), "what-happened")

    with clock.stopped_at(NOW + timedelta(minutes=61)):
        after = page.form("words").fill(words="A long and careful telling.").send("Continue")
        assert "What you have just written is kept." in after.main
        check = answer_until(after, "check", what_happened={})

    assert "A long and careful telling." in check.main


def test_leaving_now_drops_the_draft_and_forgets_the_browser(
    browser: Browser, database: Any
) -> None:
    open_intake()
    page = answer_until(browser.open("/concern"), "photographs")
    form = page.form("photographs").attach("photographs", picture())
    form.send("Add and look")
    assert count(DraftPhotograph) == 1

    left = _leave(page)

    assert left.response.headers["Refresh"] == "0; url=https://www.bbc.co.uk/weather"
    assert "Candour" not in left.text
    assert count(IntakeDraft) == count(DraftPhotograph) == 0
    assert browser.cookies == []
    assert browser.open(page.path).status == 410


def test_leaving_works_with_a_token_that_is_worth_nothing(browser: Browser, database: Any) -> None:
    open_intake()
    page = answer_until(browser.open("/concern"), "when")

    left = browser.post("/leave", {"csrf_token": "nonsense"})

    assert left.status == 200
    assert browser.cookies == []
    assert browser.open(page.path).status == 410


def test_steps_out_of_order_lead_to_the_first_question_without_an_answer(
    browser: Browser, database: Any
) -> None:
    open_intake()
    page = answer_until(browser.open("/concern"), "what-happened")
    draft = page.path.rsplit("/", 1)[0]

    for later in ("check", "publishing", "photographs", "the-note"):
        landed = browser.open(f"{draft}/{later}")
        assert landed.path == page.path
        assert "Please answer this question first." in landed.main
    assert browser.open(f"{draft}/nonsense").status == 404


def test_two_tabs_are_two_concerns(browser: Browser, database: Any) -> None:
    open_intake()
    first = browser.open("/concern").form("danger").fill(danger="no").send("Begin")
    second = browser.open("/concern").form("danger").fill(danger="no").send("Begin")

    one = answer_until(first, "check", what_happened={"words": "The first matter."})
    two = answer_until(second, "check", what_happened={"words": "The second matter."})

    assert "The first matter." in one.main
    assert "The second matter." in two.main
    assert code_on(one.form("stamp").send()) != code_on(two.form("stamp").send())
    assert count(Case) == 2


def test_two_tabs_of_one_concern_lose_nothing_of_each_other(
    browser: Browser, database: Any
) -> None:
    open_intake()
    check = answer_until(browser.open("/concern"), "check")
    words = check.follow("Change: What happened?")
    you = check.follow("Change: Your name")

    words.form("words").fill(words="Told in one tab.").send("Continue")
    page = you.form("name").fill(name="Named in another").send("Continue")

    assert "Told in one tab." in page.main
    assert "Named in another" in page.main


def test_somebody_elses_browser_cannot_open_a_draft(
    browser: Browser, database: Any, app: Any
) -> None:
    open_intake()
    page = answer_until(browser.open("/concern"), "check")

    assert Browser(app).open(page.path).status == 410


def test_a_note_brings_questions_about_the_note(browser: Browser, database: Any) -> None:
    open_intake()

    page = answer_until(
        browser.open("/concern"), "photographs", more_exactly={"subjects": ["VIS-LATE"]}
    )

    assert page.follow("Back").path.endswith("/when")


def test_nobody_is_asked_whether_they_know_of_their_own_concern(
    browser: Browser, database: Any
) -> None:
    open_intake()

    page = answer_until(browser.open("/concern"), "about-you", whose_care={"whose": "mine"})

    assert page.follow("Back").path.endswith("/whose-care")


def test_what_may_be_published_is_shown_before_consent(browser: Browser, database: Any) -> None:
    open_intake()

    page = answer_until(browser.open("/concern"), "publishing")

    assert "October 2026 to December 2026." in page.main
    assert "nobody came; a note said that nobody could get in" in page.main
    assert WORDS not in page.main


def test_photographs_lose_place_and_time_and_reach_the_committee(
    browser: Browser, database: Any
) -> None:
    committee = make_committee()
    exif = Image.Exif()
    exif[0x010E] = "Taken at Stryd y Bont"
    page = answer_until(browser.open("/concern"), "photographs")
    page = page.form("photographs").attach("photographs", picture("../../x.jpg", exif=exif)).send()
    assert "x.jpg" in page.main
    assert ".." not in page.main

    check = answer_until(page, "check")
    check.form("stamp").send()

    (opened,) = read_by(committee)
    (row,) = attachments_of(opened.case)
    jpeg = photograph_in(opened, row)
    assert b"Stryd" not in jpeg
    assert Image.open(BytesIO(jpeg)).size == (64, 48)


def test_a_photograph_can_be_looked_at_and_taken_out_again(browser: Browser, database: Any) -> None:
    open_intake()
    page = answer_until(browser.open("/concern"), "photographs")
    page = (
        page.form("photographs")
        .attach("photographs", picture("one.jpg"), picture("two.jpg"))
        .send("Add and look")
    )
    shown = [image.get("src") or "" for image in page.find_all("img")]

    looked = browser.open(shown[0])
    page = page.form("Remove: one.jpg").send()

    assert looked.response.mimetype == "image/jpeg"
    assert looked.response.headers["Cache-Control"] == "no-store"
    assert "two.jpg" in page.main
    assert "one.jpg" not in page.main


def test_what_is_no_photograph_is_refused_by_its_name(browser: Browser, database: Any) -> None:
    open_intake()
    page = answer_until(browser.open("/concern"), "photographs")
    polyglot = b"GIF89a/*" + b"<script>alert(1)</script>" * 9
    large = BytesIO()
    Image.new("1", (10_000, 6_000)).save(large, "PNG")

    page = (
        page.form("photographs")
        .attach(
            "photographs",
            (BytesIO(polyglot), "kitten.jpg"),
            (BytesIO(large.getvalue()), "huge.png"),
            (BytesIO(b""), "empty.jpg"),
            (BytesIO(b"\xff\xd8\xff\xe0 no more"), "<b>torn.jpg"),
            picture("good.jpg"),
        )
        .send("Continue")
    )

    assert page.status == 422
    for name in ("kitten.jpg", "huge.png", "empty.jpg", "<b>torn.jpg"):
        assert f"“{name}”" in page.errors[0]
    assert "good.jpg" in page.main
    assert count(DraftPhotograph) == 1, "the good one is kept"


def test_six_photographs_are_enough(browser: Browser, database: Any) -> None:
    open_intake()
    page = answer_until(browser.open("/concern"), "photographs")
    page = page.form("photographs").attach("photographs", *[picture() for _ in range(5)]).send()

    page = page.form("photographs").attach("photographs", picture(), picture()).send()

    assert page.status == 422
    assert "up to 6 photographs" in page.errors[0]
    assert count(DraftPhotograph) == 5


def test_a_home_code_that_leads_nowhere_is_said_at_once(browser: Browser, database: Any) -> None:
    open_intake()
    page = answer_until(browser.open("/concern"), "where")

    page = page.form("home_code").fill(home_code="1111-1111").send("Continue")

    assert page.status == 422
    assert "We do not know this home code." in page.errors[0]
