"""Results of checks, built by hand, so that a change of a rule's words changes no format's test."""

from __future__ import annotations

from dataclasses import replace

from internalmap.errors import Place, Problem
from internalmap.results.check import (
    Accepted,
    CheckResult,
    Finding,
    Related,
    Severity,
    Unreadable,
    finding_order,
)
from internalmap.source import Position, Source, Span
from reports.samples import HOSTILE

ROOT = "/home/somebody/repo"

MODEL = """\
parties:
  guests: {kind: customer, needs: [reception]}
  reception:
    needs:
      - {service: Guest register 🛏, from: it, importance: essential}
  it: {kind: person}
  archive:
"""


def place(text: str, name: str = "org.yaml", model: str = MODEL) -> Place:
    """Where a text first stands in a model."""
    source = Source(name, name, model, lambda path: None)
    start = model.index(text)
    return Place(source, source.span(start, start + len(text)))


def finding(
    rule: str = "no-customer",
    severity: Severity = "warning",
    message: str = "archive has no customer: nobody in the model depends on it.",
    at: Place | None = None,
    parties: tuple[str, ...] = ("archive",),
    stops: tuple[str, ...] = (),
    service: str | None = None,
    related: tuple[Related, ...] = (),
    model: str = "org.yaml",
    title: str = "A party without a customer",
    remedy: str = "Ask it who would notice if it stopped, and write that need down.",
    fingerprint: str = "c0ffee",
) -> Finding:
    """A finding, with whatever matters to a test."""
    return Finding(
        rule, severity, title, message, remedy, at, related, parties, service, stops,
        fingerprint, model,
    )  # fmt: skip


def hotel() -> CheckResult:
    """Two models with something of everything."""
    findings = [
        finding(at=place("archive")),
        finding(
            "single-point-of-failure",
            "error",
            "it stops guests after 40 min: nobody stands in for it.",
            place("it:"),
            ("it",),
            ("guests",),
            related=(Related(place("it, "), "the need that goes unmet"),),
            title="A single point of failure",
            remedy="Name a stand-in for it, or a way to work without it.",
            fingerprint="beef01",
        ),
        finding(
            "no-external-customer",
            "note",
            "units/it.yaml has no external customer, so nobody can be let down.",
            parties=(),
            model="units/it.yaml",
            title="A model without a customer",
            remedy="Say who it is all for: kind: customer.",
            fingerprint="beef02",
        ),
    ]
    return CheckResult(
        ("org.yaml", "units/it.yaml"),
        tuple(sorted(findings, key=finding_order)),
        (Accepted(_register(), "director", "second technician starts in March"),),
        old=4,
        gone=("0ddba11", "0ddba12"),
        notices=("pairs were not sought: the model is too large.",),
        compared="origin/main",
    )


def _register() -> Finding:
    return finding(
        "sole-supplier",
        "note",
        "reception has the guest register from it alone.",
        # The bed is one code point and two of UTF-16, so its column shows how columns count.
        place("from: it"),
        ("reception", "it"),
        service="Guest register 🛏",
        title="One supplier and no fallback",
        remedy="Find a second one.",
        fingerprint="beef03",
    )


def unreadable() -> CheckResult:
    """A model that is fine, and one that could not be read."""
    return CheckResult(
        ("org.yaml", "bad.yaml"),
        (),
        unreadable=(
            Unreadable(
                "bad.yaml",
                (Problem(place("-", "bad.yaml", "- it\n"), "expected a mapping", "Write it."),),
            ),
        ),
    )


def nothing() -> CheckResult:
    """A model with which all is well."""
    return CheckResult(("org.yaml",), ())


#: Names that attack what shows them, beside those of the other reports.
ATTACKS = {
    **HOSTILE,
    "command": "x\n::error file=a,line=1::gotcha\r\n##[error]old % %0A",
    "cdata": "]]><script>alert(1)</script>&amp;\x00\ufffe",
    "mention": "@someone me@mail.example o/r#12 @team/x",
    "surrogates": "🛏️🛏️ ünder 日本 :100:",
    "ticks": "```` ` ```",
    "details": "</details><details open>",
}


def hostile() -> CheckResult:
    """Every attack in every text."""
    findings = []
    for number, (id, text) in enumerate(sorted(ATTACKS.items())):
        name = f"units/{text.replace('/', '_')[:40]}.yaml"
        model = f"parties:\n  {text!r}: {{x: {text!r}}}\n"
        at = None if number % 4 == 3 else place(repr(text), name, model)
        related = () if at is None else (Related(at, text), Related(at, id))
        severity: Severity = ("error", "warning", "note")[number % 3]
        made = finding("no-customer", severity, f"{text} lets {id} down", at, (id, text), (id,))
        made = replace(made, service=text, related=related, model=name, title=text)
        findings.append(replace(made, remedy=f"Ask {text}", fingerprint=f"f{number}"))
    models = tuple(sorted({each.model for each in findings}))
    text = "".join(ATTACKS.values())
    return CheckResult(
        models,
        tuple(sorted(findings, key=finding_order)),
        tuple(Accepted(each, text[:90], text) for each in findings[:3]),
        unreadable=(Unreadable(models[0], (Problem(None, f"{text}\n::error::{text}", text),)),),
        notices=(text,),
        compared=text,
    )


def many(count: int) -> CheckResult:
    """Very many findings, with long names."""
    findings = tuple(
        finding(
            severity=("error", "warning", "note")[number % 3],
            message=f"{'Økonomi_@me ' * 30}{number} has no customer.",
            at=place("archive"),
            parties=(f"p{number}",),
            fingerprint=f"{number:032x}",
        )
        for number in range(count)
    )
    return CheckResult(("org.yaml",), tuple(sorted(findings, key=finding_order)))


def positions(place: Place) -> tuple[Position, Position]:
    """Start and end of a place."""
    span: Span = place.span
    return span.start, span.end
