"""Languages: which one this page is in, and dates and numbers as its readers write them.

A language other than the first stands in front of the address (/cy/...). Nothing is stored about
the reader; every link keeps the language by itself, because the prefix is the script's name.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date as babel_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations
from flask import Flask, g, has_request_context, request
from flask_babel import Babel, LazyString, force_locale

from portal.config import ROOT, settings

TRANSLATIONS: Final = ROOT / "translations"

_speaking: ContextVar[str | None] = ContextVar("speaking", default=None)


@cache
def _catalogue(locale: str) -> NullTranslations:
    # Kept by ourselves: a page has some sixty sentences, and to ask Flask-Babel which catalogue
    # is meant takes ten times as long as to look the sentence up.
    return Translations.load(TRANSLATIONS, [locale])


def _sentence(sentence: str) -> str:
    return str(_catalogue(current_locale()).ugettext(sentence))


def _sentence_for(one: str, many: str, number: int) -> str:
    return str(_catalogue(current_locale()).ungettext(one, many, number))


def gettext(sentence: str, **values: Any) -> str:
    """The sentence in the reader's language, with its values."""
    found = _sentence(sentence)
    return found % values if values else found


def ngettext(one: str, many: str, number: int, **values: Any) -> str:
    """The sentence in the form that the number asks for; `%(num)s` is the number."""
    return _sentence_for(one, many, number) % {"num": number, **values}


def lazy_gettext(sentence: str, **values: Any) -> Any:
    """The same as gettext, put off until a page shows it: for what is said outside a request."""
    return LazyString(gettext, sentence, **values)


@dataclass(frozen=True, slots=True)
class LanguageLink:
    """This page in another language."""

    code: str
    name: str
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class LanguageNote:
    """A sentence for somebody who asked for a language that a page is not in."""

    code: str
    words: str


class LanguagePrefix:
    """Moves /cy from the front of the path to the script's name."""

    def __init__(self, app: WSGIApplication, codes: tuple[str, ...]) -> None:
        self.app = app
        self.first = codes[0].partition("_")[0]
        self.codes = frozenset(code.partition("_")[0] for code in codes[1:])

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path: str = environ.get("PATH_INFO", "")
        first, _, rest = path[1:].partition("/")
        language = self.first
        if first in self.codes:
            language = first
            environ["candour.language"] = first
            environ["candour.root"] = environ.get("SCRIPT_NAME", "")
            environ["SCRIPT_NAME"] = environ["candour.root"] + "/" + first
            environ["PATH_INFO"] = "/" + rest
        token = _speaking.set(language)
        try:
            return self.app(environ, start_response)
        finally:
            _speaking.reset(token)


def current_language() -> str:
    """The short code for the page's lang attribute: en, cy."""
    spoken = _speaking.get()
    if spoken is not None:
        return spoken
    if has_request_context():
        chosen = request.environ.get("candour.language")
        if chosen:
            return str(chosen)
    return settings().language_codes[0].partition("_")[0]


def chosen_language() -> str:
    """The short code that stands in the address, whatever language the page itself is in."""
    first = settings().language_codes[0].partition("_")[0]
    return str(request.environ.get("candour.language", first))


def speak_first_language() -> None:
    """From here on this request speaks the first language: its page exists in no other."""
    _speaking.set(settings().language_codes[0].partition("_")[0])


def language_note() -> LanguageNote | None:
    """What to tell, in the language of the address, where the page is in another one."""
    chosen, spoken = chosen_language(), current_language()
    if chosen == spoken:
        return None
    name = Locale.parse(spoken).get_language_name(chosen) or spoken
    with speaking(chosen):
        words = gettext(
            "The pages for people who are signed in exist in %(language)s only.", language=name
        )
    return LanguageNote(chosen, words)


def current_locale() -> str:
    """The locale of this page: en_GB, cy."""
    return _locale_of(current_language(), settings().language_codes)


