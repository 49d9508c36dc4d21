"""What the attackers found."""

from dataclasses import dataclass, field

from portal.publication.disclosure.attacker_problem import Effort


@dataclass(frozen=True, slots=True)
class Finding:
    """What one attacker can say of one cell."""

    attacker: str
    cell: str
    true: float
    lower: float
    upper: float
    is_exact: bool
    """Whether these are the ends; otherwise at least so much is possible."""
    breach: str = ""
    """Why this is too much to know, or nothing."""
    owner: str = ""
    """Whose the cell is, if it is one person's or one care worker's."""


@dataclass(slots=True)
class Report:
    """All that the attackers found, and how much work it was."""

    findings: list[Finding] = field(default_factory=list)
    attackers: int = 0
    slowest: float = 0.0
    """Seconds of the processor that the slowest attacker took."""
    effort: Effort = field(default_factory=Effort)
    failure: str = ""
    """Why the attack could not be finished: then nothing is known to be safe."""

    @property
    def breaches(self) -> list[Finding]:
        """The cells that somebody can know too well."""
        return [finding for finding in self.findings if finding.breach]

    @property
    def is_safe(self) -> bool:
        """Whether every problem was solved and nothing was found."""
        return not self.failure and not self.breaches

    @property
    def narrowest(self) -> Finding | None:
        """Of cells that are somebody's, the one that the outsider knows best for its size.

        Where it is not exact, every one of these intervals is at least so wide.
        """
        return min(
            (
                each
                for each in self.findings
                if each.true and each.owner and each.attacker == "outsider"
            ),
            key=lambda found: (found.upper - found.lower) / abs(found.true),
            default=None,
        )
