#!/usr/bin/env python3
"""Write the parts of README.md and docs/ that the program itself knows best.

    python docs/make.py           write them anew, in place
    python docs/make.py --check   change nothing; name what is stale and exit 1

A part stands between `<!-- generated: KIND … -->` and `<!-- end generated -->`; `KINDS` is the one
table of kinds. Nothing here depends on the terminal, the time or the machine.
"""

from __future__ import annotations

import io
import json
import os
import re
import shlex
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
#: The program of this checkout, whatever is installed; and what stands beside this file.
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "docs")]

from schema_tables import Stale, key_rows, result_rows  # noqa: E402

#: How wide a terminal the shown output is for.
COLUMNS = "80"

_PART = re.compile(
    r"^<!-- generated: (?P<what>[^\n]+?) -->\n(?P<body>.*?)^<!-- end generated -->$",
    re.MULTILINE | re.DOTALL,
)
_MARKER = re.compile(r"^<!-- generated: ", re.MULTILINE)
_BLOCK = re.compile(r"^```(?P<info>[^\n`]*)\n(?P<code>.*?)^```$", re.MULTILINE | re.DOTALL)


# ---------------------------------------------------------------------------------------- pages


@dataclass(frozen=True)
class Block:
    """A fenced block of code: what stands behind the fence, its text, and where it begins."""

    info: str
    code: str
    start: int
    line: int


@dataclass(frozen=True)
class Page:
    """A Markdown file of the documentation."""

    path: Path
    text: str
    #: The pictures that stand on the page, by their file: filled when its parts are made.
    pictures: dict[Path, bytes] = field(default_factory=dict, compare=False)

    @property
    def name(self) -> str:
        """The path from the root of the checkout."""
        return self.path.relative_to(ROOT).as_posix()

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """All fenced blocks, in order."""
        return tuple(
            Block(
                match["info"],
                match["code"],
                match.start(),
                self.text.count("\n", 0, match.start()) + 2,
            )
            for match in _BLOCK.finditer(self.text)
        )

    def before(self, position: int, info: str) -> Block:
        """The last block of a kind before a place."""
        found = [each for each in self.blocks if each.start < position and each.info == info]
        if not found:
            raise Stale(f"no ```{info} block stands before it")
        return found[-1]

    @cached_property
    def printed(self) -> Mapping[int, str]:
        """What each Python block prints, by where it begins; they run in order, in one namespace,
        in the root of the checkout."""
        namespace: dict[str, Any] = {"__name__": "__main__"}
        found = {}
        with _settled(ROOT):
            for block in self.blocks:
                if block.info != "python":
                    continue
                code = compile("\n" * (block.line - 1) + block.code, self.name, "exec")
                out = io.StringIO()
                try:
                    with redirect_stdout(out):
                        exec(code, namespace)  # noqa: S102 - the documentation's own examples
                except Exception as error:
                    what = f"{type(error).__name__}: {error}"
                    raise Stale(f"{self.name}:{block.line}: the example fails: {what}") from error
                found[block.start] = out.getvalue()
        return found


@dataclass(frozen=True)
class Part:
    """A generated part: the page, where it begins there, and what stands behind its kind."""

    page: Page
    start: int
    arguments: list[str]

    def before(self, info: str) -> Block:
        """The last block of a kind above it."""
        return self.page.before(self.start, info)

    def walked(self) -> Iterator[list[str]]:
        """The commands above it under the same heading, those of the last block left out."""
        begin = self.page.text.rfind("\n## ", 0, self.start)
        last = self.before("sh")
        for block in self.page.blocks:
            if block.info == "sh" and begin < block.start < last.start:
                yield from command_lines(block)


def pages() -> tuple[Page, ...]:
    """README and everything in docs/."""
    paths = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
    return tuple(Page(path, path.read_text(encoding="utf-8")) for path in paths)


