"""Measures how fast long programs are read, checked and run, and the memory that they take, beside Lua and Python.

    python3 Tests/Benchmarks/syntax.py .build/static/release

The folder holds `ais` and `ParseBenchmark`.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from assignments import assignments
from firms import firms
from measuring import Inner, Program, measure, peer

LINES = 100_000

# Prints the seconds that Python's parser takes.
PYTHON = """import ast, sys, time
text = open(sys.argv[1]).read()
start = time.process_time()
ast.parse(text)
print(time.process_time() - start)"""


def compare(heading, folder, texts, repetitions=7, runs=False):
    """Measures one program in three languages, given by the ends of their files' names."""
    ais = str(Path(folder, "ais"))
    with tempfile.TemporaryDirectory() as scratch:
        paths = {}
        for end, text in texts.items():
            paths[end] = str(Path(scratch, f"program.{end}"))
            Path(paths[end]).write_text(text)
        subprocess.run([ais, "fmt", paths["ais"]], check=True)  # else `fmt --check` fails
        size = Path(paths["ais"]).stat().st_size, texts["ais"].count("\n")
        measure(
            f"{heading}: {size[1]} lines, {size[0] / 1e6:.1f} MB",
            [
                Inner("ais, the parser", [str(Path(folder, "ParseBenchmark")), paths["ais"], "1"]),
                Program("ais fmt --check", [ais, "fmt", "--check", paths["ais"]]),
                Program("ais check --model none", [ais, "check", "--model", "none", paths["ais"]]),
                *peer("luac -p", ["luac5.4", "luac"], "-p", paths["lua"], package="lua5.4"),
                Inner("python3, ast.parse", [sys.executable, "-S", "-c", PYTHON, paths["py"]]),
            ],
            repetitions,
            size,
        )
        if runs:
            measure(
                "the same, run",
                [
                    Program(f"--samples {samples}", [ais, "--model", "none", "--samples", samples, paths["ais"]])
                    for samples in ("10000", "1000", "1")
                ],
                1,
                size,
            )


def main(folder):
    """Prints all tables."""
    text = assignments(LINES)
    compare("assignments", folder, {"ais": text, "lua": text, "py": text})
    texts = {language: firms(LINES, language) for language in ("ais", "lua", "py")}
    compare("firms, formulas and questions", folder, texts, runs=True)


if __name__ == "__main__":
    main(sys.argv[1])
