"""Texts that stand for themselves in GitHub-flavoured Markdown, and in that of its likes.

No name can become a link, a mention, a reference, a little picture, an order to a robot, a heading,
a table cell or raw HTML.
"""

from __future__ import annotations

import re

from internalmap.text.escape import escape as escape_controls

_SPECIAL = re.compile(r"[\\`*_{}\[\]<>#|~$&^]")
#: What a line may not begin with: a list, a numbered list, a rule, an underline, an order such as
#: `/close`.
_OPENING = re.compile(r"^(\s*)(?:([-+=/])|(\d{1,9})([.)]))")
#: What GitHub, GitLab and their likes make something of, in the text that a reader sees: to escape
#: it changes nothing. It is broken behind these signs.
_MADE_OF = re.compile(
    r"""
      @(?=\S)                   # a mention, a mail address, a commit of a repository
    | \#(?=\w)                  # an issue, also of another repository
    | (?<![a-z0-9])gh-(?=\d)    # an issue
    | [!&$](?=\d)               # a merge request, an epic, a snippet
    | [~%](?=["\w])             # a label, a milestone
    | [\[*](?=\w++:)            # an iteration, an alert, a contact
    | :(?=//)|www(?=\.)         # an address
    | :(?=(?!\d++:)[\w+-]++:)   # a little picture, but no line of a file
    | :(?=(?:100|1234):)        # two pictures that have numbers for names
    """,
    re.VERBOSE | re.IGNORECASE,
)
#: A commit, by seven signs or more; without a digit, it is a word.
_COMMIT = re.compile(r"(?<![0-9a-z])(?=[a-f]*[0-9])[0-9a-f]{7,}(?![0-9a-z])", re.IGNORECASE)
#: How much of a commit says nothing yet.
_NO_COMMIT = re.compile(".{6}(?=.)")
#: A character without width: the text looks as it did, and nothing is made of it.
_BREAK = "\u200b"


def escape(text: str) -> str:
    r"""A text that stands for itself anywhere inside a line.

    >>> print(escape("a|b [x](y) <b> & #"))
    a\|b \[x\](y) \<b\> \& \#
    """
    text = _MADE_OF.sub(rf"\g<0>{_BREAK}", escape_controls(text))
    text = _COMMIT.sub(lambda match: _NO_COMMIT.sub(rf"\g<0>{_BREAK}", match[0]), text)
    return _SPECIAL.sub(r"\\\g<0>", text)


def paragraph(text: str) -> str:
    """A text that stands for itself at the beginning of a line too."""
    return _OPENING.sub(_opened, escape(text).strip())


def marker(heading: str) -> str:
    """A comment that no reader sees, by which a program finds a report of its own again."""
    return f"<!-- {heading} -->"


def _opened(match: re.Match[str]) -> str:
    if match[2]:
        return f"{match[1]}\\{match[2]}"
    return f"{match[1]}{match[3]}\\{match[4]}"
