"""Dataclasses that cost next to nothing until there are many of one class.

The standard library writes a dataclass six methods and compiles each, before it is known whether
any is ever called. Hundreds of records are defined here, a run of a small model makes a few dozen
of them, and so a third of its time went into methods that nobody called. Here the initializer is
written once a class has some records, and the other methods are the same for all.

To a type checker, and to `dataclasses.fields`, `replace` and `asdict`, it is a dataclass as any
other.
"""

from __future__ import annotations

import dataclasses
from operator import attrgetter
from reprlib import recursive_repr

TYPE_CHECKING = False  # `typing` takes time to load
if TYPE_CHECKING:
    from collections.abc import Callable
    from dataclasses import dataclass
    from typing import Any
else:

    def dataclass(cls=None, /, *, frozen=False, slots=False):
        """Makes a dataclass of a class, as `dataclasses.dataclass` does."""

        def made(cls):
            bare = dataclasses.dataclass(init=False, repr=False, eq=False, slots=slots)(cls)
            return _with_methods(bare, frozen=frozen, slots=slots)

        return made if cls is None else made(cls)


__all__ = ["dataclass"]


def _with_methods(cls: type[Any], *, frozen: bool, slots: bool) -> type[Any]:
    """The class with the methods of a dataclass, where it has none of its own."""
    methods = {"__init__": _init_when_called(cls), "__signature__": _Signature(), "__repr__": _repr}
    methods["__eq__"], methods["__hash__"] = _comparison(cls)
    if not frozen:
        methods["__hash__"] = None
    else:
        methods |= {"__setattr__": _refuse_to_set, "__delattr__": _refuse_to_delete}
        if slots:
            methods |= {"__getstate__": _state, "__setstate__": _restore}
    for name, method in methods.items():
        if name not in cls.__dict__:
            setattr(cls, name, method)
    return cls


# ------------------------------------------------------------------------------ made when called

#: How many records of a class are made before it is worth while to write its initializer.
_FEW = 8


def _init_when_called(cls: type[Any]) -> Callable[..., None]:
    """An initializer that sets one field after the other. Once it was called a few times it has
    itself written, and is replaced; also where it is called wrongly, which a written one tells."""
    left = _FEW

    def __init__(self: Any, /, *args: Any, **kwargs: Any) -> None:  # noqa: N807 - as it is shown
        nonlocal left
        left -= 1
        values = _given(cls, args, kwargs) if left >= 0 else None
        if values is None:
            cls.__init__ = _written_init(cls)
            cls.__init__(self, *args, **kwargs)
            return
        for name, value in values.items():
            object.__setattr__(self, name, value)
        if hasattr(cls, "__post_init__"):
            self.__post_init__()

    return __init__


def _given(cls: type[Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any] | None:
    """The value of each field; `None` where what is given does not fit."""
    fields = dataclasses.fields(cls)
    values = {field.name: value for field, value in zip(fields, args, strict=False)}
    if len(args) > len(fields) or not values.keys().isdisjoint(kwargs):
        return None
    values |= kwargs
    for field in fields:
        if field.name in values:
            continue
        if field.default is not dataclasses.MISSING:
            values[field.name] = field.default
        elif field.default_factory is not dataclasses.MISSING:
            values[field.name] = field.default_factory()
        else:
            return None
    return values if len(values) == len(fields) else None


def _written_init(cls: type[Any]) -> Callable[..., None]:
    """The initializer of a class."""
    names: dict[str, Any] = {"_set": object.__setattr__, "_unset": _UNSET}
    parameters, body = ["self"], []
    for field in dataclasses.fields(cls):
        name = field.name
        if field.default is not dataclasses.MISSING:
            names[f"_default_{name}"] = field.default
            parameters.append(f"{name}=_default_{name}")
        elif field.default_factory is not dataclasses.MISSING:
            names[f"_new_{name}"] = field.default_factory
            parameters.append(f"{name}=_unset")
            body.append(f"if {name} is _unset: {name} = _new_{name}()")
        else:
            parameters.append(name)
        body.append(f"_set(self, '{name}', {name})")
    if hasattr(cls, "__post_init__"):
        body.append("self.__post_init__()")
    lines = [f"def __init__({', '.join(parameters)}):", *(body or ["pass"])]
    exec("\n ".join(lines), names)  # noqa: S102 - its only words are the names of the fields
    init: Callable[..., None] = names["__init__"]
    init.__qualname__ = f"{cls.__qualname__}.__init__"  # as a missing argument is told
    init.__annotations__ = {field.name: field.type for field in dataclasses.fields(cls)}
    init.__annotations__["return"] = None
    return init


class _Unset:
    """Stands for the value of a field that is made anew for each record."""

    def __repr__(self) -> str:
        return "<factory>"


_UNSET = _Unset()


class _Signature:
    """What a class is called with, for whoever asks: it can be read in its initializer."""

    def __get__(self, record: object, cls: type[Any]) -> Any:
        from inspect import signature

        given = signature(_written_init(cls))
        return given.replace(parameters=[*given.parameters.values()][1:])


# ------------------------------------------------------------------------------ the same for all


def _comparison(cls: type[Any]) -> tuple[Callable[..., Any], Callable[..., Any]]:
    """When two records of a class are equal, which is where all is that is compared; and a hash."""
    names = [each.name for each in dataclasses.fields(cls) if each.compare]
    values = attrgetter(*names) if names else lambda _: ()

    def __eq__(self: Any, other: object) -> bool:  # noqa: N807 - as it is shown
        if other.__class__ is self.__class__:
            return values(self) == values(other)
        return NotImplemented

    def __hash__(self: Any) -> int:  # noqa: N807 - as it is shown
        return hash(values(self))

    return __eq__, __hash__


@recursive_repr()
def _repr(self: Any) -> str:
    shown = (each.name for each in dataclasses.fields(self) if each.repr)
    values = ", ".join(f"{name}={getattr(self, name)!r}" for name in shown)
    return f"{type(self).__qualname__}({values})"


def _refuse_to_set(_self: object, name: str, _value: object) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_to_delete(_self: object, name: str) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")


def _state(self: Any) -> list[Any]:
    """The values of a record, for copies: the usual way to set them is closed."""
    return [getattr(self, each.name) for each in dataclasses.fields(self)]


def _restore(self: Any, state: list[Any]) -> None:
    for each, value in zip(dataclasses.fields(self), state, strict=True):
        object.__setattr__(self, each.name, value)
