"""`internalmap init`."""

from __future__ import annotations

from typing import Annotated

import typer

from internalmap.cli.common.options import Quiet, command, target


@command("internalmap init org.yaml")
def init(
    path: Annotated[
        str,
        typer.Argument(
            metavar="PATH", help="The file to write; never overwritten.", callback=target
        ),
    ] = "org.yaml",
    *,
    quiet: Quiet = False,
) -> None:
    """Write a commented starter model, ready to edit."""
    import os
    from importlib.resources import files

    from internalmap.cli.common.streams import note, write
    from internalmap.errors import InternalMapError
    from internalmap.text.escape import escape

    text = files("internalmap").joinpath("modelfile", "starter.yaml").read_text("utf-8")
    if path == "-":
        write(text, None)
        return
    if os.path.isdir(path):
        path = os.path.join(path, "org.yaml")
    if os.path.lexists(path):
        raise InternalMapError(
            f"{escape(path)} is there already", "Name another file: internalmap init team.yaml"
        )
    if not path.lower().endswith((".yaml", ".yml")):
        raise InternalMapError(f"{escape(path)} does not end in .yaml", "Write: org.yaml")
    write(text, path)
    shown = escape(path)
    note(f"Wrote {shown}. Edit it, then run: internalmap analyze {shown}", quiet)
