"""Every format that something is written in, or read from: its name, the file endings that stand
for it, the module that makes it, and what can be written in it.

Each kind of output has one table. A new format is its module and its row here. A module is imported
when its format is asked for: rich is for those who read the text, not for the job that wants JSON.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Literal

from internalmap._dataclass import dataclass

if TYPE_CHECKING:
    from internalmap.errors import InternalMapError


@dataclass(frozen=True, slots=True)
class Format:
    """A format.

    `endings` are those of its files, the usual one first; `aliases` are other names of it. Of a
    result's format, `made_from` says whether it shows the document of a result, that of a workbook,
    where each row stands, the result itself, or the model, as a picture does; `in_pieces`: it is
    made piece by piece, while it is written; `results` are the commands whose results can be
    written in it (`None`: all); `shows_map`: a report has a picture of the map in it. `binary`: it
    is no text. `reads` and `writes`: a model is read from it, and written in it; `tables`: it holds
    tables.
    """

    name: str
    endings: tuple[str, ...] = ()
    module: str = ""
    aliases: tuple[str, ...] = ()
    made_from: Literal["document", "workbook", "result", "model"] = "document"
    in_pieces: bool = False
    results: tuple[str, ...] | None = None
    shows_map: bool = False
    binary: bool = False
    reads: bool = True
    writes: bool = True
    tables: bool = False


class Formats(Mapping[str, Format]):
    """The formats that a command can write, or read, by name; and those that it cannot, so that it
    can say so."""

    def __init__(
        self,
        *formats: Format,
        command: str = "internalmap",
        option: str = "--format",
        others: tuple[Format, ...] = (),
        hints: Mapping[str, str] | None = None,
    ) -> None:
        self._formats = {each.name: each for each in formats}
        self._others = {each.name: each for each in others}
        self._command, self._option, self._hints = command, option, hints or {}

    def __getitem__(self, name: str) -> Format:
        return self._formats[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._formats)

    def __len__(self) -> int:
        return len(self._formats)

    def only(
        self, chosen: Callable[[Format], bool], *, command: str = "", option: str = ""
    ) -> Formats:
        """Those that a command can do with; the others are known, and refused."""
        return Formats(
            *filter(chosen, self.values()),
            command=command or self._command,
            option=option or self._option,
            others=(*self._others.values(), *(each for each in self.values() if not chosen(each))),
            hints=self._hints,
        )

    def of(self, result: str) -> Formats:
        """Those in which the result of a command can be written."""
        return self.only(
            lambda form: form.results is None or result in form.results, command=result
        )

    def named(self, name: str) -> Format:
        """The format of this name. Raises `InternalMapError`, which lists those that there are."""
        for form in self.values():
            if name == form.name or name in form.aliases:
                return form
        raise self._refused(name) if name in self._others else self._unknown(name)

    def of_file(self, path: str) -> Format:
        """The format that a file's ending stands for, in any case of letters; the longest ending
        wins. Raises `InternalMapError`, which lists the known endings."""
        file = path.replace("\\", "/").rpartition("/")[2].lower()
        known = {ending: form for form in self.values() for ending in form.endings}
        others = {ending: form for form in self._others.values() for ending in form.endings}
        for ending in sorted(others | known, key=len, reverse=True):
            if file.endswith(ending) and file != ending:
                if ending in known:
                    return known[ending]
                raise self._refused(others[ending].name)
        raise self._no_ending(path, file, known)

    def chosen(self, name: str | None, output: str | None, default: str = "text") -> Format:
        """The format of this name, else that of the output file's ending, else the default."""
        if name is not None:
            return self.named(name)
        return self[default] if output in (None, "-") else self.of_file(str(output))

    # What is needed to refuse is imported then: every command looks into these tables.

    def _refused(self, name: str) -> InternalMapError:
        from internalmap.errors import InternalMapError

        return InternalMapError(f"{self._command} does not write {name}", self._choice())

    def _unknown(self, name: str) -> InternalMapError:
        from internalmap.errors import InternalMapError
        from internalmap.text.escape import escape
        from internalmap.text.suggest import did_you_mean

        remedy = f"{did_you_mean(name, self)} {self._choice()}".lstrip()
        return InternalMapError(f"there is no format {escape(name)!r}", remedy)

    def _no_ending(self, path: str, file: str, known: Iterable[str]) -> InternalMapError:
        from internalmap.errors import InternalMapError
        from internalmap.text.escape import escape

        hints = [hint for ending, hint in self._hints.items() if file.endswith(ending)]
        remedy = hints[0] if hints else f"Known endings: {', '.join(known)}. {self._choice()}"
        return InternalMapError(f"{escape(path)}: no format is known by this ending", remedy)

    def _choice(self) -> str:
        from internalmap.model.phrases import listed

        return f"Write {self._option} {listed(list(self), 'or')}."


