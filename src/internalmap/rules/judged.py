"""A version of a model, and what the rules found of it."""

from __future__ import annotations

from functools import cached_property

from internalmap._dataclass import dataclass
from internalmap.analyses.diff.effects import Version
from internalmap.model.phrases import Names
from internalmap.model.settings import Policy
from internalmap.results.check import Finding
from internalmap.rules.rule import Match


@dataclass(frozen=True)
class Judged:
    """A version of a model with what the rules found of it, accepted or not, or what another rule
    tells: each finding with the match that it was made from."""

    version: Version
    findings: tuple[tuple[Finding, Match], ...]
    accepted: tuple[tuple[Finding, Match], ...]
    told_elsewhere: tuple[tuple[Finding, Match], ...] = ()
    policies: tuple[Policy, ...] = ()

    @cached_property
    def names(self) -> Names:
        """How parties are named in messages."""
        return Names(self.version.analysis.names)
