"""Numbers for needs: the same number for the same need."""

from __future__ import annotations

from internalmap.model.organization import Need


class NeedNumbers:
    """Numbers needs, those that say the same alike. Most differ in their customer, their service or
    their suppliers already, so that the rest of them is looked at where it must be."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[int, Need]] = {}  # which keeps them, so that their id stays
        self._first: dict[tuple[object, ...], Need] = {}
        self._others: dict[Need, int] = {}

    def __call__(self, need: Need) -> int:
        """The number of a need."""
        known = self._known.get(id(need))
        if known is not None:
            return known[0]
        first = self._first.setdefault((need.customer, need.service, need.suppliers), need)
        number = len(self._known)
        if first is not need:
            if first == need:
                number, _ = self._known[id(first)]
            else:
                number = self._others.setdefault(need, number)
        self._known[id(need)] = number, need
        return number