def made(page: Page) -> str:
    """The page with its generated parts written anew."""
    if len(_MARKER.findall(page.text)) != len(_PART.findall(page.text)):
        raise Stale(f"{page.name}: a generated part has no end")

    def part(match: re.Match[str]) -> str:
        kind, *arguments = shlex.split(match["what"])
        try:
            if kind not in KINDS:
                raise Stale(f"no such kind; known: {', '.join(KINDS)}")
            body = KINDS[kind](Part(page, match.start(), arguments))
        except Stale as error:
            raise Stale(f"{page.name}: generated part '{match['what']}': {error}") from None
        return f"<!-- generated: {match['what']} -->\n{body.strip()}\n<!-- end generated -->"

    return _PART.sub(part, page.text)


# --------------------------------------------------------------------------------- the commands


@contextmanager
def _settled(folder: Path) -> Iterator[None]:
    """In a folder, with the same surroundings everywhere."""
    fixed = {"COLUMNS": COLUMNS, "NO_COLOR": "1", "TERM": "dumb"}
    kept = {name: os.environ.get(name) for name in fixed}
    os.environ.update(fixed)
    try:
        with chdir(folder):
            yield
    finally:
        for name, value in kept.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def run(arguments: Sequence[str], folder: Path = ROOT) -> tuple[int, str]:
    """Run a command in a folder: its exit code, and what it writes."""
    from internalmap.cli.run import run as internalmap

    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="\n", write_through=True)
    with _settled(folder), redirect_stdout(out), redirect_stderr(out):
        code = internalmap(arguments)
    out.seek(0)
    return code, out.read().replace("\r\n", "\n")


def command_lines(block: Block) -> list[list[str]]:
    """The `internalmap` commands of a shell block, as arguments; those that are more than that
    (a pipe, a redirection) are left out."""
    found = []
    for line in block.code.replace("\\\n", " ").splitlines():
        last = line.rpartition("&& ")[2].strip()
        program, _, rest = last.partition(" ")
        if program.rpartition("/")[2] == "internalmap" and not set("|<>$;") & set(rest):
            found.append(shlex.split(rest, comments=True))
    return found


def _output(part: Part, *, yaml: str | None, code: int, within: str = "") -> str:
    """What the last command of the shell block above writes; `yaml`: with the YAML block above in
    a file of this name; `within` a `copy` of the examples, as it writes files, or a `walk` through
    such a copy, after the commands above it under the same heading."""
    lines = command_lines(part.before("sh"))
    if not lines:
        raise Stale("the sh block above has no command that can be run")
    with tempfile.TemporaryDirectory() as scratch:
        folder = ROOT
        if yaml is not None:
            folder = Path(scratch)
            info = "yaml" if code == 0 else "yaml broken"
            model = part.before(info).code
            (folder / yaml).write_text(model, encoding="utf-8")
        if within:
            folder = Path(scratch)
            shutil.copytree(ROOT / "examples", folder / "examples")
        if within == "walk":
            for arguments in part.walked():
                run(arguments, folder)
        ended, text = run(lines[-1], folder)
    if ended != code:
        raise Stale(f"exit code {ended}, not {code}:\n{text}")
    return text


def _fenced(text: str) -> str:
    lines = "\n".join(line.rstrip() for line in text.splitlines())
    return "```text\n" + lines.strip("\n") + "\n```"


def _sections(text: str) -> list[list[str]]:
    """A text report cut before each heading; the first piece is the title with what follows it."""
    lines = text.splitlines()
    pieces: list[list[str]] = [[]]
    for number, line in enumerate(lines):
        under = lines[number + 1] if number + 1 < len(lines) else ""
        if line and under and set(under) == {"-"} and len(under) == len(line):
            pieces.append([])
        pieces[-1].append(line)
    return pieces


def _chosen(text: str, headings: Sequence[str]) -> str:
    """Some sections of a text report, by how their headings begin; `top` is the first piece."""
    top, *sections = _sections(text)
    found = []
    for heading in headings:
        if heading == "top":
            found.append(top)
            continue
        match = [section for section in sections if section[0].startswith(heading)]
        if len(match) != 1:
            known = ", ".join(f"'{section[0]}'" for section in sections)
            raise Stale(f"{len(match)} sections begin with '{heading}'; there are: {known}")
        found.append(match[0])
    return "\n\n".join("\n".join(section).strip("\n") for section in found)


