"""The program's own dataclasses are to their users what those of the standard library are."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
from collections.abc import Callable
from dataclasses import FrozenInstanceError, field
from functools import partial
from typing import Any

import pytest

import internalmap
from internalmap._dataclass import dataclass

Maker = Callable[..., Callable[[type[Any]], type[Any]]]
#: How a dataclass can be asked for.
FORMS = [{}, {"slots": True}, {"frozen": True}, {"frozen": True, "slots": True}]
#: What its records are made of; the first three are equal.
ARGUMENTS: list[tuple[tuple[Any, ...], dict[str, Any]]] = [
    ((1,), {}),
    ((1, ()), {"unseen": 7}),
    ((), {"first": 1, "hidden": "y"}),
    ((2,), {}),
    ((1, (3,)), {}),
]
#: What cannot be made.
WRONG: list[tuple[tuple[Any, ...], dict[str, Any]]] = [
    ((), {}),
    ((1, 2, 3, 4, 5, 6), {}),
    ((1,), {"nobody": 1}),
    ((1,), {"first": 1}),
    ((-1,), {}),
]


def samples(made: Maker, form: dict[str, bool]) -> Callable[..., Any]:
    """A class with a bit of everything, made by one or the other."""

    @made(**form)
    class Sample:
        """A sample."""

        __qualname__ = "Sample"

        first: int
        many: tuple[int, ...] = ()
        hidden: str = field(default="x", repr=False, compare=False)
        fresh: list[int] = field(default_factory=list)
        unseen: int = field(default=0, compare=False)

        def __post_init__(self) -> None:
            if self.first < 0:
                raise ValueError("below 0")

    return Sample


def told(action: Callable[[], object]) -> str:
    """What comes of an action, the place in memory left out."""
    try:
        return repr(action())
    except (TypeError, ValueError, AttributeError) as error:
        return f"{type(error).__name__}: {error}"


@pytest.mark.parametrize("made_before", [0, 100], ids=["the first", "after many"])
@pytest.mark.parametrize("form", FORMS, ids=str)
def test_they_do_what_those_of_the_standard_library_do(
    form: dict[str, bool], made_before: int
) -> None:
    said = []
    for made in (dataclass, dataclasses.dataclass):
        cls = samples(made, form)
        for number in range(made_before):
            cls(number)
        records = [cls(*args, **words) for args, words in ARGUMENTS]
        lines = [str(inspect.signature(cls)), str(cls.__doc__)]
        lines += [told(partial(cls, *args, **words)) for args, words in WRONG]
        for one in records:
            lines += [repr(one), str(dataclasses.asdict(one)), str(dataclasses.astuple(one))]
            lines += [str([one == other for other in records]), str(one == one.first)]
            for again in (copy.copy(one), copy.deepcopy(one), dataclasses.replace(one)):
                lines += [repr(again), str(again == one), str(again.hidden)]
            lines += [dataclasses.replace(one, first=9, hidden="z").hidden]
            other = dataclasses.replace(one)
            lines += [told(partial(setattr, other, "first", 1))]
            lines += [told(partial(delattr, other, "first"))]
            lines += [told(partial(dict.fromkeys, [one]))]
        assert records[0].fresh is not records[1].fresh
        said.append(lines)
    assert said[0] == said[1]


def test_equal_records_have_one_hash() -> None:
    @dataclass(frozen=True, slots=True)
    class Pair:
        one: str
        other: str = field(default="", compare=False)

    assert hash(Pair("a", "b")) == hash(Pair("a", "c"))
    assert len({Pair("a", "b"), Pair("a", "c"), Pair("b")}) == 2


def test_an_initializer_is_written_once_it_is_worth_while() -> None:
    @dataclass(frozen=True)
    class One:
        value: int

    @dataclass(frozen=True)
    class Two(One):
        second: int = 2

    before = One.__init__
    assert str(inspect.signature(One)) == "(value: 'int') -> None"
    made = [Two(1) for _ in range(20)]
    assert repr(made[0]).endswith("Two(value=1, second=2)") and len({*made}) == 1
    assert One.__init__ is before
    assert [One(number).value for number in range(20)] == [*range(20)]
    assert One.__init__ is not before


def test_a_model_can_be_copied_and_pickled() -> None:
    model = internalmap.loads("parties: {guests: {kind: customer, needs: [bar]}, bar: }")
    need = model.needs[0]
    assert copy.deepcopy(need) == pickle.loads(pickle.dumps(need)) == need
    with pytest.raises(FrozenInstanceError, match="cannot assign to field 'customer'"):
        need.customer = "bar"  # type: ignore[misc]
