"""What every question may ask for: whom to protect, what stops a customer, which needs count."""

from __future__ import annotations

from collections.abc import Sequence

from internalmap.errors import InternalMapError
from internalmap.kernel.scope import Scope, scope
from internalmap.model.organization import IMPORTANCES, Importance, Organization
from internalmap.model.selectors import several
from internalmap.text.suggest import did_you_mean


def query_scope(
    organization: Organization,
    protect: Sequence[str],
    stops_on: Importance,
    only_needs: Sequence[str],
    without_needs: Sequence[str],
) -> Scope:
    """The organisation with these needs alone, as the analyses look at it.

    Raises `InternalMapError` for an importance, a selector or a tag that is not known.
    """
    if stops_on not in IMPORTANCES:
        known = f"Known are: {', '.join(IMPORTANCES)}."
        raise InternalMapError(
            f"unknown importance '{stops_on}'", did_you_mean(stops_on, IMPORTANCES, known)
        )
    organization = organization.with_needs(only_needs, without_needs)
    return scope(organization, protect=several(protect), stops_on=stops_on)
