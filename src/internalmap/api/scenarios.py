"""`scenarios`: an organisation in, what comes of each of its scenarios out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from internalmap._gc import gc_paused
from internalmap.analyses import scenarios as analysis
from internalmap.api.query import Query
from internalmap.arguments import texts
from internalmap.errors import InternalMapError, for_each
from internalmap.model.organization import Importance, Organization
from internalmap.model.settings import Scenario
from internalmap.results.scenarios import Scenarios
from internalmap.text.escape import quoted
from internalmap.text.suggest import did_you_mean

#: What to do about a model without scenarios.
_NONE = "Print five to begin with: internalmap scenarios MODEL --stock"


def scenarios(
    organization: Organization,
    names: Sequence[str] = (),
    *,
    protect: Sequence[str] = (),
    stops_on: Importance = "essential",
    only_needs: Sequence[str] = (),
    without_needs: Sequence[str] = (),
) -> Scenarios:
    """What comes of each scenario of the model: who is without from when to when, who is late, who
    runs again when, and whether what is expected holds, and for how long.

    `names` are ids or names of scenarios (none: all of them). The other settings are those of
    `internalmap.analyze`. Durations are in seconds.

    >>> import internalmap
    >>> inn = internalmap.loads('''
    ... parties:
    ...   guests: {kind: customer, needs: [{from: bar, buffer: 1h}]}
    ...   bar: {needs: [ice]}
    ...   ice:
    ... scenarios:
    ...   thaw: {gone: ice, for: 8h, expect: {guests: 4h}}
    ... ''')
    >>> (thaw,) = internalmap.scenarios(inn).results
    >>> thaw.outcomes[0].intervals, thaw.holds, thaw.holds_for
    (((3600, 28800),), False, 18000)

    Raises `InternalMapError` for a model without scenarios, one that it does not have, a selector
    that picks nobody, and an unknown setting.
    """
    query = Query.of(
        protect=protect, stops_on=stops_on, only_needs=only_needs, without_needs=without_needs
    )
    given = texts("names", names)
    with gc_paused():
        scope = query.scope(organization)
        return analysis.scenarios(scope, chosen(scope.organization.scenarios, given))


def chosen(
    known: Sequence[Scenario], names: Sequence[str], called: Mapping[str, str] | None = None
) -> tuple[Scenario, ...]:
    """The scenarios with these ids or names, in the order of ids; all where none is asked for.
    `called` has the id of each that has another in the file.

    Raises `InternalMapError` where there is none at all, and for one that is not known.
    """
    if not known:
        raise InternalMapError("the model has no scenarios", _NONE)
    if not names:
        return tuple(known)
    ids = {each.id for each in known}
    found = {(called or {}).get(name, name) for name in names}
    by_name: dict[str, list[str]] = {}
    for each in known:
        by_name.setdefault(each.name.casefold(), []).append(each.id)

    def called_so(name: str) -> list[str]:
        alike = [name] if name in ids else by_name.get(name.casefold(), [])
        if not alike:
            everyone = [*sorted(ids), *(each.name for each in known)]
            remedy = did_you_mean(name, everyone, f"Known are: {', '.join(sorted(ids))}.")
            raise InternalMapError(f"there is no scenario {quoted(name)}", remedy)
        return alike

    wanted = {id for alike in for_each(called_so, sorted(found)) for id in alike}
    return tuple(each for each in known if each.id in wanted)
