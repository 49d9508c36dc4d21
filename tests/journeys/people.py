"""People at real browsers: what they type, press and follow, and how each page they meet is judged.

Every page must pass axe-core (rules A, AA and AAA, and its best practices), fit a telephone 320
pixels wide, and load nothing from anywhere else.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from portal.accounts.codes import STEP_SECONDS, code_at, totp_step

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Download, Locator, Page, Response

JOURNEY = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(1800)]
PHONE = 320
DESK = 1280

# These are off in axe-core until they are asked for.
_ALSO = ("color-contrast-enhanced", "identical-links-same-purpose", "target-size")
_OPTIONS = {
    "resultTypes": ["violations"],
    "preload": False,
    "rules": {name: {"enabled": True} for name in _ALSO},
}
# Contrast takes most of the time, and is measured on the first two and the last of what is alike.
_MEASURED = """;axe.configure({rules: ["color-contrast", "color-contrast-enhanced"].map((id) =>
  ({id, selector: "*:not([data-alike], [data-alike] *)"}))});"""
# Where scripts are off no timer ever rings; axe only waits for its own turn.
_TIMERS = "window.setTimeout = (f) => { Promise.resolve().then(f); return 1; }"
_TOO_WIDE = """() => [...document.querySelectorAll("body *")]
  .filter((e) => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest(".scroll, .unseen"))
  .map((e) => e.outerHTML.slice(0, 120)).slice(0, 3)"""
# What a verdict depends on: the tree of elements, each with what styles and names it, and whether
# it says anything. A page that was judged in this shape need not be judged again with other words
# in it, nor with more rows of the same kind; rows alike beyond those are marked.
_SHAPE = """() => {
  const own = (e) => [e.localName, e.className.baseVal ?? e.className, e.getAttribute("role"),
    e.type, e.labels?.length, !!e.textContent.trim(), !!e.ariaLabel,
    e.getAttribute("aria-current"), e.open, e.checked, e.hidden].join();
  const shape = (e) => {
    const all = [...e.children].map(shape);
    all.forEach((each, at) => e.children[at].toggleAttribute("data-alike",
      each === all[at - 1] && each === all[at - 2] && at < all.length - 1));
    return own(e) + "(" + all.filter((each, at) => each !== all[at - 1]).join(";") + ")";
  };
  return shape(document.documentElement);
}"""
_CODE = re.compile(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){3}")
_MOST_TABS = 120
_STEP = timedelta(seconds=STEP_SECONDS)


@dataclass
class Site:
    """The demonstration, served."""

    address: str
    instance: Path
    axe: Any
    notes: dict[str, Any]
    shift: timedelta
    used: dict[str, int] = field(default_factory=dict)
    judged: set[tuple[str, ...]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.axe.axe_script += _MEASURED

    def code_of(self, email: str, now: datetime) -> str:
        """Six digits that this telephone has not shown before; the next ones count already.

        Whoever signs in more often waits for those after them.
        """
        present = totp_step(now + self.shift)
        step = max(present, self.used.get(email, 0) + 1)
        self.used[email] = step
        time.sleep(max(0, (step - 1) * STEP_SECONDS - (now + self.shift).timestamp()))
        return code_at(self.notes["secrets"][email], now + self.shift + (step - present) * _STEP)


class Person:
    """Somebody with a browser of their own, on a page."""

    def __init__(
        self,
        browser: Browser,
        site: Site,
        *,
        language: str = "",
        scripts: bool = False,
        width: int = PHONE,
        dark: bool = False,
        keyboard: bool = False,
        both: bool = False,
    ) -> None:
        self.site = site
        self.language = language
        self.scripts = scripts
        self.width = width
        self.dark = dark
        self.keyboard = keyboard
        self.both = both
        """Whether pages for staff are looked at from their Welsh addresses too."""
        self.context = browser.new_context(
            java_script_enabled=scripts,
            viewport={"width": width, "height": 800},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            accept_downloads=True,
        )
        self.context.set_default_timeout(20_000)
        self.page: Page = self.context.new_page()
        self.abroad: list[str] = []
        self.context.on("request", self._note)

    def _note(self, request: Any) -> None:
        if not request.url.startswith((self.site.address, "data:")):
            self.abroad.append(request.url)

    # Where they are.

    @property
    def path(self) -> str:
        """The address of the page, without the server."""
        return self.page.url.removeprefix(self.site.address)

    @property
    def main(self) -> str:
        """The words of the main part that can be seen."""
        return self.page.locator("main").inner_text()

    @property
    def heading(self) -> str:
        return self.page.locator("h1").inner_text()

    @property
    def receipt(self) -> str:
        """The code of the receipt that the page shows."""
        found = _CODE.search("".join(self.page.locator("p.code").all_text_contents()))
        assert found, self.main
        return found[0]

    def has(self, *words: str) -> None:
        """The page says this."""
        text = " ".join(self.page.locator("body").inner_text().split())
        for each in words:
            assert each in text, f"{each!r} is not on {self.path}: {text}"

    def lacks(self, *words: str) -> None:
        """The page says nothing of this, not even where it cannot be seen."""
        for each in words:
            assert each not in self.page.content(), f"{each!r} is on {self.path}"

    # What they do.

    def open(self, path: str, status: int = 200) -> None:
        """Type an address."""
        prefix = f"/{self.language}" if self.language else ""
        answer = self.page.goto(self.site.address + prefix + path)
        self._arrived(answer, status)

    def follow(self, words: str) -> None:
        """Follow a link."""
        self._go(self.page.get_by_role("link", name=words).first, 200)

    def follow_within(self, place: str) -> None:
        """Follow the link that stands at a place of the page."""
        self._go(self.page.locator(place).first, 200)

    def press(self, words: str, status: int = 200) -> None:
        """Press a button of the page's main part."""
        self._go(self.page.locator("main").get_by_role("button", name=words).first, status)

    def press_last(self) -> None:
        """Press the last button of the main part: whatever its words, it sends the form."""
        self._go(self.page.locator("main form button").last, 200)

    def press_outside(self, words: str) -> None:
        """Press a button that stands above the main part."""
        self._go(self.page.get_by_role("button", name=words).first, 200)

    def take(self, words: str) -> Download:
        """Press or follow what hands out a file."""
        with self.page.expect_download() as coming:
            self.page.locator(f"main :is(a, button):has-text({words!r})").first.click()
        return coming.value

    def say(self, question: str, words: str) -> None:
        """Type into a box."""
        box = self._asked(question)
        if self.keyboard:
            self._reach(box)
            self.page.keyboard.press("Control+A")
            self.page.keyboard.type(words)
        else:
            box.fill(words)

    def say_day(self, question: str, day: int, month: int, year: int) -> None:
        """Type a day into its three boxes."""
        group = self.page.get_by_role("group", name=question)
        for label, number in (("Day", day), ("Month", month), ("Year", year)):
            box = group.get_by_label(label, exact=True)
            if self.keyboard:
                self._reach(box)
                self.page.keyboard.type(str(number))
            else:
                box.fill(str(number))

    def choose(self, question: str, *answers: str) -> None:
        """Choose one or several of the answers to a question."""
        group = self.page.get_by_role("group", name=question).first
        for answer in answers:
            self._tick(group.get_by_label(re.compile("^" + re.escape(answer))).first)

    def tick(self, words: str) -> None:
        """Tick a box that stands by itself."""
        self._tick(self._asked(words))

    def select(self, question: str, value: str) -> None:
        """Choose from a list that opens."""
        self._asked(question).select_option(value)

    def attach(self, question: str, *files: Any) -> None:
        """Choose files: paths, or dictionaries of name, mimeType and buffer."""
        self._asked(question).set_input_files(list(files))

    # How it is done.

    def _asked(self, question: str) -> Locator:
        """The control whose label begins with these words."""
        return self.page.locator("main").get_by_label(re.compile("^" + re.escape(question))).first

    def _tick(self, box: Locator) -> None:
        if not self.keyboard:
            # A person presses the words; the box itself is drawn by the style sheet.
            self.page.locator(f'label[for="{box.get_attribute("id")}"]').click()
        elif box.get_attribute("type") == "radio":
            self._reach(box, alike=True)
            for _press in range(12):
                if box.is_checked():
                    break
                self.page.keyboard.press("Space" if _focused(box) else "ArrowDown")
        else:
            self._reach(box)
            self.page.keyboard.press("Space")
        assert box.is_checked()

    def _go(self, where: Locator, status: int) -> None:
        with self.page.expect_navigation() as going:
            if self.keyboard:
                self._reach(where)
                self.page.keyboard.press("Enter")
            else:
                where.click()
        self._arrived(going.value, status)

    def _reach(self, target: Locator, *, alike: bool = False) -> None:
        """Press the tabulator until the target has the focus; what has it must be seen to."""
        for _press in range(_MOST_TABS):
            if _focused(target) or (alike and _focused_name(self.page, target)):
                assert self.page.evaluate(
                    """() => { const s = getComputedStyle(document.activeElement);
                      return s.outlineStyle !== "none" || s.boxShadow !== "none"; }"""
                ), f"the focus cannot be seen: {target}"
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"no key leads to {target} on {self.path}")

    def _arrived(self, answer: Response | None, status: int) -> None:
        assert answer is not None
        assert answer.status == status, f"{answer.url} answered {answer.status}: {self.main}"
        self.look()
        if self.both and answer.request.method == "GET" and self._is_for_staff():
            self._look_at_the_other_language(status)

    def look(self) -> None:
        """Judge the page."""
        self._judge(self.page, self.path, "en" if self._is_for_staff() else self.language or "en")

    def _is_for_staff(self) -> bool:
        return bool(self.page.locator(".staff-nav").count())

    def _look_at_the_other_language(self, status: int) -> None:
        """Judge a page for staff at its Welsh address too: it says in Welsh that it is English."""
        beside = self.context.new_page()
        path = self.path if self.language else f"/cy{self.path}"
        answer = beside.goto(self.site.address + path)
        assert answer is not None and answer.status == status, path
        assert "Saesneg" in beside.locator("main p[lang=cy]").inner_text(), path
        self._judge(beside, path, "en")
        beside.close()

    def _judge(self, page: Page, path: str, wanted: str) -> None:
        assert page.locator("html").get_attribute("lang") == wanted, path
        assert page.locator("h1").count() == 1, path
        assert not self.abroad, f"{path} asks elsewhere: {self.abroad}"
        if self.width != PHONE:
            page.set_viewport_size({"width": PHONE, "height": 800})
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= PHONE, f"{path} is {wide} wide: {page.evaluate(_TOO_WIDE)}"
        if self.width != PHONE:
            page.set_viewport_size({"width": self.width, "height": 800})
        shape = (wanted, str(self.dark), str(self.width), page.evaluate(_SHAPE))
        if shape in self.site.judged:
            return
        if not self.scripts:
            page.evaluate(_TIMERS)
        found = self.site.axe.run(page, options=_OPTIONS)
        assert found.violations_count == 0, f"{path}\n{found.generate_report()}"
        self.site.judged.add(shape)

    def leave(self) -> None:
        """Close the browser."""
        self.context.close()

    # What members do.

    def sign_in(self, name: str, now: datetime) -> None:
        """Sign in as somebody of the demonstration."""
        email = name.lower().replace(" ", ".") + "@example.org"
        self.open("/accounts/sign-in")
        self.say("Your e-mail address", email)
        self.say("Your password", self.site.notes["password"])
        self.say("Your code", self.site.code_of(email, now))
        self.press("Sign in")
        self.has(f"You are {name}")

    def look_for_case(self, reference: str) -> None:
        """Look for a case in the queue, by the words on the page."""
        self.open("/cases/")
        self.page.locator("main summary").first.click()
        self.say("Reference, area or words", reference)
        self.press("Show")
        assert reference not in self.path

    def come_back(self, code: str) -> None:
        """Return with a receipt."""
        self.open("/return")
        self.say("The code of your receipt", code)
        self.press("Open")


def _focused(target: Locator) -> bool:
    return bool(target.evaluate("e => e === document.activeElement"))


def _focused_name(page: Page, target: Locator) -> bool:
    """Whether another button of the same question has the focus."""
    return bool(target.evaluate("e => document.activeElement.name === e.name"))
