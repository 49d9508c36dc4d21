"""The picture of a report to pass on: one sentence and a bar, as a plain SVG of its own."""

import textwrap
from typing import Any, Final
from xml.sax.saxutils import escape

from portal.i18n import current_language
from portal.i18n import gettext as _
from portal.publication import wording

WIDTH, HEIGHT = 1200, 630
_LETTERS: Final = 32
# Dark on light, and a pattern beside the colour: it can be read in grey, and on any page.
_INK, _PAPER, _DONE, _SOFT = "#1b2a2f", "#fffdf7", "#1f5f5b", "#59676b"


def card_svg(
    figures: dict[str, Any], *, coop: str, address: str, is_correction: bool = False
) -> bytes:
    """The picture, in the language that is spoken. It loads nothing and runs nothing."""
    sentence = wording.headline_sentence(figures)
    delivered = figures["figures"]["delivered"]["value"]
    lines = textwrap.wrap(sentence, _LETTERS)
    between = wording.range_sentence(figures)
    bar = _bar(delivered, between, top=130 + 68 * len(lines)) if delivered is not None else ""
    under = f"{coop}, {wording.month_of(figures)}"
    corrects = corrects_words(figures) if is_correction else ""
    told = [sentence, between, wording.missed_sentence(figures), under, corrects]
    written = "".join(
        f'<text x="70" y="{140 + 68 * place}" font-size="56" font-weight="700">'
        f"{escape(line)}</text>"
        for place, line in enumerate(lines)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'width="{WIDTH}" height="{HEIGHT}" xml:lang="{current_language()}" '
        f'aria-labelledby="title" aria-describedby="told" font-family="sans-serif" fill="{_INK}">'
        f'<title id="title">{escape(sentence)}</title>'
        f'<desc id="told">{escape(" ".join(each for each in told if each))}</desc>'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{_PAPER}"/>'
        f'<rect x="6" y="6" width="{WIDTH - 12}" height="{HEIGHT - 12}" fill="none" '
        f'stroke="{_INK}" stroke-width="4"/>{_over(corrects)}{written}{bar}'
        f'<text x="70" y="540" font-size="34">{escape(_short(under, 60))}</text>'
        f'<text x="70" y="585" font-size="26" fill="{_SOFT}">{escape(_short(address, 80))}</text>'
        "</svg>\n"
    ).encode()


def corrects_words(figures: dict[str, Any]) -> str:
    """What stands over the figure of a report that corrects another."""
    return _("Corrects an earlier report of %(month)s", month=wording.month_of(figures))


def _over(words: str) -> str:
    if not words:
        return ""
    return f'<text x="70" y="72" font-size="34" font-weight="700">{escape(words)}</text>'


def _bar(delivered: int, between: str, *, top: int) -> str:
    done = round(10.6 * delivered, 1)
    crossed = "".join(
        f"M{x} {top + 70}l40 -70" for x in range(70 + int(done) + 10, 70 + 1060 - 45, 40)
    )
    return (
        f'<rect x="70" y="{top}" width="1060" height="70" fill="none" stroke="{_INK}" '
        f'stroke-width="4"/><path d="{crossed}" stroke="{_SOFT}" stroke-width="3" fill="none"/>'
        f'<rect x="70" y="{top}" width="{done}" height="70" fill="{_DONE}"/>'
        f'<text x="70" y="{top + 115}" font-size="34">'
        f"{escape(_('Hours delivered, of 100 agreed'))}: {delivered}</text>"
        f'<text x="70" y="{top + 150}" font-size="24" fill="{_SOFT}">{escape(between)}</text>'
    )


def _short(words: str, most: int) -> str:
    return words if len(words) <= most else f"{words[: most - 1]}…"
