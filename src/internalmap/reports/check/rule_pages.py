"""The rules for people: a list of them, and the page of each, as text, Markdown and JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from textwrap import fill, indent

from internalmap.rules.rule import Limit, Rule


def severity_words(rule: Rule) -> str:
    """The usual severity: `off` where a rule must be asked for."""
    words = rule.severity or "off"
    return f"{words}, by the calendar" if rule.calendar else words


# ------------------------------------------------------------------------------------------ text


def text_list(rules: Sequence[Rule], width: int) -> str:
    """Every rule in two lines: its id and severity, and what it finds."""
    lines = []
    for rule in rules:
        lines.append(f"{rule.id} ({severity_words(rule)})")
        lines.append(_paragraph(f"{rule.title}.", width, "    "))
    lines.append("")
    lines.append("The page of one: internalmap rules ID")
    return "\n".join(lines) + "\n"


def text_page(rule: Rule, width: int) -> str:
    """A rule's page."""
    parts = [f"{rule.id}\n{'=' * len(rule.id)}", _paragraph(f"{rule.title}.", width)]
    parts.append(f"Severity: {severity_words(rule)}.")
    for heading, words in (
        ("What it finds", rule.finds),
        ("Why it matters", rule.why),
        ("What to do", rule.remedy),
    ):
        parts.append(f"{heading}\n{'-' * len(heading)}\n{_paragraph(words, width)}")
    if rule.calendar:
        parts.append(_paragraph(_CALENDAR, width))
    if rule.limits:
        lines = [
            _paragraph(f"{name}: {limit_words(limit)}", width, "  ")
            for name, limit in rule.limits.items()
        ]
        parts.append("Settings\n--------\n" + "\n".join(lines))
    parts.append("It fires on\n-----------\n" + indent(rule.fires.rstrip("\n"), "    "))
    parts.append("It is silent on\n---------------\n" + indent(rule.silent.rstrip("\n"), "    "))
    return "\n\n".join(parts) + "\n"


_CALENDAR = (
    "It looks at today's date. Without --today it only tells, as a note, so that a build does not "
    "turn red while nothing changed."
)


def limit_words(limit: Limit) -> str:
    """What a limit means, and its usual value."""
    usual = "" if limit.default is None else f" Usually {_usual(limit)}."
    return f"{limit.meaning}{usual}"


def _usual(limit: Limit) -> str:
    assert limit.default is not None
    if limit.default >= 86_400:
        return f"{limit.default / 86_400:g}d"
    return f"{limit.default:g}"


def _paragraph(words: str, width: int, margin: str = "") -> str:
    return fill(
        words,
        width,
        initial_indent=margin,
        subsequent_indent=margin,
        break_long_words=False,
        break_on_hyphens=False,
    )


# -------------------------------------------------------------------------------------- markdown


def markdown_list(rules: Sequence[Rule], link: str = "#") -> str:
    """A table of the rules, each with a link to its page."""
    lines = ["| rule | severity | finds |", "|---|---|---|"]
    lines += [
        f"| [`{rule.id}`]({link}{rule.id}) | {severity_words(rule)} | {_cell(rule.title)} |"
        for rule in rules
    ]
    return "\n".join(lines) + "\n"


def markdown_page(rule: Rule, level: int = 1) -> str:
    """A rule's page; `level` is that of its heading."""
    marks = "#" * level
    parts = [
        f"{marks} {rule.id}",
        f"{rule.title}. Severity: {severity_words(rule)}.",
        f"**What it finds.** {rule.finds}",
        f"**Why it matters.** {rule.why}",
        f"**What to do.** {rule.remedy}",
    ]
    if rule.calendar:
        parts.append(_CALENDAR.replace("--today", "`--today`"))
    if rule.limits:
        rows = [
            f"| `{name}` | {_cell(limit_words(limit))} |" for name, limit in rule.limits.items()
        ]
        parts.append("\n".join(["| setting | meaning |", "|---|---|", *rows]))
    parts.append(f"It fires on:\n\n```yaml\n{rule.fires.rstrip()}\n```")
    parts.append(f"It is silent on:\n\n```yaml\n{rule.silent.rstrip()}\n```")
    return "\n\n".join(parts) + "\n"


def _cell(words: str) -> str:
    return words.replace("|", "\\|")


# ------------------------------------------------------------------------------------------ json


def json_list(rules: Sequence[Rule]) -> str:
    """What the pages say, for programs."""
    pages = [
        {
            "id": rule.id,
            "severity": rule.severity or "off",
            "calendar": rule.calendar,
            "title": rule.title,
            "finds": rule.finds,
            "why": rule.why,
            "remedy": rule.remedy,
            "settings": {
                name: {"default": limit.default, "meaning": limit.meaning}
                for name, limit in rule.limits.items()
            },
            "fires": rule.fires,
            "silent": rule.silent,
        }
        for rule in rules
    ]
    whole = {"internalmap": 1, "rules": pages}
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"
