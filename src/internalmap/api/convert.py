"""`convert`: an organisation out of one format and into another."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from typing import cast

from internalmap._dataclass import dataclass
from internalmap._gc import gc_paused
from internalmap.arguments import callback, flag, one_of, optional_text, path, paths, text, texts
from internalmap.errors import InternalMapError, InvalidArgument, InvalidModel, Problem
from internalmap.exchange.headings.headings import parse_columns
from internalmap.exchange.headings.understanding import Understanding, parse_values
from internalmap.exchange.import_tables import import_tables
from internalmap.exchange.inputs import Input, input_named
from internalmap.exchange.output import formatted_files
from internalmap.exchange.tables.build import ImportOptions
from internalmap.exchange.tables.drafts import Built, build_organization
from internalmap.exchange.vocabulary.words import with_words_of
from internalmap.formats import MODELS, WRITTEN_MODELS
from internalmap.model.organization import (
    IMPORTANCES,
    KINDS,
    Importance,
    Need,
    Organization,
    in_order,
)
from internalmap.modelfile.syntax.values import MAX_BYTES
from internalmap.text.escape import escape

_END = r"(-?[0-9]{1,9}(?:\.[0-9]{1,9})?)"
#: A scale from one number to another.
_SCALE = re.compile(rf"{_END} ?(?:-|\.\.|to) ?{_END}")
#: What `table` may be for CSV.
TABLES = ("parties", "dependencies")
#: What `shape` may be.
SHAPES = ("list", "groups", "grid", "matrix", "relations")
#: What separators are called that a shell makes hard to write.
_SEPARATORS = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "space": " "}


@dataclass(frozen=True)
class Converted:
    """An organisation in another format.

    `files` are its bytes: one file, under the empty name; or CSV's two, `parties` and
    `dependencies`. `notices` say how the input was understood and what the format cannot hold;
    `skipped` are the problems for which parts of the input were left out; `inputs` are the files of
    a catalog; `rows` how many rows were used, and how many there were, where some were left out.
    """

    organization: Organization
    format: str
    files: Mapping[str, bytes] = field(repr=False)
    notices: tuple[str, ...] = ()
    skipped: tuple[Problem, ...] = ()
    inputs: tuple[str, ...] = ()
    rows: tuple[int, int] | None = None

    @property
    def text(self) -> str:
        """The one file as text. Raises `InternalMapError` for a workbook and for two files."""
        if self.format == "xlsx" or "" not in self.files:
            raise InternalMapError(f"this is no single text: {self.format}", "Use .files.")
        return self.files[""].decode("utf-8-sig")

    def paths(self, path: str) -> dict[str, bytes]:
        """What is written where, for a file of this name: CSV's two tables stand side by side."""
        if "" in self.files:
            return {path: self.files[""]}
        stem, ending = os.path.splitext(path)
        return {f"{stem}-{name}{ending}": data for name, data in self.files.items()}

    def save(self, path: str) -> tuple[str, ...]:
        """Write the file, or the two of CSV, whole or not at all; their names.

        Raises `InternalMapError` where that fails.
        """
        from internalmap._atomic_write import write_files

        paths = self.paths(path)
        write_files(paths)
        return tuple(paths)


