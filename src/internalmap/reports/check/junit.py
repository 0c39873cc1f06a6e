"""What the checks found as JUnit's XML, which every build server shows as tests.

A model is a suite, a finding a test: failed, where it fails the check. Tests are named after what
they are about and not after lines, so that a server can follow them through builds.
"""

from __future__ import annotations

from collections import Counter
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from internalmap.errors import snippet
from internalmap.reports.check.options import CheckOptions
from internalmap.reports.check.paths import label_of, local, path_of, spot, spot_of, without_root
from internalmap.reports.check.wording import fails, lines_of, marking, subject
from internalmap.results.check import CheckResult, Finding
from internalmap.text.escape import escape

#: The suite of those that could not be read, where nothing tells which model it was.
_UNREADABLE = "models that could not be read"


def render(result: CheckResult, options: CheckOptions) -> str:
    """The whole result."""
    errors, unknown = _unreadable(result, options)
    marked = f" ({marking(result)})" if result.markings else ""
    root = Element("testsuites", name=f"internalmap check{marked}")
    findings: dict[str, list[Finding]] = {model: [] for model in result.models}
    for finding in result.findings:
        findings.setdefault(finding.model, []).append(finding)
    for model, those in findings.items():
        path = local(model, options.root)
        suite = _suite(root, path or "the model")
        names: Counter[str] = Counter()
        for message in errors.get(path, ()):
            _error(suite, path, message)
        for finding in those:
            _case(suite, finding, names, options)
        # Silence means that all is well only where every model is known to have been read.
        if not len(suite) and not unknown:
            SubElement(suite, "testcase", classname="internalmap", name="no findings")
    if unknown:
        suite = _suite(root, _UNREADABLE)
        for message in unknown:
            _error(suite, message.partition("\n")[0], message)
    for suite in root:
        _count(suite)
    for key in ("tests", "failures", "errors"):
        root.set(key, str(sum(int(suite.get(key, 0)) for suite in root)))
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


def _unreadable(
    result: CheckResult, options: CheckOptions
) -> tuple[dict[str, list[str]], list[str]]:
    """Why models could not be read: by model, where the message begins with it, and the others."""
    by_model: dict[str, list[str]] = {local(model, options.root): [] for model in result.models}
    unknown = []
    for message in result.unreadable:
        text = "\n".join(lines_of(without_root(message, options.root)))
        models = [each for each in by_model if each and text.startswith((f"{each}:", f"{each}/"))]
        if models:
            by_model[max(models, key=len)].append(text)
        else:
            unknown.append(text)
    return by_model, unknown


def _suite(root: Element, name: str) -> Element:
    return SubElement(root, "testsuite", name=escape(name))


def _count(suite: Element) -> None:
    suite.set("tests", str(len(suite)))
    suite.set("failures", str(len(suite.findall("testcase/failure"))))
    suite.set("errors", str(len(suite.findall("testcase/error"))))
    suite.set("skipped", "0")


def _case(suite: Element, finding: Finding, names: Counter[str], options: CheckOptions) -> None:
    name = subject(finding)
    names[name] += 1
    if names[name] > 1:
        name += f", {names[name]}"
    at = spot_of(finding, options.root)
    # A server cuts the class at dots into packages, so it is the rule and not the file.
    case = SubElement(
        suite,
        "testcase",
        classname=finding.rule,
        name=name,
        file=escape(path_of(finding, options.root)),
        line=str(1 if at is None else at.line),
    )
    body = "\n".join(_body(finding, options))
    if fails(finding, options):
        message = escape(finding.message)
        SubElement(case, "failure", type=finding.severity, message=message).text = body
    else:
        SubElement(case, "system-out").text = body


def _error(suite: Element, name: str, message: str) -> None:
    case = SubElement(suite, "testcase", classname="internalmap", name=f"{escape(name)} is read")
    first = message.partition("\n")[0]
    SubElement(case, "error", type="unreadable", message=first).text = message


def _body(finding: Finding, options: CheckOptions) -> list[str]:
    """All that there is to say: servers show either the message or the body."""
    message = escape(finding.message)
    lines = [f"{label_of(finding, options.root)}: {finding.severity}: {message} [{finding.rule}]"]
    if finding.place is not None:
        lines += snippet(finding.place)
    lines += [
        f"  {spot(related.place, options.root).label}: {escape(related.message)}"
        for related in finding.related
    ]
    lines.append(f"  {escape(finding.remedy)}")
    return lines
