"""The forms of values in a model file: how each is read, and its JSON Schema.

A value comes as `syntax.document` gives it: `None`, text, `Unquoted` text, a mapping or a list.
What is wrong with one is raised as a `fault`, in the words that people will read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import lru_cache
from itertools import islice, pairwise
from typing import TypeAlias, TypeVar

from pydantic_core import PydanticCustomError

from internalmap.errors import MAX_PROBLEMS
from internalmap.model.rule_names import FORMER_RULES, RULE_VALUES
from internalmap.modelfile.schema.grammar import list_of, read_by, short, text
from internalmap.modelfile.syntax.values import Unquoted
from internalmap.text import quantities
from internalmap.text.escape import quoted
from internalmap.text.suggest import did_you_mean

T = TypeVar("T")


def fault(
    message: str, remedy: str, at: tuple[str | int, ...] = (), *, key: bool = False
) -> PydanticCustomError:
    """A problem with a value: what is wrong, what to do, and where inside the value (`key`: at the
    key there)."""
    context = {"message": message, "remedy": remedy, "at": at, "key": key}
    return PydanticCustomError("fault", "{message}", context)


def refused(message: str, value: object, remedy: str) -> PydanticCustomError:
    """A problem with a value, which may only say that nobody knows."""
    from internalmap.text.meant import LEAVE_OUT, is_not_known

    return fault(message, LEAVE_OUT if is_not_known(value) else remedy)


def raise_together(faults: Sequence[PydanticCustomError]) -> None:
    """Raise several problems with one value, if there are any."""
    contexts = [each.context or {} for each in faults]
    if contexts:
        first, *more = contexts
        raise PydanticCustomError("fault", "{message}", {**first, "more": more})


def shown(value: object) -> str:
    """A value as messages name it."""
    if value is None:
        return "nothing"
    if isinstance(value, str):
        return quoted(value) if value else "an empty text"
    return "a list" if isinstance(value, list) else "a mapping"


# ------------------------------------------------------------------------------------- numbers

_INTEGER = re.compile(r"[-+]?[0-9]{1,15}", re.ASCII)
_DECIMAL = re.compile(
    r"[-+]?(?:[0-9]{1,15}(?:\.[0-9]{0,15})?|\.[0-9]{1,15})(?:[eE][-+]?[0-9]{1,2})?", re.ASCII
)
#: What only tells mistakes apart is compiled when there is one.
_LONG_NUMBER = r"[-+]?[0-9]*(?:\.[0-9]*)?(?:[eE][-+]?[0-9]+)?"


def _integer(value: object) -> int:
    if isinstance(value, Unquoted) and _INTEGER.fullmatch(value):
        return int(value)
    raise _not_a_number(value, "a whole number")


def _natural(value: object) -> int:
    count = _integer(value)
    if count < 0:
        raise fault(f"{count} is below 0", "Write 0 or more.")
    return count


def _number(value: object) -> float:
    if isinstance(value, Unquoted) and _DECIMAL.fullmatch(value):
        return float(value)
    raise _not_a_number(value, "a number")


def _limit(value: object) -> float:
    number = _number(value)
    if number < 0:
        raise fault(f"{number:g} is below 0", "Write 0 or more.")
    return number


def _not_a_number(value: object, expected: str) -> PydanticCustomError:
    message = f"{expected} was expected, not {shown(value)}"
    if isinstance(value, str) and len(value) > 15 and re.fullmatch(_LONG_NUMBER, value):
        return fault("this number has too many digits", "Write at most 15 digits.")
    whole = "whole" in expected
    example = "Write digits, such as 3." if whole else "Write digits, such as 3.5."
    comma = _without_comma(value, _INTEGER if whole else _DECIMAL)
    return refused(message, value, _without_quotes(value) or comma or example)


def _without_comma(value: object, pattern: re.Pattern[str]) -> str:
    """What to do about a number with a comma in it; nothing where the value is not one."""
    if not isinstance(value, str):
        return ""
    from internalmap.text.meant import say_without_comma, without_comma

    guesses = [guess for guess in without_comma(value) if pattern.fullmatch(guess)]
    return say_without_comma(guesses)


def _without_quotes(value: object) -> str:
    """What to do about a number in quotes; nothing where the value is not one."""
    if isinstance(value, str) and not isinstance(value, Unquoted) and _DECIMAL.fullmatch(value):
        return f"Write it without quotes: {value}."
    return ""


def _count(value: object) -> int | str:
    """The value of `at_least`."""
    if value == "all":
        return "all"
    if isinstance(value, Unquoted) and _INTEGER.fullmatch(value):
        count = int(value)
        if count >= 1:
            return count
        raise fault(
            f"at_least is {count}, and a need takes at least one supplier",
            "Write 1 or more, or 'all'; for a need that stops nobody, lower its importance.",
        )
    message = f"a whole number or 'all' was expected, not {shown(value)}"
    raise refused(message, value, _without_quotes(value) or "Write 1, 2, … or all.")


def _version(value: object) -> int:
    if value == "1" and isinstance(value, Unquoted):
        return 1
    remedy = _without_quotes(value) or "Write 'internalmap: 1'."
    raise fault(f"the format version {shown(value)} is not known", remedy)


# ------------------------------------------------------------- truth, quantities, dates, ratings


def _truth(value: object) -> bool:
    if isinstance(value, Unquoted) and value in ("true", "True", "TRUE"):
        return True
    if isinstance(value, Unquoted) and value in ("false", "False", "FALSE"):
        return False
    message = f"'true' or 'false' was expected, not {shown(value)}"
    raise refused(message, value, "Write true or false.")


def _quantity(read: Callable[[str], T], what: str, form: str) -> Callable[[object], T]:
    def parse(value: object) -> T:
        if isinstance(value, str):
            try:
                return read(value)
            except ValueError:
                pass
        remedy = _meant(value, read) or f"Write {form}."
        raise refused(f"{shown(value)} is not {what}", value, remedy)

    return parse


def _meant(value: object, read: Callable[[str], object]) -> str:
    """What to do about a quantity that can be guessed; else nothing."""
    from internalmap.text.meant import instead

    return instead(value, read) if isinstance(value, str) else ""


def _durations(value: object) -> tuple[int, ...]:
    """Durations, each longer than the one before."""
    given = listed(value)
    if not isinstance(given, list):
        raise fault(f"a list was expected, not {shown(value)}", "Write '[1h, 4h, 1d]'.")
    if not given:
        raise fault("the list is empty", "Write at least one duration, or leave the key out.")
    read = _quantity(quantities.duration, "a duration", quantities.DURATION_FORM)
    durations = _each(enumerate(given), read)
    for step, (before, after) in enumerate(pairwise(durations), 1):
        if after <= before:
            message = f"{shown(given[step])} is not longer than {shown(given[step - 1])} before it"
            raise fault(message, "Write each duration once, the shortest first.", (step,))
    return durations


def _expectation(value: object) -> int:
    """For how many seconds somebody may be without at the most."""
    if value == "served":
        return 0
    if isinstance(value, str):
        try:
            return quantities.duration(value)
        except ValueError:
            pass
    remedy = "Write 'served', or how long it may be without: '4h', '2d'."
    meant = did_you_mean(value, ("served",), "") if isinstance(value, str) else ""
    remedy = _meant(value, quantities.duration) or meant or remedy
    raise refused(f"{shown(value)} is neither 'served' nor a duration", value, remedy)


def _share(value: object) -> float:
    if isinstance(value, Unquoted) and _DECIMAL.fullmatch(value):
        if 0 <= float(value) <= 1:
            return float(value)
    elif isinstance(value, str) and value.endswith("%"):
        try:
            return quantities.share(value)
        except ValueError:
            pass
    remedy = _meant(value, quantities.share) or f"Write {quantities.SHARE_FORM}."
    if isinstance(value, Unquoted) and _DECIMAL.fullmatch(value) and 10 <= float(value) <= 100:
        remedy = f"Write {value}%, or a number from 0 to 1."
    raise refused(f"{shown(value)} is not a share", value, _without_quotes(value) or remedy)


_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_SHORT_DATE = r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})"
_DAY_FIRST = r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4})"


def _date(value: object) -> date:
    if isinstance(value, str) and _DATE.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise fault(f"there is no day {value}", "Check the month and the day.") from None
    remedy = "Write YYYY-MM-DD, such as 2026-03-31."
    short = re.fullmatch(_SHORT_DATE, value) if isinstance(value, str) else None
    if short:
        remedy = f"Write {short[1]}-{short[2]:0>2}-{short[3]:0>2}."
    turned = re.fullmatch(_DAY_FIRST, value) if isinstance(value, str) else None
    if turned and int(turned[3]) <= 12 and (turned[2] == "." or int(turned[1]) > 12):
        remedy = f"Write {turned[4]}-{turned[3]:0>2}-{turned[1]:0>2}."  # else it may be either
    raise refused(f"{shown(value)} is not a date", value, remedy)


#: The dimensions of service quality, in the order of SERVQUAL.
DIMENSIONS = ("tangibles", "reliability", "responsiveness", "assurance", "empathy")

#: The numbers of a rating, and their dimensions where it has some.
RatingParts: TypeAlias = tuple[tuple[float, ...], tuple[str, ...] | None]


def _rating(value: object) -> RatingParts:
    """A number, survey answers, or parts by dimension."""
    if isinstance(value, list):
        if not value:
            raise fault("the list of answers is empty", "Give at least one, or leave the key out.")
        return _each(enumerate(value), _number), None
    if isinstance(value, dict):
        unknown = islice((key for key in value if key not in DIMENSIONS), MAX_PROBLEMS + 1)
        raise_together([_unknown_dimension(key) for key in unknown])
        given = tuple(key for key in DIMENSIONS if value.get(key) is not None)
        if not given:
            raise fault("no dimension is given", "Give at least one, or leave the key out.")
        return _each(((key, value[key]) for key in given), _number), given
    if isinstance(value, Unquoted) and (parts := _single_rating(value)) is not None:
        return parts
    remedy = "Write a number, a list of numbers, or numbers by dimension: {reliability: 4}."
    remedy = _without_quotes(value) or _without_comma(value, _DECIMAL) or remedy
    raise refused(f"{shown(value)} is not a rating", value, remedy)


@lru_cache(maxsize=4096)
def _single_rating(text: str) -> RatingParts | None:
    """What a single number says: it is the same in many needs."""
    return ((float(text),), None) if _DECIMAL.fullmatch(text) else None


def _unknown_dimension(key: str) -> PydanticCustomError:
    remedy = did_you_mean(key, DIMENSIONS, f"Known are: {', '.join(DIMENSIONS)}.")
    return fault(f"unknown dimension {quoted(key)}", remedy, (key,), key=True)


def _each(items: Iterable[tuple[str | int, object]], read: Callable[[object], T]) -> tuple[T, ...]:
    """What the items of a value say, each with its step from there."""
    numbers: list[T] = []
    faults = []
    for step, item in items:
        try:
            numbers.append(read(item))
        except PydanticCustomError as error:
            context = error.context or {}
            faults.append(fault(str(context["message"]), str(context["remedy"]), (step,)))
            if len(faults) > MAX_PROBLEMS:
                break
    raise_together(faults)
    return tuple(numbers)


def _rule(value: object) -> str:
    if isinstance(value, str) and (value in RULE_VALUES or value in FORMER_RULES):
        return str(value)
    remedy = f"Rules are: {', '.join(RULE_VALUES)}."
    if isinstance(value, str):
        remedy = did_you_mean(value, RULE_VALUES, remedy)
    raise fault(f"there is no rule {shown(value)}", remedy)


def listed(value: object) -> object:
    """One text stands for a list of one."""
    return [value] if isinstance(value, str) else value


# ------------------------------------------------------------------------------------ the types


_NUMBER_SCHEMA = {"type": "number"}
_N = r"[0-9]{1,15}(\.[0-9]{1,15})?"
_RATES = "|".join(quantities.RATES)
_DURATION_SCHEMA = {
    "anyOf": [{"pattern": f"^({_N} ?(s|min|h|d|w|mo|y)|0)$", "type": "string"}, {"const": 0}]
}
#: Where text is expected, what was written is the text, be it a number or a truth value.
_TEXT_SCHEMA = {"type": ["string", "number", "boolean"]}

TEXT = text(_TEXT_SCHEMA)
NAME = text(_TEXT_SCHEMA, min_length=1)
NAMES = list_of(NAME)
_NO_CONTROLS = "^[^\\u0000-\\u001f\\u007f-\\u009f]+$"
ID = text({"pattern": _NO_CONTROLS}, min_length=1, pattern=_NO_CONTROLS)
SELECTORS = short(listed, NAME, NAMES)
RULE_NAME = read_by(_rule, {"enum": [*RULE_VALUES, *FORMER_RULES]})
PLACES = short(listed, TEXT, list_of(TEXT))
VERSION = read_by(_version, {"const": 1})
NATURAL = read_by(_natural, {"minimum": 0, "type": "integer"})
COUNT = read_by(_count, {"anyOf": [{"minimum": 1, "type": "integer"}, {"const": "all"}]})
NUMBER = read_by(_number, _NUMBER_SCHEMA)
LIMIT = read_by(_limit, {"minimum": 0, "type": "number"})
TRUTH = read_by(_truth, {"type": "boolean"})
DURATION = read_by(
    _quantity(quantities.duration, "a duration", quantities.DURATION_FORM), _DURATION_SCHEMA
)
DURATIONS = read_by(
    _durations,
    {
        "anyOf": [
            *_DURATION_SCHEMA["anyOf"],
            {"items": _DURATION_SCHEMA, "minItems": 1, "type": "array"},
        ]
    },
)
EXPECTATION = read_by(_expectation, {"anyOf": [{"const": "served"}, *_DURATION_SCHEMA["anyOf"]]})
WORK = read_by(
    _quantity(quantities.work, "an amount of work", quantities.WORK_FORM),
    {"anyOf": [{"pattern": f"^({_N} ?(min|h)|0)$", "type": "string"}, {"const": 0}]},
)
RATE = read_by(
    _quantity(quantities.rate, "a frequency", quantities.RATE_FORM),
    {
        "pattern": f"^({_N} ?/ ?({_RATES})|{'|'.join(quantities.RATE_WORDS)})$",
        "type": "string",
    },
)
CAPACITY = read_by(
    _quantity(quantities.capacity, "a capacity", quantities.CAPACITY_FORM),
    {"pattern": f"^{_N} ?(min|h) ?/ ?({_RATES})$", "type": "string"},
)
SHARE = read_by(
    _share,
    {
        "anyOf": [
            {"maximum": 1, "minimum": 0, "type": "number"},
            {"pattern": f"^{_N} ?%$", "type": "string"},
        ]
    },
)
DATE = read_by(_date, {"pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "type": "string"})
RATING = read_by(
    _rating,
    {
        "anyOf": [
            _NUMBER_SCHEMA,
            {"items": _NUMBER_SCHEMA, "minItems": 1, "type": "array"},
            {
                "additionalProperties": False,
                "minProperties": 1,
                "properties": {
                    name: {"description": f"The part of its {name}.", "type": "number"}
                    for name in DIMENSIONS
                },
                "type": "object",
            },
        ]
    },
)
