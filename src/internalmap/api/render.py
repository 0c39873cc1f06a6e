"""`render`: an organisation in, a picture out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from os.path import splitext
from typing import TYPE_CHECKING

from internalmap._dataclass import dataclass
from internalmap.api.analyze import Progress, analyze
from internalmap.api.query import Query
from internalmap.arguments import callback, count, flag, one_of, optional_text, texts
from internalmap.diagrams import DEFAULT, VIEWS, matrix_says_more
from internalmap.diagrams.chart.build import View
from internalmap.diagrams.chart.charts import Charts
from internalmap.diagrams.chart.coloring import COLORINGS
from internalmap.diagrams.drawing.sheet import NONE, SHEETS, SceneOptions
from internalmap.diagrams.formats.engine import ENGINES
from internalmap.errors import InternalMapError
from internalmap.formats import PICTURES
from internalmap.model.organization import Importance, Organization
from internalmap.model.phrases import listed
from internalmap.text.escape import escape

if TYPE_CHECKING:
    from internalmap.diagrams import Perspective
    from internalmap.diagrams.drawing.scene import Scene


#: The formats that are drawn, not written as text for others to draw.
SCENES = ("svg", "png", "pdf")
#: What pages can be made of.
PAGES = ("unit",)
_MAP = ("view", "map")


@dataclass(frozen=True)
class Picture:
    """A picture: its bytes, its format (svg, png, pdf, dot, mermaid or html), and notices of what
    was merged or left out. `pages`: where it was asked for in pages, each as an SVG or a PNG,
    `data` being the first; in a PDF, `data` holds them all. As the last line of a notebook's cell
    it shows itself."""

    data: bytes
    format: str
    notices: tuple[str, ...] = ()
    pages: tuple[bytes, ...] = ()

    @property
    def text(self) -> str:
        """The picture as text: all but PNG and PDF, for which it raises `InternalMapError`."""
        if PICTURES[self.format].binary:
            raise InternalMapError(f"a picture as {self.format.upper()} is no text", "Use .data.")
        return self.data.decode("utf-8")

    def save(self, path: str) -> None:
        """Write the file, whole or not at all; several pages as `path` with a number before its
        ending each, all of them or none. Raises `InternalMapError` where that fails."""
        from internalmap._atomic_write import write_files

        write_files(self.files(path))

    def files(self, path: str) -> dict[str, bytes]:
        """What `save` writes, file by file.

        >>> Picture(b"<svg/>", "svg").files("org.svg")
        {'org.svg': b'<svg/>'}
        >>> sorted(Picture(b"1", "svg", pages=(b"1", b"2")).files("org.svg"))
        ['org-1.svg', 'org-2.svg']
        """
        if not self.pages:
            return {path: self.data}
        stem, ending = splitext(path)
        digits = len(str(len(self.pages)))
        return {
            f"{stem}-{number:0{digits}}{ending}": data for number, data in enumerate(self.pages, 1)
        }

    def _repr_svg_(self) -> str | None:
        """What a notebook shows of an SVG."""
        return self.text if self.format == "svg" else None

    def _repr_png_(self) -> bytes | None:
        """What a notebook shows of a PNG."""
        return self.data if self.format == "png" else None


def render(
    organization: Organization,
    *,
    view: str | None = None,
    format: str = "svg",
    focus: Sequence[str] = (),
    hops: int = 1,
    only: Sequence[str] = (),
    roll_up: str | None = None,
    color_by: str = "risk",
    highlight: Sequence[str] = (),
    sheet: str | None = None,
    pages: str | None = None,
    all_lines: bool = False,
    reduce: int = 0,
    legend: bool = True,
    engine: str = "builtin",
    contacts: bool = False,
    protect: Sequence[str] = (),
    candidates: Sequence[str] = (),
    stops_on: Importance = "essential",
    only_needs: Sequence[str] = (),
    without_needs: Sequence[str] = (),
    progress: Progress | None = None,
) -> Picture:
    """A picture of who depends on whom.

    `view` is `map` (suppliers left of those they supply, or above where names come out larger so,
    units as frames), `pyramid` (the hierarchy turned over: customers on top), `hierarchy` (the
    classic chart), `matrix` (rows need columns), or `risk` (who alone lets whom down, and how
    soon); left out, a map, or a matrix where no chain of needs is longer than one. `format` is svg,
    png, pdf, dot, mermaid or html: the page, one file in which boxes can be taken away to watch
    what stops. It takes none of the options of this paragraph and the next two but `engine`, and
    `contacts`: whether it says whom to call, who answers, and notes.

    `focus` shows only parties within `hops` dependencies of these, `only` shows only these; both
    take selectors. `roll_up` shows units in place of parties: party (all parties), unit, a depth
    such as "1", or a kind; left out, large pictures show units. `color_by` is risk, kind, load,
    satisfaction or unit. `highlight` shows what the absence of these does.

    `sheet` is 16:9, a4, a3 or none; left out, PNG and PDF are made for 16:9. A map that cannot be
    read draws less, step by step, and says so; `all_lines` draws everything. `pages` is unit for an
    index and a map of each unit: what comes in, and what goes out. DOT and Mermaid are
    whole, or `reduce` is the number of steps. `protect`, `candidates`,
    `stops_on`, `only_needs` and `without_needs` are as for `analyze`.

    The same organisation and options give the same bytes. Raises `InternalMapError` for an option
    that is not known, a selector that picks nobody, or a picture that cannot be drawn.

    >>> import internalmap
    >>> hotel = internalmap.loads("parties: {guests: {kind: customer, needs: [bar]}, bar: }")
    >>> "flowchart LR" in internalmap.render(hotel, format="mermaid").text
    True
    """
    query = Query.of(
        protect=protect,
        candidates=candidates,
        stops_on=stops_on,
        only_needs=only_needs,
        without_needs=without_needs,
    )
    name = DEFAULT if view is None else one_of("view", view, VIEWS)
    shown = VIEWS[name]
    one_of("format", format, PICTURES)
    one_of("color_by", color_by, COLORINGS)
    one_of("engine", engine, ENGINES)
    hops = count("hops", hops, 0)
    roll_up, legend = optional_text("roll_up", roll_up), flag("legend", legend)
    focus, only = texts("focus", focus), texts("only", only)
    highlight = texts("highlight", highlight)
    all_lines, reduce = flag("all_lines", all_lines), count("reduce", reduce, 0)
    sheet = None if sheet is None else one_of("sheet", sheet, SHEETS)
    contacts = flag("contacts", contacts)
    log = callback("progress", progress)
    if pages is not None:
        one_of("pages", pages, PAGES)
    if format == "html":
        chosen = {
            "view": view is not None, "focus": focus, "only": only, "roll_up": roll_up is not None,
            "color_by": color_by != "risk", "highlight": highlight, "sheet": sheet is not None,
            "all_lines": all_lines, "reduce": reduce, "legend": not legend, "hops": hops != 1,
            "pages": pages is not None,
        }  # fmt: skip
        _page_takes_no(name for name, given in chosen.items() if given)
        return _page(query, organization, contacts, engine, log)
    if contacts:
        raise InternalMapError("contacts are for the page", "Write html, or leave contacts out.")
    if pages is not None:
        _alone(format, view=view, focus=focus, only=only, roll_up=roll_up, highlight=highlight)
    if name == "risk" and (highlight or color_by != "risk"):
        raise InternalMapError(
            "the risk table asks of each absence alone, and has colours of its own",
            "Leave out highlight and color_by, or draw another view.",
        )
    organization = query.needs_of(organization)
    analysis = analyze(organization, **query.settings, cut_size=1, progress=log)
    log("choosing what is shown")

    def charts_of(seen: Perspective) -> Charts:
        view = View(
            roll_up=roll_up,
            only=only,
            focus=focus,
            hops=hops,
            color_by=color_by,
            highlight=highlight,
            protect=query.protect,
            most=seen.most,
            touched=seen.touched and not all_lines,
            fold_everyone=seen.fold_everyone,
            frames=seen.frames,
            containers=seen.containers,
        )
        return Charts(organization, analysis, view)

    charts, said = charts_of(shown), []
    if view is None and format in SCENES and not (all_lines or highlight or pages):
        notice, other = matrix_says_more(charts), charts_of(VIEWS["matrix"])
        if notice is not None and matrix_says_more(other) is not None:
            name, shown, charts, said = "matrix", VIEWS["matrix"], other, [notice]
    log("drawing")
    options = SceneOptions(legend, engine, SHEETS[sheet or _sheet(format)], all_lines, True)
    if pages is not None:
        return _in_pages(charts, format, options, log)
    data, notices = _drawn(charts, name, shown, format, options, reduce)
    return Picture(data, format, (*charts.whole.notices, *said, *notices))


def _page_takes_no(given: Iterable[str]) -> None:
    """Refuse what is chosen in the page and not when it is made."""
    names = [*given]
    if names:
        raise InternalMapError(
            f"the page does not take {listed(names)}",
            "Whoever opens it searches, filters and takes boxes away there; its address says what "
            "is shown.",
        )


def _page(
    query: Query, organization: Organization, contacts: bool, engine: str, log: Progress
) -> Picture:
    from internalmap.page.document import document

    organization = query.needs_of(organization)
    analysis = analyze(organization, **query.settings, progress=log)
    log("drawing")
    text = document(
        query.scope(organization),
        analysis,
        protect=query.protect,
        contacts=contacts,
        engine=engine,
    )
    return Picture(text.encode("utf-8"), "html")


def _sheet(format: str) -> str:
    """The sheet of a format that is not told."""
    return "16:9" if PICTURES[format].binary else NONE


def _drawn(
    charts: Charts, name: str, view: Perspective, format: str, options: SceneOptions, reduce: int
) -> tuple[bytes, Sequence[str]]:
    if format == "dot":
        return view.dot(charts, reduce).encode("utf-8"), ()
    if format == "mermaid":
        if view.mermaid is None:
            raise InternalMapError(
                f"Mermaid has no diagram for the {name}", "Write SVG, PNG, PDF or DOT."
            )
        from internalmap.diagrams.formats.mermaid import warnings

        drawn = charts.less(reduce)
        text = view.mermaid(drawn)
        return text.encode("utf-8"), warnings(text, drawn)
    from internalmap.diagrams.drawing.page import small_names

    scene, notices = view.scene(charts, options)
    small = None
    if name != "map":  # which says it with its lines
        small = small_names(scene, units=bool(charts.units) and not charts.whole.notices)
    data, lacking = _as(scene, format, options.engine)
    return data, [*notices, *([small] if small else []), *lacking]


def _as(scene: Scene, format: str, engine: str) -> tuple[bytes, Sequence[str]]:
    """A scene as a file, and a notice of characters that it lacks."""
    if format == "svg":
        from internalmap.diagrams.formats.svg import svg

        return svg(scene).encode("utf-8"), ()
    from internalmap.diagrams.formats.glyphs import missing, notice
    from internalmap.diagrams.formats.raster import paint

    data = paint(scene, format, engine)
    lacking = missing(scene)
    return data, [notice(lacking)] if lacking else []


def _alone(format: str, **others: str | Sequence[str] | None) -> None:
    """Refuse what cannot be had in pages: they are maps of whole units."""
    if format not in SCENES:
        name = "DOT" if format == "dot" else "Mermaid"
        raise InternalMapError(f"{name} has no pages", "Write SVG, PNG or PDF, or leave out pages.")
    given = [name for name, value in others.items() if value and (name, value) != _MAP]
    if given:
        names = listed(given)
        raise InternalMapError(
            f"pages shows every unit whole, on a map of its own: {names} cannot be had with it",
            f"Leave out {names}, or pages.",
        )


def _in_pages(charts: Charts, format: str, options: SceneOptions, log: Progress) -> Picture:
    """An index and a map of each unit: one PDF, or a file each."""
    from internalmap.diagrams.pages.pages import pages

    drawn, notices = pages(charts, options, log)
    made: list[bytes] = []
    for page in drawn:
        data, lacking = _as(page.scene, format, options.engine)
        made.append(data)
        notices += [each for each in lacking if each not in notices]
    said = (*charts.whole.notices, *notices)
    if format != "pdf":
        return Picture(made[0], format, said, tuple(made))
    from internalmap.diagrams.formats.pdf_pages import bound

    named = [(escape(page.name), data) for page, data in zip(drawn, made, strict=True)]
    return Picture(bound(named, escape(charts.whole.name)), format, said)
