"""Rule: who may hold a key, and how awake a grant is."""

from enum import StrEnum


class HolderKind(StrEnum):
    """What kind of person or thing holds a private key."""

    ACCOUNT = "account"
    COMPLAINANT = "complainant"
    RECOVERY = "recovery"


class GrantState(StrEnum):
    """What a grant is good for. By rule: the sealed key inside is the same in each state."""

    AWAKE = "awake"
    DORMANT = "dormant"
    """Opens nothing until the worker wakes it: substitutes, the outside person, recovery."""
    HAND_OVER = "hand_over"
    """The holder's term has ended: can pass the key on to successors, opens no page."""
