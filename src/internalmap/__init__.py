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
    from internalmap.model.organization import Need, Organization, Party
    from internalmap.modelfile.load import load, loads
    from internalmap.picture import Picture, render
    from internalmap.questions import impact, trace
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

_LAZY_IMPORTS = {
    "Advice": "internalmap.answers",
    "Analysis": "internalmap.results",
    "CheckResult": "internalmap.findings",
    "Converted": "internalmap.converting",
    "Difference": "internalmap.answers",
    "Finding": "internalmap.findings",
    "Impact": "internalmap.answers",
    "InternalMapError": "internalmap.errors",
    "InvalidModel": "internalmap.errors",
    "Need": "internalmap.model.organization",
    "Organization": "internalmap.model.organization",
    "Party": "internalmap.model.organization",
    "Picture": "internalmap.picture",
    "Simulation": "internalmap.answers",
    "Trace": "internalmap.answers",
    "advise": "internalmap.advising",
    "analyze": "internalmap.analysis",
    "check": "internalmap.checking",
    "convert": "internalmap.converting",
    "diff": "internalmap.differences",
    "impact": "internalmap.questions",
    "load": "internalmap.modelfile.load",
    "loads": "internalmap.modelfile.load",
    "render": "internalmap.picture",
    "simulate": "internalmap.simulating",
    "trace": "internalmap.questions",
}


def __getattr__(name: str) -> object:
    """Import a public name when it is asked for: what is slow is not paid for by all."""
    if name in _LAZY_IMPORTS:
        from importlib import import_module

        return getattr(import_module(_LAZY_IMPORTS[name]), name)
    raise AttributeError(f"module 'internalmap' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted(__all__)
