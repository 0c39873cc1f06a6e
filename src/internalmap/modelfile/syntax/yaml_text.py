"""The values of a YAML text, and all that is wrong with it: reading goes on after a mistake."""

from __future__ import annotations

import yaml

from internalmap.modelfile.syntax.values import Document, SyntaxProblem
from internalmap.modelfile.syntax.yaml_events import Composer, Stop, TooDeep

#: How many characters are read again after mistakes.
_READ_ON = 1_000_000
#: After this, it is not known where the text goes on.
_NO_END = ("text follows the closing", "there is no such escape")


def compose(text: str) -> Document:
    """Build the values of a YAML text; what is wrong with it is told, not raised."""
    document, broken = _composed(text)
    if broken is None:
        return document
    from internalmap.modelfile.syntax.yaml_places import without_entry

    # What follows the mistake is read too, without the entry that it is in: as long as this takes
    # no longer than reading a small model.
    syntax_problems = dict.fromkeys(document.syntax_problems)
    rest, left = text, _READ_ON
    while broken is not None and left >= len(text) and not broken.message.startswith(_NO_END):
        left -= len(text)
        rest = without_entry(rest, broken.start)
        again, following = _composed(rest)
        if following is not None and following.start <= broken.start:
            break
        broken = following
        syntax_problems |= dict.fromkeys(
            syntax_problem
            for syntax_problem in again.syntax_problems
            if "refers to nothing" not in syntax_problem.message
            and not _closes_only(text, syntax_problem.start)
        )
    return Document(None, tuple(syntax_problems), False)


def _closes_only(text: str, at: int) -> bool:
    """Whether in a line there is nothing but the end of what began in a line above."""
    from internalmap.modelfile.syntax.yaml_places import line_end, line_start

    return not text[line_start(text, at) : line_end(text, at)].strip(" \t]},\"'")


def _composed(text: str) -> tuple[Document, SyntaxProblem | None]:
    """The values of a text; and the mistake after which libyaml cannot go on, where there is one
    that is in a single entry."""
    composer = Composer(text)
    broken = None
    try:
        root = composer.run()
    except Stop as stop:
        syntax_problem = stop.syntax_problem
    except (yaml.reader.ReaderError, UnicodeEncodeError):
        from internalmap.modelfile.syntax.yaml_messages import unreadable

        syntax_problem = unreadable(text)
    except yaml.MarkedYAMLError as error:
        from internalmap.modelfile.syntax.yaml_brackets import in_brackets_from_above
        from internalmap.modelfile.syntax.yaml_messages import explain

        deep = _nests_before(text, error)
        syntax_problem = deep or explain(text, error, composer.innermost())
        if not deep and not in_brackets_from_above(
            text, composer.innermost(), syntax_problem.start
        ):
            broken = syntax_problem
    else:
        return Document(root, tuple(composer.syntax_problems), composer.complete), None
    return Document(None, (*composer.syntax_problems, syntax_problem), False), broken


def _nests_before(text: str, error: yaml.MarkedYAMLError) -> SyntaxProblem | None:
    """Where nesting passes our bound before the place at which libyaml gave up.

    libyaml looks ahead, and newer ones have a nesting bound of their own: it may come upon that
    before it has reported what stands at ours.
    """
    from internalmap.modelfile.syntax.yaml_messages import is_explained

    mark = error.problem_mark
    if mark is None or is_explained(error) or mark.index >= len(text):
        return None
    try:
        Composer(text[: mark.index]).run()
    except TooDeep as stop:
        return stop.syntax_problem
    except (Stop, yaml.YAMLError):
        pass
    return None
