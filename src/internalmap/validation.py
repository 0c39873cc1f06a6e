"""One file's values held against the schema: what it says, and every problem with its place.

Where something is wrong, what is wrong is taken out and the rest is kept, so that problems of the
form and problems of meaning are told together.
"""

from __future__ import annotations

from typing import Any

from internalmap.document import Mapping, Sequence
from internalmap.errors import Place, Problem
from internalmap.files import Part
from internalmap.printable import printable
from internalmap.source import Path
from internalmap.suggest import did_you_mean


def entries(part: Part) -> tuple[dict[str, Any], list[Problem]]:
    """What a file says, and what is wrong with it."""
    from pydantic import ValidationError

    from internalmap.schema import validator

    root = part.document.root
    if root is None:
        place = Place(part.source, part.source.span(0, 0))
        remedy = "Begin with 'organization:' and 'parties:'; `internalmap init` writes a start."
        return {}, [Problem(place, "the file is empty", remedy)]
    if not isinstance(root, dict):
        what = "a list" if isinstance(root, list) else "a single text"
        place = Place(part.source, part.source.span(0, 0))
        remedy = "Begin with 'organization:' and 'parties:'."
        return {}, [Problem(place, f"a model is a mapping, and this is {what}", remedy)]
    check = validator().validate_python
    try:
        return check(root), []
    except ValidationError as error:
        errors = error.errors(include_url=False)
    located = root if isinstance(root, Mapping) else _with_places(part)
    problems = [_problem(part, located, dict(each)) for each in errors]
    kept = _copy(located)
    for _ in range(20):  # taking a thing out can bring up another: a list that is now too short
        for each in sorted(errors, key=lambda each: _order(each["loc"]), reverse=True):
            _take_out(kept, _place_path(dict(each)))
        try:
            return check(kept), problems
        except ValidationError as error:
            errors = error.errors(include_url=False)
    return {}, problems


def _with_places(part: Part) -> Any:
    from internalmap.json_text import locate

    return locate(part.source.text)[0]


def _copy(value: Any) -> Any:
    """A copy without places, in which things can be taken out."""
    if isinstance(value, dict):
        return {key: _copy(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_copy(inner) for inner in value]
    return value


def _order(location: tuple[str | int, ...]) -> tuple[tuple[int, str], ...]:
    return tuple((step, "") if isinstance(step, int) else (0, step) for step in location)


def _place_path(error: dict[str, Any]) -> Path:
    """The way to what is wrong, as far as the file goes along with it."""
    context = error.get("ctx") or {}
    inner = tuple(context.get("at", ())) if error["type"] == "fault" else ()
    return tuple(step for step in (*error["loc"], *inner) if step != "[key]")


def _take_out(root: Any, path: Path) -> None:
    """Remove what a path leads to; of a list, put an empty value that is dropped later."""
    here = root
    for step in path[:-1]:
        if isinstance(here, dict) and step in here:
            here = here[step]
        elif isinstance(here, list) and isinstance(step, int) and step < len(here):
            here = here[step]
        else:
            break
    last = path[-1] if path else None
    if isinstance(here, dict):
        here.pop(last, None)
    elif isinstance(here, list) and isinstance(last, int) and last < len(here):
        del here[last]


def _written(root: Any, path: Path) -> bool:
    here = root
    for step in path:
        if isinstance(here, Mapping) and step in here:
            here = here[step]
        elif isinstance(here, Sequence) and isinstance(step, int) and step < len(here):
            here = here[step]
        else:
            return False
    return True


def _problem(part: Part, root: Any, error: dict[str, Any]) -> Problem:
    kind = error["type"]
    path = _place_path(error)
    while path and not _written(root, path):
        path = path[:-1]
    value = error.get("input")
    message, remedy = _say(kind, error, value, path)
    at_key = kind in ("extra_forbidden",) or "[key]" in error["loc"]
    span = part.source.key_span(path) if at_key else part.source.value_span(path)
    return Problem(Place(part.source, span), message, remedy)


def _say(kind: str, error: dict[str, Any], value: Any, path: Path) -> tuple[str, str]:
    """What is wrong and what to do."""
    context = error.get("ctx") or {}
    shown = _shown(value)
    if kind == "fault":
        return str(context["message"]), str(context["remedy"])
    if kind == "extra_forbidden":
        return _unknown_key(path)
    if kind == "literal_error":
        allowed = str(context["expected"]).replace("'", "").replace(" or ", ", ").split(", ")
        remedy = f"Write one of: {', '.join(allowed)}."
        if isinstance(value, str):
            remedy = did_you_mean(value, allowed, remedy)
        return f"{shown} is not known here", remedy
    if kind == "string_type":
        if value is None:
            return "nothing stands here, and text was expected", "Write it, or remove the entry."
        return f"text was expected, not {shown}", "Write a single text."
    if kind == "string_too_short":
        return "this text is empty", "Write it, or leave the key out."
    if kind == "string_pattern_mismatch":
        return "an id holds a control character", "Use letters, digits and signs that can be seen."
    if kind == "list_type":
        return f"a list was expected, not {shown}", "Begin each item with '- ', or use [ ]."
    if kind in ("dict_type", "dataclass_type", "model_type"):
        return f"a mapping was expected, not {shown}", _mapping_remedy(path)
    if kind == "greater_than_equal":
        return f"{value} is too small", f"Write {context['ge']} or more."
    if kind == "int_type":
        return f"a whole number was expected, not {shown}", "Write digits, such as 3."
    return str(error["msg"]).lower(), ""


def _mapping_remedy(path: Path) -> str:
    if len(path) == 2 and path[0] == "parties":
        return "Write the party's keys below it, such as 'needs: [it]'."
    return "Write 'key: value' pairs."


def _shown(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, str):
        return f"'{printable(value[:60])}'" + ("…" if len(value) > 60 else "")
    return "a list" if isinstance(value, list) else "a mapping"


def _unknown_key(path: Path) -> tuple[str, str]:
    """An unknown key, with the nearest of those that are allowed where it stands."""
    from internalmap.schema_keys import allowed_keys

    key = str(path[-1])
    allowed = allowed_keys(path[:-1])
    message = f"unknown key '{printable(key[:60])}'"
    if path[:1] == ("defaults",) and len(path) == 3:
        from internalmap.schema import NOT_BY_DEFAULT

        if key in NOT_BY_DEFAULT:
            return f"'{key}' cannot be given by defaults", "Give it in each entry."
    return message, did_you_mean(key, allowed, f"Known here are: {', '.join(allowed)}.")
