"""Bad input that cannot lie in a folder: too big, too deep, not text, not a file."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path

import pytest

from effort import long
from internalmap.errors import InvalidModel
from internalmap.modelfile.build.files import Files, Part
from internalmap.modelfile.load import load, loads
from internalmap.modelfile.syntax import yaml_places
from internalmap.modelfile.syntax.values import MAX_BYTES


def refused(text: str, name: str = "model.yaml") -> str:
    """What is said of a text that is no model."""
    with pytest.raises(InvalidModel) as error:
        loads(text, name=name)
    return str(error.value)


def refused_file(path: str | Path, stdin: bytes | None = None) -> str:
    """What is said of a file that is no model."""
    with pytest.raises(InvalidModel) as error:
        load(path, stdin=None if stdin is None else io.BytesIO(stdin))
    return str(error.value)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to be in, inside one that it may not leave."""
    inside = tmp_path / "models"
    inside.mkdir()
    monkeypatch.chdir(inside)
    return inside


# ------------------------------------------------------------------------------------ big and deep


_LONG = long(50_000)
DEEP = "model.yaml:1:101: lists and mappings nest more than 100 deep"


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_deep_nesting(opening: str) -> None:
    """Nesting is bounded long before anything breaks."""
    assert "nest more than 100 deep" in refused(opening * 50_000)


def test_deep_nesting_says_where() -> None:
    """The place is where the bound is passed."""
    assert refused("[" * 50_000).startswith(DEEP)
    assert refused("[" * 50_000, "a").count("\n") < 6


@pytest.mark.parametrize("depth", [150, 50_000])
@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}")])
def test_deep_nesting_in_json(folder: Path, depth: int, opening: str, closing: str) -> None:
    """JSON has the same bound, whether the fast reader minds it or not."""
    text = '{"parties": {"it": {"tags": ' + opening * depth + "1" + closing * depth + "}}}"
    (folder / "model.json").write_text(text)
    assert "nest more than 100 deep" in refused_file("model.json")


def test_depth_through_aliases_and_merge_keys() -> None:
    """Aliases and merge keys cannot pass the bound either."""
    levels = [
        f"a{level}: &a{level} {{<<: *a{level - 1}, k{level}: *a{level - 1}}}"
        for level in range(1, 120)
    ]
    text = "a0: &a0 {k: v}\n" + "\n".join(levels)
    assert "nest more than 100 deep" in refused(text) or "expand to" in refused(text)
    chain = "a0: &a0 [x]\n" + "\n".join(f"a{n}: &a{n} [*a{n - 1}]" for n in range(1, 120))
    assert "nest more than 100 deep" in refused(chain)


