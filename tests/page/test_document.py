"""The page as a file: what may run in it, what stands in it without a script, and that names are
data wherever they go."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import internalmap
from command import run
from diagrams.test_pictures import HOSTILE, hostile_model
from internalmap import page as source
from internalmap.page.document import SCRIPTS
from page.browser import Open

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
HOTEL = EXAMPLES / "fjord-hotel.yaml"


@cache
def parsed(text: str) -> Any:
    lxml: Any = import_module("lxml.html")  # it has no types
    return lxml.document_fromstring(text)


def hotel() -> str:
    return internalmap.render(internalmap.load(HOTEL), format="html").text


def test_render_and_analyze_write_the_same_page(tmp_path: Path) -> None:
    for command in ("render", "analyze"):
        assert (
            run(command, str(HOTEL), "-q", "-o", str(tmp_path / f"{command}.html")).returncode == 0
        )
    assert (tmp_path / "render.html").read_bytes() == (tmp_path / "analyze.html").read_bytes()
    assert (tmp_path / "render.html").read_text(encoding="utf-8") == hotel()


def test_the_policy_lets_the_one_script_and_the_one_style_run_and_nothing_else() -> None:
    text = internalmap.render(hostile_model(), format="html").text
    root = parsed(text)
    (policy,) = root.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    (style,), (data, script) = root.xpath("//style"), root.xpath("//script")

    def hashed(element: Any) -> str:
        digest = sha256((element.text or "").encode("utf-8")).digest()
        return f"'sha256-{b64encode(digest).decode('ascii')}'"

    assert policy.split("; ") == [
        "default-src 'none'",
        f"script-src {hashed(script)}",
        f"style-src {hashed(style)}",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    assert data.get("type") == "application/json"
    attributes = {name for element in root.iter() for name in getattr(element, "attrib", {})}
    assert not any(name.startswith("on") or name in ("src", "style") for name in attributes)
    assert not root.xpath("//link | //iframe | //img | //object | //base | //form")


def test_names_stay_data_in_the_document() -> None:
    """Whatever a name looks like, the page has the elements of any other page, and the name."""
    root = parsed(internalmap.render(hostile_model(), format="html").text)
    plain = {element.tag for element in parsed(hotel()).iter() if isinstance(element.tag, str)}
    assert {e.tag for e in root.iter() if isinstance(e.tag, str)} <= plain | {"li"}
    known = json.loads(root.xpath("string(//script[@id='data'])"))
    assert any("<b>x</b>" in str(name) for name in known["parties"]["name"])
    assert "<b>x</b>" in root.xpath("string(//table)")


def test_names_stay_data_in_the_browser(tmp_path: Path, open_page: Open) -> None:
    path = tmp_path / "hostile.html"
    path.write_bytes(internalmap.render(hostile_model(), format="html").data)
    opened = open_page(path, "#gone=p0&party=p1&find=x")
    opened.page.click("#show-list")
    for number in range(len(HOSTILE)):
        opened.asks(
            "id => InternalmapPage.ask({party: InternalmapPage.clock.number(id)})", f"p{number}"
        )
    assert opened.asks("() => document.querySelectorAll('b, script:not([id]), img').length") == 1
    assert opened.asks("() => window.title === undefined")


def test_map_and_list_show_where_no_script_runs(tmp_path: Path, open_page: Open) -> None:
    path = tmp_path / "hotel.html"
    path.write_text(hotel(), encoding="utf-8")
    page = open_page(path, java_script_enabled=False).page
    assert page.locator("#drawing .box").count() > 10
    assert page.locator("#drawing").is_visible()
    assert page.locator("#table tbody tr").count() == 15
    assert page.get_by_text("No scripts run here").is_visible()
    assert not page.locator("#tools").is_visible()


def test_contacts_stand_in_it_only_where_they_are_asked_for(tmp_path: Path) -> None:
    model = "parties: {a: {kind: customer, needs: [b]}, b: {contact: tel-4711, note: dim-lit}}"
    found = internalmap.loads(model)
    assert "tel-4711" not in internalmap.render(found, format="html").text
    told = internalmap.render(found, format="html", contacts=True).text
    assert "tel-4711" in told
    assert "dim-lit" in told
    with pytest.raises(internalmap.InternalMapError, match="contacts are for the page"):
        internalmap.render(found, contacts=True)


def test_the_marking_stands_in_the_head_and_pseudonyms_in_place_of_names(tmp_path: Path) -> None:
    model, target = tmp_path / "org.yaml", tmp_path / "org.html"
    text = HOTEL.read_text(encoding="utf-8")
    model.write_text(f"marking: Strictly <confidential>\n{text}", encoding="utf-8")
    assert run("render", str(model), "-q", "--anonymize", "-o", str(target)).returncode == 0
    written = target.read_text(encoding="utf-8")
    assert "Strictly <confidential>" in parsed(written).xpath("string(//*[@class='marking'])")
    words = re.sub(r"<script>.*</script>", "", written, flags=re.DOTALL)
    assert not re.search("Telecom|reception|bjørn|Hotel guests", words)


@pytest.mark.parametrize(
    "options",
    [{"view": "pyramid"}, {"focus": "it"}, {"legend": False}, {"sheet": "a4"}, {"hops": 2}],
)
def test_what_is_chosen_in_the_page_is_refused_when_it_is_made(options: dict[str, object]) -> None:
    with pytest.raises(internalmap.InternalMapError, match=f"does not take {next(iter(options))}"):
        internalmap.render(internalmap.load(HOTEL), format="html", **options)  # type: ignore[arg-type]


def test_every_script_of_the_folder_is_in_the_page() -> None:
    """And the text of a party goes nowhere but into a text node."""
    folder = Path(source.__file__).parent
    found = {path.relative_to(folder).with_suffix("").as_posix() for path in folder.rglob("*.js")}
    assert found == set(SCRIPTS)
    for name in SCRIPTS:
        text = (folder / f"{name}.js").read_text(encoding="utf-8")
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", text)
