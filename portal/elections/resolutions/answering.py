"""Rule: what stands on the paper of a question, and how its ballots become votes.

Where votes are weighed by class, a ballot has to say for which group it counts, and must not be
told from another by anything that lies open. So the group is a part of what is sealed: the paper
has three options for each group, and whoever votes is given those of their own. What comes out of
the urn is the votes of each group, as a ballot file that anybody can add up.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from portal.elections.count.contest import Contest
from portal.elections.resolutions.questions import (
    Decision,
    Majority,
    Quorum,
    Votes,
    decide_question,
)
from portal.elections.resolutions.weighing import WeighedResult, Weighing, weigh_groups
from portal.i18n import gettext as _
from portal.membership.classes import MemberClass

FEWEST_TO_SHOW: Final = 10


class Answer(StrEnum):
    """What a member may say."""

    YES = "yes"
    NO = "no"
    ABSTAIN = "abstain"


_ON_PAPER: Final = {Answer.YES: "Yes", Answer.NO: "No", Answer.ABSTAIN: "Abstain"}
ALL: Final = ""


@dataclass(frozen=True)
class Options:
    """The options of a paper, in order: yes, no and abstain, for each group that is weighed."""

    weighing: Weighing | None = None

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups by name; one without a name where nothing is weighed."""
        return tuple(each.name for each in self.weighing.groups) if self.weighing else (ALL,)

    @property
    def names(self) -> list[str]:
        """What the options are called in the ballot file, in every language alike.

        >>> Options().names
        ['Yes', 'No', 'Abstain']
        """
        return [
            f"{words} ({group})" if group else words
            for group in self.groups
            for words in _ON_PAPER.values()
        ]

    def number(self, answer: Answer, member_class: MemberClass) -> int:
        """Which option somebody of that class chooses."""
        return 3 * self._place(member_class) + list(Answer).index(answer) + 1

    def group_of(self, member_class: MemberClass) -> str:
        """To which group a class belongs."""
        return self.groups[self._place(member_class)]

    def _place(self, member_class: MemberClass) -> int:
        if self.weighing is None:
            return 0
        holding = [member_class in each.classes for each in self.weighing.groups]
        return holding.index(True)


@dataclass(frozen=True)
class Outcome:
    """What the members said: the votes of each group, papers that say nothing, and what follows."""

    votes: Mapping[str, Votes]
    spoilt: int
    decision: Decision
    weighed: WeighedResult | None

    @property
    def together(self) -> Votes:
        """All votes, each counted once."""
        return _together(self.votes)

    @property
    def may_show_votes(self) -> bool:
        """Whether the votes point to nobody: ten or more in every group in which anybody voted."""
        voters = [each.voters for each in self.votes.values() if each.voters]
        return bool(voters) and min(voters) >= FEWEST_TO_SHOW


def votes_in(contest: Contest, options: Options) -> tuple[dict[str, Votes], int]:
    """The votes of each group, and how many papers chose nothing or more than one thing."""
    counted = dict.fromkeys(range(1, len(options.names) + 1), 0)
    spoilt = 0
    for ranking, papers in contest.papers.items():
        if len(ranking) == 1:
            counted[ranking[0]] += papers
        else:
            spoilt += papers
    votes = {
        group: Votes(*(counted[3 * place + n] for n in (1, 2, 3)))
        for place, group in enumerate(options.groups)
    }
    return votes, spoilt


def outcome_of(
    votes: Mapping[str, Votes],
    spoilt: int,
    *,
    options: Options,
    roll: int,
    majority: Majority,
    quorum: Quorum,
) -> Outcome:
    """What follows from the votes. Where they are weighed, the majority is one of the weights."""
    plain = decide_question(_together(votes), roll=roll, majority=majority, quorum=quorum)
    if options.weighing is None:
        return Outcome(votes, spoilt, plain, None)
    weighed = weigh_groups(options.weighing, votes)
    if not plain.is_quorate:
        return Outcome(votes, spoilt, plain, weighed)
    carried = weighed.is_carried(majority)
    sentence = _carried(weighed) if carried else _not_carried(weighed)
    return Outcome(votes, spoilt, Decision(carried, True, sentence), weighed)


def votes_as_json(votes: Mapping[str, Votes], spoilt: int) -> dict[str, object]:
    """Votes as they are kept."""
    kept = {name: [each.yes, each.no, each.abstained] for name, each in votes.items()}
    return {"votes": kept, "spoilt": spoilt}


def _together(votes: Mapping[str, Votes]) -> Votes:
    return Votes(
        sum(each.yes for each in votes.values()),
        sum(each.no for each in votes.values()),
        sum(each.abstained for each in votes.values()),
    )


def _carried(weighed: WeighedResult) -> str:
    return _("Carried: yes has %(yes)s %% of the weights, no %(no)s %%.", **_parts(weighed))


def _not_carried(weighed: WeighedResult) -> str:
    return _(
        "Not carried: yes has %(yes)s %% of the weights, no %(no)s %%. Things stay as they are.",
        **_parts(weighed),
    )


def _parts(weighed: WeighedResult) -> dict[str, str]:
    return {"yes": f"{float(weighed.yes * 100):.1f}", "no": f"{float(weighed.no * 100):.1f}"}
