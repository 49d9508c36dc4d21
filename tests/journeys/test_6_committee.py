"""The committee works a case, from the queue to the answer, and the person reads it."""

from collections.abc import Callable

from tests.journeys.people import DESK, JOURNEY, Person, Site

pytestmark = JOURNEY

WORDS = "Two of them should come at a half past eight. Nobody came."
WE_HAVE_IT = "Thank you. We have read it and are comparing it with the record."
NOTE = "The visit was agreed and never put on the rota."
ANSWER = "You were right: nobody came. The office now looks at the rota a day before."
DECIDING = ("Mair Lloyd", "Beti Owen", "Gwen Parry", "Dewi Hughes", "Anwen Price")


def test_the_committee_works_a_case_and_the_person_reads_the_answer(
    person: Callable[..., Person], member: Callable[..., Person], site: Site
) -> None:
    chair = member("Mair Lloyd", width=DESK, both=True)
    chair.follow("Cases")
    known = _references(chair)
    code = _tell(person(), site)
    chair.follow("Cases")
    (reference,) = _references(chair) - known
    chair.follow(reference)
    chair.lacks(WORDS)
    chair.press("Open this case")
    chair.has(WORDS, "What the record of visits says", "The day that the person means")
    chair.follow("Tell the person that we have it")
    chair.say("What do you want to tell the person?", WE_HAVE_IT)
    chair.press("Send")
    chair.has(WE_HAVE_IT)
    chair.follow("Make a note")
    chair.say("What do you want to note?", NOTE)
    chair.press("Keep the note")
    chair.has(NOTE)
    chair.follow("Write to the person")
    chair.say("What do you want to write?", "Was anybody else waiting with him?")
    chair.press("Send")
    chair.follow("Compare with the record")
    chair.choose("How does the record compare", "The record agrees")
    chair.choose("Was there a note that nobody could get in?", "There was no such note")
    chair.press("Keep the comparison")

    # One member is too near to it, and steps back: it is gone for him at once.
    near = member("Huw Jenkins")
    near.open(f"/cases/{reference}")
    near.follow("Step back from this case")
    near.choose("Why do you step back?", "It is about my family")
    near.tick("I understand that I cannot see this case again")
    near.press("Step back")
    near.open("/cases/")
    near.lacks(reference)
    near.look_for_case(reference)
    near.has("No case of yours fits these words")
    near.open(f"/cases/{reference}", status=404)

    decided = False
    for name in DECIDING:
        if not decided:
            decided = _vote(chair if name == "Mair Lloyd" else member(name), reference)
    chair.open(f"/cases/{reference}/decide")
    chair.has("Upheld", "Nothing was recorded that evening.")
    chair.open(f"/cases/{reference}")
    chair.follow("Answer the person")
    chair.has("Nobody has accepted yet that this person may be told")

    # Anybody can say that it is their own care: two members record what shows it.
    chair.open(f"/cases/{reference}/standing")
    chair.choose("As what may the person be answered?", "It is their own care")
    chair.choose("What shows it?", "We rang the number")
    chair.say("What exactly did you see or do?", "I rang him on the number in his plan.")
    chair.press("Ask a second member")
    second = member("Beti Owen")
    second.open("/cases/")
    second.follow("Mair Lloyd says who may be told")
    if second.page.get_by_role("button", name="Open this case").count():
        second.press("Open this case")
    second.follow("Answer as the second member")
    second.choose("Do you agree?", "Yes, this shows it")
    second.press("Send your answer")
    chair.open(f"/cases/{reference}")
    chair.follow("Answer the person")
    chair.say("What is the answer?", ANSWER)
    chair.press("Send the answer")
    chair.follow("Close the case")
    chair.press("Close it")

    neighbour = person()
    neighbour.come_back(code)
    neighbour.has("This is closed.", WE_HAVE_IT, ANSWER, "Nobody came", "Upheld")
    neighbour.lacks(NOTE, "Huw Jenkins")


def test_nobody_reads_a_case_without_signing_in(person: Callable[..., Person]) -> None:
    stranger = person()

    stranger.open("/cases/")

    assert stranger.path.startswith("/accounts/sign-in")


def _tell(neighbour: Person, site: Site) -> str:
    neighbour.open("/missed-visit")
    neighbour.choose("Does someone still need this visit today?", "No")
    neighbour.choose("Which day was it?", "Another day")
    neighbour.say_day("Day of the visit", 31, 10, 2026)
    neighbour.say("What time should the visit have been?", "08:30")
    neighbour.choose("What did you see?", "Nobody came")
    neighbour.say("Home code", site.notes["cards"]["PK00007"])
    neighbour.say("Is there anything else that we should know?", WORDS)
    neighbour.press("Send")
    return neighbour.receipt


def _references(chair: Person) -> set[str]:
    return set(chair.page.locator(".card h2 a").all_inner_texts())


def _vote(voter: Person, reference: str) -> bool:
    """Vote; whether enough members agree now."""
    voter.open(f"/cases/{reference}")
    if voter.page.get_by_role("button", name="Open this case").count():
        voter.press("Open this case")
    voter.follow("Decide point by point")
    voter.follow("Vote")
    voter.choose("What do you find?", "Upheld")
    voter.say("Why?", "Nothing was recorded that evening.")
    voter.press("Vote")
    return bool(voter.page.locator(".box.good .tag").count())
