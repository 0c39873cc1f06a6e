"""What the checks found as JUnit's XML, which every build server shows as tests.

A model is a suite, a finding a test: failed, where it fails the check. Tests are named after what
they are about and not after lines, so that a server can follow them through builds. What is written
keeps to the schema that Jenkins' xUnit plugin holds reports against, so a place is told in words.
"""

from __future__ import annotations

from collections import Counter
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from internalmap.errors import snippet
from internalmap.reports.check.options import CheckOptions
from internalmap.reports.check.paths import label_of, local, spot, unreadable_lines
from internalmap.reports.check.wording import fails, marking, subject
from internalmap.results.check import CheckResult, Finding, Unreadable
from internalmap.text.escape import escape


def render(result: CheckResult, options: CheckOptions) -> str:
    """The whole result."""
    marked = f" ({marking(result)})" if result.markings else ""
    root = Element("testsuites", name=f"internalmap check{marked}")
    findings: dict[str, list[Finding]] = {model: [] for model in result.models}
    for finding in result.findings:
        findings.setdefault(finding.model, []).append(finding)
    unreadable = {each.model: each for each in result.unreadable}
    for model in unreadable:
        findings.setdefault(model, [])
    for model, those in findings.items():
        path = local(model, options.root) or "the model"
        suite = SubElement(root, "testsuite", name=escape(path), file=escape(path))
        names: Counter[str] = Counter()
        if model in unreadable:
            _error(suite, path, unreadable[model], options)
        for finding in those:
            _case(suite, finding, names, options)
        if not len(suite):
            SubElement(suite, "testcase", classname="internalmap", name="no findings")
    for suite in root:
        _count(suite)
    for key in ("tests", "failures", "errors"):
        root.set(key, str(sum(int(suite.get(key, 0)) for suite in root)))
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


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
    # A server cuts the class at dots into packages, so it is the rule and not the file.
    case = SubElement(suite, "testcase", classname=finding.rule, name=name)
    body = "\n".join(_body(finding, options))
    if fails(finding, options):
        message = escape(finding.message)
        SubElement(case, "failure", type=finding.severity, message=message).text = body
    else:
        SubElement(case, "system-out").text = body


def _error(suite: Element, path: str, model: Unreadable, options: CheckOptions) -> None:
    case = SubElement(suite, "testcase", classname="internalmap", name=f"{escape(path)} is read")
    lines = unreadable_lines(model, options.root)
    SubElement(case, "error", type="unreadable", message=lines[0]).text = "\n".join(lines)


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
