"""What is asked, and whether it is weighed or drawn."""

from __future__ import annotations

from collections.abc import Sequence

from internalmap.analyses.simulate.question import Chances, Question, Tell, absence
from internalmap.analyses.simulate.sampled import sampled
from internalmap.analyses.simulate.weighed import weighed
from internalmap.kernel.scope import Scope

#: Up to so many uncertain parties, all combinations of them are weighed.
EXACT_PARTIES = 20


def uncertain(scope: Scope) -> list[int]:
    """The candidates with an availability below 1, in id order."""
    parties = list(scope.organization.parties.values())
    return [party for party in sorted(scope.candidates) if absence(parties[party].availability)]


def chances(scope: Scope, parties: Sequence[int], draws: int, seed: int, tell: Tell) -> Chances:
    """What the absences of these uncertain parties do."""
    question = Question.of(scope, parties)
    if len(parties) <= EXACT_PARTIES:
        return weighed(question, tell)
    return sampled(question, draws, seed, tell)
