"""Graphviz in a child process: it may hang, crash or be missing; the user is told and goes on."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

import internalmap
from command import HOTEL, ROOT, environment
from command import run as internalmap_run
from internalmap.diagrams.formats import engine
from internalmap.diagrams.formats.engine import EngineFailed, TookTooLong, run

TINY = "digraph { a -> b }"


def test_the_builtin_engine_lays_out_and_paints() -> None:
    assert b'"bb"' in run(TINY, layout="dot", form="json0", seconds=30)
    assert run(TINY, layout="dot", form="png", seconds=30).startswith(b"\x89PNG")
    assert run(TINY, layout="dot", form="pdf", seconds=30).startswith(b"%PDF")


def fake_dot(folder: Path, script: str) -> Path:
    program = folder / "dot"
    program.write_text(f"#!{sys.executable}\n{script}\n", encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return folder


@pytest.mark.parametrize(
    ("script", "problem"),
    [
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "crashed (signal 11)"),
        ("import sys; sys.exit('Format: \"pdf\" not recognized')", "not recognized"),
        ("", "could not draw this"),
        ("import sys\nwhile True: sys.stdout.write('x' * 65536)", "too large"),
    ],
    ids=["crash", "refusal", "nothing", "flood"],
)
def test_what_goes_wrong_is_told_with_what_still_works(
    script: str, problem: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(fake_dot(tmp_path, script)))
    with pytest.raises(EngineFailed) as caught:
        run(TINY, layout="dot", form="pdf", seconds=30, engine="system")
    assert problem in str(caught.value)
    assert ".dot" in str(caught.value)


def test_an_answer_that_is_no_layout_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(fake_dot(tmp_path, "print('garbage')")))
    with pytest.raises(EngineFailed, match="something else than a layout"):
        internalmap.render(internalmap.load(HOTEL), engine="system")


def test_a_hang_ends_at_the_time_limit_and_leaves_no_child(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = tmp_path / "pid"
    script = f"import os, time; open({str(note)!r}, 'w').write(str(os.getpid())); time.sleep(600)"
    monkeypatch.setenv("PATH", str(fake_dot(tmp_path, script)))
    with pytest.raises(TookTooLong):
        run(TINY, layout="dot", form="json0", seconds=3, engine="system")
    assert not alive(int(note.read_text()))


def alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_missing_engine_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EngineFailed, match="no 'dot' on the PATH"):
        run(TINY, layout="dot", form="svg", seconds=30, engine="system")
    (tmp_path / "pygraphviz.py").write_text("raise ImportError('it is broken')", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(EngineFailed, match=r"(?s)not there: it is broken.*pip install pygraphviz"):
        run(TINY, layout="dot", form="svg", seconds=30)


def test_a_child_that_nobody_waits_for_ends_by_itself() -> None:
    command = [sys.executable, "-P", str(engine._CHILD), "dot", "json0", "1", "1000"]
    child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert child.wait(timeout=60) == -signal.SIGALRM  # it got no input, and waited for it


def test_ctrl_c_during_layout_leaves_nothing_behind(tmp_path: Path) -> None:
    note, picture = tmp_path / "pid", tmp_path / "map.svg"
    script = f"import os, time; open({str(note)!r}, 'w').write(str(os.getpid())); time.sleep(600)"
    path = f"{fake_dot(tmp_path, script)}{os.pathsep}{os.environ['PATH']}"
    process = subprocess.Popen(
        [sys.executable, "-m", "internalmap", "render", str(HOTEL), "--engine", "system",
         "-o", str(picture)],
        cwd=ROOT,
        env=environment({"PATH": path}),
        stderr=subprocess.PIPE,
        start_new_session=True,
    )  # fmt: skip
    try:
        deadline = time.monotonic() + 60
        while not (note.exists() and note.read_text()) and time.monotonic() < deadline:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)  # to the program alone, not to its child
        assert process.wait(timeout=60) == 130
    finally:
        process.kill()
    assert process.stderr is not None
    assert process.stderr.read() == b"internalmap: stopped\n"
    assert not alive(int(note.read_text()))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["dot", "pid"]


def test_a_machine_without_fonts_draws_all_the_same(tmp_path: Path) -> None:
    empty = tmp_path / "fonts.conf"
    empty.write_text("<fontconfig></fontconfig>", encoding="utf-8")
    for name, fonts in (("here", ""), ("bare", str(empty))):
        picture = str(tmp_path / f"{name}.png")
        done = internalmap_run("render", str(HOTEL), "-o", picture, FONTCONFIG_FILE=fonts)
        assert done.returncode == 0, done.stderr
    assert (tmp_path / "here.png").read_bytes() == (tmp_path / "bare.png").read_bytes()
