"""Rule: who stands by when the seats are filled: those left over, in the order of the count.

Source: the co-operative's own rules. This fills no seat: under the single transferable vote "the
next highest" need not be whom a leaver's voters wanted (vacancies.py). Whoever stands by is called
in for single cases, when too few who sit are free of an interest; the members knew them and voted.
"""

from portal.elections.count.sheet import Fate, Sheet


def standing_by(sheet: Sheet) -> tuple[int, ...]:
    """Everybody who was not elected and did not withdraw; who stayed in the count longest is first.

    Of those who were still there at its end, who had more votes at the last stage, or at the latest
    stage at which they differed; where they never did, the order of the paper, which was drawn.

    >>> from portal.elections.count.contest import Contest
    >>> from portal.elections.count.stv import count_votes
    >>> papers = {(1, 2): 6, (3,): 3, (2, 3): 2, (4, 3): 1}
    >>> standing_by(count_votes(Contest("One seat", 1, ("Ann", "Bob", "Cyd", "Dai"), papers)))
    (3, 2, 4)
    """
    there = [
        number
        for number in range(1, len(sheet.candidates) + 1)
        if sheet.fate(number) is Fate.NOT_ELECTED
    ]
    votes = {each: [-stage.votes[each - 1] for stage in reversed(sheet.stages)] for each in there}
    there.sort(key=lambda each: (votes[each], each))
    return (*there, *reversed(sheet.excluded))
