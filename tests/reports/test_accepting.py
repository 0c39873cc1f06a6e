"""What the text of a check offers to accept, pasted as it says: it accepts."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

import internalmap
from command import ROOT, run
from effort import examples
from internalmap import CheckResult, InvalidModel
from internalmap.api.check import check
from internalmap.reports.check.accepting import to_accept
from internalmap.reports.check.options import CheckOptions
from strategies import models

_LINE = re.compile(
    r"(?P<file>[^:]+):(?P<line>\d+):(?P<column>\d+)"
    r"(?P<how>, a line of its own|, after a space|, instead of (?P<instead>.+?))?: (?P<text>.+)"
)


def pasted(text: str, line: str) -> str:
    """A text with what a line of the report says, put in where it says."""
    found = _LINE.fullmatch(line)
    assert found, line
    lines = text.splitlines(keepends=True)
    row, column = int(found["line"]) - 1, int(found["column"]) - 1
    before, after = lines[row][:column], lines[row][column:]
    how, new = found["how"] or "", found["text"]
    if how == ", a line of its own":
        new += "\n" + " " * column
    elif how == ", after a space":
        new = f" {new}"
    elif how:
        assert after.startswith(found["instead"])
        after = after.removeprefix(found["instead"])
    lines[row] = f"{before}{new}{after}"
    return "".join(lines)


def filled(text: str) -> str:
    """The text with a reason and a name."""
    text = text.replace("reason: , by: ", "reason: known, by: ola")
    return text.replace('"reason": null, "by": null', '"reason": "known", "by": "ola"')


def offered(result: CheckResult, **options: Any) -> list[str]:
    return list(to_accept(result, CheckOptions(**options)))[1:]


def accepts(text: str, **options: Any) -> None:
    """Paste all that is offered, one after another as it is told, and check again."""
    result = check(internalmap.loads(text), model="model")
    lines = offered(result, **options)
    for line in lines:
        text = pasted(text, line)
    if lines:
        with pytest.raises(InvalidModel, match="'reason' and 'by' are missing"):
            internalmap.loads(text)
    again = check(internalmap.loads(filled(text)), model="model")
    levels = ("error", "warning", "note") if options.get("fail_on") == "note" else ("error",)
    failing = [each for each in result.findings if each.severity in levels and each.accepted_in]
    assert bool(lines) == bool(failing)
    now = {each.fingerprint for each in again.findings}
    if lines:
        assert now.isdisjoint(each.fingerprint for each in failing[:3])
        assert again.accepted


@pytest.mark.parametrize("name", ["fjord-hotel", "hospital", "govuk", "hr-payroll-everyone"])
def test_what_an_example_fails_by_is_accepted_once_pasted(name: str, tmp_path: Path) -> None:
    """Also as the command says it, and not before it is filled in."""
    text = (ROOT / "examples" / f"{name}.yaml").read_text(encoding="utf-8")
    accepts(text)
    file = tmp_path / "org.yaml"
    file.write_text(text, encoding="utf-8")
    out = run("check", "org.yaml", cwd=tmp_path).stdout
    told = out[out.index("To accept the first ") :].split("\n\n")[0].splitlines()
    offer = [line for line in told if line.startswith("org.yaml:")]
    head = told[: -len(offer)]
    assert max(map(len, head)) <= 80 and " ".join(map(str.strip, head)).endswith("and by:")
    assert len(offer) == len(offered(check(internalmap.loads(text))))
    assert offer == [
        line.replace(f"{name}.yaml", "org.yaml")
        for line in offered(check(internalmap.load(ROOT / "examples" / f"{name}.yaml")))
    ]


SILO = "{rule: silo, reason: r, by: b}"
WAYS = f"""\
parties:
  guests: {{kind: customer, needs: [{{from: [a, b]}}, c, d, e, f]}}
  owner: {{kind: customer, needs: [{{service: Rest, from: [a, b]}}]}}
  a: {{kind: person}}
  b: {{kind: person}}
  c:
  d: {{}}
  e:
    kind: person
  f:
    accept:
      - {SILO}
defaults: {{party: {{kind: person}}}}
"""


@pytest.mark.parametrize(
    "change",
    [
        ("", ""),
        ("  c:\n", "  c:  # the chef\n"),
        ("  c:\n", "  c: ~\n"),
        ("  e:\n    kind: person\n", "  e: {\n    kind: person}\n"),
        (f"\n      - {SILO}\n", f" [{SILO}]\n"),
        (f"\n      - {SILO}\n", "\n    - rule: silo\n      reason: r\n      by: b\n"),
        (f"\n      - {SILO}\n", " []\n"),
    ],
)
def test_an_entry_is_accepted_in_whichever_way_it_is_written(change: tuple[str, str]) -> None:
    text = WAYS.replace(*change)
    for left in "cdef":  # three are offered
        three = re.sub(rf", {left}(?=[],])", "", text)
        accepts(three)
        accepts(three, fail_on="note")


def test_what_an_alias_shares_is_not_offered_but_said() -> None:
    shared = WAYS.replace("  c:\n", "  c: &one {kind: person}\n").replace("  d: {}", "  d: *one")
    result = check(internalmap.loads(shared), model="model")
    heading, *lines = to_accept(result, CheckOptions())
    assert len(lines) == 1
    assert heading == (
        "To accept 1 of the first 3, paste this in and fill in reason and by; an alias shares the "
        "entries of the others:"
    )
    shares = tuple(each for each in result.findings if each.parties[:1] in (("c",), ("d",)))
    alone = replace(result, findings=shares)
    assert list(to_accept(alone, CheckOptions())) == [
        "To accept what fails, write its entry out first: an alias shares it with others."
    ]


@examples(60)
@given(models())
def test_whatever_fails_is_accepted_once_pasted(model: dict[str, Any]) -> None:
    accepts(json.dumps(model, ensure_ascii=False, indent=1), fail_on="note")
