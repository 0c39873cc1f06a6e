"""The table of formats: known names and endings, loud about unknown ones, late with imports."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from internalmap.errors import InternalMapError
from internalmap.formats import MODELS, REPORTS, WRITTEN_MODELS, Format, Formats
from internalmap.reports.documents import Result, render
from internalmap.reports.options import RenderOptions
from internalmap.results.party import Cards
from reports import samples
from reports.rendered import rendered

#: A result of some commands, and something that it says.
RESULTS: dict[str, tuple[Result | Cards, str]] = {
    "analyze": (samples.fjord(), "kitchen"),
    "party": (samples.card(), "Guest register"),
    "agenda": (samples.agenda(), "spare router"),
    "bia": (samples.bank(), "hill"),
}


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("a.json", "json"),
        ("b/x.MD", "markdown"),
        ("out.v2.csv", "csv"),
        ("r.txt", "text"),
        ("r.xlsx", "xlsx"),
    ],
)
def test_a_files_ending_names_its_format(path: str, name: str) -> None:
    """The ending decides, in any case of letters."""
    assert REPORTS.of_file(path).name == name
    assert REPORTS.chosen(None, path).name == name
    assert REPORTS.chosen("markdown", path).name == "markdown"


@pytest.mark.parametrize("path", ["report", "report.pdf", ".json", "a.json/x", "evil\x1b[2J"])
def test_an_unknown_ending_lists_the_known_ones(path: str) -> None:
    """Nothing is guessed."""
    with pytest.raises(InternalMapError) as caught:
        REPORTS.of_file(path)
    assert ".json" in str(caught.value)
    assert ".md" in str(caught.value)
    assert "\x1b" not in str(caught.value)


def test_an_unknown_name_lists_the_known_ones() -> None:
    """With the nearest one first."""
    with pytest.raises(InternalMapError) as caught:
        REPORTS.named("jsn")
    assert "Did you mean 'json'?" in str(caught.value)
    assert all(name in str(caught.value) for name in REPORTS)


def test_what_a_command_cannot_write_is_told_apart_from_what_nobody_knows() -> None:
    """By name and by ending alike, with what it can write."""
    known = Formats(
        Format("text", (".txt",)), Format("json", (".json",)), Format("csv", (".csv",), results=())
    ).of("party")
    for find, text in ((known.named, "csv"), (known.of_file, "cards.CSV")):
        with pytest.raises(InternalMapError) as caught:
            find(text)
        assert str(caught.value) == "party does not write csv\n  Write --format text or json."
    with pytest.raises(InternalMapError, match=r"convert does not write backstage"):
        WRITTEN_MODELS.named("backstage")
    assert MODELS.named("backstage").writes is False
    with pytest.raises(InternalMapError, match=r"save it as \.xlsx"):
        MODELS.of_file("old.xls")


@pytest.mark.parametrize("name", REPORTS)
def test_every_format_shows_everything_that_it_says_it_can(name: str) -> None:
    """A format of one command only says so in the table. One that is made from the model, and not
    from a result, has tests of its own."""
    if REPORTS[name].made_from == "model":
        return
    options = RenderOptions(width=100, top=3, structure=True, model="fjord.yaml")
    for command, (result, words) in RESULTS.items():
        if name in REPORTS.of(command):
            made = render(result, REPORTS[name], options)
            assert made[:2] == b"PK" if isinstance(made, bytes) else words in made
            assert isinstance(made, bytes) == REPORTS[name].binary


def test_a_list_of_one_card_is_a_list() -> None:
    """Whoever asks for all cards as JSON gets a list, even of one."""
    assert '"parties": [' in rendered(Cards((samples.card(),)), "json")
    assert '"parties": [' not in rendered(samples.card(), "json")


def test_rich_is_imported_for_text_only() -> None:
    """A job that wants JSON does not wait for the terminal's library."""
    code = (
        "import sys; from reports import samples; from reports.rendered import rendered\n"
        "for name in ('json', 'csv', 'markdown'): rendered(samples.fjord(), name)\n"
        "sys.exit('rich' in sys.modules)"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    subprocess.run([sys.executable, "-c", code], env=environment, check=True)
