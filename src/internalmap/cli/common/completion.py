"""What the shell offers when Tab is pressed."""

from __future__ import annotations

from collections.abc import Iterator

import typer


def complete_model(incomplete: str) -> list[str]:
    """Model files and folders."""
    import glob
    import os

    found = []
    for name in sorted(glob.glob(glob.escape(incomplete) + "*")):
        if os.path.isdir(name):
            found.append(f"{name}/")
        elif name.endswith((".yaml", ".yml", ".json")):
            found.append(name)
    return found


def complete_scenario(ctx: typer.Context, incomplete: str) -> Iterator[tuple[str, str]]:
    """The ids of the model's scenarios, with their names."""
    model = ctx.params.get("model")
    if not model or model == "-":
        return
    from internalmap.errors import InternalMapError
    from internalmap.modelfile.load import load

    try:
        scenarios = load(model).scenarios
    except (InternalMapError, OSError):
        return
    for scenario in scenarios:
        if scenario.id.startswith(incomplete):
            yield scenario.id, scenario.name


def complete_party(ctx: typer.Context, incomplete: str) -> Iterator[tuple[str, str]]:
    """The ids of the model's parties, with their names."""
    model = ctx.params.get("model")
    if not model or model == "-":
        return
    from internalmap.errors import InternalMapError
    from internalmap.modelfile.load import load

    try:
        parties = load(model).parties.values()
    except (InternalMapError, OSError):
        return
    for party in parties:
        if party.id.startswith(incomplete):
            yield party.id, party.name
