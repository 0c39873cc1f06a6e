"""A model of any number of files, changed in place: in each file what stands there, and no more.

Every text is edited (`edit_entries`), and the model is then read again from the new texts as if
they were the files, so that who writes them knows what they will say.
"""

from __future__ import annotations

import codecs
import os
from collections.abc import Mapping
from typing import BinaryIO

from internalmap.errors import InvalidModel, Place, Problem
from internalmap.model.organization import Organization
from internalmap.modelfile.build.files import Files, Part
from internalmap.modelfile.edit_entries import EntryChanges, EntryEditor
from internalmap.modelfile.load import load_with, loads
from internalmap.source import Source

#: What came of it where a model cannot be changed.
NOTHING_WRITTEN = "nothing was written"


class _NewFiles(Files):
    """Reads the files of a model, some of them with other texts than they have."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        super().__init__()
        self._texts = texts

    def stream(self, stream: BinaryIO, name: str, relative: str) -> Part | None:
        """Read an open stream to its end."""
        if name not in self._texts:
            return super().stream(stream, name, relative)
        return self.text(self._texts[name], name, relative, name.lower().endswith(".json"))


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


def read_again(model: str, texts: Mapping[str, str], title: str) -> Organization:
    """The model as it will be, with these texts in the place of those of its files; of one that
    came from standard input, from the text alone.

    Raises `InvalidModel` with every problem.
    """
    if model == "-":
        return loads(texts["-"], name=title)
    return load_with(_NewFiles(texts), model)


def file_bytes(source: Source, text: str) -> bytes:
    """What a file holds with another text: with the byte-order mark, where it begins with one now,
    which is no part of the text."""
    mark = b""
    if os.path.isfile(source.name):
        with open(source.name, "rb") as stream:
            start = stream.read(len(codecs.BOM_UTF8))
        mark = start if start == codecs.BOM_UTF8 else b""
    return mark + text.encode()