def test_alias_bomb() -> None:
    """Nine aliases of nine aliases of nine …"""
    lines = ["a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)]
    message = refused("\n".join(lines))
    assert "aliases expand to more than 1,000,000 values" in message


def test_nested_anchors_take_no_time() -> None:
    """Many anchors around one long list cost no more than the list."""
    text = "".join(f"&a{n} [" for n in range(90)) + "x, " * 50_000 + "]" * 90
    assert "this is a list" in refused(text)


def test_large_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file over the bound is not read, whatever it holds."""
    monkeypatch.setattr("internalmap.modelfile.build.files.MAX_BYTES", 1024 * 1024)
    (folder / "model.yaml").write_text("# " + "x" * 1024 * 1024)
    assert refused_file("model.yaml") == (
        "model.yaml: is larger than 1 MiB\n  Split the model into a folder of files."
    )
    assert MAX_BYTES == 64 * 1024 * 1024


@pytest.mark.skipif(not os.path.exists("/dev/zero"), reason="there is no such device here")
def test_endless_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """A device without an end is read up to the bound, and no further."""
    monkeypatch.setattr("internalmap.modelfile.build.files.MAX_BYTES", 1024 * 1024)
    assert refused_file("/dev/zero").startswith("/dev/zero: is larger than 1 MiB")


def test_long_number() -> None:
    """A number of 5,000 digits is refused, not converted."""
    message = refused("parties:\n  it: {headcount: " + "9" * 5_000 + "}\n")
    assert message.startswith("model.yaml:2:19: this number has too many digits\n")
    assert len(message) < 700


@pytest.mark.parametrize("key", ["availability", "restore", "capacity", "min_members"])
def test_long_numbers_everywhere(key: str) -> None:
    """No quantity is converted before its length is known."""
    assert key in refused(f"parties: {{it: {{{key}: {'9' * 5_000}}}}}")


def test_long_name() -> None:
    """A text of 20,000 characters is named by its beginning."""
    message = refused(json.dumps({"parties": {"it": {"needs": ["x" * 20_000]}}}))
    assert f"there is no party '{'x' * 60}…'" in message
    assert len(message) < 1_000


def test_many_problems() -> None:
    """Nine thousand problems are told in seconds, in one line of a file as in many."""
    parties = {f"p{n}": {"needs": [f"q{n}"], "kind": f"k{n}", f"x{n}": 1} for n in range(3_000)}
    for text in (json.dumps({"parties": parties}), json.dumps({"parties": parties}, indent=1)):
        message = refused(text)
        assert message.count("\n\n") == 3_000 * 3 - 1


def test_many_commas() -> None:
    """Thousands of values that commas cut, in one mapping, are told in seconds; one only once."""
    numbers = ", ".join(f"k{n}: 4,5" for n in range(4_000))
    message = refused(f"parties: {{it: {{{numbers}}}}}")
    assert message.count("a comma stands inside a number") == 4_000
    assert "stands twice" not in message
    text = ", ".join(f"{n} m" for n in range(4_000))
    assert refused(f"parties: {{it: {{name: {text}}}}}").count("unknown key") == 1


@pytest.mark.parametrize("item", ["'a'", "it's", "a #b\n", "{b: c}"])
def test_long_lists_without_an_end(item: str) -> None:
    """What stands in brackets that are never closed is looked at once."""
    message = refused("parties: {it: {tags: [" + f"{item}, " * 50_000)
    assert message.startswith("model.yaml:1:22: this '[' is not closed\n")


@pytest.mark.parametrize("line", ["", "  ", "  # more"])
@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_lines_without_content_above_a_mistake(
    line: str, end: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Any number of empty lines is passed over at once; comments are looked through so far."""
    looked_at = 0
    line_start = yaml_places.line_start

    def counted(text: str, at: int) -> int:
        nonlocal looked_at
        looked_at += 1
        return line_start(text, at)

    monkeypatch.setattr(yaml_places, "line_start", counted)
    message = refused(f"parties:{end}  bar{end}" + (line + end) * 30_000 + f"  it: {{}}{end}")
    assert looked_at < (yaml_places.FAR / 5 if "#" in line else 10)
    assert ("a colon is missing after a key" in message) == ("#" not in line)


def test_many_duplicate_keys() -> None:
    """Reading stops where nothing is right any more."""
    text = "parties:\n" + "  it: {}\n" * 30_000
    message = refused(text)
    assert message.count("stands twice") == 10_000
    assert "reading stops here: 10,000 things are wrong" in message


def test_long_chain_of_units() -> None:
    """Very many units inside each other are read, and a loop of as many is told."""
    last = f"p{_LONG}"
    parties: dict[str, dict[str, str]] = {
        f"p{n}": {"part_of": f"p{n + 1}"} for n in range(_LONG)
    } | {last: {}}
    model = {"parties": parties, "protect": [f"unit:{last}"]}
    assert len(loads(json.dumps(model)).parties) == _LONG + 1
    parties[last] = {"part_of": "p0"}
    message = refused(json.dumps(model))
    assert "'part_of' goes in a circle: 'p0' → 'p1' → " in message
    assert f"… {_LONG - 7:,} more … → 'p0'" in message


def test_long_chain_of_needs() -> None:
    """Very many parties that each need the next."""
    parties = {f"p{n}": {"needs": [f"p{n + 1}"]} for n in range(_LONG)} | {f"p{_LONG}": {}}
    assert len(loads(json.dumps({"parties": parties})).needs) == _LONG


def test_many_copies() -> None:
    """Needs that come to too many dependencies are refused before they are made."""
    parties: dict[str, dict[str, str]] = {f"p{n}": {} for n in range(3_000)}
    parties |= {f"s{n}": {"kind": "system"} for n in range(3_000)}
    everyone = {"needs": [{"from": "kind:system"}]}
    message = refused(json.dumps({"parties": parties, "everyone": everyone}))
    assert "up to here, needs come to more than 5,000,000 dependencies" in message


def test_members_of_a_long_chain() -> None:
    """Who is inside whom is found without walking each unit again and again."""
    parties = {
        f"p{n}": {
            "kind": "team",
            "part_of": f"p{n + 1}",
            "min_members": 1 if n else 0,
            "needs": [{"from": "hr", "applies_to": "members"}] if n else [],
        }
        for n in range(_LONG)
    } | {f"p{_LONG}": {}, "hr": {}}
    need = loads(json.dumps({"parties": parties})).needs[0]
    assert (need.customers, need.units) == (("p0",), ())


def test_copies_for_the_unlisted_of_a_long_chain(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each unit in which somebody is not listed gets a copy: too many are refused."""
    monkeypatch.setattr("internalmap.modelfile.build.needs.MAX_DEPENDENCIES", 1_000)
    parties = {
        f"p{n}": {
            "part_of": f"p{n + 1}",
            "needs": [{"from": "hr", "applies_to": "members"}] if n else [],
        }
        for n in range(60)
    } | {"p60": {}, "hr": {}}
    assert "needs come to more than 1,000 dependencies" in refused(json.dumps({"parties": parties}))


def test_people_of_boxes_inside_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those in a box are people of each unit around it: too many are refused."""
    monkeypatch.setattr("internalmap.modelfile.build.parties.MAX_STAFF", 1_000)
    parties = {f"p{n}": {"part_of": f"p{n + 1}"} for n in range(60)} | {"p60": {}}
    people = {f"s{n}": {"kind": "person", "part_of": f"p{n}"} for n in range(60)}
    message = refused(json.dumps({"parties": parties | people}))
    assert "units inside each other hold more than 1,000 people" in message


# ------------------------------------------------------------------------------------- not text


def test_latin_1(folder: Path) -> None:
    """The first byte that is not UTF-8 is named, with its place."""
    (folder / "model.yaml").write_bytes(
        "parties:\n  økonomi:\n    name: Økonomi\n".encode("latin-1")
    )
    assert refused_file("model.yaml") == (
        "model.yaml:2:3: this is not UTF-8: byte 0xf8 at offset 11\n"
        "    2 |   \ufffdkonomi:\n"
        "      |   ^\n"
        "  Save the file as UTF-8; it looks like an older encoding such as Latin-1."
    )


def test_utf_16(folder: Path) -> None:
    """The other encodings that an editor may choose are named."""
    (folder / "model.yaml").write_bytes("parties: {it: }".encode("utf-16"))
    assert refused_file("model.yaml") == (
        "model.yaml: is UTF-16, and a model is UTF-8\n  Save it as UTF-8."
    )


def test_latin_1_after_many_lines_on_standard_input() -> None:
    """Standard input is named as it was on the command line."""
    message = refused_file("-", b"\xef\xbb\xbfparties:\r\n  it:\r\n    name: caf\xe9\r\n")
    assert message.startswith("-:3:14: this is not UTF-8: byte 0xe9 at offset 33\n")


def test_surrogates_in_a_text() -> None:
    """Half a character cannot come from a file, but can from a caller."""
    assert "the character U+D800 is not allowed" in refused("parties: {it: {name: \ud800}}")
    assert "half a character" in refused('{"parties": {"it": {"name": "\ud800"}}}')


@pytest.mark.parametrize("code", [*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F, 0x9B, 0xFFFE])
def test_control_characters(code: int) -> None:
    """Each is refused by its number, with its place, and never shown as it is."""
    message = refused(f"parties:\n  it:\n    name: I{chr(code)}T\n")
    assert message.startswith(f"model.yaml:3:12: the character U+{code:04X} is not allowed")
    assert chr(code) not in message


def test_places_after_odd_characters() -> None:
    """Lines end where editors end them; columns count characters."""
    text = (
        "\ufeff# 😀 日本\r\n# e\u0301\rparties:\n  it: {kind: sistem}\r\n  '😀': {kind: sistem}\n"
    )
    message = refused(text)
    assert "model.yaml:4:14: unknown kind" in message
    assert "model.yaml:5:15: unknown kind" in message
    assert "    5 |   '😀': {kind: sistem}\n      |                ^^^^^^" in message


# ------------------------------------------------------------------------------------ not a file


def test_missing_file(folder: Path) -> None:
    """The nearest name is offered."""
    (folder / "hotel.yaml").write_text("parties: {it: }")
    assert refused_file("hotl.yaml") == (
        "hotl.yaml: there is no such file\n  Did you mean 'hotel.yaml'?"
    )
    assert refused_file("nothing/here.yaml") == (
        "nothing/here.yaml: there is no such file\n"
        "  Check the name, and the folder that the command runs in."
    )
    assert refused_file("").startswith("'': there is no such file")
    assert "no file can have this name" in refused_file("a\0b")


def test_name_that_steers_a_terminal(folder: Path) -> None:
    """Names of files are data too."""
    name = "a\x1b[31m\nb.yaml"
    (folder / name).write_text("parties: {it: {kind: sistem}}")
    assert refused_file(name).startswith("a\\x1b[31m\\nb.yaml:1:22: unknown kind 'sistem'\n")
    assert refused_file(f"{name}x").startswith("a\\x1b[31m\\nb.yamlx: there is no such file\n")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read it all")
def test_file_that_may_not_be_read(folder: Path) -> None:
    """Permissions are named as what they are."""
    (folder / "model.yaml").write_text("")
    (folder / "model.yaml").chmod(0)
    assert refused_file("model.yaml").startswith("model.yaml: may not be read\n")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes in folders here")
def test_pipe_among_the_files(folder: Path) -> None:
    """Nobody waits for a pipe that a model includes, or that lies in its folder."""
    os.mkfifo("pipe.yaml")
    (folder / "model.yaml").write_text("include: [pipe.yaml]\nparties: {it: }")
    told = "pipe.yaml: is not an ordinary file\n  A model is made of ordinary files."
    assert refused_file("model.yaml") == told
    assert told in refused_file(folder)


@pytest.mark.parametrize(
    "pattern", ["link.yaml", "*.yaml", "linked/secret.yaml", "linked/*", "../*"]
)
def test_include_through_a_link(folder: Path, pattern: str) -> None:
    """A link cannot lead an include out of the model's folder."""
    (folder.parent / "secret.yaml").write_text("parties: {secret: }")
    (folder / "link.yaml").symlink_to(folder.parent / "secret.yaml")
    (folder / "linked").symlink_to(folder.parent)
    (folder / "model.yaml").write_text(f'include: ["{pattern}"]\nparties: {{it: }}')
    message = refused_file("model.yaml")
    assert "the folder of this file" in message and "leaves" in message
    assert message.startswith("model.yaml:1:11: ")
    assert "secret: " not in message


def test_link_in_a_folder(folder: Path) -> None:
    """A folder is its own files; links inside it may lead about inside it."""
    (folder.parent / "secret.yaml").write_text("parties: {secret: }")
    (folder / "model.yaml").write_text("parties: {it: }")
    (folder / "again").symlink_to(folder)
    assert list(load(folder).parties) == ["it"]
    (folder / "link.yaml").symlink_to(folder.parent / "secret.yaml")
    assert "link.yaml: is a link that leaves the folder" in refused_file(folder)


def test_links_in_circles(folder: Path) -> None:
    """Links that lead round in circles are not followed."""
    (folder / "a").mkdir()
    for name in "bcdefgh":
        (folder / "a" / name).symlink_to(folder / "a")
    (folder / "a" / "x.yaml").write_text("parties: {x: }")
    (folder / "loop.yaml").symlink_to(folder / "loop.yaml")
    (folder / "model.yaml").write_text('include: ["**/**/**/x.yaml"]\nparties: {it: }')
    assert list(load("model.yaml").parties) == ["it", "x"]
    (folder / "model.yaml").write_text("include: [loop.yaml]\nparties: {it: }")
    assert "loop.yaml" in refused_file("model.yaml")


def test_include_on_standard_input() -> None:
    """Standard input has no folder to include from."""
    message = refused_file("-", b"include: [teams/*.yaml]\nparties: {it: }\n")
    assert message.startswith("-:1:11: standard input cannot include files: it has no folder\n")


@pytest.mark.parametrize(
    ("pattern", "told"),
    [
        (".env", "is hidden"),
        (".secrets/x.yaml", "is hidden"),
        ("teams/.x.yaml", "is hidden"),
        (".*", "is hidden"),
        ("./.e*.yaml", "is hidden"),
        ("notes.txt", "is another kind of file"),
        ("*.txt", "is another kind of file"),
        ("notes", "matches no model file"),
        ("note*", "matches no model file"),
        ("kind.yaml", "is a link to another kind of file"),
        ("hidden.yaml", "is a link to a hidden file"),
        ("h*.yaml", "is a link to a hidden file"),
    ],
)
def test_include_of_what_is_no_model_file(
    folder: Path, pattern: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a file that is hidden or of another kind, nothing is read, also behind a link."""
    for name in ("notes", "notes.txt", ".env", ".secrets/x.yaml", "teams/.x.yaml"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("SECRET: hunter2: abc")
    (folder / "kind.yaml").symlink_to("notes.txt")
    (folder / "hidden.yaml").symlink_to(".secrets/x.yaml")
    (folder / "model.yaml").write_text(f'include: ["{pattern}"]\nparties: {{it: }}')
    read: list[str] = []
    file = Files.file

    def seen(self: Files, path: str, relative: str, *, regular: bool = True) -> Part | None:
        read.append(path)
        return file(self, path, relative, regular=regular)

    monkeypatch.setattr(Files, "file", seen)
    message = refused_file("model.yaml")
    assert message.startswith("model.yaml:1:11: ") and told in message
    assert read == ["model.yaml"]
    monkeypatch.undo()
    assert ("a link to" in refused_file(folder)) and "hunter2" not in refused_file(folder)


def test_include_in_a_text() -> None:
    """A text is in no folder, wherever the program runs."""
    message = refused("include: [teams.yaml]\nparties: {it: }\n")
    assert message.startswith("model.yaml:1:11: a text cannot include files: it has no folder\n")


def test_include_of_a_path_too_long(folder: Path) -> None:
    """What the system refuses is a message too."""
    (folder / "model.yaml").write_text(f"include: [{'x' * 5000}]\nparties: {{it: }}")
    assert "matches no file" in refused_file("model.yaml")
    assert refused_file("x" * 5000 + ".yaml").endswith("name too long")
