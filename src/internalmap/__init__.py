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

TYPE_CHECKING = False  # as type checkers know it: `typing` takes time to load
if TYPE_CHECKING:
    from internalmap._version import __version__
    from internalmap.api.advise import advise
    from internalmap.api.analyze import analyze
    from internalmap.api.bia import bia
    from internalmap.api.check import check
    from internalmap.api.convert import Converted, convert
    from internalmap.api.diff import diff
    from internalmap.api.forms import FormFiles, forms
    from internalmap.api.impact import impact
    from internalmap.api.merge import merge
    from internalmap.api.render import Picture, render
    from internalmap.api.scenarios import scenarios
    from internalmap.api.simulate import simulate
    from internalmap.api.trace import trace
    from internalmap.errors import InternalMapError, InvalidModel
    from internalmap.model.organization import Need, Organization, Party
    from internalmap.modelfile.load import load, loads
    from internalmap.results.advise import Advice
    from internalmap.results.analyze import Analysis
    from internalmap.results.bia import Bia
    from internalmap.results.check import CheckResult, Finding
    from internalmap.results.diff import Difference
    from internalmap.results.forms import FormRound
    from internalmap.results.impact import Impact
    from internalmap.results.merge import Merge
    from internalmap.results.scenarios import Scenarios
    from internalmap.results.simulate import Simulation
    from internalmap.results.trace import Trace

__all__ = [
    "Advice",
    "Analysis",
    "Bia",
    "CheckResult",
    "Converted",
    "Difference",
    "Finding",
    "FormFiles",
    "FormRound",
    "Impact",
    "InternalMapError",
    "InvalidModel",
    "Merge",
    "Need",
    "Organization",
    "Party",
    "Picture",
    "Scenarios",
    "Simulation",
    "Trace",
    "__version__",
    "advise",
    "analyze",
    "bia",
    "check",
    "convert",
    "diff",
    "forms",
    "impact",
    "load",
    "loads",
    "merge",
    "render",
    "scenarios",
    "simulate",
    "trace",
]

_LAZY_IMPORTS = {
    "__version__": "internalmap._version",
    "Advice": "internalmap.results.advise",
    "Analysis": "internalmap.results.analyze",
    "Bia": "internalmap.results.bia",
    "CheckResult": "internalmap.results.check",
    "Converted": "internalmap.api.convert",
    "Difference": "internalmap.results.diff",
    "Finding": "internalmap.results.check",
    "FormFiles": "internalmap.api.forms",
    "FormRound": "internalmap.results.forms",
    "Impact": "internalmap.results.impact",
    "InternalMapError": "internalmap.errors",
    "InvalidModel": "internalmap.errors",
    "Merge": "internalmap.results.merge",
    "Need": "internalmap.model.organization",
    "Organization": "internalmap.model.organization",
    "Party": "internalmap.model.organization",
    "Picture": "internalmap.api.render",
    "Scenarios": "internalmap.results.scenarios",
    "Simulation": "internalmap.results.simulate",
    "Trace": "internalmap.results.trace",
    "advise": "internalmap.api.advise",
    "analyze": "internalmap.api.analyze",
    "bia": "internalmap.api.bia",
    "check": "internalmap.api.check",
    "convert": "internalmap.api.convert",
    "diff": "internalmap.api.diff",
    "forms": "internalmap.api.forms",
    "impact": "internalmap.api.impact",
    "load": "internalmap.modelfile.load",
    "loads": "internalmap.modelfile.load",
    "merge": "internalmap.api.merge",
    "render": "internalmap.api.render",
    "scenarios": "internalmap.api.scenarios",
    "simulate": "internalmap.api.simulate",
    "trace": "internalmap.api.trace",
}


def __getattr__(name: str) -> object:
    """Import a public name when it is asked for: what is slow is not paid for by all."""
    if name in _LAZY_IMPORTS:
        from importlib import import_module

        return getattr(import_module(_LAZY_IMPORTS[name]), name)
    raise AttributeError(f"module 'internalmap' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted(__all__)