def _show(part: Part) -> str:
    """`output [yaml=NAME] [exit=CODE] [lines=N] [in=copy|walk] [SECTION…]`: what the command in the
    shell block above writes."""
    options = dict(each.split("=", 1) for each in part.arguments if "=" in each)
    headings = [each for each in part.arguments if "=" not in each]
    text = _output(
        part,
        yaml=options.get("yaml"),
        code=int(options.get("exit", "0")),
        within=options.get("in", ""),
    )
    if headings:
        text = _chosen(text, headings)
    if "lines" in options:
        text = "\n".join(text.splitlines()[: int(options["lines"])])
    return _fenced(text)


def _excerpt(part: Part) -> str:
    """`excerpt FILE lines=N`: the first lines of a file."""
    name, count = part.arguments
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    return _fenced("\n".join(lines[: int(count.removeprefix("lines="))]))


def _help(part: Part) -> str:
    """`help [COMMAND]`: a command's whole help."""
    code, text = run([*part.arguments, "--help"])
    if code != 0:
        raise Stale(text)
    return _fenced(text)


def _printed(part: Part) -> str:
    """`printed`: what the Python block above prints."""
    return _fenced(part.page.printed[part.before("python").start])


def _picture(part: Part) -> str:
    """`picture FILE ALT [MODEL OPTION…]`: what `render` draws of a model, or else the last `render`
    of the shell block above, as a file beside the page, and its place in the text."""
    name, alt, *given = part.arguments
    _draw(part, name, given)
    return f"![{alt}]({name})"


def _page_link(part: Part) -> str:
    """`page FILE WORDS MODEL [OPTION…]`: the page of a model as a file, and a link to it."""
    name, words, *given = part.arguments
    _draw(part, name, given)
    return f"[{words}]({name})"


def _draw(part: Part, name: str, given: Sequence[str]) -> None:
    """What `render` makes, as a file beside the page."""
    arguments = ["render", *given]
    if not given:
        drawn = [line for line in command_lines(part.before("sh")) if line[0] == "render"]
        if not drawn:
            raise Stale("the sh block above draws nothing")
        arguments = list(drawn[-1])
    with tempfile.TemporaryDirectory() as scratch:
        target = Path(scratch, Path(name).name)
        if "-o" in arguments:
            del arguments[arguments.index("-o") : arguments.index("-o") + 2]
        code, text = run([*arguments, "-o", str(target)])
        if code != 0:
            raise Stale(f"exit code {code}:\n{text}")
        part.page.pictures[part.page.path.parent / name] = target.read_bytes()


# --------------------------------------------------------------------------------------- tables


def _results(part: Part) -> str:
    """`results NAME [KEY]`: the keys of a JSON result, from its schema."""
    from internalmap.modelfile.schema.json_schema import report_schema

    name, *path = part.arguments
    rows = result_rows(json.loads(report_schema(name)), path)
    return _table(("key", "type", "meaning"), rows)


def _keys(part: Part) -> str:
    """`keys [required=KEY,…] [KEY…]`: the keys of an entry of the model file; `*` stands for an id,
    `-` for an item of a list."""
    from internalmap.modelfile.schema.json_schema import json_schema

    required = [each.removeprefix("required=") for each in part.arguments if "=" in each]
    path = [each for each in part.arguments if "=" not in each]
    rows = key_rows(json_schema(), path, ",".join(required).split(","))
    return _table(("key", "value", "default", "meaning"), rows)


def _names(part: Part) -> str:
    """`names [KEY…]`: the same keys by name only."""
    from internalmap.modelfile.schema.json_schema import json_schema

    return f"{', '.join(row[0] for row in key_rows(json_schema(), part.arguments))}."


def _limits(part: Part) -> str:
    """`limits`: what rules take beside their severity."""
    from internalmap.model.rule_names import RULE_VALUES
    from internalmap.modelfile.schema.json_schema import json_schema

    whole = json_schema()
    rows = []
    for rule, limits in RULE_VALUES.items():
        keys = {row[0]: row for row in key_rows(whole, [*part.arguments, "check", "rules", rule])}
        rows += [(f"`{rule}`", *keys[f"`{limit}`"]) for limit in limits]
    return _table(("rule", "key", "value", "default", "meaning"), rows)


