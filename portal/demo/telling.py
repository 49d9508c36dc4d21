"""What people of Bryn Teg have to say, told and worked through the pages."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from PIL import Image, ImageDraw, ImageFont

from portal.demo.stage import Stage
from portal.demo.visitor import Visitor

STORIES: Final = Path(__file__).with_name("stories.toml")

_CODE = re.compile(r'<p class="code">(.*?)</p>', re.DOTALL)
_REFERENCE = re.compile(r'href="/cases/([A-Z0-9-]+)"')
_STANDING = re.compile(r'href="(/cases/[^"/]+/standing/[0-9a-f-]{36})"')
_VOTE = re.compile(r'href="(/cases/[^"]+/vote)"')
_SEEN = {"nobody_came": "VIS-MISS", "came_late": "VIS-LATE", "one_carer": "VIS-ONECARER"}
_ROLES = {
    "service_user": "mine",
    "family_or_friend": "family",
    "advocate": "helped",
    "neighbour": "neighbour",
}
_QUESTION = re.compile(r"/concern/[0-9a-f-]+/([a-z-]+)$")
# Somebody who is given every case, and so finds the new one in the queue.
_CHAIR = "Mair Lloyd"


@dataclass
class Told:
    """One story under way: its case, and the code that its teller keeps."""

    story: dict[str, Any]
    code: str = ""
    reference: str = ""


@dataclass(frozen=True)
class Scene:
    """One thing that happens: when, in which story, and which step (none: it is told)."""

    at: str
    told: Told
    step: dict[str, Any] | None


def scenes() -> Iterator[Scene]:
    """Everything that happens in the stories, in the order in which it happens."""
    found = []
    for story in tomllib.loads(STORIES.read_text("utf-8"))["stories"]:
        told = Told(story)
        found.append(Scene(story["at"], told, None))
        found += [Scene(step["at"], told, step) for step in story["steps"]]
    yield from sorted(found, key=lambda scene: scene.at)


def play(stage: Stage, scene: Scene) -> None:
    """Let one thing happen."""
    with stage.at(scene.at):
        if scene.step is None:
            _tell(stage, scene.told)
        elif scene.step["who"] == "them":
            _come_back(stage, scene.told, scene.step)
        else:
            _work(stage, scene.told, scene.step)


def _tell(stage: Stage, told: Told) -> None:
    visitor = Visitor(stage.app)
    story = told.story
    if story["kind"] == "missed_visit":
        _report(stage, visitor, story)
    elif story["kind"] == "praise":
        visitor.open("/praise")
        visitor.send(words=story["words"], whom=["PRA-WORKER"], publish="yes")
    else:
        pictures = [(slip(), "slip.jpg")] if story.get("photograph") else []
        _answer_questions(visitor, _answers(stage, story), pictures)
    told.code = _code_on(visitor.text)
    known = {reference for each in stage.receipts for reference in [each["case"]]}
    queue = stage.sign_in(_CHAIR).open("/cases/")
    told.reference = next(ref for ref in _REFERENCE.findall(queue) if ref not in known)
    stage.receipts.append(
        {"case": told.reference, "code": told.code, "begins": story["words"][:60]}
    )


def _report(stage: Stage, visitor: Visitor, story: dict[str, Any]) -> None:
    visitor.open("/missed-visit")
    visitor.send(
        having="seen",
        needed="no",
        day="today",
        time=story["hour"],
        seen=[_SEEN[story["seen"]]],
        home_code=stage.cards[story["package"]],
        more=story["words"],
    )


def _answers(stage: Stage, story: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """What is answered on each page of a concern."""
    day = date.fromisoformat(story["on"]) if "on" in story else None
    return {
        "about": {"groups": sorted({code.partition("-")[0] for code in story["subjects"]})},
        "more-exactly": {"subjects": story["subjects"]},
        "what-happened": {"words": story["words"]},
        "when": {
            "day": [str(day.day), str(day.month), str(day.year)] if day else ["", "", ""],
            "time": story.get("hour", ""),
        },
        "the-note": {"written": story.get("hour", ""), "at_home": "yes", "key": "yes"},
        "where": {
            "home_code": stage.cards.get(story.get("package", ""), ""),
            "place": "" if "package" in story else "I would rather not say yet",
        },
        "whose-care": {"whose": _ROLES[story["role"]]},
        "do-they-know": {"knows": "yes", "decides": "yes"},
        "about-you": {"email": story.get("contact", "")},
        "who-should-not-see-this": {"members": [story["exclude"]] if "exclude" in story else []},
        "publishing": {"publish": "no"},
        "keep-it-sealed": {"seal": "no"},
    }


def _answer_questions(
    visitor: Visitor, answers: dict[str, dict[str, Any]], pictures: list[tuple[BytesIO, str]]
) -> None:
    visitor.open("/concern")
    visitor.send(danger="no")
    for _page in range(20):
        asked = _QUESTION.search(visitor.path)
        step = asked[1] if asked else ""
        if step == "photographs":
            # The button goes on to the next question and takes the photographs along.
            visitor.send("Continue", button="Continue", files={"photographs": pictures})
        elif step == "check":
            visitor.send("stamp", button="Send my concern")
            return
        else:
            visitor.send("Continue", button="Continue", **answers[step])


def _code_on(page: str) -> str:
    found = _CODE.search(page)
    words = re.sub(r"<[^>]+>", "", found[1]) if found else ""
    return words.replace("\n", "").strip()


def _come_back(stage: Stage, told: Told, step: dict[str, Any]) -> None:
    visitor = Visitor(stage.app)
    visitor.open("/return")
    visitor.send(code=told.code)
    if step["do"] == "reply":
        visitor.send("photographs", words=step["words"])
    else:
        visitor.open("/return/" + step["do"].replace("_", "-"))
        visitor.send(words=step["words"])


def _work(stage: Stage, told: Told, step: dict[str, Any]) -> None:
    member = stage.sign_in(step["who"])
    case = f"/cases/{told.reference}"
    member.open(case)
    member.send("Open this case")
    match step["do"]:
        case "acknowledge" | "write" | "note" as action:
            member.open(f"{case}/{action}")
            member.send(words=step["words"])
        case "refer":
            member.open(f"{case}/refer")
            to = {"body": step["body"], "how": step["how"], "leave": "agreed"}
            member.send(**to, words=step["words"])
        case "answer":
            # Where nobody accepted that the person may be told, the words are those of the page.
            member.open(f"{case}/answer")
            member.send("words", **({"words": step["words"]} if step["words"] else {}))
        case "standing":
            member.open(f"{case}/standing")
            accepted = {"decision": "representative_accepted", "evidence": step["evidence"]}
            member.send(**accepted, reason=step["words"])
        case "agree":
            [asked] = _STANDING.findall(member.open(case))
            member.open(asked)
            member.send(answer="agree")
        case "compare":
            member.open(f"{case}/compare")
            member.send(record_match=step["record"], no_access_dispute=step["dispute"])
        case "decide":
            for vote in _VOTE.findall(member.open(f"{case}/decide")):
                member.open(vote)
                member.send(finding=step["finding"], reason=step["words"])
        case "triage" | "investigate" as move:
            member.open(f"{case}/move")
            member.send(step=move)
        case "assign":
            member.open(f"{case}/move")
            member.send(step="assign", member=step["to"])
        case "close":
            member.open(f"{case}/close")
            member.send(button="Close")


def slip() -> BytesIO:
    """A photograph of a note through the door."""
    paper = Image.new("RGB", (900, 640), "#8d8577")
    drawing = ImageDraw.Draw(paper)
    drawing.polygon([(110, 90), (800, 60), (830, 560), (90, 590)], fill="#f4f0e4")
    large, small = ImageFont.load_default(54), ImageFont.load_default(34)
    drawing.text((190, 160), "SORRY WE MISSED YOU", fill="#27384d", font=large)
    drawing.text((190, 270), "Called today at   17:45", fill="#27384d", font=small)
    drawing.text((190, 340), "No reply.", fill="#27384d", font=small)
    drawing.text((190, 440), "Please ring the office.", fill="#27384d", font=small)
    out = BytesIO()
    paper.save(out, "JPEG", quality=80)
    out.seek(0)
    return out