#: The formats of results.
REPORTS = Formats(
    Format("text", (".txt",), "internalmap.reports.formats.text"),
    Format(
        "json", (".json",), "internalmap.reports.formats.json",
        made_from="result", in_pieces=True,
    ),
    Format("markdown", (".md", ".markdown"), "internalmap.reports.formats.markdown"),
    Format(
        "csv", (".csv",), "internalmap.reports.formats.csv",
        made_from="result", results=("analyze", "agenda", "bia", "forms", "scenarios"),
    ),
    Format(
        "xlsx", (".xlsx",), "internalmap.reports.formats.excel",
        made_from="workbook", results=("analyze", "bia", "scenarios"), shows_map=True, binary=True,
    ),
    Format("html", (".html", ".htm"), made_from="model", results=("analyze",)),
)  # fmt: skip

#: What a notebook shows of a result.
NOTEBOOK = Format("html", module="internalmap.reports.formats.html")

#: The formats of findings. That of GitHub has no ending: it is text for the log of a job.
FINDINGS = Formats(
    Format("text", (".txt",), "internalmap.reports.check.text"),
    Format("json", (".json",), "internalmap.reports.check.json"),
    Format("sarif", (".sarif", ".sarif.json"), "internalmap.reports.check.sarif"),
    Format("junit", (".xml",), "internalmap.reports.check.junit"),
    Format("github", (), "internalmap.reports.check.github"),
    Format("gitlab", (".gitlab.json",), "internalmap.reports.check.gitlab"),
    Format("markdown", (".md", ".markdown"), "internalmap.reports.check.markdown"),
    command="check",
)

#: The formats of the pages on rules.
RULE_PAGES = Formats(
    Format("text", (".txt",)),
    Format("markdown", (".md", ".markdown")),
    Format("json", (".json",)),
    command="rules",
)

#: The formats of pictures.
PICTURES = Formats(
    Format("svg", (".svg",)),
    Format("png", (".png",), binary=True),
    Format("pdf", (".pdf",), binary=True),
    Format("dot", (".dot", ".gv"), aliases=("gv",)),
    Format("mermaid", (".mmd",), aliases=("mmd",)),
    Format("html", (".html", ".htm")),
    command="render",
)

#: The formats of models, and of tables that a model is made from.
MODELS = Formats(
    Format("yaml", (".yaml", ".yml")),
    Format("json", (".json",)),
    Format("csv", (".csv", ".tsv", ".tab", ".txt"), tables=True),
    Format("xlsx", (".xlsx", ".xlsm"), tables=True, binary=True),
    Format("ods", (".ods", ".ots"), writes=False, tables=True, binary=True),
    Format("graphml", (".graphml", ".xml"), tables=True),
    Format("backstage", writes=False),
    Format("records", (".jsonl", ".ndjson"), writes=False, tables=True),
    command="convert",
    option="--from",
    hints={
        ".xls": "It is the form of old versions of Excel: save it as .xlsx.",
        ".xlsb": "It is Excel's binary form: save it as .xlsx.",
        ".fods": "It is LibreOffice's form in one text: save it as .ods.",
        ".numbers": "It is the form of Numbers: export it as .xlsx.",
    },
)
#: Those of them in which a model is written.
WRITTEN_MODELS = MODELS.only(lambda form: form.writes, option="--to")
