"""A map that is far wider than a sheet is folded into rows, and says the same."""

from __future__ import annotations

import json
import re
from itertools import combinations, pairwise
from math import dist
from typing import Any

import pytest

import internalmap
from diagrams.drawn import read
from internalmap.diagrams.chart.build import View
from internalmap.diagrams.chart.charts import Charts
from internalmap.diagrams.drawing.sheet import SceneOptions
from internalmap.diagrams.map.fitting import fit
from internalmap.diagrams.map.geometry import behind

NAMES = ("Order desk", "Billing", "Human Resources and Payroll", "Network")


def chain(number: int, lines: int = 1) -> internalmap.Organization:
    """So many, each of whom needs the next, and in the middle so many of the next after that."""
    parties: dict[str, Any] = {}
    for at in range(number):
        needs = [f"p{at + 1:02}"] if at + 1 < number else []
        middle = abs(at - number // 2) < lines
        needs += [f"p{at + 2:02}"] if lines > 1 and middle and at + 2 < number else []
        parties[f"p{at:02}"] = {
            "name": f"{NAMES[at % 4]} {at}",
            "kind": "team" if at else "customer",
            "needs": needs,
        }
    return internalmap.loads(json.dumps({"parties": parties}))


@pytest.mark.parametrize(("number", "lines"), [(15, 1), (30, 1), (24, 3)])
def test_a_chain_is_read_in_rows_and_every_line_leads_where_it_should(
    number: int, lines: int
) -> None:
    organization = chain(number, lines)
    charts = Charts(organization, internalmap.analyze(organization, cut_size=1), View())
    fitted = fit(charts, SceneOptions())
    found = fitted.map
    assert fitted.steps == 0
    assert len(found.rows) > 1
    areas = {box.id: found.area(box.id) for box in found.chart.boxes}
    assert not behind(found.lines, found.ends, list(areas.values()))
    assert found.crossings(100) == 0
    for (_, line), course, ends in zip(found.names.lines, found.lines, found.ends, strict=True):
        for area, place in zip(ends, (course[0], course[-1]), strict=True):
            assert area.x - 1 <= place[0] <= area.x + area.width + 1, line
            assert area.y - 1 <= place[1] <= area.y + area.height + 1, line
        wide, high = found.places.width, found.places.height
        assert all(-1 <= x <= wide + 1 and -1 <= y <= high + 1 for x, y in course)
        assert max(dist(a, b) for a, b in pairwise(course)) < wide + high
    for one, other in combinations(areas.values(), 2):
        assert (
            one.x + one.width < other.x
            or other.x + other.width < one.x
            or one.y + one.height < other.y
            or other.y + other.height < one.y
        )
    assert found.back == 0
    # Row after row, as a text is read.
    middles = {id: area.y + area.height / 2 for id, area in areas.items()}
    row = {id: sum(middle >= at for at in found.rows) for id, middle in middles.items()}
    assert sorted(areas, key=lambda id: (row[id], areas[id].x)) == sorted(areas, reverse=True)


def test_a_folded_chain_has_names_of_16_pixels_and_says_how_it_is_read() -> None:
    picture = internalmap.render(chain(15), sheet="16:9")
    rows = re.search(r"in (\d) rows that read like lines of text", picture.text)
    assert rows is not None
    assert picture.notices == ()
    assert len(read(picture.data).lines) == 14
    sizes = [float(each) for each in re.findall(r'font-size="([\d.]+)"', picture.text)]
    assert max(sizes) * 2 >= 16