def convert(
    source: str | os.PathLike[str] | Sequence[str | os.PathLike[str]],
    to: str = "yaml",
    *,
    from_format: str | None = None,
    columns: Sequence[str] = (),
    parties: Sequence[str | os.PathLike[str]] = (),
    title: str | None = None,
    kind: str | None = None,
    importance: str | None = None,
    scale: str | None = None,
    alternatives: str | None = None,
    split: str | None = None,
    table: str | None = None,
    shape: str | None = None,
    separator: str | None = None,
    values: Sequence[str] = (),
    keep_name: Sequence[str] = (),
    fill_down: Sequence[str] = (),
    words: Sequence[str | os.PathLike[str]] = (),
    prefer: Sequence[str] = (),
    skip_invalid: bool = False,
    anonymize: bool = False,
    tell: Callable[[str], None] | None = None,
    progress: Callable[[str], None] | None = None,
) -> Converted:
    """An organisation from a file of another program, or for one.

    `source` is one file, or several of tables that are one model together: a CSV file, a workbook
    (`org.xlsx`, or `org.xlsx#Sheet`), an OpenDocument spreadsheet (`org.ods`), GraphML, a model, a
    Backstage catalog, or a list of entries in YAML or JSON (`catalog.yml#services`); `from_format`
    says which, where its ending does not. `columns` name columns of tables, `customer=Team`;
    `parties` are further files with tables of parties. `kind` and `importance` are those of parties
    and needs that have none; `scale`, such as "0-10", is that of ratings. With
    `alternatives="service"`, rows of one customer and service are one need with fallbacks; `split`
    is what parts several suppliers in one cell, beside semicolons and line ends.

    `shape` is list, groups, grid, matrix or relations, `separator` what separates the cells of CSV;
    by default, both are found. `fill_down` are columns in which a blank stands for what is above
    it. `values` say what words mean, "importance:High=essential"; `keep_name` are names that look
    like words for nobody, or like several names; `words` are files of further words. Where two
    files contradict each other, those in `prefer` count. With `skip_invalid`, what cannot be used
    is left out and told: a cell, or the row where it says too little without it.

    `to` is yaml, json, csv, xlsx or graphml; `table` chooses one of CSV's two. `tell` is called at
    once with what is also in the result's notices.

    Raises `InvalidModel` with every problem of the input, `InternalMapError` for anything else.
    """
    told_notices: list[str] = []

    def note(notice: str) -> None:
        told_notices.append(notice)
        notify(notice)

    notify, stage = callback("tell", tell), callback("progress", progress)
    several = isinstance(source, list | tuple)
    names = paths("source", source) if several else [path("source", source)]
    tables, words = paths("parties", parties), paths("words", words)
    to = WRITTEN_MODELS.named(text("to", to)).name
    columns = texts("columns", columns)
    values, keep_name = texts("values", values), texts("keep_name", keep_name)
    fill_down, prefer = texts("fill_down", fill_down), texts("prefer", prefer)
    for argument, value in (
        ("from_format", from_format), ("title", title), ("scale", scale), ("split", split),
        ("separator", separator),
    ):  # fmt: skip
        optional_text(argument, value)
    skip_invalid, anonymize = flag("skip_invalid", skip_invalid), flag("anonymize", anonymize)
    _check_options(to, kind, importance, alternatives, table, shape)
    if not names:
        raise InvalidArgument("source", "no file is named", "Name one.")
    inputs = [input_named(each, from_format, table=several and len(names) > 1) for each in names]
    given = inputs[0]
    for_tables = {
        "--columns": columns,
        "--parties": tables,
        "--alternatives": alternatives,
        "--scale": scale,
        "--kind": kind,
        "--split": split,
        "--shape": shape,
        "--separator": separator,
        "--values": values,
        "--keep-name": keep_name,
        "--fill-down": fill_down,
        "--words": words,
        "--prefer": prefer,
    }
    if _is_backstage(given, from_format):
        _refuse("a Backstage catalog", for_tables)
        built = _backstage(given, skip_invalid, note)
    elif MODELS[given.format].tables:
        with gc_paused():  # rows are many, and none of them is garbage
            built = import_tables(
                inputs,
                [input_named(each, None, table=True) for each in tables],
                how=Understanding(
                    with_words_of(words),
                    parse_columns(columns),
                    frozenset(keep_name),
                    parse_values(values),
                    _separator(separator),
                    tuple(fill_down),
                    shape,
                    split or None,
                ),
                options=ImportOptions(kind, _scale(scale), alternatives is not None),
                prefer=prefer,
                skip_invalid=skip_invalid,
                notify=note,
                progress=stage,
            )
    else:
        _refuse("a model", for_tables)
        built = _model(given, note)
    for notice in built.notices:
        note(notice)
    organization = _changed(built.organization, title, importance, anonymize)
    if anonymize:
        note(
            "ids and names are pseudonyms; contacts, notes, web addresses, actions, acceptances "
            "and policies are left out; the title, services, tags and places stay"
        )
    stage("writing")
    comment = ""
    if built.is_draft and not anonymize:
        sources = dict.fromkeys(escape(each.name) for each in inputs)  # of sheets, once
        comment = f"Made from {', '.join(sources)}."
    files, lost = formatted_files(organization, to, table, comment)
    for notice in lost:
        note(notice)
    if max(map(len, files.values())) > MAX_BYTES:
        limit = MAX_BYTES // (1024 * 1024)
        note(f"the result is larger than {limit} MiB, and this program reads no such file")
    return Converted(
        organization=organization,
        format=to,
        files=files,
        notices=tuple(told_notices),
        skipped=built.skipped,
        inputs=built.files,
        rows=built.rows,
    )