def _table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    cells = [headings, ["---"] * len(headings), *([_cell(text) for text in row] for row in rows)]
    if len(cells) == 2:
        raise Stale("the table is empty")
    return "\n".join(f"| {' | '.join(row)} |" for row in cells)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _rules(_part: Part) -> str:
    """`rules`: a table of the rules, and the page of each."""
    from internalmap.reports.check.rule_pages import markdown_list, markdown_page
    from internalmap.rules import known_rules

    rules = known_rules()
    pages = "\n".join(markdown_page(rule, 2) for rule in rules)
    return f"{markdown_list(rules)}\n{pages}"


# --------------------------------------------------------------------------------------- bounds


def _mebibytes(value: int) -> str:
    return f"{value // (1024 * 1024)} MiB"


def _number(value: int) -> str:
    return f"{value:,}"


#: What is bounded, by where the bound is stated in the program.
_BOUNDS: Mapping[str, Sequence[tuple[str, str, Callable[[int], str], str]]] = {
    "model": (
        ("internalmap.modelfile.syntax.values", "MAX_BYTES", _mebibytes, "the size of one file"),
        (
            "internalmap.modelfile.syntax.values",
            "MAX_VALUES",
            _number,
            "the values of one file, keys included",
        ),
        (
            "internalmap.modelfile.syntax.values",
            "MAX_DEPTH",
            _number,
            "how deep lists and mappings nest",
        ),
        (
            "internalmap.modelfile.syntax.values",
            "MAX_EXPANSION",
            _number,
            "the values that aliases and `<<` add to what is written",
        ),
        (
            "internalmap.modelfile.build.parties",
            "MAX_STAFF",
            _number,
            "the people that all units list, those in boxes in each unit around them",
        ),
        (
            "internalmap.modelfile.build.needs",
            "MAX_DEPENDENCIES",
            _number,
            "the pairs of customer and supplier that all needs come to, copies included",
        ),
        (
            "internalmap.modelfile.build.globs",
            "MAX_GLOBS",
            _number,
            "the globs of `include`; names do not count",
        ),
        ("internalmap.text.globs", "MAX_PATTERN", _number, "the characters of a glob over ids"),
        (
            "internalmap.text.globs",
            "MAX_LETTERS",
            _number,
            "the characters of ids that all globs over ids go through; one that begins or ends "
            "with plain letters goes only through the ids that begin or end so",
        ),
        (
            "internalmap.model.selectors",
            "MAX_PICKED",
            _number,
            "the parties that all different selectors pick, added up",
        ),
        (
            "internalmap.errors",
            "MAX_PROBLEMS",
            _number,
            "the problems after which reading stops",
        ),
    ),
    "exchange": (
        ("internalmap.modelfile.syntax.values", "MAX_BYTES", _mebibytes, "the size of one file"),
        (
            "internalmap.exchange.headings.tables",
            "MAX_ROWS",
            _number,
            "rows of a table; nodes and edges of a graph",
        ),
        ("internalmap.exchange.headings.tables", "MAX_COLUMNS", _number, "columns of a table"),
        ("internalmap.exchange.headings.tables", "MAX_CELL", _number, "characters in one cell"),
        ("internalmap.exchange.sheets.package", "MAX_UNPACKED", _mebibytes, "a workbook, unpacked"),
        ("internalmap.exchange.sheets.guard", "MAX_ELEMENTS", _number, "elements of a workbook"),
        (
            "internalmap.exchange.graphml.elements",
            "MAX_ELEMENTS",
            _number,
            "elements of a GraphML file",
        ),
        (
            "internalmap.exchange.backstage.files",
            "MAX_DOCUMENTS",
            _number,
            "entities of a Backstage catalog",
        ),
    ),
    "forms": (
        (
            "internalmap.api.forms",
            "MAX_FORMS",
            _number,
            "the forms that are made at once; more are refused, before one is made",
        ),
        (
            "internalmap.exchange.forms.content",
            "MAX_PEOPLE",
            _number,
            "the people of a unit for whom *Who can stand in* has a column; with more, it is left "
            "out, and that is said",
        ),
        (
            "internalmap.exchange.forms.layout",
            "EMPTY_ROWS",
            _number,
            "the empty rows of a sheet; what is written below them is read as well",
        ),
    ),
    "git": (
        ("internalmap.modelfile.syntax.values", "MAX_BYTES", _mebibytes, "the size of one file"),
        (
            "internalmap.modelfile.commits",
            "MAX_TOTAL",
            _mebibytes,
            "the files of the model together",
        ),
        (
            "internalmap.modelfile.commits",
            "MAX_NAMES",
            _number,
            "names of files and folders that are looked at",
        ),
        (
            "internalmap.modelfile.commits",
            "MAX_PATH",
            _number,
            "bytes in the path of a file, from the model's folder",
        ),
        (
            "internalmap.modelfile.git",
            "MEMORY",
            _mebibytes,
            "what each git may take for itself, on Linux",
        ),
        (
            "internalmap.modelfile.git",
            "SECONDS",
            _number,
            "seconds that git may take over one answer",
        ),
    ),
    "page": (
        (
            "internalmap.page.maps",
            "MOST_BOXES",
            _number,
            "boxes of the map; of more, those most at risk are drawn, and the rest is counted",
        ),
        (
            "internalmap.page.maps",
            "MOST_LINES",
            _number,
            "lines of the map; of more, the heaviest are drawn, and the rest is counted",
        ),
        (
            "internalmap.page.maps",
            "MOST_UNIT_LINES",
            _number,
            "the same of the map of a unit",
        ),
        (
            "internalmap.page.maps",
            "MOST_ROUTED",
            _number,
            "lines in the maps of all units together, before they run straight from box to box",
        ),
        (
            "internalmap.page.maps",
            "MOST_OPENED",
            _number,
            "parties, before units can no longer be opened on the map",
        ),
        (
            "internalmap.page.listing",
            "MOST_ROWS",
            _number,
            "rows of the list where scripts are blocked",
        ),
    ),
    "pictures": (
        (
            "internalmap.diagrams.map.fitting",
            "MOST_CROSSINGS",
            _number,
            "crossings of a map, before less of it is drawn",
        ),
        (
            "internalmap.diagrams.chart.visibility",
            "MOST_TIERED",
            _number,
            "boxes of a pyramid, before units stand for them",
        ),
        (
            "internalmap.diagrams.chart.visibility",
            "MOST_CHARTED",
            _number,
            "boxes of a hierarchy, likewise",
        ),
        (
            "internalmap.diagrams.chart.visibility",
            "MOST_ROWS",
            _number,
            "rows of a matrix, likewise",
        ),
        (
            "internalmap.diagrams.matrix.matrix",
            "MOST_DRAWN",
            _number,
            "rows up to which a matrix is drawn at all",
        ),
        (
            "internalmap.diagrams.chart.links",
            "MOST_INDIRECT",
            _number,
            "lines through boxes that are hidden",
        ),
        (
            "internalmap.diagrams.map.dot",
            "MOST_LABELS",
            _number,
            "lines up to which a map has words on them",
        ),
        (
            "internalmap.diagrams.map.layout",
            "MOST_LAYERED",
            _number,
            "lines up to which Graphviz lays out a map; past it, boxes stand in plain columns",
        ),
        (
            "internalmap.diagrams.drawing.lines",
            "MOST_LINES",
            _number,
            "lines of a pyramid, or of a map with `--all-lines`",
        ),
        (
            "internalmap.diagrams.formats.graphviz_child",
            "MOST_TO_LAY_OUT",
            _mebibytes,
            "memory to lay out a map",
        ),
        (
            "internalmap.diagrams.chart.visibility",
            "MOST_PAGES",
            _number,
            "units that have a page each",
        ),
        (
            "internalmap.diagrams.formats.raster",
            "MOST_PIXELS",
            _number,
            "pixels of a PNG on a side",
        ),
        (
            "internalmap.diagrams.formats.raster",
            "MOST_POINTS",
            _number,
            "points of a PDF page on a side",
        ),
    ),
    "figures": (
        (
            "internalmap.analyses.absence.times",
            "MAX_STEPS",
            _number,
            "steps that following all absences through time may take together",
        ),
        (
            "internalmap.analyses.cut_sets",
            "MAX_WORK",
            _number,
            "combinations of absences, times what is looked at in each",
        ),
        ("internalmap.analyses.cut_sets", "MAX_SETS", _number, "sets of absences of one size"),
        (
            "internalmap.analyses.combinations",
            "MAX_STEPS",
            _number,
            "steps to time absences together, and as many to try what recovery hides",
        ),
        (
            "internalmap.analyses.impact",
            "MAX_LINKS",
            _number,
            "steps of all chains of one impact together",
        ),
        (
            "internalmap.analyses.advise.exposure",
            "MAX_STEPS",
            _number,
            "steps that `advise` may take to follow absences; steps left out are told",
        ),
        (
            "internalmap.api.advise",
            "MAX_STEPS_IN_REPORT",
            _number,
            "the same for the steps in the report",
        ),
        ("internalmap.api.advise", "MAX_STEPS_BESIDE", _number, "the same for those on cards"),
        (
            "internalmap.analyses.scenarios",
            "MAX_STEPS",
            _number,
            "steps that scenarios may take together; those left out are told",
        ),
        (
            "internalmap.analyses.simulate.returns",
            "MAX_STEPS",
            _number,
            "steps that `simulate` may take to follow those who come back",
        ),
        (
            "internalmap.analyses.fallback_effects",
            "MAX_STEPS",
            _number,
            "steps that `check` may take to follow whom fallbacks on paper let down; findings that "
            "do not say it are counted",
        ),
        (
            "internalmap.analyses.bia.resources",
            "MAX_STEPS",
            _number,
            "steps that `bia` may take to follow how long workarounds hold",
        ),
        (
            "internalmap.analyses.bia.stands_on",
            "MAX_NAMED",
            _number,
            "names that `bia` lists of what all activities stand on",
        ),
        ("internalmap.results.bia", "MAX_PAGES", _number, "needs that have a page in `bia`"),
        ("internalmap.analyses.trace", "MAX_CHAINS", _number, "chains that `trace` tells"),
        (
            "internalmap.analyses.trace",
            "MAX_STEPS",
            _number,
            "steps that `trace` may take to look for them",
        ),
        (
            "internalmap.analyses.bottlenecks",
            "EXACT_PROTECTED",
            _number,
            "protected parties up to which `through` is exact",
        ),
        (
            "internalmap.analyses.bottlenecks",
            "MAX_STEPS",
            _number,
            "the same, times the number of parties and essential dependencies",
        ),
    ),
}


