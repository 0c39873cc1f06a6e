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
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))  # the program of this checkout, whatever is installed

#: How wide a terminal the shown output is for.
COLUMNS = "80"

_PART = re.compile(
    r"^<!-- generated: (?P<what>[^\n]+?) -->\n(?P<body>.*?)^<!-- end generated -->$",
    re.MULTILINE | re.DOTALL,
)
_MARKER = re.compile(r"^<!-- generated: ", re.MULTILINE)
_BLOCK = re.compile(r"^```(?P<info>[^\n`]*)\n(?P<code>.*?)^```$", re.MULTILINE | re.DOTALL)


class Stale(Exception):
    """A part that cannot be written, and why."""


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
                with redirect_stdout(out):
                    exec(code, namespace)  # noqa: S102 - the documentation's own examples
                found[block.start] = out.getvalue()
        return found


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
            body = KINDS[kind](page, match.start(), arguments)
        except Stale as error:
            raise Stale(f"{page.name}: generated part '{match['what']}': {error}") from None
        return f"<!-- generated: {match['what']} -->\n{body.strip()}\n<!-- end generated -->"

    return _PART.sub(part, page.text)


def stale() -> list[str]:
    """The names of the pages with parts that the program would write otherwise now."""
    return [page.name for page in pages() if made(page) != page.text]


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


def _output(page: Page, position: int, *, yaml: str | None, code: int) -> str:
    """What the last command of the shell block above writes; `yaml`: with the YAML block above in
    a file of this name."""
    lines = command_lines(page.before(position, "sh"))
    if not lines:
        raise Stale("the sh block above has no command that can be run")
    with tempfile.TemporaryDirectory() as scratch:
        folder = ROOT
        if yaml is not None:
            folder = Path(scratch)
            info = "yaml" if code == 0 else "yaml broken"
            model = page.before(position, info).code
            (folder / yaml).write_text(model, encoding="utf-8")
        ended, text = run(lines[-1], folder)
    if ended != code:
        raise Stale(f"exit code {ended}, not {code}:\n{text}")
    return text


def _fenced(text: str, info: str = "text") -> str:
    return f"```{info}\n{text.strip(chr(10))}\n```"


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


def _show(page: Page, position: int, arguments: list[str]) -> str:
    """`output [yaml=NAME] [exit=CODE] [lines=N] [as=LANGUAGE] [SECTION…]`"""
    options = dict(each.split("=", 1) for each in arguments if "=" in each)
    headings = [each for each in arguments if "=" not in each]
    text = _output(
        page, position, yaml=options.get("yaml"), code=int(options.get("exit", "0"))
    )
    if headings:
        text = _chosen(text, headings)
    if "lines" in options:
        text = "\n".join(text.splitlines()[: int(options["lines"])])
    return _fenced(text, options.get("as", "text"))


def _help(page: Page, position: int, arguments: list[str]) -> str:
    """`help [COMMAND]`"""
    code, text = run([*arguments, "--help"])
    if code != 0:
        raise Stale(text)
    return _fenced("\n".join(line.rstrip() for line in text.splitlines()))


def _printed(page: Page, position: int, arguments: list[str]) -> str:
    """`printed`: what the Python block above prints."""
    return _fenced(page.printed[page.before(position, "python").start])


def _code(page: Page, position: int, arguments: list[str]) -> str:
    """`file PATH [LANGUAGE]`: a whole file of the checkout."""
    path, language = [*arguments, "yaml"][:2]
    return _fenced((ROOT / path).read_text(encoding="utf-8"), language)


# --------------------------------------------------------------------------- tables from schemas

Schema = Mapping[str, Any]


def _table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _followed(schema: Schema, whole: Schema) -> Schema:
    """A schema with its reference followed; what stands beside the reference wins."""
    while True:
        if "$ref" in schema:
            name = schema["$ref"].rsplit("/", 1)[1]
            beside = {key: value for key, value in schema.items() if key != "$ref"}
            schema = {**whole["definitions"][name], **beside}
        elif list(schema.get("allOf", ())) and len(schema["allOf"]) == 1:
            beside = {key: value for key, value in schema.items() if key != "allOf"}
            schema = {**_followed(schema["allOf"][0], whole), **beside}
        else:
            return schema


def _options(schema: Schema, whole: Schema) -> list[Schema]:
    """The alternatives of a schema, null left out."""
    schema = _followed(schema, whole)
    for key in ("anyOf", "oneOf"):
        if key in schema:
            return [found for each in schema[key] for found in _options(each, whole)]
    return [] if schema.get("type") == "null" else [schema]


_RESULT_TYPES = {
    "string": "text", "integer": "whole number", "number": "number", "boolean": "true or false",
    "object": "object", "array": "list", "null": "null",
}  # fmt: skip


def _result_type(schema: Schema, whole: Schema) -> str:
    """The type of a value of a JSON result, in words."""
    if "$ref" in schema and schema["$ref"].endswith("/id"):
        return "id"
    schema = _followed(schema, whole)
    if "const" in schema:
        return f"`{json.dumps(schema['const'])}`"
    if "enum" in schema:
        return " or ".join(f"`{value}`" for value in schema["enum"])
    if "oneOf" in schema or "anyOf" in schema:
        both = schema.get("oneOf") or schema.get("anyOf") or ()
        return " or ".join(dict.fromkeys(_result_type(each, whole) for each in both))
    types = schema.get("type", "object")
    types = [types] if isinstance(types, str) else types
    words = []
    for name in types:
        word = _RESULT_TYPES[name]
        if name == "array":
            inner = _result_type(schema.get("items", {}), whole)
            word = "list of " + {"id": "ids", "object": "objects", "text": "texts"}.get(inner, inner)
        words.append(word)
    return " or ".join(words)


def _result_rows(
    schema: Schema, whole: Schema, prefix: str = ""
) -> Iterator[tuple[str, str, str]]:
    """The keys of a JSON object, those of the objects in it after it: key, type, meaning."""
    for key, inner in _followed(schema, whole).get("properties", {}).items():
        meaning = inner.get("description") or _followed(inner, whole).get("description", "")
        yield f"{prefix}{key}", _result_type(inner, whole), meaning
        for option in _options(inner, whole):
            step = "."
            if "items" in option:
                step, option = "[].", _followed(option["items"], whole)
            if "properties" in option:
                yield from _result_rows(option, whole, f"{prefix}{key}{step}")


def _results(page: Page, position: int, arguments: list[str]) -> str:
    """`results NAME [KEY]`: the keys of a JSON result, from its schema."""
    name, *path = arguments
    text = files("internalmap").joinpath("schemas", f"{name}.schema.json").read_text("utf-8")
    whole = json.loads(text)
    schema = whole
    if path and path[0].startswith("#"):
        schema = whole["definitions"][path.pop(0)[1:]]
    for key in path:
        if key not in _followed(schema, whole).get("properties", {}):
            raise Stale(f"the schema has no key '{key}'")
        options = _options(schema["properties"][key], whole)
        schema = _followed(options[0].get("items", options[0]), whole)
    rows = [
        (f"`{key}`", _cell(kind), _cell(meaning)) for key, kind, meaning in _result_rows(schema, whole)
    ]
    if not path:
        top = [row for row in rows if "." not in row[0]]
        return _table(("key", "type", "meaning"), top)
    return _table(("key", "type", "meaning"), rows)
