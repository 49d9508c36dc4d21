"""Sheets of paper inside a page of the staff: in the language of the person who is to have them."""

from typing import Any

from flask import render_template
from markupsafe import Markup

from portal.i18n import speaking


def sheet_in(language: str, template: str, **facts: Any) -> Markup:
    """That part of a page, said in this language."""
    with speaking(language):
        return Markup(render_template(template, **facts))  # noqa: S704  a template escaped it
