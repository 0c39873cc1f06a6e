"""What a model says beside its parties and needs: how it is to be checked, and what may happen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import TYPE_CHECKING

from internalmap._dataclass import dataclass

if TYPE_CHECKING:
    from internalmap.source import Route


@dataclass(frozen=True, slots=True)
class RuleSetting:
    """What the model says of one rule: its severity, and values by name."""

    severity: str | None
    values: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Policy:
    """A rule of the house about who may, or must, depend on whom."""

    name: str
    kind: str
    reason: str
    direct: bool = False
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    route: Route | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class CheckSettings:
    """The model's settings of the checks.

    `fail_on` is the severity from which findings fail; `units` how bad it is that a whole unit must
    be gone to let somebody down.
    """

    fail_on: str = "error"
    units: str = "warning"
    rules: Mapping[str, RuleSetting] = field(default_factory=dict)
    policies: tuple[Policy, ...] = ()


@dataclass(frozen=True, slots=True)
class Scenario:
    """Something that may happen, to be tried: who is gone or late, and what is expected then.

    `gone` are selectors of those who are gone, `duration` for how many seconds all of them are
    (`None`: each until its `restore`). With `only_needs`, no needs count but those with one of
    these tags. `late` has how many seconds parties are late, by selector. `expect` says for how
    many seconds parties may be without, or late, at the most, by selector: 0 is "served".
    """

    id: str
    name: str
    gone: tuple[str, ...] = ()
    duration: int | None = None
    only_needs: tuple[str, ...] = ()
    late: Mapping[str, int] = field(default_factory=dict)
    expect: Mapping[str, int] = field(default_factory=dict)
    route: Route | None = field(default=None, compare=False, repr=False)
