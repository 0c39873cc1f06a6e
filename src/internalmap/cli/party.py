"""`internalmap party`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from internalmap.cli.common.options import Color, Format, Model, Output, PartyId, Quiet, command

if TYPE_CHECKING:
    from internalmap.api.query import Query


@command("internalmap party org.yaml kitchen")
def party(
    model: Model,
    id: PartyId = None,
    *,
    all: Annotated[bool, typer.Option("--all", help="The cards of all parties.")] = False,
    format: Format = None,
    output: Output = None,
    query: Query,
    quiet: Quiet = False,
    color: Color = "auto",
) -> None:
    """Print one party's card: whom it serves, whom it needs, what happens without it.

    What nobody wrote down stands as "not known: ask", so a printed card is also the form for an
    interview. Formats: {formats}.
    """
    from internalmap.api.party import cards
    from internalmap.cli.common.session import example, open_model, report_target
    from internalmap.errors import InternalMapError
    from internalmap.results.party import Cards

    if (id is None) != all:
        raise InternalMapError(
            "name one party, or all of them",
            f"Write: {example('party', model, '{supplier}')}, or: "
            f"{example('party', model, '--all')}",
        )
    report = report_target(
        "party", model, query, format=format, output=output, quiet=quiet, color=color,
        caveats=(), repeats=False,
    )  # fmt: skip
    with report.progress() as progress:
        opened = open_model(model, query)
        organization = opened.organization
        ids = list(organization.parties)
        if id is not None:
            ids = [opened.id(id, "A card is for one party: write its id.")]
        made = cards(organization, ids, **opened.query.settings, progress=progress)
        progress("writing")
        text = report.render(Cards(made) if all else made[0])
    report.write_report(text, organization)
