"""The best of several layouts of a map: all are asked of Graphviz at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from internalmap.diagrams.formats.engine import TookTooLong, TookTooMuch, run_all
from internalmap.diagrams.map.dot import circles, map_dot
from internalmap.diagrams.map.fold import folded
from internalmap.diagrams.map.maker import Maker, Map
from internalmap.diagrams.map.places import read_places
from internalmap.diagrams.map.ways import BEST, DOWN, FIRST, FURTHER, SECONDS, Way, usual

#: Suppliers stand above, and not left as in other maps, only where names are so much larger by it.
#: So do they in rows, which are tried where a map is so many times as wide as it is high.
_TURNED, WIDE = 1.08, 2.5


def pulled(make: Maker, engine: str) -> list[Map]:
    """The first layout with customers behind everybody in a circle, if there is one."""
    if not circles(make.laid) or not any(box.kind == "customer" for box in make.laid.boxes):
        return []
    return laid_out(make, [replace(FIRST, pulled=True)], engine)


def better(make: Maker, first: Map, worth: Callable[[Map], float], engine: str, tries: int) -> Map:
    """The best of several layouts."""
    ways = usual(*first.size, framed=bool(first.chart.frames))[: tries - 1]
    ways = [replace(way, pulled=first.way.pulled) for way in ways]
    return max((first, *laid_out(make, ways, engine)), key=worth)


def further(
    make: Maker, best: Map, worth: Callable[[Map], float], engine: str, *, upright: bool
) -> Map:
    """The best of others, which have words on as many lines; suppliers stand above, or in rows,
    only where names are much larger by it."""
    ways = [
        replace(way, pulled=best.way.pulled) for way in (FURTHER if upright else (*FURTHER, *DOWN))
    ]
    found = laid_out(make, ways, engine)
    wide, high = best.size
    if wide > high * WIDE and not upright:
        places = folded(make.sizes, best.places)
        found += [make.map(each, tangled=False, rows=rows) for each, rows in places]

    def least(map: Map) -> float:
        return _TURNED if map.way.down or map.rows else 1.0

    for map in sorted(found, key=lambda map: -worth(map) / least(map)):
        if worth(map) <= worth(best) * least(map):
            break
        if map.unsaid <= best.unsaid:
            return map
    return best


def laid_out(make: Maker, ways: Sequence[Way], engine: str) -> list[Map]:
    """A map by each way; none where Graphviz does not end in time."""
    makers = [make.with_names(way.limit) for way in ways]
    texts = [
        map_dot(
            make.laid,
            maker.names,
            attributes={**BEST, **way.attributes},
            columns=way.columns,
            room=way.room,
            pulled=way.pulled,
        )
        for maker, way in zip(makers, ways, strict=True)
    ]
    try:
        laid = run_all(texts, layout="dot", seconds=SECONDS, engine=engine)
    except (TookTooLong, TookTooMuch):
        return []
    return [
        maker.map(read_places(data), tangled=False, way=way)
        for maker, way, data in zip(makers, ways, laid, strict=True)
    ]
