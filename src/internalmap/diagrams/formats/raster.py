"""A scene as PNG, which resvg makes of the SVG, or as PDF, painted by Graphviz."""

from __future__ import annotations

import re

from internalmap.diagrams.drawing.scene import Scene
from internalmap.diagrams.formats.engine import EngineFailed, font, font_folder, run
from internalmap.diagrams.formats.svg import svg
from internalmap.diagrams.formats.xdot import xdot_graph

#: Pixels in an inch: enough for a printed page, or a screen at twice its size.
DPI = 192.0
#: More pixels than this on a side are no picture for anybody; fewer than so many in an inch cannot
#: be read.
MOST_PIXELS, LEAST_DPI = 16_000, 48.0
#: PDF knows no larger page, in points.
MOST_POINTS = 14_400
SECONDS = 60
_DATE = re.compile(rb"(/CreationDate \(D:)([^)]*)(?=\))")


def paint(scene: Scene, form: str, engine: str) -> bytes:
    """The bytes of the file.

    Raises `EngineFailed` where the picture is too large for the format or cannot be drawn.
    """
    longest = max(scene.width, scene.height)
    if form == "png":
        dpi = min(DPI, MOST_PIXELS * 72 / longest)
        if dpi < LEAST_DPI:
            raise EngineFailed(
                f"the picture is {longest / 72:.0f} inches long, too large for PNG",
                "Write SVG, which has no such bound, leave out --sheet none, or narrow it with "
                "--focus, --only or --roll-up unit.",
            )
        return png(svg(scene), dpi)
    if longest > MOST_POINTS:
        raise EngineFailed(
            f"the picture is {longest / 72:.0f} inches long, and a PDF page has at most "
            f"{MOST_POINTS / 72:.0f}",
            "Write SVG, leave out --sheet none, or narrow it with --focus, --only or "
            "--roll-up unit.",
        )
    dot = xdot_graph(scene, dpi=72.0, font=font(engine))
    data = run(dot, layout="nop2", form=form, seconds=SECONDS, engine=engine)
    # The same picture has the same bytes: a PDF does not say when it was made.
    return _DATE.sub(_no_date, data)


def png(text: str, dpi: float) -> bytes:
    """An SVG in pixels. It is set in the font that comes along; what that lacks comes from the
    fonts of the machine."""
    import resvg_py

    folder = font_folder()
    folders = None if folder is None else [folder]
    # Points are 1/72 inch here; what the zoom is to counts 96 pixels to the inch.
    return bytes(
        resvg_py.svg_to_bytes(svg_string=text, dpi=96.0, zoom=dpi / 96.0, font_dirs=folders)
    )


def _no_date(found: re.Match[bytes]) -> bytes:
    """The same number of bytes, since a PDF counts them."""
    return found[1] + b"19700101000000Z".ljust(len(found[2]))[: len(found[2])]
