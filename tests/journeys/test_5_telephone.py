"""Someone telephones or writes a letter: a clerk takes it down, and hands over a code."""

import re
from collections.abc import Callable

from portal.demo.telling import slip
from tests.journeys.people import DESK, JOURNEY, Person, Site

pytestmark = JOURNEY

CALL = "She said that nobody came at breakfast, and that nobody rang."
LETTER = "I am writing to you because my brother's tablets were late again."
ADDRESS = "3 Chapel Terrace, Bryn Teg"
NUMBER = "01248 555 0167"
WE_HAVE_IT = "Thank you for ringing. We are looking at the record."


def test_a_caller_is_taken_down_and_changes_the_code_into_a_receipt(
    person: Callable[..., Person], member: Callable[..., Person], site: Site
) -> None:
    clerk = member("Nerys Thomas", width=DESK)
    clerk.follow("Take down what somebody says")
    clerk.has("I write down what you say, so I know it", "the care office cannot")
    clerk.follow("A visit was missed")
    clerk.press("Store it and get the code", status=422)
    clerk.has("Say how it reached us.")
    _take_call(clerk, site)
    clerk.press("Store it and get the code")
    clerk.has("It is stored and locked", "Please take a pen.", "The care office cannot.")
    clerk.lacks(CALL)
    code = clerk.receipt
    clerk.follow("Add photographs of the letter, or a note")
    clerk.say("The handover code", code.lower())
    clerk.say("What shall be added?", "She rang again: it was at ten past eight.")
    photograph = {"name": "slip.jpg", "mimeType": "image/jpeg", "buffer": slip().getvalue()}
    clerk.attach("Photographs of the letter", photograph)
    clerk.press("Add it")
    clerk.has("It is added.")
    clerk.lacks(CALL)

    caller = person(keyboard=True)
    caller.come_back(code.replace("-", " "))
    caller.has("Nobody has used this code before.", "Have pen and paper ready")
    caller.lacks(CALL)
    caller.press("Show me my receipt")
    receipt = caller.receipt
    caller.has("This is your own receipt", "was used for the first time on")
    caller.follow("I have kept it")
    caller.has(CALL, "Taken down by", "Nerys Thomas", "it was at ten past eight", "slip.jpg")

    # The clerk knows the code, and it leads nowhere now.
    clerk.open("/handover/add")
    clerk.say("The handover code", code)
    clerk.say("What shall be added?", "One more thing.")
    clerk.press("Add it", status=422)
    clerk.has("Nothing can be added with this code.")
    clerk.open("/return")
    clerk.say("The code of your receipt", code)
    clerk.press("Open", status=422)
    clerk.has("This code was used for the first time on")
    clerk.lacks(CALL)
    someone = person(dark=True)
    someone.come_back(receipt)
    someone.has(CALL)


def test_a_caller_finds_out_that_somebody_used_the_code_before(
    person: Callable[..., Person], member: Callable[..., Person], site: Site
) -> None:
    clerk = member("Nerys Thomas")
    clerk.open("/handover/missed-visit")
    _take_call(clerk, site)
    clerk.press("Store it and get the code")
    code = clerk.receipt
    clerk.come_back(code)
    clerk.press("Show me my receipt")

    for caller in (person(), person(language="cy")):
        caller.open("/return")
        caller.page.locator("main input.code").fill(code)
        caller.page.locator("main form button").last.click()
        caller.look()
        assert caller.page.locator(".error-summary").count() == 1
        caller.lacks(CALL)
        caller.has("01632 960 020")


