"""The profiles that come with Candour: the TOML files beside this module."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Final

from portal.visits.importing.profiles.profile import Profile

_FOLDER: Final = Path(__file__).parent


@cache
def shipped_profiles() -> dict[str, Profile]:
    """By name, every profile that is shipped."""
    found = [
        Profile.of(tomllib.loads(path.read_text("utf-8")))
        for path in sorted(_FOLDER.glob("*.toml"))
    ]
    return {profile.name: profile for profile in found}
