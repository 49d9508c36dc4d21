"""Rule: the words of the card at somebody's home, one side of it for each language.

A card hangs where carers and callers read it: it says nothing about the person. The code stands
after "#" in the address of the picture, which never reaches a server, so that no log of ours holds
it; without a script, or without a camera, the code is typed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from portal.i18n import gettext as _
from portal.i18n import speaking
from portal.qr import Picture, picture_of
from portal.visits.home_codes import show_home_code


class CardSize(StrEnum):
    """How large the card is printed."""

    ORDINARY = "ordinary"
    LARGE = "large"


@dataclass(frozen=True, slots=True)
class CardSite:
    """What a card says of the co-operative. `address_of` writes the address of a page by its name,
    as people in that language open it."""

    name: str
    address_of: Callable[[str, str], str]
    intake_phone: str
    office_phone: str
    emergency_phone: str


@dataclass(frozen=True, slots=True)
class Face:
    """One side of a card, in one language."""

    language: str
    code: str
    picture: Picture
    title: str
    lead: str
    by_camera: str
    by_address: str
    address: str
    by_phone: str
    code_is: str
    code_says: str
    turned_away: str
    turned_away_address: str
    nameless: str
    today: str


def faces_of(code: str, languages: Iterable[str], site: CardSite) -> list[Face]:
    """The sides of the card of a home."""
    return [_face(code, language, site) for language in languages]


def _face(code: str, language: str, site: CardSite) -> Face:
    address = site.address_of("intake.missed_visit", language)
    with speaking(language):
        return Face(
            language=language,
            code=show_home_code(code),
            picture=picture_of(f"{address}#{code}"),
            title=site.name,
            lead=_(
                "Did nobody come? Did they come late, or leave early? Is something wrong, or very "
                "good? Tell the people whom the members of the co-operative elected to look into "
                "it. They are not the care office."
            ),
            by_camera=_("Hold the camera of a telephone over this picture,"),
            by_address=_("or type this address:"),
            address=_bare(address),
            by_phone=(
                _(
                    "or call %(phone)s. Somebody who is not from the care office writes down "
                    "what you say.",
                    phone=site.intake_phone,
                )
                if site.intake_phone
                else ""
            ),
            code_is=_("The code of this home:"),
            code_says=_(
                "The code says which home is meant and nothing else. You may leave it out."
            ),
            turned_away=_("Was a carer turned away here, or does a note say so? Tell us at"),
            turned_away_address=_bare(site.address_of("intake.turned_away.ask", language)),
            nameless=_("You need not say who you are, and you get a receipt to read our answer."),
            today=_still_needed(site),
        )


def _still_needed(site: CardSite) -> str:
    emergency = _("In an emergency call %(phone)s.", phone=site.emergency_phone)
    if not site.office_phone:
        return emergency
    return f"{emergency} " + _(
        "Is a visit still needed today? Call the care office: %(phone)s", phone=site.office_phone
    )


def _bare(address: str) -> str:
    """The address as people type it."""
    return address.removeprefix("https://").removeprefix("http://")
