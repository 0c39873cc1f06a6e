"""The sections of a file of words, and the check of one that a user has written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from internalmap.errors import InternalMapError
from internalmap.text.escape import escape, quoted
from internalmap.text.suggest import did_you_mean

#: Sections that are lists of words.
LISTS: Final = (
    "customers", "customers said plainly", "suppliers", "used by", "names", "things", "people",
    "needed", "what is needed", "from whom", "what is supplied",
    "owners", "stand ins", "fallbacks", "firsts", "last resorts", "deputies", "copies of data",
    "hours per week",
    "directions", "flows", "sources", "sources of edges", "edge types",
    "counters",
    "of the row", "inner units", "who is meant", "something else", "also a team",
    "id words", "names of nodes", "names of others", "job titles",
    "types", "types of parties", "types at an end", "numbered suppliers",
    "rows depend", "rows supply", "columns depend",
    "only in forms", "open answers", "whether critical",
    "between words", "between numbers", "units elsewhere",
)  # fmt: skip
#: Sections that are lists of several words each, and of how many.
TUPLES: Final[Mapping[str, int]] = {
    "pairs": 2, "ends": 2, "name parts": 2, "relation columns": 3, "sipoc": 5,
}  # fmt: skip
#: Sections that give each key a list of words.
MAPPINGS: Final = ("rows", "party", "need", "ambiguous", "questions", "groups", "relations")
#: What cells say: lists of words, and words by what they mean.
VALUE_LISTS: Final = (
    "about", "one", "every", "nobody", "nobody or a name", "not known", "no need", "everyone",
    "everybody", "between names",
    "marks", "no mark",
    "totals", "notes", "undirected", "other way", "company",
)  # fmt: skip
VALUE_MAPPINGS: Final = (
    "importance", "importance letters", "engagement", "kind", "frequency", "duration", "times",
    "units",
)  # fmt: skip
#: Languages are named at the top of their file, for people.
_SECTIONS: Final = (*TUPLES, *LISTS, *MAPPINGS, "values")


def check_sections(root: Any, path: str) -> None:
    """What a file of words may hold: the sections of the data files, with texts in lists."""
    shown = escape(path)
    form = "Write, for example: party: {restore: [back within]}"
    if not isinstance(root, dict):
        raise InternalMapError(f"{shown}: words stand under the names of sections", form)
    for section, inner in root.items():
        if section not in _SECTIONS:
            listed = f"Sections are: {', '.join(_SECTIONS)}."
            raise InternalMapError(
                f"{shown}: there is no section {quoted(section)}",
                did_you_mean(section, list(_SECTIONS), listed),
            )
        parts: list[tuple[str, Any]] = [(section, inner)]
        if section in (*MAPPINGS, "values"):
            if not isinstance(inner, dict):
                raise InternalMapError(f"{shown}: {section} holds keys, each with its words", form)
            parts = [(f"{section}.{key}", each) for key, each in inner.items()]
        for where, words in parts:
            key = where.partition(".")[2]
            if section == "values":
                known = (*VALUE_LISTS, *VALUE_MAPPINGS)
                if key not in known:
                    raise InternalMapError(
                        f"{shown}: there is no section {quoted(where)}",
                        did_you_mean(key, known, f"Sections of values are: {', '.join(known)}."),
                    )
                if key in VALUE_MAPPINGS:
                    if not isinstance(words, dict):
                        message = f"{shown}: {where} holds what is meant, each with its words"
                        raise InternalMapError(message, form)
                    for word, inside in words.items():
                        _check_list(inside, f"{where}.{word}", shown)
                    continue
            if section in TUPLES:
                if not isinstance(words, list):
                    raise InternalMapError(f"{shown}: {where} is a list of lists", form)
                for each in words:
                    _check_list(each, where, shown, TUPLES[section])
                continue
            _check_list(words, where, shown)


def _check_list(words: Any, where: str, shown: str, length: int | None = None) -> None:
    texts = isinstance(words, list) and all(isinstance(word, str) and word for word in words)
    if not texts or (length is not None and len(words) != length):
        several = f"lists of {length} texts" if length else "a list of texts"
        raise InternalMapError(f"{shown}: {where} is {several}", "Write: [one, another]")
