"""What somebody else's readers find in SARIF: the published schema, and Microsoft's validator with
the rules of GitHub's code scanning.

The environment variable INTERNALMAP_SARIF names a folder with @microsoft/sarif-multitool-linux in
its node_modules. Without it tests that need it are skipped; where CI is set they fail, so that no
build passes that has not asked.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

PACKAGE = "@microsoft/sarif-multitool-linux"

#: Warnings that do not count: the copy that is read names no schema, which the validator would
#: fetch; and the program has no address on the web that it could give as its own.
NOT_WANTED = {"SARIF2008", "GH1013", "SARIF2005"}


def _folder() -> Path:
    named = os.environ.get("INTERNALMAP_SARIF", "")
    folder = Path(named, "node_modules", *PACKAGE.split("/"))
    if named and folder.is_dir():
        return folder
    missing = f"INTERNALMAP_SARIF names no folder with {PACKAGE} in its node_modules"
    if os.environ.get("CI"):
        pytest.fail(f"a reader of SARIF is part of the build, and {missing}")
    pytest.skip(missing)


def read(text: str, scratch: Path) -> dict[str, Any]:
    """SARIF as data, once the schema and the validator have nothing against it."""
    folder = _folder()
    data = json.loads(text)
    schema = json.loads((folder / "sarif-2.1.0.json").read_text("utf-8-sig"))
    Draft202012Validator(schema).validate(data)
    remarks = _remarks(folder, text, scratch)
    assert not remarks, "\n".join(remarks)
    assert isinstance(data, dict)
    return data


def _remarks(folder: Path, text: str, scratch: Path) -> list[str]:
    program = folder / "Sarif.Multitool"
    if not os.access(program, os.X_OK):
        # npm leaves it so when it runs no scripts of packages.
        program.chmod(program.stat().st_mode | 0o100)
    data = json.loads(text)
    del data["$schema"]
    (scratch / "given.sarif").write_text(json.dumps(data), "utf-8")
    command = ["validate", "given.sarif", "--output", "said.sarif", "--log", "ForceOverwrite"]
    done = subprocess.run(
        [str(program), *command, "--rule-kind", "Sarif;Ghas", "--level", "Error;Warning"],
        cwd=scratch,
        env={**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1", "HOME": str(scratch)},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert (scratch / "said.sarif").exists(), done.stdout + done.stderr
    said = json.loads((scratch / "said.sarif").read_text("utf-8-sig"))["runs"][0]
    failed = said["invocations"][0].get("toolExecutionNotifications", [])
    assert not failed, failed
    return [
        f"{each['ruleId']}: {each['message']}"
        for each in said["results"]
        if each["ruleId"] not in NOT_WANTED
    ]
