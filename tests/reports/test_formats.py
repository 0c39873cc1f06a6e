"""The table of formats: known names and endings, loud about unknown ones, late with imports."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from internalmap.errors import InternalMapError
from internalmap.reports import FORMATS, Look, format_named, format_of_file
from reports import samples


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
    assert format_of_file(path) == name


@pytest.mark.parametrize("path", ["report", "report.pdf", ".json", "a.json/x", "evil\x1b[2J"])
def test_an_unknown_ending_lists_the_known_ones(path: str) -> None:
    """Nothing is guessed."""
    with pytest.raises(InternalMapError) as caught:
        format_of_file(path)
    assert ".json" in str(caught.value)
    assert ".md" in str(caught.value)
    assert "\x1b" not in str(caught.value)


def test_an_unknown_name_lists_the_known_ones() -> None:
    """With the nearest one first."""
    with pytest.raises(InternalMapError) as caught:
        format_named("jsn")
    assert "did you mean json?" in str(caught.value)
    assert all(name in str(caught.value) for name in FORMATS)


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_shows_everything_that_it_says_it_can(name: str) -> None:
    """A format without cards or an agenda says so by having none."""
    look = Look(width=100, top=3, structure=True, model="fjord.yaml", scale=(1.0, 5.0))
    known = format_named(name)
    report = known.report(samples.fjord(), look)
    assert report[:2] == b"PK" if isinstance(report, bytes) else "kitchen" in report
    if known.cards is not None:
        assert "Guest register" in known.cards([samples.card()], False, look)
        assert "director" in known.cards([samples.card(), samples.empty_card()], True, look)
    if known.agenda is not None:
        assert "spare router" in known.agenda(samples.agenda(), look)


def test_a_list_of_one_card_is_a_list() -> None:
    """Whoever asks for all cards as JSON gets a list, even of one."""
    cards = FORMATS["json"].cards
    assert cards is not None
    assert '"parties": [' in cards([samples.card()], True, Look())
    assert '"parties": [' not in cards([samples.card()], False, Look())


def test_rich_is_imported_for_text_only() -> None:
    """A job that wants JSON does not wait for the terminal's library."""
    code = (
        "import sys; from reports import samples; from internalmap.reports import FORMATS, Look\n"
        "for name in ('json', 'csv', 'markdown'): FORMATS[name].report(samples.fjord(), Look())\n"
        "sys.exit('rich' in sys.modules)"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    subprocess.run([sys.executable, "-c", code], env=environment, check=True)