def _changed(
    organization: Organization, title: str | None, importance: str | None, anonymize: bool
) -> Organization:
    """The organisation as it is asked for."""
    if importance is not None:
        organization = replace(organization, needs=in_order(_weighed(organization, importance)))
    if title is not None:
        organization = replace(organization, title=title)
    if anonymize:
        from internalmap.model.anonymize import anonymized, pseudonyms

        organization = anonymized(organization, pseudonyms(organization))
    return organization


def _check_options(
    to: str,
    kind: str | None,
    importance: str | None,
    alternatives: str | None,
    table: str | None,
    shape: str | None,
) -> None:
    for argument, value, known in (
        ("kind", kind, KINDS),
        ("importance", importance, IMPORTANCES),
        ("alternatives", alternatives, ("service",)),
        ("table", table, TABLES),
        ("shape", shape, SHAPES),
    ):
        if value is not None:
            one_of(argument, value, known)
    if table is not None and to != "csv":
        raise InternalMapError("--table chooses one of CSV's two tables", f"{to} holds both.")


def _weighed(organization: Organization, importance: str) -> Iterator[Need]:
    """The needs, those that do not say how much they matter with this importance."""
    for need in organization.needs:
        if need.importance_given:
            yield need
        else:
            yield replace(need, importance=cast(Importance, importance), importance_given=True)


def _scale(text: str | None) -> tuple[str, str] | None:
    """The ends of a scale written as `0-10`."""
    if text is None:
        return None
    match = _SCALE.fullmatch(text)
    if match is None or float(match[1]) >= float(match[2]):
        raise InvalidArgument(
            "scale", f"'{escape(text)}' is no scale", "Write, for example: --scale 1-10."
        )
    return match[1], match[2]


def _separator(text: str | None) -> str | None:
    """The sign that separates the cells of CSV, or the one of that name."""
    if text is None:
        return None
    sign = _SEPARATORS.get(text, text)
    if len(sign) != 1 or sign.isalnum() or sign in '"\r\n':
        raise InvalidArgument(
            "separator",
            f"'{escape(text)}' cannot separate cells",
            "Write one sign, such as --separator ';', or tab.",
        )
    return sign


def _is_backstage(given: Input, named: str | None) -> bool:
    if named == "backstage" and given.path == "-":
        raise InternalMapError(
            "a Backstage catalog is not read from standard input", "Name its file or folder."
        )
    if named is not None or given.part is not None:
        return named == "backstage"
    if given.format != "yaml" or given.path == "-":
        return False
    from internalmap.exchange.backstage.catalog import is_backstage

    return is_backstage(given.path)


def _backstage(given: Input, skip_invalid: bool, note: Callable[[str], None]) -> Built:
    from internalmap.exchange.backstage.catalog import backstage_draft

    note(f"{escape(given.path)} is read as a Backstage catalog")
    return build_organization(
        lambda skipped: backstage_draft(given.path, skipped), skip_invalid=skip_invalid
    )


def _model(given: Input, note: Callable[[str], None]) -> Built:
    from internalmap.modelfile.load import load

    try:
        organization = load(given.path)
    except InvalidModel:
        if _may_hold_entries(given):
            note(f"{escape(given.path)} may be a list of entries: then say --from records")
        raise
    if given.format == "yaml":
        note(
            "comments and layout are not carried over; selectors of needs, defaults and includes "
            "are written out"
        )
    return Built(organization, (), (), is_draft=False)


def _may_hold_entries(given: Input) -> bool:
    """Whether a file that is no model may be a list of entries, as other programs write them."""
    from internalmap.exchange.records import may_hold_entries
    from internalmap.modelfile.build.files import Files

    if not os.path.isfile(given.path) or os.path.getsize(given.path) > MAX_BYTES:
        return False
    with open(given.path, encoding="utf-8-sig", errors="replace") as stream:
        part = Files().text(stream.read(), given.path, given.path, given.format == "json")
    return may_hold_entries(part.document.root)


def _refuse(what: str, options: Mapping[str, object]) -> None:
    """Options that say nothing of what is read are told, not ignored."""
    for option, value in options.items():
        if value:
            message = f"{option} is for tables, and this is {what}"
            raise InternalMapError(message, "Leave it out.")
