"""How large the page of a large organisation is, and how quick it is in a browser.

`python tests/benchmarks/pages.py [PARTIES]` makes pages of organisations of 5,000 parties, or so
many, and shows them in Chromium. It asserts nothing.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

import models

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import internalmap
from page.browser import address, running, tab

#: What is measured in the page, in milliseconds: until it can be used; an absence, and what it
#: takes to show it; a step of moving the map, from frame to frame; the list.
_MEASURE = """async () => {
  const { clock, ask } = InternalmapPage;
  const timed = (work) => {
    const from = performance.now();
    work();
    return performance.now() - from;
  };
  const middle = (times) => [...times].sort((one, other) => one - other)[times.length >> 1];
  const most = (times) => Math.max(...times);
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  const [navigation] = performance.getEntriesByType("navigation");
  const worst = [...clock.ids.keys()].map((party) => [clock.supplies[party].length, party])
    .sort((one, other) => other[0] - one[0]).slice(0, 40).map(([, party]) => party);
  const played = worst.map((party) => timed(() => clock.play([party], null)));
  const asked = [];
  for (const party of worst.slice(0, 12)) {
    asked.push(timed(() => ask({ gone: [party] })));
    await frame();
  }
  ask({ gone: [] });
  await frame();
  const steps = [];
  for (let step = 0; step < 40; step += 1) {
    const from = performance.now();
    InternalmapView.move(step % 2 ? 9 : -7, 3);
    await frame();
    steps.push(performance.now() - from);
  }
  const list = timed(() => InternalmapList.show(true));
  return {
    "until it can be used": navigation.domComplete,
    "an absence, the middle": middle(played), "an absence, the longest": most(played),
    "an absence shown, the middle": middle(asked), "an absence shown, the longest": most(asked),
    "a step of the map, the middle": middle(steps), "a step of the map, the longest": most(steps),
    "the list": list,
    elements: document.querySelectorAll("*").length,
    boxes: document.querySelectorAll("#drawing .box").length,
  };
}"""


def _used() -> float:
    """The processor time used so far, that of Graphviz included, in seconds."""
    return sum(os.times()[:4])


def measured(parties: int, window: float) -> dict[str, Any]:
    """What there is to say of one page: of so many parties, units of 25 included, each of which
    needs others that are at most so many units away, as a share of all."""
    units = parties // 26
    alone = parties - units
    raw = models.model(models.Recipe(alone, max(2, alone // 100), window=window))
    raw["everyone"] = {"needs": [f"p{alone - 1:06d}"]}
    for number in range(units):
        raw["parties"][f"unit-{number}"] = {"kind": "department", "name": f"Unit {number}"}
    for number, (id, party) in enumerate(raw["parties"].items()):
        if party["kind"] != "customer" and not id.startswith("unit-"):
            party["part_of"] = f"unit-{number * units // alone}"
    organization = internalmap.loads(json.dumps(raw))
    before = _used()
    data = internalmap.render(organization, format="html").data
    found: dict[str, Any] = {"made in, of processors": f"{_used() - before:.1f} s"}
    found["size"] = f"{len(data) / 1e6:.2f} MB"
    with tempfile.TemporaryDirectory() as folder, running() as browser:
        path = Path(folder, "page.html")
        path.write_bytes(data)
        with tab(browser, viewport={"width": 1366, "height": 768}) as opened:
            opened.page.goto(address(path))
            for name, value in opened.asks(_MEASURE).items():
                counts = name in ("elements", "boxes")
                found[name] = f"{value:,}" if counts else f"{value:.0f} ms"
    return found


def main(arguments: list[str]) -> None:
    parties = int(arguments[0]) if arguments else 5_000
    for window in (0.01, 0.2):
        print(f"{parties:,} parties, each needs others within {window:.0%} of all", flush=True)
        for name, value in measured(parties, window).items():
            print(f"  {name:<32} {value:>12}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
