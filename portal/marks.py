"""Marks on views that features below `accounts` need: who may call."""

from collections.abc import Callable
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])


def public(view: View) -> View:
    """Anyone may call this view."""
    view.access = "public"  # type: ignore[attr-defined]
    return view
