"""`internalmap convert`."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from internalmap.cli.common import options
from internalmap.cli.common.options import Anonymize, Quiet, command

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from internalmap.errors import Problem
    from internalmap.model.organization import Organization

#: Why a file is not written over.
_READ = "what the result is made from"


@command("internalmap convert survey.csv org.yaml --columns customer=Team")
def convert(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="IN... OUT",
            help="CSV, Excel (org.xlsx#Sheet), OpenDocument (.ods), GraphML, a model, a Backstage "
            "catalog, or a list of entries in YAML or JSON (catalog.yml#services); several tables "
            "are one model. The last is the file to write: .yaml, .json, .csv, .xlsx or .graphml; "
            "or -.",
        ),
    ],
    *,
    output: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            metavar="OUT",
            help="The file to write; all others are read.",
            show_default=False,
            callback=options.target,
        ),
    ] = None,
    from_format: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="FORMAT",
            help="What IN is: yaml, json, csv, xlsx, ods, graphml, backstage or records; default: "
            "by its ending.",
            show_default=False,
        ),
    ] = None,
    to_format: Annotated[
        str | None,
        typer.Option(
            "--to",
            metavar="FORMAT",
            help="What OUT is to be: yaml, json, csv, xlsx or graphml; default: by its ending.",
            show_default=False,
        ),
    ] = None,
    columns: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KEY=HEADING",
            help="What a column means: customer=Team,supplier='Depends on'. Keys are those of the "
            "model; customer.KEY and supplier.KEY speak of the party; fallback=HEADING names who "
            "stands in; tag=HEADING makes tags; ignore=HEADING leaves one out.",
            show_default=False,
        ),
    ] = None,
    parties: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FILE",
            help="A table of the parties: CSV, Excel, OpenDocument, GraphML or a list of entries. "
            "Who is not in it is not known.",
            show_default=False,
        ),
    ] = None,
    alternatives: Annotated[
        str | None,
        typer.Option(
            metavar="BY",
            help="service: rows of one customer and one service are one need, the first supplier "
            "with the others as fallbacks.",
            show_default=False,
        ),
    ] = None,
    split: Annotated[
        str | None,
        typer.Option(
            metavar="SIGN",
            help="What parts several suppliers in one cell, beside semicolons and line ends.",
            show_default=False,
        ),
    ] = None,
    shape: Annotated[
        str | None,
        typer.Option(
            metavar="SHAPE",
            help="The shape of the tables: list, groups (Supplier 1, Supplier 2 …), grid (of a "
            "form), matrix or relations (parent, type, child); default: as it is found.",
            show_default=False,
        ),
    ] = None,
    separator: Annotated[
        str | None,
        typer.Option(
            metavar="SIGN",
            help="What separates the cells of CSV: a sign, or tab; default: as it is found.",
            show_default=False,
        ),
    ] = None,
    fill_down: Annotated[
        list[str] | None,
        typer.Option(
            metavar="HEADING",
            help="A column in which a blank stands for what is above it.",
            show_default=False,
        ),
    ] = None,
    values: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KEY:WORD=VALUE",
            help="What words in cells mean: importance:High=essential,Low=helpful.",
            show_default=False,
        ),
    ] = None,
    keep_name: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="A name that looks like none, or like several: NA, 'Fjord, Oslo'.",
            show_default=False,
        ),
    ] = None,
    words: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FILE",
            help="Further words for headings and cells, in YAML.",
            show_default=False,
        ),
    ] = None,
    prefer: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FILE",
            help="The file whose word counts where two contradict each other.",
            show_default=False,
        ),
    ] = None,
    importance: Annotated[
        str | None,
        typer.Option(metavar="IMPORTANCE", help="That of needs that say none.", show_default=False),
    ] = None,
    kind: Annotated[
        str | None,
        typer.Option(metavar="KIND", help="That of parties that say none.", show_default=False),
    ] = None,
    scale: Annotated[
        str | None,
        typer.Option(
            metavar="MIN-MAX",
            help="The scale of satisfaction and expectation, such as 1-10; default: 1-5.",
            show_default=False,
        ),
    ] = None,
    title: Annotated[
        str | None,
        typer.Option(
            metavar="TEXT",
            help="The title of the organisation; default: what IN says, else its name.",
            show_default=False,
        ),
    ] = None,
    table: Annotated[
        str | None,
        typer.Option(
            metavar="TABLE",
            help="Of CSV, only this table: parties or dependencies.",
            show_default=False,
        ),
    ] = None,
    skip_invalid: Annotated[
        bool,
        typer.Option("--skip-invalid", help="Leave out rows that cannot be used, and list them."),
    ] = False,
    anonymize: Anonymize = False,
    quiet: Quiet = False,
) -> None:
    """Make a model from a spreadsheet, a survey or a catalog, or the other way round.

    Headings are understood by their usual names; what is guessed is shown.
    """
    from internalmap.api.convert import convert as run
    from internalmap.cli.common.session import (
        refuse_overwriting,
        refuse_overwriting_model,
        report_written,
    )
    from internalmap.cli.common.streams import Progress
    from internalmap.cli.run import hold
    from internalmap.errors import InternalMapError
    from internalmap.exchange.inputs import split_part
    from internalmap.formats import WRITTEN_MODELS

    sources, target = _inputs_and_output(files, output, from_format)
    if to_format is None:
        if target == "-":
            raise InternalMapError("the form of the result is not said", "Say --to yaml, or such.")
        to_format = WRITTEN_MODELS.of_file(target).name
    given = [split_part(each)[0] for each in (*sources, *(parties or ()), *(words or ()))]
    refuse_overwriting(target, given, _READ)
    with _nothing_written(), Progress(quiet) as progress:
        result = run(
            sources if len(sources) > 1 else sources[0],
            to_format,
            from_format=from_format,
            columns=columns or (),
            parties=parties or (),
            title=title,
            kind=kind,
            importance=importance,
            scale=scale,
            alternatives=alternatives,
            split=split,
            table=table,
            shape=shape,
            separator=separator,
            values=values or (),
            keep_name=keep_name or (),
            fill_down=fill_down or (),
            words=words or (),
            prefer=prefer or (),
            skip_invalid=skip_invalid,
            anonymize=anonymize,
            tell=lambda notice: _report(notice, quiet),
            progress=progress,
        )
    hold(result)
    _report_skipped(result.skipped, result.rows, quiet)
    paths = result.paths(target)
    if target == "-":
        if len(paths) > 1:
            raise InternalMapError(
                "CSV is two tables, and standard output is one", "Say --table dependencies."
            )
        refuse_overwriting(target, result.inputs, _READ)
        refuse_overwriting_model(target, result.organization)
        _write_out(result.files[""], to_format)
        return
    for path in paths:
        refuse_overwriting_model(path, result.organization)
        refuse_overwriting(path, (*given, *result.inputs), _READ)
    result.save(target)
    for path in paths:
        report_written(path, quiet)
    _say_what(result.organization, target, to_format, quiet)


def _write_out(data: bytes, format: str) -> None:
    """Write to standard output. A terminal is shown text, and nothing that could steer it."""
    import sys

    from internalmap.cli.common.streams import write, write_data
    from internalmap.errors import InternalMapError
    from internalmap.text.escape import escape

    if format == "xlsx" and sys.stdout is not None and sys.stdout.isatty():
        raise InternalMapError("a terminal cannot show a workbook", "Name a file in place of -.")
    if format == "xlsx" or sys.stdout is None or not sys.stdout.isatty():
        write_data(data.removeprefix(b"\xef\xbb\xbf"), None)
        return
    lines = data.decode("utf-8-sig").splitlines()
    write("".join(f"{escape(line)}\n" for line in lines), None, for_people=True)


def _report(notice: str, quiet: bool) -> None:
    """A notice; what is set in belongs to the line before."""
    from internalmap.cli.common.streams import note

    note(notice if notice.startswith("  ") else f"internalmap: {notice}", quiet)


@contextmanager
def _nothing_written() -> Iterator[None]:
    """What comes of problems here, where nothing better is known."""
    from internalmap.errors import InvalidModel

    try:
        yield
    except InvalidModel as invalid:
        invalid.outcome = invalid.outcome.replace("nothing was analysed", "nothing was written")
        raise


def _inputs_and_output(
    files: Sequence[str], output: str | None, from_format: str | None
) -> tuple[list[str], str]:
    """What is read, and what is written: the last of several files, unless -o says it. A table
    that is there already is an output only if -o says so, where the others are tables too."""
    import os

    from internalmap.cli.common.options import target
    from internalmap.errors import InternalMapError
    from internalmap.exchange.inputs import split_part
    from internalmap.formats import MODELS
    from internalmap.model.phrases import quote
    from internalmap.text.escape import escape

    if output is not None:
        return list(files), output
    last = target(files[-1]) or files[-1]
    listed = " ".join(map(quote, files))
    if len(files) == 1:
        raise InternalMapError(
            f"only {escape(last)} is named: where does the result go?",
            f"Say internalmap convert {listed} org.yaml, or -o org.yaml.",
        )

    def is_table(name: str) -> bool:
        path, part = split_part(name)
        endings = [
            ending for form in MODELS if MODELS[form].tables for ending in MODELS[form].endings
        ]
        return part is not None or path.lower().endswith(tuple(endings))

    tables = [each for each in files[:-1] if from_format is not None or is_table(each)]
    if tables and last.lower().endswith(MODELS["ods"].endings) and os.path.exists(last):
        raise InternalMapError(
            f"{escape(last)} would be read, and is not written: where does the result go?",
            f"Say internalmap convert {listed} org.yaml, or -o org.yaml.",
        )
    ends_as_model = last == "-" or last.lower().endswith((".yaml", ".yml", ".json"))
    if tables and is_table(last) and os.path.exists(split_part(last)[0]):
        raise InternalMapError(
            f"{escape(last)} is there already, and is a table: is it read, or written over?",
            f"Say internalmap convert {listed} -o org.yaml to read all of them; -o {quote(last)} "
            "behind the others to write over it.",
        )
    if len(files) > 2 and not ends_as_model:
        raise InternalMapError(
            f"of several files, {escape(last)} may be read or written",
            f"Say -o: internalmap convert {listed} -o org.yaml.",
        )
    return list(files[:-1]), last


def _report_skipped(skipped: Sequence[Problem], rows: tuple[int, int] | None, quiet: bool) -> None:
    """List what was left out, a line each, and how many rows were used."""
    from internalmap.cli.common.streams import note
    from internalmap.model.phrases import counted

    if not skipped:
        return
    note(f"internalmap: left out: {counted(len(skipped), 'problem')}", quiet)
    for problem in skipped:
        where = f"{problem.place.label}: " if problem.place is not None else ""
        note(f"  {where}{problem.message}", quiet)
    if rows is not None:
        used, total = rows
        note(f"internalmap: {used:,} of {total:,} rows used", quiet)


def _say_what(organization: Organization, target: str, format: str, quiet: bool) -> None:
    """How much it is, and what to do next."""
    from internalmap.cli.common.streams import note
    from internalmap.model.phrases import counted, quote

    parties = counted(len(organization.parties), "party", "parties")
    note(f"It holds {parties} and {counted(len(organization.needs), 'need')}.", quiet)
    if format not in ("yaml", "json"):
        return
    if not organization.of_kind("customer") and not organization.protect:
        note(
            "No party is an external customer: write 'kind: customer' at those whom all this is "
            "for, or name them with --protect.",
            quiet,
        )
    note(f"Read the report: internalmap analyze {quote(target)}", quiet)
