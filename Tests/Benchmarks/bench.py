"""Measures the command beside its peers, as Docs/Performance.md explains.

    python3 Tests/Benchmarks/bench.py .build/static/release

The folder holds `ais` and `ParseBenchmark`.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import workloads
from assignments import assignments

LINES = 100_000
HERE = Path(__file__).parent

# The programs of `w5-*.ais` in the languages of the peers.
SCALAR = {
    "fib": (
        "a recursion of 1.3 million calls",
        "local function f(n) if n < 2 then return n end return f(n - 1) + f(n - 2) end print(f(30))",
        "def f(n): return n if n < 2 else f(n - 1) + f(n - 2)\nprint(f(30))",
    ),
    "loop": (
        "a loop of 10 million turns",
        "local s = 0.0 for i = 1, 1e7 do s = s + (i % 7) * 0.5 - s / 1000 end print(s)",
        "def f():\n s = 0.0\n for i in range(1, 10**7 + 1): s += (i % 7) * 0.5 - s / 1000\n return s\nprint(f())",
    ),
    "build": (
        "a list and a text of a million parts",
        "local a, p, s = {}, {}, 0 for i = 1, 1e6 do a[i] = i * 2; p[i] = 'k' .. i end "
        "for _, v in ipairs(a) do s = s + v end print(s, #table.concat(p, ','))",
        "a = [i * 2 for i in range(1, 10**6 + 1)]\n"
        "print(sum(a), len(','.join(f'k{i}' for i in range(1, 10**6 + 1))))",
    ),
}


@dataclass
class Program:
    """A command to measure, with what its runs took, in seconds."""

    title: str
    command: list
    wall: list = field(default_factory=list)
    cpu: list = field(default_factory=list)
    megabytes: float | None = None

    def run(self):
        """Runs the command once, its output thrown away."""
        null = [(os.POSIX_SPAWN_OPEN, stream, os.devnull, os.O_RDWR, 0) for stream in (0, 1, 2)]
        start = time.perf_counter()
        process = os.posix_spawn(self.command[0], self.command, os.environ, file_actions=null)
        _, status, usage = os.wait4(process, 0)
        self.wall.append(time.perf_counter() - start)
        self.cpu.append(usage.ru_utime + usage.ru_stime)
        if status != 0:
            raise SystemExit(f"{self.title}: status {os.waitstatus_to_exitcode(status)}")

    def weigh(self):
        """Runs the command once for its peak memory, under GNU time: the kernel adds the memory of
        whoever starts a process to that process's peak, and Python's is large."""
        if not (gnu_time := shutil.which("time")):
            return
        command = [gnu_time, "-f", "%M", *self.command]
        result = subprocess.run(command, capture_output=True, text=True)
        if result.returncode == 0:
            self.megabytes = int(result.stderr.split()[-1]) / 1024


class Parser(Program):
    """The parser by itself: `ParseBenchmark` says how long it took, the start of its process left out."""

    def run(self):
        result = subprocess.run(self.command, capture_output=True, text=True, check=True)
        self.wall.append(float(result.stdout))
        self.cpu.append(float(result.stdout))


def peer(title, names, *arguments, package):
    """Returns a program of another maker in a list, an empty one if it is not installed."""
    path = next(filter(None, map(shutil.which, names)), None)
    if path is None:
        print(f"{title}: not installed: apt-get install {package}")
        return []
    return [Program(title, [path, *arguments])]


def measure(heading, programs, repetitions, megabytes=None):
    """Runs programs in turn and prints their figures, with the CPU time of the first to that of each.

    `megabytes` is the size of what they read, for a column of speed.
    """
    for _ in range(repetitions):
        for program in programs:
            program.run()
    for program in programs:
        program.weigh()
    print(f"\n{heading}; {repetitions} runs each, in turn")
    columns = ["CPU ms", "least", "wall ms", "least", "peak MB", "first/it"]
    if megabytes:
        columns.append("MB/s")
    width = max(len(program.title) for program in programs)
    print(" " * width, *(f"{column:>9}" for column in columns))
    base = median(programs[0].cpu)
    for program in programs:
        cells = [median(program.cpu), min(program.cpu), median(program.wall), min(program.wall)]
        texts = [f"{cell * 1000:.2f}" for cell in cells]
        texts.append("-" if program.megabytes is None else f"{program.megabytes:.1f}")
        texts.append(f"{base / median(program.cpu):.2f}")
        if megabytes:
            texts.append(f"{megabytes / median(program.cpu):.1f}")
        print(f"{program.title:{width}}", *(f"{text:>9}" for text in texts))


def main(folder):
    """Prints all tables."""
    ais = str(Path(folder, "ais"))
    load = os.getloadavg()[0]
    if not shutil.which("time"):
        print("peak memory: not installed: apt-get install time")
    measure(
        "start",
        [
            Program("ais -e '2+2'", [ais, "-e", "2+2"]),
            Program("ais --model none -e '2+2'", [ais, "--model", "none", "-e", "2+2"]),
            *peer("lua -e 'print(2+2)'", ["lua5.4", "lua"], "-e", "print(2+2)", package="lua5.4"),
            Program("python3 -S -c 'print(2+2)'", [sys.executable, "-S", "-c", "print(2+2)"]),
            *peer("true", ["true"], package="coreutils"),
        ],
        repetitions=50,
    )
    question = "what if token price drops 50%"
    measure(
        "a question to the built-in model",
        [
            Program(f"--samples {samples}", [ais, "--samples", samples, "-e", question])
            for samples in ("10000", "1", "100000")
        ],
        repetitions=15,
    )
    for name, (heading, lua, python) in SCALAR.items():
        measure(
            heading,
            [
                Program(f"ais w5-{name}.ais", [ais, "--model", "none", str(HERE / f"w5-{name}.ais")]),
                *peer("lua", ["lua5.4", "lua"], "-e", lua, package="lua5.4"),
                *peer("luajit", ["luajit"], "-e", lua, package="luajit"),
                Program("python3 -S", [sys.executable, "-S", "-c", python]),
            ],
            repetitions=5,
        )
    with tempfile.TemporaryDirectory() as scratch:
        script = Path(scratch, "script.ais")
        script.write_text(assignments(LINES))
        subprocess.run([ais, "fmt", script], check=True)  # else `fmt --check` fails
        measure(
            f"{LINES} assignments, {script.stat().st_size / 1e6:.1f} MB",
            [
                Parser("ais, the parser", [str(Path(folder, "ParseBenchmark")), str(script), "1"]),
                Program("ais fmt --check", [ais, "fmt", "--check", script]),
                Program("ais check --model none", [ais, "check", "--model", "none", script]),
                *peer("luac -p", ["luac5.4", "luac"], "-p", str(script), package="lua5.4"),
            ],
            repetitions=5,
            megabytes=script.stat().st_size / 1e6,
        )
    with tempfile.TemporaryDirectory() as scratch:
        workloads.measure(ais, scratch)
    print(f"\nload {load:.1f} before, {os.getloadavg()[0]:.1f} after; {os.cpu_count()} processors")


if __name__ == "__main__":
    main(sys.argv[1])
