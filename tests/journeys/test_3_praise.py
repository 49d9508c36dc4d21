"""Someone says thank you, and the committee reads it."""

from collections.abc import Callable

from tests.journeys.people import JOURNEY, Person, Site

pytestmark = JOURNEY

WORDS = "She sang with him while she shaved him. He has not laughed like that since spring."


def test_thanks_reach_the_committee(
    person: Callable[..., Person], member: Callable[..., Person], site: Site
) -> None:
    daughter = person(keyboard=True, dark=True)

    daughter.open("/tell-us")
    daughter.follow("Say thank you")
    daughter.say("What would you like to say?", WORDS)
    daughter.choose("Who is it for?", "A carer")
    daughter.choose("May we publish your words?", "Yes, without any names")
    daughter.press("Send")
    daughter.has("Thank you. We have it.")
    code = daughter.receipt
    daughter.come_back(code)
    daughter.has("We have your thanks.", WORDS)
    daughter.press("I have finished: close it in this browser")
    daughter.lacks(WORDS)

    reader = member("Mair Lloyd")
    reader.open("/cases/?kind=praise")
    known = {each["case"] for each in site.notes["receipts"]}
    (new, *_others) = set(reader.page.locator(".card h2 a").all_inner_texts()) - known
    reader.follow(new)
    reader.press("Open this case")
    reader.has(WORDS)


def test_thanks_can_be_said_in_welsh(person: Callable[..., Person]) -> None:
    daughter = person(language="cy", scripts=True)

    daughter.open("/praise")
    form = daughter.page.locator("main form").last
    form.locator('[name="words"]').fill("Diolch o galon.")
    for name, value in (("whom", "PRA-WORKER"), ("publish", "no")):
        box = form.locator(f'input[name="{name}"][value="{value}"]')
        daughter.page.locator(f'label[for="{box.get_attribute("id")}"]').click()
    daughter.press_last()

    assert daughter.receipt
