"""Two members together look at a name, then delete a case; the person reads that it is gone."""

from collections.abc import Callable

from tests.journeys.people import DESK, JOURNEY, Person, Site

pytestmark = JOURNEY

WORDS = "Nobody came, and the tablets lay where they had lain at noon."
NAME = "Carys Bevan"
WHY = "We have to ring before the weekend, and only she knows the address."


def test_two_members_look_at_a_name_and_then_delete_the_case(
    person: Callable[..., Person], member: Callable[..., Person], site: Site
) -> None:
    chair, teller = member("Mair Lloyd", width=DESK), person()
    known = _references(chair)
    code = _tell(teller, site)
    (reference,) = _references(chair) - known
    chair.follow(reference)
    chair.press("Open this case")
    chair.lacks(NAME)
    chair.follow("Ask to see who it is")
    chair.press("Ask", status=422)
    chair.has("Write why you need it.")
    chair.say("Why do you need to know who the person is?", WHY)
    chair.press("Ask")
    chair.has("It waits for a second member until")

    second = member("Beti Owen", dark=True)
    second.open("/cases/")
    second.has("Mair Lloyd asks to see who the person in case")
    second.lacks(WHY)
    second.follow("Mair Lloyd asks to see")
    second.press("Open this case")
    second.follow("Answer as the second member")
    second.has(WHY)
    second.choose("Do you agree?", "Yes, they may see it once")
    second.press("Send your answer")
    second.lacks(NAME)

    chair.open("/cases/")
    chair.follow("Beti Owen agrees")
    chair.follow("See who it is, once")
    chair.lacks(NAME)
    chair.press("Show who it is")
    chair.has(NAME, "with the leave of Beti Owen")
    chair.follow("Back to case")
    chair.lacks("See who it is, once")

    second.follow("Set a legal hold")
    second.say("Why must it be kept?", "The ombudsman has asked for it.")
    second.press("Set the hold")
    second.has("Legal hold: this case must be kept.")
    chair.open(f"/cases/{reference}/delete")
    _propose(chair, status=422)
    chair.has("Beti Owen set a legal hold on this case")
    second.follow("Lift the hold")
    second.press("Lift the hold")
    _propose(chair)
    chair.has("proposes to delete this case")

    second.open("/cases/")
    second.follow("Mair Lloyd proposes to delete case")
    second.follow("Answer as the second member")
    second.choose("Do you agree?", "Yes, delete it for good")
    second.press("Send your answer")
    second.has("Certificate", reference, "Proposed by", "Mair Lloyd", "Confirmed by")

    chair.open(f"/cases/{reference}", status=404)
    chair.open("/cases/?show=ended")
    chair.follow("Cases that were deleted")
    chair.follow(reference)
    chair.has("Entry in the public ledger")
    teller.come_back(code)
    teller.has("This was deleted", "asked for it")
    teller.lacks(WORDS, NAME, reference)


def _tell(teller: Person, site: Site) -> str:
    teller.open("/missed-visit")
    teller.choose("Does someone still need this visit today?", "No")
    teller.choose("Which day was it?", "Another day")
    teller.say_day("Day of the visit", 31, 10, 2026)
    teller.choose("What did you see?", "Nobody came")
    teller.say("Home code", site.notes["cards"]["PK00007"])
    teller.say("Is there anything else that we should know?", WORDS)
    teller.say("Your name", NAME)
    teller.press("Send")
    return teller.receipt


def test_an_interest_is_said_and_found_and_the_person_keeps_one_more_away(
    person: Callable[..., Person], member: Callable[..., Person], site: Site
) -> None:
    chair, teller = member("Mair Lloyd", width=DESK), person(dark=True)
    known = _references(chair)
    code = _tell(teller, site)
    (reference,) = _references(chair) - known
    third = member("Dewi Hughes")
    third.open(f"/cases/{reference}")
    chair.follow(reference)
    chair.press("Open this case")
    chair.follow("Another member has an interest")
    chair.press("Say so", status=422)
    chair.choose("Who has an interest in this case?", "Dewi Hughes")
    chair.choose("What is it?", "It is about their family")
    chair.say("How do you know?", "She is his aunt.")
    chair.press("Say so")
    chair.has("It waits for a second member until", "She is his aunt.")
    third.press("Open this case")
    third.has("This is about you.", "She is his aunt.")

    second = member("Beti Owen", dark=True)
    second.open("/cases/")
    second.follow("Mair Lloyd says that a member has an interest")
    second.press("Open this case")
    second.follow("Answer as the second member")
    second.has("It is said of Dewi Hughes: It is about their family")
    second.choose("Do you agree?", "Yes, they must take no part")
    second.press("Send your answer")
    second.has("Your answer is kept.")
    third.open(f"/cases/{reference}", status=404)

    teller.come_back(code)
    teller.has("Who can read this")
    teller.lacks("Dewi Hughes")
    teller.follow("Somebody should not see this")
    teller.press("Keep it from this person", status=422)
    teller.choose("Who should not see it?", "Huw Jenkins")
    teller.press("Keep it from this person")
    teller.has("From now on this person cannot read it")
    member("Huw Jenkins").open(f"/cases/{reference}", status=404)


def _references(chair: Person) -> set[str]:
    chair.open("/cases/")
    return set(chair.page.locator(".card h2 a").all_inner_texts())


def _propose(chair: Person, status: int = 200) -> None:
    chair.choose("Why should it be deleted?", "The person asked for it")
    chair.say("What should the second member know?", "She wrote to us on Monday.")
    chair.press("Propose it", status=status)
