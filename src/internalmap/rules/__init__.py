"""The rules: one file each, in a folder by subject.

A rule's module is named after its id and has it as `RULE`. Rules do not know each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, cast

from internalmap.errors import InternalMapError
from internalmap.model.rule_names import RULE_VALUES, current_rule
from internalmap.text.escape import quoted
from internalmap.text.suggest import did_you_mean

if TYPE_CHECKING:
    from internalmap.rules.rule import Rule

__all__ = ["known_rules", "rule_named"]

#: The folders that rules are in.
_SUBJECTS = ("failure", "structure", "service")


@cache
def rule_named(id: str) -> Rule:
    """The rule with this id, be it a former one. Raises `InternalMapError`, which lists the known
    ones."""
    id = current_rule(id)
    if id not in RULE_VALUES:
        known = f"Known are: {', '.join(RULE_VALUES)}."
        raise InternalMapError(
            f"there is no rule {quoted(id)}", did_you_mean(id, RULE_VALUES, known)
        )
    names = (f"internalmap.rules.{subject}.{id.replace('-', '_')}" for subject in _SUBJECTS)
    module = import_module(next(name for name in names if find_spec(name) is not None))
    return cast("Rule", module.RULE)


def known_rules() -> Sequence[Rule]:
    """Every rule, in the order of the table in `internalmap.model.rule_names`."""
    return [rule_named(id) for id in RULE_VALUES]
