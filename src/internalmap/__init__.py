"""internalmap shows an organisation who depends on whom inside it, and what that puts at risk.

>>> import internalmap
>>> hotel = internalmap.loads('''
... parties:
...   guests:     {kind: customer, needs: [restaurant]}
...   restaurant: {needs: [kitchen, it]}
...   kitchen:    {needs: [it]}
...   it:
... ''')
>>> [point.party for point in internalmap.analyze(hotel).single_points_of_failure]
['it', 'kitchen', 'restaurant']
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from internalmap._version import __version__

if TYPE_CHECKING:
    from internalmap.analysis import analyze
    from internalmap.checking import check
    from internalmap.errors import InternalMapError, InvalidModel
    from internalmap.findings import CheckResult, Finding
    from internalmap.model import Need, Organization, Party
    from internalmap.picture import Picture, render
    from internalmap.reader import load, loads
    from internalmap.results import Analysis

__all__ = [
    "Analysis",
    "CheckResult",
    "Finding",
    "InternalMapError",
    "InvalidModel",
    "Need",
    "Organization",
    "Party",
    "Picture",
    "__version__",
    "analyze",
    "check",
    "load",
    "loads",
    "render",
]

_HOMES = {
    "Analysis": "results",
    "CheckResult": "findings",
    "Finding": "findings",
    "InternalMapError": "errors",
    "InvalidModel": "errors",
    "Need": "model",
    "Organization": "model",
    "Party": "model",
    "Picture": "picture",
    "analyze": "analysis",
    "check": "checking",
    "load": "reader",
    "loads": "reader",
    "render": "picture",
}


def __getattr__(name: str) -> object:
    """Import a public name when it is asked for: what is slow is not paid for by all."""
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(f"internalmap.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'internalmap' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted(__all__)
