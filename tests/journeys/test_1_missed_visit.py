"""A neighbour reports a missed visit: one page, on a small telephone, by keyboard alone."""

from collections.abc import Callable

from tests.journeys.people import JOURNEY, Person, Site

pytestmark = JOURNEY

SAW = "The lamp was on all night and nobody has come to her this morning."


def test_a_neighbour_reports_a_visit_that_is_still_needed_today(
    person: Callable[..., Person], member: Callable[..., Person], site: Site
) -> None:
    card = site.notes["cards"]["PK00018"]
    neighbour = person(keyboard=True)

    neighbour.open("/")
    neighbour.follow("Tell us")
    neighbour.follow("A visit was missed")
    neighbour.choose("Does someone still need this visit today?", "Yes")
    neighbour.has("Please telephone the care office now", "01632 960 010")
    neighbour.tick("Also show this home code on the screen of the care office")
    neighbour.choose("Which day was it?", "Today")
    neighbour.say("What time should the visit have been?", "8 in the morning")
    neighbour.choose("What did you see?", "Nobody came", "A note said that nobody could get in")
    neighbour.say("Home code", card)
    neighbour.say("Is there anything else that we should know?", SAW)
    neighbour.press("Send")

    neighbour.has("We have it. Thank you for telling us.", "Keep this code", "Who will read it")
    neighbour.has("The home code is now on the screen of the care office")
    code = neighbour.receipt
    kept = neighbour.take("Keep it as a file").path().read_text("utf-8")
    assert code in kept
    assert SAW not in kept

    # Whoever is on duty sees the home code and the time, and not what was said.
    office = member("Carys Davies", scripts=True)
    office.follow("Visits still needed today")
    office.has(card, "Waiting")
    office.lacks(SAW, code)
    office.press("I am looking after it")
    office.has("You have taken this up.")


def test_the_picture_on_a_card_brings_its_code_along(
    person: Callable[..., Person], site: Site
) -> None:
    card = site.notes["cards"]["PK00018"]
    with_scripts, without = person(scripts=True), person()

    for page in ("/missed-visit", "/turned-away"):
        with_scripts.open(f"{page}#{card.replace('-', '')}")
        assert with_scripts.page.locator("[name=home_code]").input_value() == card
        assert with_scripts.page.url.endswith(page), "the code does not stay in the address"
        without.open(f"{page}#{card.replace('-', '')}")
        assert without.page.locator("[name=home_code]").input_value() == ""


def test_a_visitor_at_the_door_says_that_somebody_was_in(
    person: Callable[..., Person], site: Site
) -> None:
    visitor = person(keyboard=True)

    visitor.open("/missed-visit")
    visitor.follow("Was a carer turned away, or does a note say so?")
    visitor.say("Home code", site.notes["cards"]["PK00018"])
    visitor.choose("Which day do you mean?", "Yesterday")
    visitor.choose("Was somebody in who could have let a carer in?", "Yes, somebody was in")
    visitor.press("Send")

    visitor.has("We have it. Thank you for telling us.", "Keep this code", "Who will read it")


def test_a_page_that_was_not_filled_in_comes_back_and_says_what_is_missing(
    person: Callable[..., Person],
) -> None:
    neighbour = person(scripts=True, dark=True)

    neighbour.open("/missed-visit")
    neighbour.say("Is there anything else that we should know?", SAW)
    neighbour.press("Send", status=422)

    neighbour.has("Say whether someone still needs this visit today.", "Say which day it was.")
    assert neighbour.page.get_by_label("Is there anything else").input_value() == SAW
    assert neighbour.page.title().startswith("Error:")


def test_a_neighbour_reports_in_welsh(person: Callable[..., Person]) -> None:
    neighbour = person(language="cy")

    neighbour.open("/missed-visit")
    form = neighbour.page.locator("main form").last
    for name, value in (("needed", "no"), ("day", "yesterday"), ("seen", "VIS-LATE")):
        box = form.locator(f'input[name="{name}"][value="{value}"]')
        neighbour.page.locator(f'label[for="{box.get_attribute("id")}"]').click()
    form.locator('input[name="place"]').fill("Lôn y Felin, y tŷ ar y gornel")
    neighbour.press_last()

    assert neighbour.receipt


def test_leaving_goes_somewhere_ordinary_at_once(person: Callable[..., Person]) -> None:
    neighbour = person()
    neighbour.open("/missed-visit")

    with neighbour.page.expect_request("https://www.bbc.co.uk/weather"):
        neighbour.page.get_by_role("button", name="Leave this page now").click()

    assert neighbour.context.cookies() == []
