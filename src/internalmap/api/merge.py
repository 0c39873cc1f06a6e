"""`merge`: answers into a model."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import cast

from internalmap._gc import gc_paused
from internalmap.analyses.merge.answers import Answers
from internalmap.analyses.merge.decide import decide
from internalmap.analyses.merge.settle import Decision
from internalmap.api.parts.merge_files import names_of, new_texts
from internalmap.api.parts.merge_results import changes, conflicts, files, remarks
from internalmap.arguments import callback, instance, one_of, paths, texts_by_text
from internalmap.errors import InternalMapError, InvalidArgument, InvalidModel, Problem
from internalmap.exchange.forms.answers import answers_of
from internalmap.exchange.forms.file_names import ENDINGS
from internalmap.exchange.forms.layout import need_ids
from internalmap.exchange.forms.reading import NoForm, read_form
from internalmap.exchange.forms.respondents import respondents
from internalmap.exchange.headings.understanding import Understanding
from internalmap.exchange.inputs import Input, input_named
from internalmap.exchange.table_answers import answers_of_table
from internalmap.model.organization import Organization
from internalmap.model.phrases import command, quote
from internalmap.modelfile.edit_files import NOTHING_WRITTEN
from internalmap.results.merge import Merge, OnConflict
from internalmap.text.escape import escape, quoted

#: What to do about conflicts.
ON_CONFLICT = ("stop", "keep", "take")


def merge(
    organization: Organization,
    answers: str | os.PathLike[str] | Sequence[str | os.PathLike[str]],
    *,
    on_conflict: str = "stop",
    same: Mapping[str, str] | None = None,
    progress: Callable[[str], None] | None = None,
) -> Merge:
    """Merge answers into a model, value by value: forms that `internalmap forms` made, and tables.
    A folder stands for the workbooks in it.

    What a form said when it was made is the base of its answers. A value that the form leaves as
    it was stays what the model says; one that was changed in the form alone is taken; one that was
    changed in both, or that two answers give differently, is a conflict. What has no base, as the
    rows of a table, is taken where the model says nothing, and else a conflict. Nothing is ever
    removed.

    With `on_conflict="stop"`, nothing is written where anything is left to settle; "keep" keeps
    what the model says, and "take" takes what one answer says against the model. `same` says of
    names that no party has which parties they mean: an id, a name, or the name itself for a party
    that is new.

    The result tells what is taken, who contradicts whom, who has not answered; its `texts` are the
    files of the model as they are to be, with their comments and their order, and its `save` writes
    them.

    >>> import os, tempfile
    >>> from internalmap import loads, merge
    >>> bar = loads("parties: {bar: {needs: [{from: shop}]}, shop: }")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     survey = os.path.join(folder, "survey.csv")
    ...     with open(survey, "w", encoding="utf-8") as stream:
    ...         print("customer,supplier,buffer", "bar,shop,2h", sep="\\n", file=stream)
    ...     found = merge(bar, survey)
    >>> print(found.texts["model"].decode())
    parties: {bar: {needs: [{from: shop, buffer: 2h}]}, shop: }

    Raises `InvalidModel` with every cell that cannot be meant, and where the model would be wrong
    with the answers; `InternalMapError` for anything else.
    """
    organization = instance("organization", organization, Organization, _AS_MODEL)
    stage = callback("progress", progress)
    choice = cast(OnConflict, one_of("on_conflict", on_conflict, ON_CONFLICT))
    meant = texts_by_text("same", same, "{'the IT desk': 'it'}")
    names = _files(paths("answers", answers))
    if not names:
        raise InvalidArgument("answers", "no file is named", "Name the forms that came back.")
    if not organization.sources:
        raise InternalMapError(
            "this organisation was not read from a model, so nothing can be written into one",
            "Read it with internalmap.load.",
        )
    notices: list[str] = []
    with gc_paused():
        read = _read(names, organization, notices, stage)
        return merged(organization, read, choice, meant, notices, stage)


#: An option, in what is said of a table: all are those of `convert`.
_OPTION = re.compile(r"(?<![\w-])--[a-z]")

_AS_MODEL = "Read one with internalmap.load(path)."


def _files(names: Sequence[str]) -> list[str]:
    """The files in their order by name, each once; a folder stands for the workbooks in it."""
    found: dict[str, str] = {}
    given: list[str] = []
    for name in names:
        if not os.path.isdir(name):
            given.append(name)
            continue
        inside = [each for each in os.listdir(name) if each.lower().endswith(ENDINGS)]
        books = [os.path.join(name, each) for each in inside if not each.startswith((".", "~$"))]
        if not books:
            raise InvalidArgument(
                "answers", f"{escape(name)} holds no workbook", "Name the files themselves."
            )
        given += books
    for name in given:
        found.setdefault(name if name == "-" else os.path.realpath(name), name)
    return sorted(found.values())


def _read(
    names: Sequence[str],
    organization: Organization,
    notices: list[str],
    stage: Callable[[str], None],
) -> list[Answers]:
    """What the files say. Raises `InvalidModel` with all that cannot be read."""
    found: list[Answers] = []
    problems: list[Problem] = []
    how = Understanding()
    for number, name in enumerate(names, 1):
        if len(names) > 1:
            stage(f"reading: {number:,} of {len(names):,}")
        try:
            answers, wrong = _read_one(name, organization, how, notices)
        except InvalidModel as invalid:
            problems += invalid.problems
        except InternalMapError as error:
            problems.append(Problem(None, error.message, error.remedy))
        else:
            found.append(answers)
            notices += answers.notices
            problems += wrong
    if problems:
        raise InvalidModel(problems, NOTHING_WRITTEN)
    notices += how.notices("correct the cell")
    return found


def _read_one(
    name: str, organization: Organization, how: Understanding, notices: list[str]
) -> tuple[Answers, list[Problem]]:
    """What a file says, a form or a table, and what of it cannot be meant."""
    given = input_named(name, None, table=True)
    if given.format in ("xlsx", "ods") and given.part is None:
        data = given.read()
        try:
            found, wrong = answers_of(read_form(data, given.path, given.format), how)
        except NoForm:
            pass
        else:
            answers = _under_ids_of_now(found, organization)
            if answers.unit is not None and answers.unit not in organization.parties:
                notices.append(
                    f"{escape(name)} is a form of {quoted(answers.unit)}, and the model has no "
                    "such party"
                )
            return answers, wrong
    return _table(name, given, organization, notices), []


def _table(name: str, given: Input, organization: Organization, notices: list[str]) -> Answers:
    """What a table says. Where something is to be said with an option of `convert`, so is how."""
    told: list[str] = []
    stem = "" if given.path == "-" else f"{os.path.splitext(given.path)[0]}-"
    path = f"{stem}answers.yaml"
    made = command("convert", quote(name), path)
    way = f"These options are those of convert: {made}; then merge {escape(quote(path))}"
    try:
        answers = answers_of_table(given, organization, Understanding(), told.append)
    except InvalidModel as invalid:
        found = list(invalid.problems)
        at = next((n for n, each in enumerate(found) if _OPTION.search(each.remedy)), None)
        if at is None:
            raise
        found[at] = replace(found[at], remedy=f"{found[at].remedy} {way}.")
        raise InvalidModel(found, invalid.outcome) from None
    except InternalMapError as error:
        if not _OPTION.search(error.remedy):
            raise
        raise InternalMapError(error.message, f"{error.remedy} {way}.") from None
    if any(map(_OPTION.search, told)):
        told.append(way)
    notices += told
    return answers


def _under_ids_of_now(answers: Answers, organization: Organization) -> Answers:
    """A form of a unit that had another id when it was made."""
    parties = organization.parties
    if answers.unit is None or answers.unit in parties:
        return answers
    now = [party.id for party in parties.values() if answers.unit in party.was]
    return replace(answers, unit=now[0]) if now else answers


def merged(
    organization: Organization,
    read: Sequence[Answers],
    on_conflict: OnConflict,
    same: Mapping[str, str],
    notices: list[str],
    stage: Callable[[str], None],
) -> Merge:
    """What comes of answers that were read; `notices` are those so far.

    Raises `InvalidModel` where they cannot be meant, or the model would be wrong with them.
    """
    stage("merging")
    ids = need_ids(organization.needs)
    decision = decide(organization, ids, read, same=same, on_conflict=on_conflict)
    notices += [f"--same: no answer names {quoted(each)}" for each in decision.unmet]
    if decision.collected.problems:
        raise InvalidModel(decision.collected.problems, NOTHING_WRITTEN)
    return _result(organization, read, decision, on_conflict, notices, stage)


def _asked(
    organization: Organization, read: Sequence[Answers]
) -> tuple[set[str], set[str], set[str]]:
    """The units that forms are made for, those that have answered, and those that only began."""
    states: dict[str, set[str]] = {}
    for each in read:
        if each.unit is not None:
            states.setdefault(each.unit, set()).add(each.state)
    asked = set(states)
    for by in {each.made_by for each in read if each.is_form}:
        asked |= respondents(organization, by).asked.keys()
    answered = {unit for unit, found in states.items() if "answered" in found}
    begun = {unit for unit, found in states.items() if "begun" in found} - answered
    return asked, answered, begun


def _result(
    organization: Organization,
    read: Sequence[Answers],
    decision: Decision,
    choice: OnConflict,
    notices: list[str],
    stage: Callable[[str], None],
) -> Merge:
    stops = choice == "stop" and not decision.complete
    texts: dict[str, bytes] = {}
    made = organization
    if not stops:
        stage("writing into the model")
        texts, made = new_texts(organization, decision, notices)
    asked, answered, begun = _asked(organization, read)
    return Merge(
        organization=organization.title,
        marking=organization.marking,
        names=names_of(organization, decision),
        on_conflict=choice,
        files=files(read, decision),
        asked=len(asked),
        answered=len(answered),
        begun=tuple(sorted(begun)),
        not_answered=tuple(sorted(asked - answered - begun)),
        changes=changes(organization, read, decision),
        conflicts=conflicts(organization, read, decision),
        new_names=decision.names,
        remarks=remarks(organization, read, decision),
        needs=len(made.needs),
        said=len(decision.said),
        not_said=sum(need.said is None for need in made.needs),
        complete=decision.complete,
        notices=tuple(dict.fromkeys(notices)),
        texts=texts,
        relative={source.name: source.relative for source in organization.sources},
    )
