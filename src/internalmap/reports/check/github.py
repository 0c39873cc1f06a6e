"""What the checks found as workflow commands: GitHub puts them beside the lines of a change.

GitHub shows ten annotations of each kind a step and drops the others without a word. So the worst
ten of each are annotations, and the rest stand in the log as text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from internalmap.model.phrases import plural
from internalmap.reports.check.options import CheckOptions
from internalmap.reports.check.paths import label_of, path_of, spot_of
from internalmap.reports.check.wording import SEVERITIES, gone, marking, summary
from internalmap.results.check import CheckResult, Finding, Severity
from internalmap.text.escape import escape
from internalmap.text.runner_log import disarm_commands, disarm_inner_commands

#: How many annotations of each kind GitHub shows.
SHOWN = 10

_COMMANDS: Mapping[Severity, str] = {"error": "error", "warning": "warning", "note": "notice"}


def render(result: CheckResult, options: CheckOptions) -> str:
    """The annotations, then what there was no room for, then what it all comes to."""
    rest: list[str] = []
    lines: list[str] = []
    for severity in SEVERITIES:
        findings = [each for each in result.everything if each.severity == severity]
        lines += [_annotation(each, options) for each in findings[:SHOWN]]
        rest += _more(findings[SHOWN:], severity, options)
    lines += rest
    if result.gone:
        lines.append(gone(result))
    lines.append(disarm_commands(summary(result)))
    if result.markings:
        lines.append(disarm_commands(marking(result)))
    return disarm_inner_commands("\n".join(lines) + "\n")


def _more(findings: list[Finding], severity: Severity, options: CheckOptions) -> Iterator[str]:
    if not findings:
        return
    noun = plural(len(findings), severity)
    yield f"… and {len(findings):,} more {noun}, which GitHub shows only here:"
    for each in findings:
        label = label_of(each, options.root, options.from_top)
        words = f"{label}: {severity}: {escape(each.message)} [{each.rule}]"
        yield disarm_commands(words)


def _annotation(finding: Finding, options: CheckOptions) -> str:
    properties = {"file": path_of(finding, options.root, options.from_top)}
    at = spot_of(finding, options.root, options.from_top)
    if at is not None:
        properties |= {"line": str(at.line), "endLine": str(at.end_line)}
        if at.line == at.end_line:
            # Columns are understood on a single line only.
            properties |= {"col": str(at.column), "endColumn": str(at.end_column)}
    properties["title"] = f"{finding.title} [{finding.rule}]"
    message = "\n".join(escape(words) for words in (finding.message, finding.remedy) if words)
    return _command(_COMMANDS[finding.severity], properties, message)


def _command(name: str, properties: Mapping[str, str], message: str) -> str:
    written = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{name} {written}::{_data(message)}"


def _data(text: str) -> str:
    """What stands after the command: all of it, so that only ends of lines could end it."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """A value inside the command, where colons and commas mean something too."""
    return _data(escape(text)).replace(":", "%3A").replace(",", "%2C")
