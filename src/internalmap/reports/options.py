"""What is asked of a report beside the result that it is about."""

from __future__ import annotations

from datetime import date

from internalmap._dataclass import dataclass


@dataclass(frozen=True, slots=True)
class RenderOptions:
    """How a report is made and set; each result and each format heeds what concerns it.

    `width` and `color` are the terminal's, `top` bounds the rows of each table, `structure` asks
    for the figures of the whole, `brief` for what fits one screen and nothing else. `model` is the
    path that commands in the report name (empty: no command can name it). With `today`, actions
    that are overdue are said to be. `caveats` are sentences on what was asked for, so that a report
    that is put by is not taken for another.
    `picture` is the map as PNG, for a format that shows it; `picture_remarks` say what was left out
    of it, or why there is none; `risk_picture` is the risk table, likewise. `appendix` is another
    result of the same model, whose tables a workbook has too.
    """

    width: int = 80
    color: bool = False
    top: int = 10
    structure: bool = False
    model: str = "org.yaml"
    today: date | None = None
    caveats: tuple[str, ...] = ()
    picture: bytes | None = None
    picture_remarks: tuple[str, ...] = ()
    risk_picture: bytes | None = None
    brief: bool = False
    appendix: object = None
