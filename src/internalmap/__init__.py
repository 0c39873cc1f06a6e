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

from internalmap._version import __version__

TYPE_CHECKING = False  # as type checkers know it: `typing` takes time to load
if TYPE_CHECKING:
    from internalmap.advising import advise
    from internalmap.analysis import analyze
    from internalmap.answers import (
        Advice,
        Difference,
        Impact,
        Simulation,
        Trace,
    )
    from internalmap.checking import check
    from internalmap.converting import Converted, convert
    from internalmap.differences import diff
    from internalmap.errors import InternalMapError, InvalidModel
    from internalmap.findings import CheckResult, Finding
    from internalmap.model import Need, Organization, Party
    from internalmap.picture import Picture, render
    from internalmap.questions import impact, trace
    from internalmap.reader import load, loads
    from internalmap.results import Analysis
    from internalmap.simulating import simulate

__all__ = [
    "Advice",
    "Analysis",
    "CheckResult",
    "Converted",
    "Difference",
    "Finding",
    "Impact",
    "InternalMapError",
    "InvalidModel",
    "Need",
    "Organization",
    "Party",
    "Picture",
    "Simulation",
    "Trace",
    "__version__",
    "advise",
    "analyze",
    "check",
    "convert",
    "diff",
    "impact",
    "load",
    "loads",
    "render",
    "simulate",
    "trace",
]

_HOMES = {
    "Advice": "answers",
    "Analysis": "results",
    "CheckResult": "findings",
    "Converted": "converting",
    "Difference": "answers",
    "Finding": "findings",
    "Impact": "answers",
    "InternalMapError": "errors",
    "InvalidModel": "errors",
    "Need": "model",
    "Organization": "model",
    "Party": "model",
    "Picture": "picture",
    "Simulation": "answers",
    "Trace": "answers",
    "advise": "advising",
    "analyze": "analysis",
    "check": "checking",
    "convert": "converting",
    "diff": "differences",
    "impact": "questions",
    "load": "reader",
    "loads": "reader",
    "render": "picture",
    "simulate": "simulating",
    "trace": "questions",
}


def __getattr__(name: str) -> object:
    """Import a public name when it is asked for: what is slow is not paid for by all."""
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(f"internalmap.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'internalmap' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted(__all__)
