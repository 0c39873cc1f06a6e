"""What the commands that report on a model do alike: read, choose, anonymise, write."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace
from typing import TYPE_CHECKING, Any, cast

from internalmap._dataclass import dataclass
from internalmap.api.query import Query
from internalmap.arguments import one_of
from internalmap.cli.common.streams import (
    Color,
    Progress,
    note,
    wants_color,
    width,
    write,
    write_data,
)
from internalmap.cli.run import hold
from internalmap.errors import InternalMapError, for_each
from internalmap.formats import REPORTS, Format
from internalmap.model.organization import Organization
from internalmap.model.phrases import command, quote
from internalmap.model.selectors import Selection
from internalmap.modelfile.load import load
from internalmap.reports.options import RenderOptions
from internalmap.targets import is_read_from, shown_path
from internalmap.text.escape import escape
from internalmap.text.suggest import did_you_mean

if TYPE_CHECKING:
    from internalmap.reports.documents import Result
    from internalmap.results.party import Cards


@dataclass(frozen=True)
class OpenedModel:
    """A model with what is asked of it, as it is answered: under pseudonyms, if asked for."""

    organization: Organization
    #: What is asked of this organisation, whose needs are those that are asked about.
    query: Query
    #: The pseudonym of each id, empty where nothing is anonymised.
    names: Mapping[str, str]
    #: What ids and names mean in the file.
    selection: Selection
    #: Other selectors that were asked for, as they pick parties of `organization`.
    also: tuple[tuple[str, ...], ...] = ()
    #: The pseudonym of each scenario by its id and its name, empty where nothing is anonymised.
    scenarios: Mapping[str, str] = field(default_factory=dict)

    def id(self, id: str, remedy: str) -> str:
        """The id that a party has in the result, of its id or its name in the file. Where the
        result is anonymised, its pseudonym will do as well: an anonymised report names only that.
        `remedy` is said where no name is near."""
        if id in self.names:
            return self.names[id]
        if id in self.organization.parties:
            return id
        model_argument = self.selection.named(id)
        if model_argument is not None:
            return self.names.get(model_argument, model_argument)
        known = sorted(self.names) or list(self.organization.parties)
        message = f"there is no party '{escape(id)}'"
        raise InternalMapError(message, did_you_mean(id, known, remedy))


def open_model(model: str, query: Query, also: Sequence[Sequence[str] | None] = ()) -> OpenedModel:
    """Read a model and settle what is asked of it. Selectors mean the ids in the file, also where
    the result is anonymised; then the pseudonyms that it shows will do as well."""
    organization = query.needs_of(load(model))
    names: dict[str, str] = {}
    tried: dict[str, str] = {}
    chosen = [query.protect, query.candidates, *(tuple(each or ()) for each in also)]
    selection = Selection(organization, names=True)
    if query.anonymize:
        from internalmap.model.anonymize import pseudonyms

        names = pseudonyms(organization)
        own = {pseudonym: id for id, pseudonym in names.items()}
        chosen = [tuple(own.get(each, each) for each in selectors) for selectors in chosen]
    # Selectors that pick nobody are told before any work.
    for_each(selection.ids, (selector for selectors in chosen for selector in selectors))
    if query.anonymize:
        from internalmap.model.anonymize import anonymized, scenario_pseudonyms

        chosen = [tuple(sorted(names[id] for id in selection.all(each))) for each in chosen]
        tried = scenario_pseudonyms(each.id for each in organization.scenarios)
        tried = {each.name: tried[each.id] for each in organization.scenarios} | tried
        organization = anonymized(organization, names)
    protect, candidates, *others = chosen
    hold(organization)
    left = Query(protect, candidates, query.stops_on)
    return OpenedModel(organization, left, names, selection, tuple(others), tried)


@dataclass(frozen=True)
class ReportTarget:
    """In which form a result is written, and where it goes."""

    format: Format
    options: RenderOptions
    output: str | None
    quiet: bool

    def progress(self) -> Progress:
        """What says on a terminal how far the work is."""
        return Progress(self.quiet)

    def render(self, result: Result | Cards, **changes: Any) -> str | bytes | Iterable[str]:
        """A result in its format, with these changes of the options; where that can be, in pieces
        that are made while they are written."""
        from internalmap.reports.documents import pieces  # knows every result

        return pieces(result, self.format, replace(self.options, **changes))

    def write_report(
        self,
        result: str | bytes | Iterable[str],
        organization: Organization,
        also: Mapping[str, bytes] | None = None,
    ) -> None:
        """Write a result and what else belongs to it, but never over a file of the model that it
        was made from, and say so."""
        refuse_overwriting_model(self.output, organization)
        if self.format.name == "csv" and organization.marking is not None:
            note("CSV has no place for the marking", self.quiet)
        if isinstance(result, bytes):
            write_data(result, self.output)
        else:
            self._write_text(result, also)
        for path in (self.output, *(also or ())):
            report_written(path, self.quiet)

    def _write_text(self, text: str | Iterable[str], also: Mapping[str, bytes] | None) -> None:
        path = self.output or ""
        if isinstance(text, str) and self.format.name == "csv" and path.lower().endswith(".csv"):
            text = f"\ufeff{text}"  # without this mark, Excel takes a file for an older encoding
        write(text, self.output, for_people=self.format.name == "text", also=also)


def report_target(
    command: str,
    model: str,
    query: Query,
    *,
    format: str | None,
    output: str | None,
    quiet: bool,
    color: str,
    top: int = 10,
    structure: bool = False,
    caveats: Sequence[str] | None = None,
    repeats: bool = True,
) -> ReportTarget:
    """Where a result goes: in the format by name, else by the output file's ending, else as text.

    `command` is the one whose result it is. `caveats` are said of what was asked for, in place of
    all that can be. `repeats`: the commands in it ask the same question, and not only of the same
    model.
    """
    form = REPORTS.of(command).chosen(format, output)
    colored = wants_color(color_when(color), output)
    again = query.as_options() if repeats else ""
    options = RenderOptions(
        width=width(output),
        color=colored,
        top=top,
        structure=structure,
        model=model_argument(model, anonymize=query.anonymize) + again,
        caveats=query.caveats() if caveats is None else tuple(caveats),
    )
    return ReportTarget(form, options, output, quiet)


def color_when(color: str) -> Color:
    """When to write colours, by the word for it."""
    return cast(Color, one_of("color", color, ("auto", "always", "never")))


def example(verb: str, model: str, *words: str) -> str:
    """A command on a model, with `{supplier}` and `{customer}` as the ends of a need that it has:
    what is said to whoever left out whom to ask about can be typed as it stands."""
    organization = load(model)
    parties = list(organization.parties)
    ends = [(need.customers[0], need.suppliers[0]) for need in organization.needs if need.customers]
    customer, supplier = min(ends, default=(parties[-1], parties[0]))
    said = [word.format(supplier=supplier, customer=customer) for word in words]
    if "{" in words[0] and any(word.startswith("-") for word in said):
        said.insert(0, "--")  # ids that would be taken for options
    return command(verb, quote(model), *said)


def model_argument(model: str, *, anonymize: bool) -> str:
    """A model as the commands in a report name it, so that they can be typed."""
    return quote(shown_path(model)) + (" --anonymize" if anonymize else "")


def check_contacts(with_contacts: bool, format: str) -> None:
    """Refuse contacts where nothing has a place for them."""
    if with_contacts and format != "html":
        raise InternalMapError(
            f"--with-contacts is for the page, and {format} is none",
            "Write a file that ends in .html, or leave --with-contacts out.",
        )


def refuse_overwriting_model(output: str | None, organization: Organization) -> None:
    """Refuse to write over a file of the model."""
    refuse_overwriting(
        output, (source.name for source in organization.sources), "a file of the model"
    )


def refuse_overwriting(output: str | None, sources: Iterable[str], what: str) -> None:
    """Refuse to write over what is read, whatever it is called."""
    if any(is_read_from(output, source) for source in sources):
        name = "standard output" if output in (None, "-") else escape(str(output))
        raise InternalMapError(f"{name} is {what}", "Name another file for the result.")


def report_written(output: str | None, quiet: bool) -> None:
    """Say where a result went, if it went into a file."""
    if output is not None and os.path.isfile(output):
        note(f"Wrote {escape(output)}", quiet)
