"""YAML or JSON text to plain values, each with its place; never raises on bad text.

YAML is read from libyaml's events in one pass, which gives positions, duplicate keys, bounds and
the scalars of YAML 1.2 at once. JSON is read without places, which are found once something is
wrong.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from internalmap.modelfile.syntax.values import Document, Mapping, Sequence

__all__ = ["read_json", "read_yaml", "with_places"]


def read_json(text: str) -> Document:
    """Read JSON."""
    from internalmap.modelfile.syntax.json_text import parse

    return parse(text)


def read_yaml(text: str) -> Document:
    """Read YAML 1.2."""
    # libyaml is not for those who have only JSON.
    from internalmap.modelfile.syntax.yaml_text import compose

    return compose(text)


def with_places(text: str, document: Document) -> Callable[[], Document]:
    """The document with the places of its entries; those of JSON are read at the first call."""

    @cache
    def located() -> Document:
        if isinstance(document.root, Mapping | Sequence | str | None):
            return document
        from internalmap.modelfile.syntax.json_places import locate

        return locate(text)

    return located
