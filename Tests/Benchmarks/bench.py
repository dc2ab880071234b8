"""Measures the command beside its peers, as Docs/Performance.md explains.

    python3 Tests/Benchmarks/bench.py .build/static/release

The folder holds `ais` and `ParseBenchmark`.
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path

import interruption
import syntax
import workloads
from measuring import Program, measure, peer

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
    syntax.main(folder)
    with tempfile.TemporaryDirectory() as scratch:
        workloads.measure(ais, scratch)
    interruption.main(ais)
    print(f"\nload {load:.1f} before, {os.getloadavg()[0]:.1f} after; {os.cpu_count()} processors")


if __name__ == "__main__":
    main(sys.argv[1])