def _bounds(part: Part) -> str:
    """`bounds NAME`: limits, read off the program."""
    rows = []
    for module, constant, say, what in _BOUNDS[part.arguments[0]]:
        try:
            value = getattr(import_module(module), constant)
        except (ImportError, AttributeError) as error:
            raise Stale(str(error)) from None
        rows.append((what, say(value)))
    return _table(("bounded is", "at"), rows)


# ----------------------------------------------------------------------------------------- main

#: Every kind of generated part, by name.
KINDS: Mapping[str, Callable[[Part], str]] = {
    "bounds": _bounds,
    "excerpt": _excerpt,
    "help": _help,
    "keys": _keys,
    "limits": _limits,
    "names": _names,
    "output": _show,
    "page": _page_link,
    "picture": _picture,
    "printed": _printed,
    "results": _results,
    "rules": _rules,
}


def main(arguments: Sequence[str]) -> int:
    """Write or check; the exit code."""
    if arguments not in ([], ["--check"]):
        print("usage: python docs/make.py [--check]", file=sys.stderr)
        return 2
    failed = 0
    for page in pages():
        try:
            text = made(page)
        except Stale as error:
            print(error, file=sys.stderr)
            failed = 1
            continue
        stale = [
            path
            for path, data in page.pictures.items()
            if not path.exists() or path.read_bytes() != data
        ]
        if text != page.text:
            stale.append(page.path)
        for path in stale:
            name = path.relative_to(ROOT).as_posix()
            if arguments:
                print(f"{name} is stale: run python docs/make.py", file=sys.stderr)
                failed = 1
                continue
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(page.pictures.get(path) or text.encode("utf-8"))
            print(f"wrote {name}")
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
