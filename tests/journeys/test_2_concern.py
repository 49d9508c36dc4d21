"""A family files a concern: one question a page, with a photograph, leaving once in between."""

from collections.abc import Callable

from portal.demo.telling import slip
from tests.journeys.people import DESK, JOURNEY, Person, Site

pytestmark = JOURNEY

WORDS = "A slip on the mat said that nobody let the carer in. We were both at home."


def test_a_family_tells_of_a_slip_and_leaves_somebody_out(
    person: Callable[..., Person], member: Callable[..., Person], site: Site
) -> None:
    family = person()

    family.open("/concern")
    family.choose("Is anyone in danger right now?", "Yes, or I am not sure")
    family.press("Begin")
    family.has("Please telephone first", "999")
    family.follow("Go on with my concern")
    family.choose("What is it about?", "Visits not as agreed")
    family.press("Continue")
    family.choose("What was it, more exactly?", "A note said that nobody could get in")
    family.press("Continue")
    family.say("What happened?", WORDS)
    family.press("Continue")

    # They go away to look at the slip, and come back to the front page of the concern.
    family.open("/about")
    family.open("/concern")
    family.has("You have begun to tell us something in this browser")
    family.follow("Go on with it")
    family.say_day("Which day was it?", 14, 10, 2026)
    family.say("About what time?", "a quarter to six in the evening")
    family.press("Continue")
    family.say("Which day and time are written on the note?", "14 October, 17:45")
    family.choose("Was somebody at home at that time?", "Yes")
    family.press("Continue")
    photograph = {"name": "slip.jpg", "mimeType": "image/jpeg", "buffer": slip().getvalue()}
    family.attach("Do you have photographs?", photograph)
    family.press("Add and look at them")
    family.has("1 photograph waits to be sent", "slip.jpg")
    family.press("Continue")
    family.say("Home code", site.notes["cards"]["PK00031"])
    family.press("Continue")
    family.choose("Whose care is it about?", "The care of somebody in my family")
    family.press("Continue")
    family.choose("Do they know that you are telling us?", "Yes")
    family.press("Continue")
    family.say("Your name", "Lowri Vaughan")
    family.say("Your e-mail address", "lowri@example.org")
    family.press("Continue")
    family.choose("Who on the committee should not see this?", "Mair Lloyd")
    family.press("Continue")
    family.has("Somebody raised a concern: a note said that nobody could get in")
    family.choose("May the committee publish this?", "Yes, you may publish this")
    family.press("Continue")

    family.has("Check your answers", WORDS, "slip.jpg", "Mair Lloyd", "lowri@example.org")
    family.follow_within(".summary div:has-text('About what time?') a")
    family.say("About what time?", "ten to six")
    family.press("Continue")
    family.has("Check your answers", "ten to six")
    family.press("Send my concern")
    family.has("We have it. Thank you for telling us.", "When you hear from us")
    readers = family.page.locator("h2:has-text('Who will read it') + p").inner_text()
    assert "Anwen Price" in readers, "somebody may be in danger: the safeguarding lead has it"
    assert "Mair Lloyd" not in readers
    assert "Dewi Hughes" not in readers
    code = family.receipt

    # Sent is sent: the answers are gone from this browser, and the receipt opens the case.
    family.open("/concern")
    family.lacks("You have begun to tell us something")
    family.come_back(code)
    family.has("Where it stands", WORDS, "slip.jpg", "The person who looks after safety has it")
    assert family.page.locator("img.photograph").evaluate("e => e.naturalWidth") > 0

    # Who was left out does not find it; who may read it does.
    left_out = member("Mair Lloyd", width=DESK)
    left_out.open("/cases/?show=open&kind=concern")
    known = _references(left_out)
    reader = member("Anwen Price", width=DESK)
    reader.open("/cases/?show=open&kind=concern")
    (new,) = _references(reader) - known
    left_out.open(f"/cases/{new}", status=404)
    left_out.look_for_case(new)
    left_out.has("No case of yours fits these words")
    left_out.open("/cases/")
    left_out.lacks(new)

    # The rest of the committee sees that it is suspended, and nothing else.
    colleague = member("Dewi Hughes", width=DESK)
    colleague.open("/cases/")
    colleague.has(f"Case {new}: suspended for safeguarding")
    colleague.open(f"/cases/{new}", status=404)


def test_a_family_raises_a_concern_in_welsh(person: Callable[..., Person]) -> None:
    family = person(language="cy", dark=True)

    family.open("/concern")
    answers = {
        "danger": "no",
        "groups": "ATT",
        "subjects": "ATT-RUDE",
        "whose": "mine",
        "publish": "no",
        "seal": "no",
    }
    texts = {"words": "Nid oedd hi'n garedig.", "place": "Lôn y Felin"}
    for _page in range(14):
        form = family.page.locator("main form").last
        for name, value in answers.items():
            for box in form.locator(f'input[name="{name}"][value="{value}"]').all():
                family.page.locator(f'label[for="{box.get_attribute("id")}"]').click()
        for name, value in texts.items():
            for box in form.locator(f'[name="{name}"]').all():
                box.fill(value)
        family.press_last()
        if family.page.locator("p.code").count():
            break

    assert family.receipt


def _references(someone: Person) -> set[str]:
    return set(someone.page.locator(".card h2 a").all_inner_texts())
