"""Pictures of an organisation: one folder a view, each a function from a chart to a scene.

`VIEWS` is the one table of them. A view's module is imported when it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from internalmap.diagrams.chart.visibility import MOST_CHARTED, MOST_ROWS, MOST_TIERED

if TYPE_CHECKING:
    from internalmap.diagrams.chart.chart import Chart
    from internalmap.diagrams.chart.charts import Charts
    from internalmap.diagrams.drawing.scene import Scene
    from internalmap.diagrams.drawing.sheet import SceneOptions

__all__ = ["DEFAULT", "VIEWS", "Perspective", "matrix_says_more"]


@dataclass(frozen=True, slots=True)
class Perspective:
    """A way to look at an organisation.

    `most` is the number of boxes past which units stand for their members, if there is one.
    `fold_everyone`: what goes to everyone is drawn once. `frames`: units are frames around their
    members; `containers`: units that only hold others are boxes where they are no frames.
    `touched`: a picture of an absence has only those whom it touches. `scene` takes the charts and
    how the scene is made; it gives the scene and notices. `dot` takes the charts and how many steps
    of drawing less to take. `mermaid` is `None` where Mermaid has no such diagram.
    """

    most: int | None
    touched: bool
    fold_everyone: bool
    frames: bool
    containers: bool
    scene: Callable[[Charts, SceneOptions], tuple[Scene, list[str]]]
    dot: Callable[[Charts, int], str]
    mermaid: Callable[[Chart], str] | None


def _map(charts: Charts, options: SceneOptions) -> tuple[Scene, list[str]]:
    from internalmap.diagrams.map import map as view

    return view.scene(charts, options)


def _map_dot(charts: Charts, steps: int) -> str:
    from internalmap.diagrams.map.dot import map_dot, map_names

    chart = charts.less(steps)
    return map_dot(chart, map_names(chart), finished=True)


def _map_mermaid(chart: Chart) -> str:
    from internalmap.diagrams.formats.mermaid import map_text

    return map_text(chart)


def _pyramid(charts: Charts, options: SceneOptions) -> tuple[Scene, list[str]]:
    from internalmap.diagrams.pyramid import pyramid

    pyramid.refuse_flat(charts.whole)
    return pyramid.scene(charts.whole, legend=options.legend, sheet=options.sheet), []


def _pyramid_dot(charts: Charts, _steps: int) -> str:
    from internalmap.diagrams.pyramid import pyramid

    pyramid.refuse_flat(charts.whole)
    return pyramid.dot(charts.whole)


def _pyramid_mermaid(chart: Chart) -> str:
    from internalmap.diagrams.formats.mermaid import pyramid_text
    from internalmap.diagrams.pyramid.pyramid import refuse_flat

    refuse_flat(chart)
    return pyramid_text(chart)


def _hierarchy(charts: Charts, options: SceneOptions) -> tuple[Scene, list[str]]:
    from internalmap.diagrams.hierarchy import hierarchy

    chart = charts.whole
    scene = hierarchy.scene(chart, legend=options.legend, sheet=options.sheet)
    return scene, hierarchy.notices(chart)


def _hierarchy_dot(charts: Charts, _steps: int) -> str:
    from internalmap.diagrams.hierarchy import hierarchy

    return hierarchy.dot(charts.whole)


def _hierarchy_mermaid(chart: Chart) -> str:
    from internalmap.diagrams.formats.mermaid import hierarchy_text

    return hierarchy_text(chart)


def _risk(charts: Charts, options: SceneOptions) -> tuple[Scene, list[str]]:
    from internalmap.diagrams.risk import risk

    return risk.scene(charts, options), []


def _risk_dot(charts: Charts, _steps: int) -> str:
    from internalmap.diagrams.risk.dot import dot

    return dot(charts)


def _matrix(charts: Charts, options: SceneOptions) -> tuple[Scene, list[str]]:
    from internalmap.diagrams.matrix import matrix

    return matrix.scene(charts.whole, legend=options.legend, sheet=options.sheet), []


def _matrix_dot(charts: Charts, _steps: int) -> str:
    from internalmap.diagrams.matrix import matrix

    return matrix.dot(charts.whole)


#: The view where none was asked for, unless a matrix says more.
DEFAULT = "map"


def matrix_says_more(charts: Charts) -> str | None:
    """What is to be said where a matrix says more of these charts than a map does: no chain of
    needs is longer than one, and customers share suppliers. `None` where it does not."""
    from internalmap.diagrams.matrix import compact

    found = compact.compact(charts.whole)
    return compact.NOTICE if found is not None and compact.speaks_for_itself(found) else None


#: Every view by name.
VIEWS: Mapping[str, Perspective] = MappingProxyType(
    {
        "map": Perspective(
            most=None,
            touched=True,
            fold_everyone=True,
            frames=True,
            containers=True,
            scene=_map,
            dot=_map_dot,
            mermaid=_map_mermaid,
        ),
        "pyramid": Perspective(
            most=MOST_TIERED,
            touched=True,
            fold_everyone=True,
            frames=False,
            containers=False,
            scene=_pyramid,
            dot=_pyramid_dot,
            mermaid=_pyramid_mermaid,
        ),
        "hierarchy": Perspective(
            most=MOST_CHARTED,
            touched=False,
            fold_everyone=True,
            frames=False,
            containers=True,
            scene=_hierarchy,
            dot=_hierarchy_dot,
            mermaid=_hierarchy_mermaid,
        ),
        "matrix": Perspective(
            most=MOST_ROWS,
            touched=True,
            fold_everyone=False,
            frames=True,
            containers=True,
            scene=_matrix,
            dot=_matrix_dot,
            mermaid=None,
        ),
        "risk": Perspective(
            most=None,
            touched=False,
            fold_everyone=True,
            frames=False,
            containers=True,
            scene=_risk,
            dot=_risk_dot,
            mermaid=None,
        ),
    }
)
