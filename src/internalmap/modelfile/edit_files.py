"""A model of any number of files, changed in place: in each file what stands there, and no more.

Every text is edited (`edit_entries`), and the model is then read again from the new texts as if
they were the files, so that who writes them knows what they will say.
"""

from __future__ import annotations

import codecs
import os
from collections.abc import Mapping

from internalmap.errors import InvalidModel, Place, Problem
from internalmap.model.organization import Organization
from internalmap.modelfile.build.files import STANDARD_INPUT, Files
from internalmap.modelfile.build.merging import merge
from internalmap.modelfile.build.resolving import resolve
from internalmap.modelfile.build.validation import validate_part
from internalmap.modelfile.edit_entries import EntryChanges, EntryEditor
from internalmap.source import Source

#: What came of it where a model cannot be changed.
NOTHING_WRITTEN = "nothing was written"


def edited_files(organization: Organization, changes: Mapping[int, EntryChanges]) -> dict[str, str]:
    """The new texts of the files of a model, by name, of those that these changes change; the
    number of a file is its place among the organisation's sources.

    Raises `InvalidModel` with everything that cannot be changed without changing more, at its
    place.
    """
    texts = {}
    problems = []
    for number, each in sorted(changes.items()):
        source = organization.sources[number]
        text, failed = EntryEditor(source).text(each)
        for path, error in failed:
            place = Place(source, source.key_span(path))
            problems.append(Problem(place, error.message, error.remedy))
        if text != source.text:
            texts[source.name] = text
    if problems:
        raise InvalidModel(problems, NOTHING_WRITTEN)
    return texts


def own_sources(organization: Organization) -> tuple[Source, ...]:
    """The files of a model, without the settings that it extends, which come last."""
    sources = organization.sources
    extends = any(each.find(("check", "extends")) is not None for each in sources[:-1])
    return sources[:-1] if extends else sources


def read_again(organization: Organization, texts: Mapping[str, str]) -> Organization:
    """The model as it will be, with these texts in the place of those of its files, by name. The
    settings that it extends are left out.

    Raises `InvalidModel` with every problem.
    """
    files = Files()
    for source in own_sources(organization):
        text = texts.get(source.name, source.text)
        json = None if source.name == STANDARD_INPUT else source.name.lower().endswith(".json")
        files.text(text, source.name, source.relative, json)
    parsed = []
    for part in files.parts:
        one, problems = validate_part(part)
        files.problems += problems
        parsed.append(one)
    if files.problems or not files.complete or not all(one.complete for one in parsed):
        raise InvalidModel(files.problems)
    made = resolve(merge(parsed, organization.title, files.problems))
    if files.problems:
        raise InvalidModel(files.problems)
    return made


def file_bytes(source: Source, text: str) -> bytes:
    """What a file holds with another text: with the byte-order mark, where it begins with one now,
    which is no part of the text."""
    mark = b""
    if os.path.isfile(source.name):
        with open(source.name, "rb") as stream:
            start = stream.read(len(codecs.BOM_UTF8))
        mark = start if start == codecs.BOM_UTF8 else b""
    return mark + text.encode()
