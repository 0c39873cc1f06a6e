"""Ctrl-C, SIGTERM and SIGHUP: at whatever step they come, nothing half-done stays behind."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from command import HOTEL, ROOT, environment
from effort import some

#: Runs the command line and sends a signal to itself at a certain step, counted in calls and
#: returns of functions from the moment that signals are heeded.
DRIVER = """
import os, sys
import internalmap.cli as cli

step, number = int(sys.argv[1]), int(sys.argv[2])
sys.argv = ["internalmap", *sys.argv[3:]]
heed = cli.install_handlers
left = step

def count(*_):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), number)

def heed_and_count():
    heed()
    sys.setprofile(count)

cli.install_handlers = heed_and_count
cli.main()
"""
CODES = {"SIGINT": (130, ""), "SIGTERM": (143, " (SIGTERM)"), "SIGHUP": (129, " (SIGHUP)")}
#: From the first imports to the end of the command, however many steps that takes.
STEPS = (1, 40, 900, 7_000, 30_000, 90_000, 200_000, 400_000)


def stopped_at(
    step: int, name: str, tmp_path: Path, *shell: str
) -> subprocess.CompletedProcess[str]:
    out, scratch = tmp_path / "out", tmp_path / "scratch"
    for folder in (out, scratch):
        folder.mkdir(exist_ok=True)
    return subprocess.run(
        [*shell, sys.executable, "-c", DRIVER, str(step), str(int(getattr(signal, name))),
         "advise", str(HOTEL), "--write", str(out / "new.yaml"), "-o", str(out / "advice.md")],
        cwd=ROOT,
        env=environment({"TMPDIR": str(scratch)}),
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip


@pytest.mark.parametrize("step", STEPS)
def test_a_signal_at_any_step_ends_the_program_with_nothing_half_done(
    step: int, tmp_path: Path
) -> None:
    for name, (code, said) in some(CODES.items(), STEPS.index(step)):
        done = stopped_at(step, name, tmp_path)
        left = sorted(path.name for path in (tmp_path / "out").iterdir())
        if done.returncode == 0:  # so many steps it does not have
            assert left == ["advice.md", "new.yaml"]
        else:
            assert (done.returncode, done.stderr) == (code, f"internalmap: stopped{said}\n")
            assert left == []
        assert not list((tmp_path / "scratch").iterdir())
        if step < STEPS[-2]:
            assert done.returncode == code


def test_what_was_to_be_ignored_stays_ignored(tmp_path: Path) -> None:
    shell = ("bash", "-c", 'trap "" HUP INT TERM; exec "$@"', "bash")
    for name in some(CODES, 0):
        done = stopped_at(7_000, name, tmp_path, *shell)
        assert done.returncode == 0, done.stderr


def test_two_files_take_their_places_in_one_go(tmp_path: Path) -> None:
    script = (
        "import os, signal\n"
        "from internalmap import _atomic_write, interrupts\n"
        "interrupts.install_handlers()\n"
        "replace = os.replace\n"
        "def first(one, other):\n"
        "    replace(one, other)\n"
        "    os.kill(os.getpid(), signal.SIGTERM)\n"
        "os.replace = first\n"
        "_atomic_write.write_files({'a': b'new', 'b': b'new'})\n"
    )
    for name in "ab":
        (tmp_path / name).write_text("old")
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, env=environment({}), check=False
    )
    assert done.returncode == 143
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"a": "new", "b": "new"}


def said_in(pipe: Path) -> int:
    """The number that a child says once it hangs."""
    with open(os.open(pipe, os.O_RDWR), encoding="ascii") as stream:
        assert select.select([stream], [], [], 120)[0], "the child does not come so far"
        return int(stream.readline())


#: In place of Graphviz, for a child that would go on for ever once it paints.
HANGS = """
import os, sys, time
sys.path.remove(os.path.dirname(__file__))
del sys.modules["pygraphviz"]
import pygraphviz
draw = pygraphviz.AGraph.draw

def hangs(self, **wanted):
    if wanted["format"] == "pdf":
        with open(os.environ["NOTE"], "w") as note:
            print(os.getpid(), file=note)
        time.sleep(600)
    return draw(self, **wanted)

pygraphviz.AGraph.draw = hangs
"""


def _stops_with_its_child(
    name: str,
    note: Path,
    scratch: Path,
    arguments: list[str],
    variables: dict[str, str],
    *,
    begun: bool = True,
) -> None:
    """A command whose child says its number in `note`, and then hangs, is sent a signal: both end,
    and leave nothing in `scratch`. `begun`: something lies there
    before."""
    process = subprocess.Popen(
        [sys.executable, "-m", "internalmap", *arguments],
        cwd=ROOT,
        env=environment({**variables, "TMPDIR": str(scratch)}),
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        child = said_in(note)
        assert list(scratch.iterdir()) or not begun
        process.send_signal(getattr(signal, name))  # to the program alone, not to its child
        code, said = CODES[name]
        assert process.communicate()[1] == f"internalmap: stopped{said}\n"
        assert process.returncode == code
    finally:
        process.kill()
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)
    assert not list(scratch.iterdir())


@pytest.mark.parametrize("name", CODES)
def test_graphviz_and_its_folder_are_gone_with_the_program(name: str, tmp_path: Path) -> None:
    fake, scratch, note = tmp_path / "fake", tmp_path / "scratch", tmp_path / "note"
    fake.mkdir()
    scratch.mkdir()
    os.mkfifo(note)
    (fake / "pygraphviz.py").write_text(HANGS, encoding="utf-8")
    _stops_with_its_child(
        name, note, scratch, ["render", str(HOTEL), "-o", str(tmp_path / "o.pdf")],
        {"PYTHONPATH": f"{fake}{os.pathsep}{ROOT / 'src'}", "NOTE": str(note)},
    )  # fmt: skip
    assert not (tmp_path / "o.pdf").exists()


def test_graphviz_heeds_a_lower_bound_of_the_shell(tmp_path: Path) -> None:
    for bound, code in ((100, 0), (1, 2)):
        done = subprocess.run(
            ["bash", "-c", f'ulimit -f {bound}; exec "$@"', "bash", sys.executable, "-m",
             "internalmap", "render", str(HOTEL), "-o", str(tmp_path / "o.svg")],
            cwd=ROOT, env=environment({}), capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == code, done.stderr
        assert "defect" not in done.stderr
    assert "too large" in done.stderr


@pytest.mark.parametrize("name", CODES)
def test_git_is_gone_with_the_program(name: str, tmp_path: Path) -> None:
    note, scratch, program = tmp_path / "note", tmp_path / "scratch", tmp_path / "git"
    scratch.mkdir()
    os.mkfifo(note)
    program.write_text(
        f"#!{sys.executable}\nimport os, time\n"
        f"with open({str(note)!r}, 'w') as note: print(os.getpid(), file=note)\ntime.sleep(600)\n",
        encoding="utf-8",
    )
    program.chmod(0o755)
    _stops_with_its_child(
        name, note, scratch, ["check", str(HOTEL), "--since", "HEAD"],
        {"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}, begun=False,
    )  # fmt: skip
