"""What can go wrong, named by the rule that was broken."""


class RuleBroken(Exception):
    """A refusal. Its text is a full sentence fit to show to the person refused.

    `first` names what has to be done before, where a page can lead there.
    """

    def __init__(self, message: str, *, first: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.first = first

    def __str__(self) -> str:
        return str(self.message)


class NotFound(Exception):
    """Nothing that this reader may see is at that address: answered with the 404 page."""


class TooMany(Exception):
    """An allowance is used up: answered with the 429 page."""


class SettingsRefused(Exception):
    """The settings do not allow a safe start. The text says which one and what to do."""
