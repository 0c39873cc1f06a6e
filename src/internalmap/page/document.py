"""The page as one file: what it looks like, what it knows and what it does, with nothing from
outside.

What is seen first stands in the document itself, so that it shows where scripts are blocked. The
policy of the page names its one style sheet and its one script by their hashes, and nothing else
may run, load or be sent."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256
from importlib.resources import files
from typing import Any

from internalmap.diagrams.chart.chart import Chart
from internalmap.diagrams.drawing.legend import draw_legend, keys_of
from internalmap.diagrams.formats.svg import escape
from internalmap.kernel.scope import Scope
from internalmap.model.phrases import sentence
from internalmap.page.columns import script_json
from internalmap.page.data import page_data
from internalmap.page.listing import GRADE_WORDS, rows, table
from internalmap.page.maps import PageMap, PageMaps, page_maps
from internalmap.page.packing import pack
from internalmap.page.painting import UNITS, Looks, as_data, as_svg, painted
from internalmap.page.palette import variables
from internalmap.results.analyze import Analysis

#: The scripts in the order in which each finds what it needs.
SCRIPTS = (
    "packing", "clock", "durations", "address", "parts/core", "parts/words", "parts/drawing",
    "parts/view", "parts/lines", "parts/states", "parts/card", "parts/findings", "parts/list",
    "parts/search", "parts/filter", "parts/timeline", "parts/keyboard", "parts/main",
)  # fmt: skip
#: What is said of each face of a map of a unit.
FACE = ("role", "party", "form", "words", "of", "closed")
STYLES = ("looks/page", "looks/map", "looks/panel", "looks/print")
#: How wide the legend is laid out.
_LEGEND = 600.0


def document(
    scope: Scope,
    analysis: Analysis,
    *,
    protect: Sequence[str] = (),
    contacts: bool = False,
    engine: str = "builtin",
) -> str:
    """The text of the file. The same model and settings give the same text.

    `contacts`: with whom to call, who answers, and notes. Raises `EngineFailed` where the map
    cannot be laid out.
    """
    looks = Looks()
    maps = page_maps(scope.organization, analysis, protect, looks, engine)
    known = page_data(scope, analysis, contacts=contacts)
    legend = _legend(maps.chart, looks)
    body = _body(known, maps, legend, table(rows(scope.organization, analysis)))
    style = variables() + "".join(_part(name, "css") for name in STYLES) + looks.css()
    script = "".join(_part(name, "js") for name in SCRIPTS)
    data = script_json(pack(_data(known, maps, looks, scope)))
    policy = (
        f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)}; "
        "base-uri 'none'; form-action 'none'"
    )
    return "\n".join(
        (
            "<!DOCTYPE html>",
            '<html lang="en">',
            "<head>",
            '<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="referrer" content="no-referrer">',
            '<meta name="generator" content="internalmap">',
            f"<title>{escape(maps.chart.name)}</title>",
            f"<style>{style}</style>",
            "</head>",
            f"<body>{body}",
            f'<script type="application/json" id="data">{data}</script>',
            f"<script>{script}</script>",
            "</body>",
            "</html>",
            "",
        )
    )


def _part(name: str, kind: str) -> str:
    """One of the files that stand beside this one."""
    found = files(__package__).joinpath(f"{name}.{kind}").read_text(encoding="utf-8")
    return found if found.endswith("\n") else f"{found}\n"


def _hash(text: str) -> str:
    digest = sha256(text.encode("utf-8")).digest()
    return f"'sha256-{b64encode(digest).decode('ascii')}'"


def _body(known: dict[str, Any], maps: PageMaps, legend: str, listed: str) -> str:
    chart = maps.chart
    marking = known["marking"]
    marked = "" if marking is None else f'<strong class="marking">{escape(marking)}</strong> '
    notices = "".join(f"<li>{escape(notice)}</li>" for notice in (*maps.notices, *known["notices"]))
    shell = _part("looks/shell", "html")
    parts = {
        "organization": f"{marked}{escape(chart.organization)}",
        "title": escape(chart.title),
        "subtitle": escape(chart.subtitle.removeprefix(sentence(chart.organization)).strip()),
        "map": _svg(maps.whole, chart),
        "list": listed,
        "legend": legend,
        "notices": notices,
    }
    for name, text in parts.items():
        before, _, after = shell.partition(f"<!-- {name} -->")
        shell = before + text.replace("<!-- ", "<!--") + after
    return shell


def _svg(map: PageMap, chart: Chart) -> str:
    return (
        f'<svg id="drawing" xmlns="http://www.w3.org/2000/svg" '
        f'viewBox="0 0 {map.width} {map.height}" width="{map.width // UNITS}" '
        f'height="{map.height // UNITS}" role="img" aria-labelledby="drawing-title drawing-text">'
        f'<title id="drawing-title">{escape(chart.name)}</title>'
        f'<desc id="drawing-text">{escape(chart.description)}</desc>'
        f'<g id="whole">{as_svg(map.targets)}</g></svg>'
    )


def _legend(chart: Chart, looks: Looks) -> str:
    items, high = draw_legend(keys_of(chart), _LEGEND)
    drawn = as_svg(painted(items, looks, lambda _: None))
    wide, tall = int(_LEGEND * UNITS), int(high * UNITS) + 1
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {tall}" role="img" '
        f'aria-label="Legend" width="{wide // UNITS}" height="{tall // UNITS}">{drawn}</svg>'
    )


def _data(known: dict[str, Any], maps: PageMaps, looks: Looks, scope: Scope) -> dict[str, Any]:
    """What the script reads: all that is known, and the maps of units."""
    index = scope.network.index
    units = {
        str(index[unit]): {
            "width": found.width,
            "height": found.height,
            "left": found.left,
            **as_data(found.targets, looks, routed=found.routed),
        }
        for unit, found in maps.units.items()
    }
    return {
        **known,
        "title": maps.chart.title,
        "grades": {str(grade): words for grade, words in GRADE_WORDS.items()},
        "size": [maps.whole.width, maps.whole.height],
        "left": maps.whole.left,
        "unit_maps": units,
        "forms": [[list(map(list, part)) for part in form] for form in looks.forms],
        "faces": [dict(zip(FACE, face, strict=True)) for face in looks.faces],
        "words": [*looks.words],
        "roles": [*looks.roles],
        "scale": UNITS,
    }
