"""Anyone with a receipt returns: reads, writes, adds, says it is not resolved, withdraws."""

from collections.abc import Callable

from portal.demo.telling import slip
from tests.journeys.people import JOURNEY, Person, Site

pytestmark = JOURNEY


def test_a_person_sees_the_clock_writes_and_adds_a_photograph(
    person: Callable[..., Person], site: Site
) -> None:
    neighbour = person(keyboard=True)

    neighbour.open("/return")
    neighbour.say("The code of your receipt", "0000-0000-0000-0000")
    neighbour.press("Open", status=422)
    neighbour.has("There is no receipt with this code.")
    code = _code(site, "Only one carer at dinner time")
    neighbour.say("The code of your receipt", code.lower().replace("-", " "))
    neighbour.press("Open")

    neighbour.has("A committee member has read it.", "By when", "We answer you", "Anwen Price")
    neighbour.has("Do you remember about when the second carer came")
    neighbour.say("Write to the committee", "It was ten to one.")
    photograph = {"name": "book.jpg", "mimeType": "image/jpeg", "buffer": slip().getvalue()}
    neighbour.attach("Add photographs", photograph)
    neighbour.press("Send")
    neighbour.has("The committee can read it now.", "It was ten to one.", "book.jpg")


def test_what_is_not_resolved_is_opened_again(person: Callable[..., Person], site: Site) -> None:
    neighbour = person(dark=True)

    neighbour.come_back(_code(site, "My neighbour was still in her nightdress"))
    neighbour.has("This is closed.", "We have received this and looked into it.")
    neighbour.lacks("What the committee found", "Upheld")
    neighbour.follow("Say that it is not resolved")
    neighbour.say("What is not resolved?", "It happened again this Monday.")
    neighbour.press("Open it again")

    neighbour.has("It is open again, and the clock has started anew.", "It happened again")
    neighbour.lacks("Say that it is not resolved")


def test_a_concern_is_withdrawn(person: Callable[..., Person], site: Site) -> None:
    advocate = person()

    advocate.come_back(_code(site, "Nine different people in two weeks"))
    advocate.has("Overdue", "was passed on within the committee")
    advocate.follow("Say that something got worse")
    advocate.say("What got worse?", "The office has stopped ringing back.")
    advocate.press("Send")
    advocate.has("The office has stopped ringing back.")
    advocate.follow("Withdraw it")
    advocate.press("Withdraw it")

    advocate.has("You have withdrawn it.", "Nobody works on it any more.")


def test_a_receipt_opened_by_its_picture_fills_in_the_code(
    person: Callable[..., Person], site: Site
) -> None:
    code = _code(site, "Dad had no tea")
    someone = person(scripts=True)

    someone.open(f"/return#{code}")

    assert someone.page.get_by_label("The code of your receipt").input_value() == code
    assert "#" not in someone.page.url
    someone.press("Open")
    someone.has("The committee has decided.")


def test_whoever_lost_the_receipt_reads_what_can_be_done(person: Callable[..., Person]) -> None:
    for someone in (person(), person(language="cy")):
        someone.open("/return")
        someone.page.locator('main a[href$="/lost-receipt"]').click()
        someone.look()
        assert someone.path.endswith("/lost-receipt")


def test_a_case_can_be_read_in_welsh(person: Callable[..., Person], site: Site) -> None:
    someone = person(language="cy")

    someone.open("/return")
    someone.page.locator('main [name="code"]').fill(_code(site, "There was another slip"))
    someone.press_last()

    someone.has("There was another slip on the mat")
    for page in ("/return/worse", "/return/withdraw"):
        someone.open(page)


def _code(site: Site, begins: str) -> str:
    found = [each["code"] for each in site.notes["receipts"] if each["begins"].startswith(begins)]
    return str(found[0])
