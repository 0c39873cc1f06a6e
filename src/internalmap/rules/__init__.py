"""The rules: one file each, and the one table of them.

A rule's module is named after its id and has it as `RULE`. Rules do not know each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, cast

from internalmap.errors import InternalMapError
from internalmap.model.rule_names import RULE_VALUES
from internalmap.text.suggest import did_you_mean

if TYPE_CHECKING:
    from internalmap.rules.rule import Rule

__all__ = ["known_rules", "rule_named"]


@cache
def rule_named(id: str) -> Rule:
    """The rule with this id. Raises `InternalMapError`, which lists the known ones."""
    if id not in RULE_VALUES:
        known = f"Known are: {', '.join(RULE_VALUES)}."
        raise InternalMapError(f"there is no rule '{id}'", did_you_mean(id, RULE_VALUES, known))
    module = import_module(f"internalmap.rules.{id.replace('-', '_')}")
    return cast("Rule", module.RULE)


def known_rules() -> Sequence[Rule]:
    """Every rule, in the order of the table in `internalmap.model.rule_names`."""
    return [rule_named(id) for id in RULE_VALUES]
