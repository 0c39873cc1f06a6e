"""Measures how fast the program is, side by side with what anyone can repeat, and asserts nothing.

    python tests/benchmarks/run.py [--rows reading analyze ...] [--runs 5] [--largest 10000]

Every time is the median of several runs, each in a process of its own, taken by turns with the
reference, so that a noisy machine disturbs both. Times inside a process leave out its start.
"""

from __future__ import annotations

import argparse
import compileall
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from statistics import median

import models

PACKAGE = Path(__file__).parents[2] / "src" / "internalmap"
TREES = Path(__file__).parent.parent / "data" / "fault-trees"
Measure = Callable[[], float]
#: How many parties the models have on which growth is shown.
SIZES = (1_000, 3_000, 10_000, 30_000, 100_000)

YAML_LOAD = """
import sys, time, yaml
text = open(sys.argv[1], encoding="utf-8").read()
start = time.perf_counter()
kept = yaml.load(text, yaml.CSafeLoader)
print(time.perf_counter() - start, flush=True)
"""
READ = """
import sys, time, internalmap
internalmap.loads("parties: {a: {needs: [b]}, b: }")  # what is imported once
internalmap.loads('{"parties": {"a": {"needs": ["b"]}, "b": {}}}')
start = time.perf_counter()
kept = internalmap.load(sys.argv[1])
print(time.perf_counter() - start, flush=True)
"""
FORMS = """
import sys, internalmap
internalmap.forms(internalmap.load(sys.argv[1]), sys.argv[2]).save()
"""
MERGE = """
import sys, time, internalmap
organization = internalmap.load(sys.argv[1])
start = time.perf_counter()
kept = internalmap.merge(organization, sys.argv[2])
print(time.perf_counter() - start, flush=True)
"""
WORKBOOKS = """
import sys, time
from pathlib import Path
from openpyxl import load_workbook
start = time.perf_counter()
for path in sorted(Path(sys.argv[1]).glob("*.xlsx")):
    for sheet in load_workbook(path, read_only=True).worksheets:
        for row in sheet.iter_rows(values_only=True):
            pass
print(time.perf_counter() - start, flush=True)
"""
CSV_READER = """
import sys, time, csv
start = time.perf_counter()
with open(sys.argv[1], encoding="utf-8", newline="") as stream:
    kept = list(csv.reader(stream))
print(time.perf_counter() - start, flush=True)
"""
CONVERT = """
import gc, sys, time
from internalmap.cli.run import run
gc.disable()
start = time.perf_counter()
run(["convert", sys.argv[1], sys.argv[2], "-q"])
print(time.perf_counter() - start)
try:
    import resource
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
except ImportError:
    print(0)
"""
SINGLE = """
import sys, time, internalmap
from internalmap._gc import gc_paused
from internalmap.kernel.network import compile_network
from internalmap.kernel.stopping import count_per_lane, single_failures
organization = internalmap.load(sys.argv[1])
start = time.perf_counter()
impacts = []
with gc_paused():
    network = compile_network(organization)
    for block in single_failures(network):
        stopped = (block.lanes[party] ^ block.gone[party] for party in range(len(network)))
        impacts += count_per_lane(stopped, block.width)
print(time.perf_counter() - start)
try:
    import resource
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
except ImportError:
    print(0)
print(sum(impacts) / len(impacts), flush=True)
"""
DESCENDANTS = """
import random, sys, time, internalmap, networkx
graph = networkx.DiGraph(internalmap.load(sys.argv[1]).to_networkx())
some = random.Random(1).sample(sorted(graph), 50)
start = time.perf_counter()
for party in some:
    networkx.descendants(graph, party)
print((time.perf_counter() - start) * len(graph) / len(some), flush=True)
"""
ANALYZE = """
import sys, time, internalmap
organization = internalmap.load(sys.argv[1])
options = {"cut_size": int(sys.argv[2]), "candidates": sys.argv[3:]}
internalmap.analyze(internalmap.loads("parties: {a: {needs: [b]}, b: }"))
start = time.perf_counter()
found = internalmap.analyze(organization, **options)
print(time.perf_counter() - start)
sizes = [len(cut.parties) for cut in found.fragile_sets or ()]
counts = [len(found.single_points_of_failure)]
print(*counts, *(sizes.count(size) for size in range(2, found.settings.cut_size + 1)), flush=True)
"""
SIMULATE = """
import sys, time, internalmap
organization = internalmap.load(sys.argv[1])
internalmap.simulate(internalmap.loads("parties: {a: {needs: [b]}, b: {availability: 0.5}}"))
start = time.perf_counter()
found = internalmap.simulate(organization)
print(time.perf_counter() - start)
print(len(found.parties), flush=True)
"""
#: What a process takes: the seconds of processor time that are its own, and its memory in KiB.
COST = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(used.ru_utime)
print(used.ru_maxrss)
"""


def inside(code: str, *arguments: object) -> list[str]:
    """What a piece of code prints in a process of its own; its first line is a time."""
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()


def seconds(code: str, *arguments: object) -> Measure:
    """Measures what a piece of code times inside its process."""
    return lambda: float(inside(code, *arguments)[0])


def cost(runs: int, *command: object) -> tuple[float, float]:
    """The processor time of a command, in seconds, and its memory, in MiB: medians of some runs."""
    lines = [inside(COST, *command) for _ in range(runs)]
    return median(float(line[0]) for line in lines), median(int(line[1]) / 1024 for line in lines)


def process(*arguments: object) -> Measure:
    """Measures a Python process from start to end."""

    def measure() -> float:
        start = time.perf_counter()
        command = [sys.executable, *map(str, arguments)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        return time.perf_counter() - start

    return measure


def used(*arguments: object) -> Measure:
    """Measures the processor time of a Python process from start to end."""

    def measure() -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        process(*arguments)()
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    return measure


def medians(runs: int, *measures: Measure) -> list[float]:
    """The medians of measures taken by turns."""
    rounds = [[measure() for measure in measures] for _ in range(runs)]
    return [median(times) for times in zip(*rounds, strict=True)]


def show(what: str, ours: float, reference: str = "", other: float | None = None) -> None:
    """Print a row: what, our time, the reference and its time, and the ratio of the two."""
    row = f"{what:<46} {clock(ours):>9}"
    if other is not None:
        faster = f"{other / ours:,.1f} times as fast as" if other > ours else "of the time of"
        share = f"{faster}" if other > ours else f"{ours / other:.2f} {faster}"
        row += f"   {share} {reference} ({clock(other)})"
    print(row, flush=True)


def clock(time: float) -> str:
    """A time as people say it."""
    if time < 1:
        return f"{time * 1000:.0f} ms"
    return f"{time:.2f} s" if time < 120 else f"{time / 60:.0f} min"


class Bench:
    """The rows, the models that they share, and how often each is run."""

    def __init__(self, folder: Path, runs: int, largest: int) -> None:
        self.folder = folder
        self.runs = runs
        self.largest = largest

    def model(self, name: str, recipe: models.Recipe, ending: str = "yaml") -> Path:
        """A model file, made when it is first asked for."""
        path = self.folder / f"{name}.{ending}"
        if not path.exists():
            write = models.as_yaml if ending == "yaml" else models.as_json
            path.write_text(write(models.model(recipe)), encoding="utf-8")
        return path

    def large(self, ending: str = "yaml") -> Path:
        """10,000 parties and 30,000 needs."""
        return self.model("large", models.SHAPES["mixed"], ending)

    def reading(self) -> None:
        """Reading a model, against PyYAML's fastest loader on the same YAML."""
        yaml, text = self.large(), self.large("json")
        measures = seconds(READ, yaml), seconds(READ, text), seconds(YAML_LOAD, yaml)
        ours, json, other = medians(self.runs, *measures)
        show("read 10,000 parties, 30,000 needs, YAML", ours, "yaml.load, C loader", other)
        show("read the same as JSON", json, "yaml.load of the YAML, C loader", other)

    def analyze(self) -> None:
        """The whole command, against PyYAML's fastest loader inside a process."""
        path, to = self.large(), self.folder / "report.txt"
        command = process("-m", "internalmap", "analyze", path, "--cut-size", "1", "-qo", to)
        ours, other = medians(self.runs, command, seconds(YAML_LOAD, path))
        show("analyze 10,000 parties, whole process", ours, "yaml.load alone", other)
        times = medians(self.runs, seconds(ANALYZE, path, 1), seconds(YAML_LOAD, path))
        show("of that, the analysis", times[0], "yaml.load alone", times[1])

    def growth(self) -> None:
        """The whole command on models that grow, without pairs: processor time and memory, and how
        many times those of the size before; up to 10,000 parties against PyYAML's fastest loader
        on the same model."""
        for shape in models.GROWING:
            before: tuple[int, float, float] | None = None
            for parties in (size for size in SIZES if size <= self.largest):
                path = self.model(f"{shape}-{parties}", models.growing(shape, parties), "json")
                command = [sys.executable, "-m", "internalmap", "analyze", path]
                options = ["--cut-size", "1", "-qo", self.folder / "report.json"]
                used, peak = cost(self.runs, *command, *options)
                row = f"analyze {parties:,} parties, {shape}"
                row = f"{row:<46} {clock(used):>9} {peak:7,.0f} MiB"
                if before is not None:
                    times, memory = used / before[1], peak / before[2]
                    row += f"   {parties / before[0]:.1f} times the parties: "
                    row += f"{times:.1f} times the time, {memory:.1f} times the memory"
                if parties <= 10_000:
                    yaml = self.model(f"{shape}-{parties}", models.growing(shape, parties))
                    other, most = cost(self.runs, sys.executable, "-c", YAML_LOAD, yaml)
                    row += f"   yaml.load of it as YAML: {clock(other)}, {most:,.0f} MiB"
                print(row, flush=True)
                before = parties, used, peak

    def checking(self) -> None:
        """What else is asked of a model, as processes, with their memory: next to the report on
        it."""
        path, to = self.large(), self.folder / "said.txt"
        other = models.model(models.SHAPES["mixed"])
        for party in ("p001000", "p005000", "p009000"):
            other["parties"][party]["restore"] = "3d"
            other["parties"][party]["needs"].pop()
        changed = self.folder / "changed.yaml"
        changed.write_text(models.as_yaml(other), encoding="utf-8")
        program = [sys.executable, "-m", "internalmap"]
        report, peak = cost(self.runs, *program, "analyze", path, "--cut-size", "1", "-qo", to)
        print(f"{'analyze 10,000 parties':<46} {clock(report):>9} {peak:7,.0f} MiB", flush=True)
        for row, arguments in (
            ("check", ["check", path, "--fail-on", "never"]),
            ("diff with a few changes", ["diff", path, changed]),
            ("diff with itself", ["diff", path, path]),
            ("bia", ["bia", path]),
        ):
            used, peak = cost(self.runs, *program, *arguments, "-qo", to)
            name = f"{row}, 10,000 parties"
            times = f"{used / report:.1f} times the report"
            print(f"{name:<46} {clock(used):>9} {peak:7,.0f} MiB   {times}", flush=True)

    def single(self) -> None:
        """Everyone's absence, against following the graph from each party."""
        path = self.large("json")
        ours, other = medians(self.runs, seconds(SINGLE, path), seconds(DESCENDANTS, path))
        reference = "networkx.descendants of each, from 50"
        show("10,000 single failures with impacts", ours, reference, other)

    def huge(self) -> None:
        """Everyone's absence in a model ten times as large: the time and the memory."""
        for label, window in (("", 0.2), (", ten times as deep", 0.02)):
            recipe = models.Recipe(100_000, 1000, window=window)
            path = self.model(f"huge-{window}", recipe, "json")
            lines = [inside(SINGLE, path) for _ in range(min(self.runs, 3))]
            peak = max(int(line[1]) for line in lines) / 1024 / 1024
            show(f"100,000 single failures{label}", median(float(line[0]) for line in lines))
            print(f"  memory of the process, reading too: {peak:.2f} GiB")

    def pairs(self) -> None:
        """Fragile pairs, and what the same report takes without them."""
        path = self.model("middle", models.Recipe(1000, 10))
        measures = seconds(ANALYZE, path, 2), seconds(ANALYZE, path, 1)
        ours, without = medians(self.runs, *measures)
        found = inside(ANALYZE, path, 2)[1].split()[1]
        show("report with fragile pairs of 1,000 parties", ours, "the same without", without)
        print(f"  fragile pairs: {found}")

    def chances(self) -> None:
        """100,000 draws, and what each of nearly 1,000 uncertain parties is worth."""
        for label, back in (("", 0.02), (", without circles", 0.0)):
            raw = models.model(models.Recipe(1000, 10, back=back))
            random = Random(5)
            for party in raw["parties"].values():
                if party["kind"] != "customer":
                    party["availability"] = round(random.uniform(0.9, 1), 3)
            path = self.folder / f"chances-{back}.json"
            path.write_text(models.as_json(raw), encoding="utf-8")
            [ours] = medians(self.runs, seconds(SIMULATE, path))
            show(f"100,000 draws of 1,000 parties{label}", ours)
            print(f"  uncertain parties: {inside(SIMULATE, path)[1]}")

    def start(self) -> None:
        """Small work, against importing the libraries that are made use of; in processor time,
        everything compiled."""
        compileall.compile_dir(PACKAGE, quiet=2)
        model, to = self.model("small", models.Recipe(20, 2, window=1)), self.folder / "small.txt"
        imports = "import typer, yaml, pydantic"
        for command in ("analyze", "check"):
            options = ["--fail-on", "never"] if command == "check" else []
            measures = (
                used("-m", "internalmap", command, model, "-qo", to, *options),
                used("-c", imports),
            )
            ours, other = medians(self.runs * 3, *measures)
            show(f"{command} 20 parties, whole process", ours, imports, other)
        for option in ("--help", "--version"):
            measures = used("-m", "internalmap", option), used("-c", "import typer")
            ours, other = medians(self.runs * 3, *measures)
            show(f"internalmap {option}", ours, "import typer", other)

    def converting(self) -> None:
        """A large edge list to a model, against reading the rows and nothing else."""
        path, to = self.folder / "edges.csv", self.folder / "edges.json"
        random = Random(3)
        with path.open("w", encoding="utf-8", newline="") as stream:
            stream.write("customer,supplier,service,importance,frequency,satisfaction,buffer\n")
            for number in range(300_000):
                customer, supplier = random.sample(range(100_000), 2)
                choices = (
                    ("essential", "important", ""),
                    ("weekly", "daily", ""),
                    ("4", "4.5", ""),
                )
                cells = [random.choice(choice) for choice in choices]
                ends = f"team-{customer},team-{supplier},service {number % 5000}"
                stream.write(f"{ends},{','.join(cells)},{random.choice(('1d', '2h', ''))}\n")
        for named, result in (("JSON", to), ("YAML", self.folder / "edges.yaml")):
            command = process("-m", "internalmap", "convert", path, result, "-q")
            ours, other = medians(min(self.runs, 3), command, seconds(CSV_READER, path))
            show(f"convert 300,000 rows of CSV to {named}", ours, "csv.reader of the same", other)
        peak = int(inside(CONVERT, path, to)[1]) / (1024 * 1024)
        if peak:
            print(f"  memory of the process: {peak:.2f} GiB")

    def merging(self) -> None:
        """The answers of 300 forms of 20 rows, against reading the workbooks and nothing else."""
        folder = self.folder / "merging"
        folder.mkdir()
        model = folder / "org.yaml"
        parties = range(300)
        lines = ["parties:"]
        for party in parties:
            lines += [f"  unit-{party}:", "    needs:"]
            suppliers = [(party + 7 * number + 1) % 300 for number in range(10)]
            lines += [f"    - {{from: unit-{each}, service: Thing}}" for each in suppliers]
        model.write_text("\n".join(lines) + "\n", encoding="utf-8")
        inside(FORMS, model, folder / "forms")
        ours, other = medians(
            min(self.runs, 3),
            seconds(MERGE, model, folder / "forms"),
            seconds(WORKBOOKS, folder / "forms"),
        )
        show("merge 300 forms of 20 rows", ours, "openpyxl reads them", other)

    def trees(self) -> None:
        """Minimal cut sets of fault trees that others have solved, by size."""
        for name, size in (("chinese", 6), ("baobab2", 6), ("baobab1", 5)):
            path = TREES / f"{name}.json"
            [ours] = medians(self.runs, seconds(ANALYZE, path, size, "kind:person"))
            counts = inside(ANALYZE, path, size, "kind:person")[1]
            show(f"minimal cut sets of {name} to size {size}", ours)
            print(f"  by size: {counts}")


ROWS = (
    "reading",
    "analyze",
    "growth",
    "checking",
    "single",
    "huge",
    "pairs",
    "chances",
    "start",
    "converting",
    "merging",
    "trees",
)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure the rows that are asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument(
        "--rows", nargs="+", choices=ROWS, default=ROWS, metavar="ROW", help=", ".join(ROWS)
    )
    parser.add_argument("--runs", type=int, default=5, help="how often each is run (5)")
    parser.add_argument(
        "--largest",
        type=int,
        default=10_000,
        help="how many parties the largest model of the growth has (10000); there are models of "
        + ", ".join(map(str, SIZES)),
    )
    asked = parser.parse_args(arguments)
    print(
        f"Python {platform.python_version()}, {os.cpu_count()} CPUs, {platform.system()}; "
        f"medians of {asked.runs} runs or more",
        flush=True,
    )
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), asked.runs, asked.largest)
        for row in asked.rows:
            getattr(bench, row)()


if __name__ == "__main__":
    main()
