"""Every message that bad input gets, compared whole.

Each folder of `invalid/` is a case: a model, in `model.yaml`, `model.json` or a folder `model`, and
what is said of it, in `expected.txt`. `INTERNALMAP_UPDATE_GOLDEN=1` writes these anew: read every
line of the difference before keeping it.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from internalmap.errors import InvalidModel
from internalmap.modelfile.load import load

CASES = Path(__file__).parent / "invalid"
UPDATE = os.environ.get("INTERNALMAP_UPDATE_GOLDEN") == "1"


def names() -> list[str]:
    """The cases; there must be some."""
    found = sorted(case.name for case in CASES.iterdir() if case.is_dir())
    assert found
    return found


@pytest.mark.parametrize("name", names())
def test_message(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The model is refused with exactly this message."""
    monkeypatch.chdir(CASES / name)
    model = next(each for each in ("model.yaml", "model.json", "model") if Path(each).exists())
    with pytest.raises(InvalidModel) as refused:
        load(model)
    message = f"{refused.value}\n"
    expected = Path("expected.txt")
    if UPDATE:
        expected.write_text(message, encoding="utf-8", newline="\n")
    assert message == expected.read_text(encoding="utf-8")
    assert message.replace("\n", "").isprintable()
