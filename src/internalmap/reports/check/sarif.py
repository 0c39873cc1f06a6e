"""What the checks found as SARIF 2.1.0, the form that code scanning services take.

A rule's page stands in `help`, whole. The addresses that SARIF may give beside it, `helpUri` and
`informationUri`, must be absolute, and the project has none on the web.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from internalmap._version import __version__
from internalmap.model.phrases import sentence
from internalmap.model.rule_names import RULE_VALUES
from internalmap.reports.check.options import CheckOptions
from internalmap.reports.check.paths import Spot, spot, spot_of, told, uri
from internalmap.reports.check.wording import marking
from internalmap.reports.formats.json_layout import Json, Object, laid_out
from internalmap.results.check import UNREADABLE, Accepted, CheckResult, Finding, Related
from internalmap.rules import rule_named
from internalmap.text.escape import escape

#: Code scanning takes no file with more results, nor a result with more places.
MOST_RESULTS, MOST_PLACES = 25_000, 900
SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)

#: The name and the version of how findings are told apart.
_FINGERPRINT = "internalmap/v1"
#: The only one that code scanning heeds, whose own would be made of lines.
_HEEDED = "primaryLocationLineHash"
#: What a viewer would take for a link.
_LINK = re.compile(r"\[(?=[^\[\]]*\]\()")


def render(result: CheckResult, options: CheckOptions) -> str:
    """The whole result, as one run."""
    accepted: tuple[Accepted, ...] = result.accepted if options.suppressed else ()
    used = {finding.rule for finding in result.everything}
    used |= {each.finding.rule for each in accepted}
    known = (UNREADABLE, *RULE_VALUES)
    rules = {id: index for index, id in enumerate(each for each in known if each in used)}
    fitting = result.everything[:MOST_RESULTS]  # the worst come first
    results: list[Json] = [_result(finding, rules, options) for finding in fitting]
    results += [_suppressed(each, rules, options) for each in accepted]
    run: Object = {
        "tool": {
            "driver": {
                "name": "internalmap",
                "version": __version__,
                "semanticVersion": __version__,
                "rules": [_rule(id) for id in rules],
            }
        },
        # Runs of the same name take each other's place, whatever models they are of.
        "automationDetails": {"id": "internalmap/"},
        "invocations": [_invocation(result, options)],
        **({"properties": {"marking": marking(result)}} if result.markings else {}),
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    return laid_out({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, levels=5)


def _rule(id: str) -> Object:
    if id == UNREADABLE:
        return _unreadable()
    rule = rule_named(id)
    level = rule.severity or "warning"
    return {
        "id": id,
        "name": "".join(word.capitalize() for word in id.split("-")),
        "shortDescription": {"text": sentence(rule.title)},
        "fullDescription": {"text": rule.finds},
        "help": {
            "text": f"{rule.why}\n\nWhat to do: {rule.remedy}",
            "markdown": f"{rule.why}\n\n**What to do:** {rule.remedy}",
        },
        "defaultConfiguration": {"level": level, "enabled": rule.severity is not None},
        "properties": {"tags": ["organization"]},
    }


def _unreadable() -> Object:
    """What stands for the models that could not be read, which no rule found."""
    why = "What cannot be read cannot be checked, and may hide whatever is wrong with it."
    remedy = "mend it at its place: each message says how."
    return {
        "id": UNREADABLE,
        "name": "UnreadableModel",
        "shortDescription": {"text": "A model that could not be read."},
        "fullDescription": {"text": "Something is wrong with a model, so that it was not checked."},
        "help": {
            "text": f"{why}\n\nWhat to do: {remedy}",
            "markdown": f"{why}\n\n**What to do:** {remedy}",
        },
        "defaultConfiguration": {"level": "error", "enabled": True},
        "properties": {"tags": ["organization"]},
    }


def _result(finding: Finding, rules: Mapping[str, int], options: CheckOptions) -> Object:
    at = spot_of(finding, options.root, options.from_top)
    model = told(finding.model, options.root, options.from_top)
    made: Object = {
        "ruleId": finding.rule,
        "ruleIndex": rules[finding.rule],
        "level": finding.severity,
        "message": {"text": _text(f"{finding.message} {finding.remedy}".strip())},
        "locations": [_location(model, at)],
        "partialFingerprints": dict.fromkeys((_HEEDED, _FINGERPRINT), finding.fingerprint),
        "properties": {"parties": list(finding.parties), "stops": list(finding.stops)},
    }
    if finding.related:
        made["relatedLocations"] = list(_related(finding.related[:MOST_PLACES], options))
    return made


def _suppressed(accepted: Accepted, rules: Mapping[str, int], options: CheckOptions) -> Object:
    justification = escape(f"{accepted.by}: {accepted.reason}")
    return {
        **_result(accepted.finding, rules, options),
        "suppressions": [
            {"kind": "inSource", "status": "accepted", "justification": justification}
        ],
    }


def _location(model: str, at: Spot | None) -> Object:
    """A place; what stands nowhere is shown at the first line of its model."""
    if at is None:
        region: Object = {"startLine": 1}
    else:
        region = {
            "startLine": at.line,
            "startColumn": at.column,
            "endLine": at.end_line,
            "endColumn": at.end_column,
        }
    path = model if at is None else at.path
    return {"physicalLocation": {"artifactLocation": {"uri": uri(path)}, "region": region}}


def _related(related: Iterable[Related], options: CheckOptions) -> Iterable[Object]:
    for number, each in enumerate(related, 1):
        at = spot(each.place, options.root, options.from_top)
        yield {"id": number, **_location(at.path, at), "message": {"text": _text(each.message)}}


def _invocation(result: CheckResult, options: CheckOptions) -> Object:
    """Whether everything was read, and what else a reader must know."""
    messages = [
        ("error", f"{told(each.model, options.root)} could not be read.")
        for each in result.unreadable
    ]
    messages += [("note", each) for each in result.notices]
    notifications: list[Json] = [
        {"level": level, "message": {"text": _text(message)}} for level, message in messages
    ]
    made: Object = {"executionSuccessful": not result.unreadable}
    if notifications:
        made["toolExecutionNotifications"] = notifications
    return made


def _text(text: str) -> str:
    """Words in which nothing is taken for a link."""
    return _LINK.sub(r"\\[", escape(text))