def test_who_has_no_computer_is_written_to_and_gets_a_new_code_on_a_slip(
    person: Callable[..., Person], member: Callable[..., Person], site: Site
) -> None:
    clerk = member("Gareth Pugh")
    clerk.follow("Take down what somebody says")
    clerk.follow("Something is not right")
    clerk.choose("How did it reach us?", "By letter")
    clerk.choose("Is anyone in danger right now?", "No")
    clerk.say("What happened?", LETTER)
    clerk.page.locator("summary", has_text="Medicines").click()
    clerk.choose("What was it, more exactly?", "Medicine was given late")
    clerk.say("Home code", site.notes["cards"]["PK00010"])
    clerk.choose("Whose care is it about?", "The care of somebody in my family")
    clerk.choose("May we publish what is learned?", "No")
    clerk.choose("How do they want to hear from us?", "Somebody writes them a letter")
    clerk.press("Store it and get the code", status=422)
    clerk.has("Enter the address to write to.")
    clerk.say("Postal address", ADDRESS)
    clerk.press("Store it and get the code")
    old = clerk.receipt

    handler = member("Mair Lloyd", width=DESK)
    handler.follow("People to ring or to write to")
    handler.has("Acknowledge the case, then print and post a letter", "To do")
    handler.lacks(ADDRESS, LETTER)
    found = re.search(r"Open case (\S{4}-\S{4})", handler.main)
    assert found is not None
    reference = found[1]
    handler.follow("Open case")
    handler.press("Open this case")
    handler.has(LETTER)
    handler.follow("Tell the person that we have it")
    handler.say("What do you want to tell the person?", WE_HAVE_IT)
    handler.press("Send")
    handler.open("/handover/calls")
    handler.has("Print the letter with what we wrote, and post it")
    handler.follow("Print a letter")
    handler.choose("Shall a code go with the letter?", "Yes, a new one")
    handler.press("Show the letter")
    handler.has(ADDRESS, WE_HAVE_IT, "Cut here")
    handler.lacks(LETTER)
    code = handler.receipt
    handler.press("It is posted today")
    handler.has("Written down.", "Up to date", "Last done on", "Mair Lloyd")

    brother = person()
    brother.open("/return")
    brother.say("The code of your receipt", old)
    brother.press("Open", status=422)
    brother.has("This code stopped working on")
    brother.come_back(code)
    brother.press("Show me my receipt")
    brother.follow("I have kept it")
    brother.has(LETTER, WE_HAVE_IT)

    handler.press("Take the last one back")
    handler.has("The person is still to be reached.", "To do")
    handler.open(f"/cases/{reference}")
    handler.has("The person was rung or written to", "A new code was given out")


def test_a_lost_receipt_is_given_out_anew_after_a_call_back(
    person: Callable[..., Person], member: Callable[..., Person], site: Site
) -> None:
    handler = member("Beti Owen")
    handler.open("/cases/")
    known = _references(handler)
    caller = person()
    caller.open("/missed-visit")
    caller.choose("Does someone still need this visit today?", "No")
    caller.choose("Which day was it?", "Yesterday")
    caller.choose("What did you see?", "They came late")
    caller.say("Home code", site.notes["cards"]["PK00010"])
    caller.say("Your telephone number", NUMBER)
    caller.press("Send")
    lost = caller.receipt
    handler.open("/cases/")
    (reference,) = _references(handler) - known
    handler.follow(reference)
    handler.press("Open this case")
    handler.follow("The person lost the receipt")
    handler.press("Give out a new code", status=422)
    handler.has("Call back first")
    handler.choose("How does the code reach the person", "I rang the number")
    handler.press("Give out a new code")
    code = handler.receipt

    caller.open("/return")
    caller.say("The code of your receipt", lost)
    caller.press("Open", status=422)
    caller.has("This code stopped working on", "If that was not you")
    caller.follow("I have lost my receipt")
    caller.has("rings you back, on the number that you left and on no other")
    caller.come_back(code)
    caller.press("Show me my receipt")
    caller.follow("I have kept it")
    caller.has("Where it stands")


def _references(handler: Person) -> set[str]:
    return set(handler.page.locator(".card h2 a").all_inner_texts())


def _take_call(clerk: Person, site: Site) -> None:
    clerk.choose("How did it reach us?", "By telephone")
    clerk.choose("Does someone still need this visit today?", "No")
    clerk.choose("Which day was it?", "Yesterday")
    clerk.choose("What did you see?", "Nobody came")
    clerk.say("Home code", site.notes["cards"]["PK00010"])
    clerk.say("Is there anything else that we should know?", CALL)
    clerk.choose("How do they want to hear from us?", "They come back with the code")
