"""Where the time of W1 and W2 goes, as Docs/Performance.md shows it.

    python3 Tests/Benchmarks/profile.py .build/static/release/ais [.build/baseline/release/ais]

The CPU time by function (perf), and the instructions that one more sample takes (callgrind): the difference of two runs,
divided by the difference of their samples. That is free of noise. valgrind hides AVX-512, so the first program runs its code for
AVX2 there; the second is built for any processor of the architecture. The hand-written program is counted beside them.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import companies
from workloads import HERE, SAMPLES, compile_limit


def command(binary, workload, folder, samples):
    return [binary, "--model", "none", "--threads", "1", "--samples", str(samples), Path(folder, f"{workload}.ais")]


def functions(binary, workload, folder, count=16):
    """Prints the functions that take most of the CPU time."""
    data = Path(folder, "perf.data")
    subprocess.run(
        ["perf", "record", "-q", "-F", "4000", "-o", data, *command(binary, workload, folder, SAMPLES[workload])],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    report = subprocess.run(
        ["perf", "report", "--stdio", "-q", "-F", "overhead,sym", "-i", data], capture_output=True, text=True, check=True)
    demangled = subprocess.run(["swift", "demangle", "--simplified"], input=report.stdout, capture_output=True, text=True)
    lines = [line for line in (demangled.stdout or report.stdout).splitlines() if line.strip()]
    print(f"\n{workload.upper()}: share of the CPU time by function")
    for line in lines[:count]:
        print(re.sub(r"\s+", " ", line.replace("[.] ", ""))[:110].rjust(0))


def instructions(program):
    """How many instructions a program takes."""
    with tempfile.NamedTemporaryFile() as out:
        result = subprocess.run(
            ["valgrind", "--tool=callgrind", f"--callgrind-out-file={out.name}", *map(str, program)],
            capture_output=True, text=True, check=True)
    return int(re.search(r"Collected : (\d+)", result.stderr)[1])


def per_sample(title, program):
    """Prints the instructions of one more sample, `program` being the command for so many samples."""
    few, many = 65_536, 196_608
    difference = instructions(program(many)) - instructions(program(few))
    print(f"  {title:40} {difference / (many - few):8.0f}")


def main(binaries):
    with tempfile.TemporaryDirectory() as folder:
        for workload in ("w1", "w2"):
            shutil.copy(HERE / f"{workload}.ais", folder)
        companies.write("w2", 1_000, Path(folder, "w2.csv"))
        if shutil.which("perf"):
            for workload in ("w1", "w2"):
                functions(binaries[0], workload, folder)
        else:
            print("perf: not installed: apt-get install linux-perf")
        if not shutil.which("valgrind"):
            print("valgrind: not installed: apt-get install valgrind")
            return
        print("\nW1: instructions of one more sample")
        for title, binary in zip(("ais, AVX2", "ais, any processor"), binaries):
            # valgrind gives up on the debug information of a static Swift program
            subprocess.run(["strip", "-o", Path(folder, "ais"), binary], check=True)
            binary = Path(folder, "ais")
            per_sample(title, lambda samples, binary=binary: command(binary, "w1", folder, samples))
        if clang := shutil.which("clang"):
            limit = Path(folder, "limit")
            compile_limit(clang, HERE / "limit-w1.c", limit, "-march=x86-64-v3")
            per_sample("limit-w1.c, AVX2", lambda samples: [limit, samples])


if __name__ == "__main__":
    main(sys.argv[1:])
