"""A part of a page that is made once and kept as bytes: the same for whoever asked, and where."""

from typing import Any, Final
from urllib.parse import urlsplit

from flask import current_app, render_template
from markupsafe import Markup

from portal.config import ROOT, settings
from portal.i18n import current_language, prefix_of

_STYLE: Final = ROOT / "static" / "candour.css"


def lasting_part(template: str, **facts: Any) -> Markup:
    """The part in the language that is spoken. The worker makes it as well: no request is needed.

    Its addresses begin at the root of the site and are in that language, so that they hold on
    every page of it. Macros that ask for addresses are imported `with context`.
    """
    root = urlsplit(settings().base_url).path.rstrip("/") + prefix_of(current_language())
    addresses = current_app.url_map.bind("here", script_name=root or "/")

    def url_for(endpoint: str, **values: Any) -> str:
        return addresses.build(endpoint, values)

    made = render_template(template, url_for=url_for, **facts).strip()
    return Markup(made)  # noqa: S704  a template escaped it


def origin() -> str:
    """What stands before the root of the site: https://coop.example."""
    parts = urlsplit(settings().base_url)
    return f"{parts.scheme}://{parts.netloc}"


def present_style() -> Markup:
    """The style sheet of today, for a document that has to bring its own."""
    return Markup(_STYLE.read_text("utf-8"))  # noqa: S704  ours