@cache
def _locale_of(language: str, codes: tuple[str, ...]) -> str:
    return next((code for code in codes if code.partition("_")[0] == language), codes[0])


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Say everything inside in this language (en, cy): for a letter to one person."""
    locale = _locale_of(language, settings().language_codes)
    token = _speaking.set(locale.partition("_")[0])
    try:
        with force_locale(locale):
            yield
    finally:
        _speaking.reset(token)


@contextmanager
def speaking_to_staff() -> Iterator[None]:
    """Say everything inside in the first language: for a letter to members or to the office.

    Whoever spoke to us may have done so in another, and their letters must not tell that.
    """
    with speaking(site_languages()[0]):
        yield


def language_links() -> list[LanguageLink]:
    """This page in each language of the site.

    The answer of a form is at no address: a link to it would lead to an empty form, and what is
    shown only now would be lost. So it is in one language, unless it `can_be_seen_at` another.
    """
    codes = settings().language_codes
    root = str(request.environ.get("candour.root", request.environ.get("SCRIPT_NAME", "")))
    path = str(request.environ.get("PATH_INFO", "/"))
    if request.method == "POST":
        path = g.get("answer_path", "")
        if not path:
            codes = tuple(code for code in codes if code.partition("_")[0] == chosen_language())
    # A page that answers a form has no address of its own to go back to.
    query = request.query_string.decode("ascii", "ignore")
    if query and "stored_page" not in g:
        path = f"{path}?{query}"
    links = []
    for code in codes:
        short = code.partition("_")[0]
        href = root + prefix_of(short) + path
        links.append(LanguageLink(short, own_name(short), href, short == chosen_language()))
    return links


def can_be_seen_at(address: str) -> None:
    """Say where this answer of a form can be had in another language: one of our addresses."""
    g.answer_path = address.removeprefix(request.script_root)


def site_languages() -> list[str]:
    """The short codes of the languages of this site, the first one first."""
    return [code.partition("_")[0] for code in settings().language_codes]


def prefix_of(language: str) -> str:
    """What stands in front of the path of a page in that language; nothing for the first."""
    return "" if language == site_languages()[0] else f"/{language}"


@cache
def own_name(language: str) -> str:
    """What a language calls itself: English, Cymraeg."""
    name = str(Locale.parse(language).get_language_name(language) or language)
    return name[:1].upper() + name[1:]


def format_day(day: date | datetime, form: str = "long") -> str:
    """A day as its readers write it: 9 November 2026."""
    if isinstance(day, datetime):
        day = day.astimezone(ZoneInfo(settings().tz)).date()
    return _written(day, form, current_locale())


@lru_cache(maxsize=4096)
def _written(day: date, form: str, locale: str) -> str:
    # A list says the same few days again and again.
    return babel_date(day, form, locale=locale)


def format_weekday(day: date) -> str:
    """A day with its weekday: Monday 9 November."""
    return babel_date(day, "EEEE d MMMM", locale=current_locale())


def format_short_weekday(day: date) -> str:
    """The weekday alone, short: Mon."""
    return babel_date(day, "EEE", locale=current_locale())


def format_month(day: date) -> str:
    """A month: October 2026."""
    return babel_date(day, "LLLL yyyy", locale=current_locale())


def format_month_name(day: date, *, is_short: bool) -> str:
    """The month of a day in few letters: Oct, or where there is little room O."""
    name = babel_date(day, "LLL", locale=current_locale())
    return name[:1].upper() if is_short else name


def format_clock(moment: datetime | time) -> str:
    """A time of day on the co-operative's wall clock: 08:30."""
    if isinstance(moment, datetime):
        moment = moment.astimezone(ZoneInfo(settings().tz)).time()
    return f"{moment:%H:%M}"


def format_moment(instant: datetime) -> str:
    """A day and a time: 9 November 2026, 08:30."""
    return f"{format_day(instant)}, {format_clock(instant)}"


def format_number(value: float) -> str:
    """A number with the reader's separators."""
    return format_decimal(value, locale=current_locale())


def compile_catalogues(folder: Path = TRANSLATIONS) -> None:
    """Make each .mo that is missing or older than its .po (about 0.2 s when all are)."""
    for source in folder.glob("*/LC_MESSAGES/*.po"):
        target = source.with_suffix(".mo")
        if target.is_file() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as file:
            catalogue = read_po(file, locale=source.parent.parent.name)
        # Several processes may start at once on a new machine: each writes a file of its own.
        made = target.with_suffix(f".mo.{os.getpid()}")
        with made.open("wb") as out:
            write_mo(out, catalogue)
        made.replace(target)
    _catalogue.cache_clear()


def init_app(app: Flask) -> None:
    """Attach the languages to the application."""
    compile_catalogues()
    app.config["BABEL_DEFAULT_LOCALE"] = settings().language_codes[0]
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(TRANSLATIONS)
    Babel(app, locale_selector=current_locale)
    helpers: dict[str, Callable[..., Any]] = {
        "current_language": current_language,
        "language_links": language_links,
        "language_note": language_note,
        "format_day": format_day,
        "format_weekday": format_weekday,
        "format_short_weekday": format_short_weekday,
        "format_month": format_month,
        "format_clock": format_clock,
        "format_moment": format_moment,
        "format_number": format_number,
    }
    app.jinja_env.globals.update(helpers)
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        _sentence, _sentence_for, newstyle=True
    )
