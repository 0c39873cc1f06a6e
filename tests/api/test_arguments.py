"""Whatever a caller hands to a public function by mistake is refused in words, and named."""

from __future__ import annotations

import inspect
import pickle
import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

import internalmap
from internalmap.api.party import cards
from internalmap.errors import InternalMapError, InvalidArgument

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
HOTEL = Path(__file__).resolve().parents[2] / "examples" / "fjord-hotel.yaml"

_TEXT = [3, None, ["it"], b"it"]
_CHOICE = ["foo", "", 3, ["map"], {}]
_TEXTS = [3, [3], [["it"]], {"it": 1}, b"it", True]
_SELECTORS = [*_TEXTS, "foo", ["it", "foo"], "", "kind:foo"]
_COUNT = [-1, 1.5, "2", None, True, [1], float("nan")]
_FLAG = ["no", 1, None, []]
_CALL = ["print", 3]
_MODEL: list[Any] = ["org.yaml", None, 3, {"parties": {}}]

#: What each argument cannot be. `None` stands among them where it is no way to leave one out.
WRONG: Mapping[str, list[Any]] = {
    "organization": _MODEL,
    "old": _MODEL,
    "new": _MODEL,
    "protect": _SELECTORS,
    "candidates": _SELECTORS,
    "focus": _SELECTORS,
    "only": _SELECTORS,
    "highlight": _SELECTORS,
    "gone": _SELECTORS,
    "ids": [*_TEXTS, "foo", "kind:person"],
    "supplier": [*_TEXT, "foo"],
    "customer": [*_TEXT, "foo"],
    "only_needs": [*_TEXTS, "foo"],
    "without_needs": [*_TEXTS, "foo"],
    "select": [*_TEXTS, "foo"],
    "ignore": [*_TEXTS, "foo"],
    "duration": ["soon", "8 hours", "", True, -1, 1.5, float("nan"), 10**400, ["8h"], {"it": 60}],
    "late": [
        "it",
        ["it"],
        {"it": "2h"},
        {"it": None},
        {"it": True},
        {"it": -1},
        {"it": float("nan")},
        {"it": 10**400},
        {3: 60},
        {"foo": 60},
    ],
    "stops_on": [*_CHOICE, None],
    "view": [*_CHOICE, None],
    "format": [*_CHOICE, None],
    "pages": [*_CHOICE],
    "color_by": [*_CHOICE, None],
    "engine": [*_CHOICE, None],
    "contacts": [*_FLAG],
    "sort": [*_CHOICE, None],
    "order": [*_CHOICE, None],
    "measures": [*_TEXTS, "foo", ""],
    "exclude": _SELECTORS,
    "to": [*_CHOICE, None],
    "kind": _CHOICE,
    "importance": _CHOICE,
    "alternatives": _CHOICE,
    "table": _CHOICE,
    "roll_up": ["foo", 1, ["unit"]],
    "cut_size": [*_COUNT, 0],
    "steps": [*_COUNT, 0],
    "draws": [*_COUNT, 0, 10_000_001],
    "names": [*_TEXTS, "foo", ""],
    "top": _COUNT,
    "seed": _COUNT,
    "hops": _COUNT,
    "every": _FLAG,
    "legend": _FLAG,
    "skip_invalid": _FLAG,
    "anonymize": _FLAG,
    "today": ["2026-05-01", 20260501, (2026, 5, 1)],
    "settings": [{"fail_on": "note"}, "error", 0],
    "model": [3, None, "no-such-file.yaml"],
    "name": [3, None],
    "text": _TEXT,
    "title": [3, ["Hotel"]],
    "source": [3, None, b"org.yaml", "no-such-file.csv"],
    "from_format": ["foo", 3],
    "columns": [3, [3], {"customer": "Team"}, "foo=Team"],
    "parties": [3, [3], {"a.csv": 1}, b"a.csv", "no-such-file.csv"],
    "scale": [3, "foo", (1, 5)],
    "split": [3, ["/"]],
    "shape": _CHOICE,
    "separator": [3, [";"], "", "ab"],
    "values": [3, [3], {"importance": "High"}, "foo=essential", "importance:High=foo"],
    "keep_name": [3, [3], {"N/A": 1}],
    "fill_down": [3, [3], "foo"],
    "words": [3, [3], b"words.yaml", "no-such-file.yaml"],
    "prefer": [3, [3], "no-such-file.csv"],
    "sheet": _CHOICE,
    "answers": [3, [3], b"a.xlsx", "no-such-file.xlsx", [], ""],
    "on_conflict": [*_CHOICE, None],
    "same": [3, "the IT desk=it", {3: "it"}, {"the IT desk": 3}, {"the IT desk": "foo"}],
    "by": [*_CHOICE, "unit "],
    "due": ["2026-05-01", 20260501, (2026, 5, 1)],
    "ask": [3, ["Ada"], "", " \n", "a" * 201],
    "status": _FLAG,
    "again": _FLAG,
    "all_lines": _FLAG,
    "reduce": _COUNT,
    "progress": _CALL,
    "tell": _CALL,
}
#: What is right for the arguments that a function must have.
_RIGHT: Mapping[str, Mapping[str, Any]] = {
    "trace": {"supplier": "it", "customer": "guests"},
    "impact": {"gone": ["it"]},
    "loads": {"text": "parties: {bar: }"},
    "load": {"model": HOTEL},
    "simulate": {"draws": 10},
    "cards": {"ids": ["it"]},
    "forms": {"to": "no-such-folder"},
    "merge": {"answers": EXAMPLES / "fjord-hotel-survey.csv"},
}
#: The name of a model that is checked is free, and a stream is whatever can be read.
_WRONG_HERE: Mapping[tuple[str, str], list[Any]] = {
    ("check", "model"): [3, None],
    ("load", "stdin"): [],
    ("render", "view"): [*_CHOICE],
    ("forms", "to"): [3, None, "", b"forms", __file__, "a\0b"],
}

FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "cards": cards,
    **{
        name: getattr(internalmap, name)
        for name in internalmap.__all__
        if inspect.isfunction(getattr(internalmap, name))
    },
}


ARGUMENTS = [
    (name, argument)
    for name, function in FUNCTIONS.items()
    for argument in inspect.signature(function).parameters
]


@pytest.fixture(scope="module")
def hotel() -> internalmap.Organization:
    return internalmap.load(HOTEL)


@pytest.mark.parametrize("name, argument", ARGUMENTS)
def test_a_value_that_cannot_be_is_refused(
    name: str, argument: str, hotel: internalmap.Organization, tmp_path: Path
) -> None:
    table = tmp_path / "needs.csv"
    table.write_text("customer,supplier\nbar,ice\n", encoding="utf-8")
    given: dict[str, Any] = {**_RIGHT.get(name, {})}
    for each in inspect.signature(FUNCTIONS[name]).parameters:
        if each in ("organization", "old", "new"):
            given[each] = hotel
    if name == "convert":
        given = {"source": table, "to": "csv"}
    FUNCTIONS[name](**given)
    for value in (
        _WRONG_HERE[name, argument] if (name, argument) in _WRONG_HERE else WRONG[argument]
    ):
        with pytest.raises(InternalMapError) as refused:
            FUNCTIONS[name](**{**given, argument: value})
        assert len(str(refused.value)) < 2_000, value


@pytest.mark.parametrize(
    "function, arguments, message",
    [
        (internalmap.check, {"stops_on": "esential"}, "stops_on: 'esential' is not known\n"
         "  Did you mean 'essential'?"),
        (internalmap.check, {"today": "2026-05-01"}, "today: '2026-05-01' is not a date\n"
         "  Write: datetime.date(2026, 5, 1)."),
        (internalmap.analyze, {"cut_size": 0},
         "cut_size: 0 is not a whole number of at least 1"),
        (internalmap.simulate, {"draws": 0},
         "draws: 0 is not a whole number from 1 to 10,000,000"),
        (internalmap.render, {"view": "matrx"}, "view: 'matrx' is not known\n"
         "  Did you mean 'matrix'?"),
        (internalmap.impact, {"late": {"it": "2h"}}, "late: it cannot be late by '2h'\n"
         "  Write a number of seconds."),
        (cards, {"ids": "kitchn"}, "there is no party 'kitchn'\n  Did you mean 'kitchen'?"),
    ],
)  # fmt: skip
def test_the_message_names_the_argument_and_what_was_meant(
    function: Callable[..., Any],
    arguments: dict[str, Any],
    message: str,
    hotel: internalmap.Organization,
) -> None:
    with pytest.raises(InternalMapError, match=f"^{re.escape(message)}$"):
        function(hotel, **arguments)


def test_a_path_in_place_of_a_model_says_how_to_read_it() -> None:
    with pytest.raises(InternalMapError, match=r"internalmap\.load\(path\)"):
        internalmap.analyze("org.yaml")  # type: ignore[arg-type]


def test_what_can_be_meant_is_taken(hotel: internalmap.Organization) -> None:
    """Nothing for no selectors, a set in its order, a moment for its day."""
    plain = internalmap.analyze(hotel, candidates=["guests", "it", "kitchen"])
    assert internalmap.analyze(hotel, candidates={"kitchen", "it", "guests"}) == plain  # type: ignore[arg-type]
    assert internalmap.analyze(hotel, protect=None) == internalmap.analyze(hotel)  # type: ignore[arg-type]
    noon = datetime(2026, 5, 1, 12, tzinfo=UTC)
    assert internalmap.check(hotel, today=noon) == internalmap.check(hotel, today=date(2026, 5, 1))


def test_the_error_can_be_sent_between_processes() -> None:
    error = InvalidArgument("stops_on", "'foo' is not known", "Write one of: a, b.")
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.argument, again.option) == (str(error), "stops_on", "--stops-on")
