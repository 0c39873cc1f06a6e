"""Who may be gone tomorrow, in words."""

from __future__ import annotations

from internalmap.model.organization import Party


def may_leave(party: Party) -> str | None:
    """What makes a party one that may be gone tomorrow; nothing where it is not one."""
    if party.engagement == "temporary":
        return "is here for a time only"
    if party.engagement == "contractor":
        return "is under a contract"
    return "is an outside supplier" if party.kind == "supplier" else None
