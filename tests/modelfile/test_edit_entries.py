"""Values, needs and parties written into a model's own text."""

from __future__ import annotations

import pytest

import internalmap
from internalmap.errors import InvalidModel
from internalmap.modelfile.edit_entries import EntryChanges
from internalmap.modelfile.edit_files import edited_files, read_again

TEXT = """\
# what this is
parties:
  guests: {kind: customer, needs: [bar, {from: it, buffer: 2h}]}  # who pays
  bar:    # the bar
  shop: {}
  it:
    kind: system
    # why
    needs:
    - bar   # first
    - from: # what
        - bar
        - "no"  # c
        - shop
      service: power
      said:
        by: Kari   # she knows
        date: 2026-01-01
    # end of needs
    note: |
      text
      more

  "no":
# tail
needs:
  - {customer: bar, from: it, service: x}
# fin
"""
EXPECTED = """\
# what this is
parties:
  guests: {kind: customer, needs: [{from: bar, importance: important}, {from: it, buffer: 1d, said: {by: "A: b"}}, {from: "no"}]}  # who pays
  bar: {name: The bar}    # the bar
  shop: {name: Shop, needs: [{from: it}]}
  it:
    name: IT
    kind: system
    # why
    needs:
    - {from: bar, buffer: 1d}   # first
    - from: # what
        - guests
        - "no"  # c
      service: power
      buffer: 3d
      said:
        by: Ola   # she knows
        date: "2026-02-01"
    - {from: "no", service: q}
    # end of needs
    note: |
      text
      more

  "no": {needs: [{from: it, service: z}]}
  new:
    name: New one
    needs: [{from: it}]
# tail
needs:
  - {customer: bar, from: it, service: x}
  - {customer: bar, from: "no"}
# fin
"""  # noqa: E501 - lines as they stand in a file


def changes() -> EntryChanges:
    """Changes of every kind, in every layout."""
    it = ("parties", "it", "needs")
    return EntryChanges(
        values={
            ("parties", "guests", "needs", 0): {"importance": "important"},
            ("parties", "guests", "needs", 1): {"buffer": "1d", "said": {"by": "A: b"}},
            (*it, 0): {"buffer": "1d"},
            (*it, 1): {
                "from": ["guests", "no"],
                "buffer": "3d",
                "said": {"by": "Ola", "date": "2026-02-01"},
            },
            ("parties", "it"): {"name": "IT"},
            ("parties", "bar"): {"name": "The bar"},
            ("parties", "shop"): {"name": "Shop"},
        },
        needs=[
            ("no", {"from": "it", "service": "z"}),
            ("bar", {"from": "no"}),
            ("guests", {"from": "no"}),
            ("it", {"from": "no", "service": "q"}),
            ("new", {"from": "it"}),
            ("shop", {"from": "it"}),
        ],
        parties={"new": {"name": "New one"}},
    )


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_only_what_changes_changes(line_end: str) -> None:
    before = internalmap.loads(TEXT.replace("\n", line_end))
    texts = edited_files(before, {0: changes()})
    assert texts == {"model": EXPECTED.replace("\n", line_end)}
    made = read_again(before, texts)
    assert made == internalmap.loads(EXPECTED)


def test_json_stays_json() -> None:
    before = internalmap.loads('{"parties": {"a": {"needs": ["b"]}, "b": null, "c": {}}}')
    found = EntryChanges(
        values={("parties", "a", "needs", 0): {"buffer": "1h"}, ("parties", "c"): {"name": "C"}},
        needs=[("b", {"from": "c"}), ("c", {"from": "a"})],
        parties={"d": {}},
    )
    (text,) = edited_files(before, {0: found}).values()
    assert text == (
        '{"parties": {"a": {"needs": [{"from": "b", "buffer": "1h"}]}, "b": {"needs": '
        '[{"from": "c"}]}, "c": {"name": "C", "needs": [{"from": "a"}]}, "d": {}}}'
    )


def test_what_an_alias_shares_is_told_with_its_place_and_nothing_is_changed() -> None:
    before = internalmap.loads(
        "parties:\n  a: {needs: [&n {from: c}]}\n  b:\n    needs:\n      - *n\n  c:\n"
    )
    wanted = EntryChanges(values={("parties", "b", "needs", 0): {"buffer": "1h"}})
    with pytest.raises(InvalidModel, match=r"model:5:9: what is to change at parties → b"):
        edited_files(before, {0: wanted})
