"""`internalmap rules`."""

from __future__ import annotations

from typing import Annotated

import typer

from internalmap.cli.common.options import Output, command


@command("internalmap rules sole-supplier")
def rules(
    id: Annotated[
        str | None,
        typer.Argument(metavar="ID", help="The rule whose page is shown; default: all."),
    ] = None,
    *,
    format: Annotated[
        str, typer.Option("--format", "-f", metavar="NAME", help="text, markdown or json.")
    ] = "text",
    output: Output = None,
) -> None:
    """Show the rules of `check`: what each finds, why it matters, what to do."""
    from internalmap.cli.common.streams import width, write
    from internalmap.formats import RULE_PAGES
    from internalmap.reports.check import rule_pages
    from internalmap.rules import known_rules, rule_named

    format = RULE_PAGES.named(format).name
    chosen = known_rules() if id is None else [rule_named(id)]
    if format == "json":
        text = rule_pages.json_list(chosen)
    elif id is None and format == "text":
        text = rule_pages.text_list(chosen, width(output))
    elif id is None:
        pages = "\n".join(rule_pages.markdown_page(rule, 2) for rule in chosen)
        text = f"# Rules\n\n{rule_pages.markdown_list(chosen)}\n{pages}"
    elif format == "text":
        text = rule_pages.text_page(chosen[0], width(output))
    else:
        text = rule_pages.markdown_page(chosen[0])
    write(text, output, for_people=format == "text")
