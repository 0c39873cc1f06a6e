"""`internalmap convert`."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from internalmap.cli.common import Progress, note, say_written, spare, spare_model
from internalmap.cli.streams import write, write_data
from internalmap.errors import InternalMapError, InvalidModel, Problem
from internalmap.exchange import format_of_file
from internalmap.exchange.inputs import parted
from internalmap.model.organization import Organization
from internalmap.model.phrases import counted, quote
from internalmap.text.escape import printable

#: Why a file is not written over.
_READ = "what the result is made from"


def convert(
    source: str,
    target: str,
    *,
    from_format: str | None,
    to_format: str | None,
    columns: list[str] | None,
    parties: list[str] | None,
    title: str | None,
    kind: str | None,
    importance: str | None,
    scale: str | None,
    alternatives: str | None,
    split: str | None,
    table: str | None,
    skip_invalid: bool,
    anonymize: bool,
    quiet: bool,
) -> None:
    """Read, understand, write."""
    from internalmap.api.convert import convert as run

    if to_format is None:
        if target == "-":
            raise InternalMapError("the form of the result is not said", "Say --to yaml, or such.")
        to_format = format_of_file(target, writes=True)
    given = [parted(each)[0] for each in (source, *(parties or ()))]
    spare(target, given, _READ)
    with _nothing_written(), Progress(quiet) as progress:
        result = run(
            source,
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
            skip_invalid=skip_invalid,
            anonymize=anonymize,
            tell=lambda notice: _tell(notice, quiet),
            progress=progress,
        )
    _tell_skipped(result.skipped, quiet)
    paths = result.paths(target)
    if target == "-":
        if len(paths) > 1:
            raise InternalMapError(
                "CSV is two tables, and standard output is one", "Say --table dependencies."
            )
        spare(target, result.inputs, _READ)
        spare_model(target, result.organization)
        _write_out(result.files[""], to_format)
        return
    for path in paths:
        spare_model(path, result.organization)
        spare(path, (*given, *result.inputs), _READ)
    result.save(target)
    for path in paths:
        say_written(path, quiet)
    _say_what(result.organization, target, to_format, quiet)


def _write_out(data: bytes, format: str) -> None:
    """Write to standard output. A terminal is shown text, and nothing that could steer it."""
    if format == "xlsx" and sys.stdout is not None and sys.stdout.isatty():
        raise InternalMapError("a terminal cannot show a workbook", "Name a file in place of -.")
    if format == "xlsx" or sys.stdout is None or not sys.stdout.isatty():
        write_data(data.removeprefix(b"\xef\xbb\xbf"), None)
        return
    lines = data.decode("utf-8-sig").splitlines()
    write("".join(f"{printable(line)}\n" for line in lines), None, for_people=True)


def _tell(notice: str, quiet: bool) -> None:
    """A notice; what is set in belongs to the line before."""
    note(notice if notice.startswith("  ") else f"internalmap: {notice}", quiet)


@contextmanager
def _nothing_written() -> Iterator[None]:
    """What comes of problems here, where nothing better is known."""
    try:
        yield
    except InvalidModel as invalid:
        invalid.outcome = invalid.outcome.replace("nothing was analysed", "nothing was written")
        raise


def _tell_skipped(skipped: Sequence[Problem], quiet: bool) -> None:
    """List what was left out, a line each."""
    if not skipped:
        return
    note(f"internalmap: left out: {counted(len(skipped), 'problem')}", quiet)
    for problem in skipped:
        where = f"{problem.place.label}: " if problem.place is not None else ""
        note(f"  {where}{problem.message}", quiet)


def _say_what(organization: Organization, target: str, format: str, quiet: bool) -> None:
    """How much it is, and what to do next."""
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
