"""The workloads W1 to W4: `ais` beside numpy and, where it is there, a hand-written program in C.

`limit-w1.c` is such a program, whose draws keep their quantiles as those of `ais` do. Others are not part of this repository:
`PEERS` names a folder that holds `w1_montecarlo/limit.c` and so on. Each prints a line of JSON with its `cpu_seconds`.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from statistics import median

import companies

HERE = Path(__file__).parent
LIMITS = {"w1": "w1_montecarlo", "w2": "w2_portfolio", "w3": "w3_graph", "w4": "w4_sweep_goalseek"}
TABLES = {"w2": 1_000, "w3": 100_000, "w4": 10_000}
SAMPLES = {"w1": 1_000_000, "w2": 10_000}


def run(command):
    """What a command printed, and its peak memory in MB by GNU time, if that is installed."""
    gnu = shutil.which("time")
    prefix = [gnu, "-f", "peak %M"] if gnu else []
    result = subprocess.run([*prefix, *map(str, command)], capture_output=True, text=True, check=True)
    peak = re.search(r"^peak (\d+)$", result.stderr, re.M)
    return result.stdout, result.stderr, int(peak[1]) / 1024 if peak else None


def ais(binary, workload, folder):
    """The answers of `ais`, and the seconds of each statement, by its line."""
    command = [binary, "--model", "none", "--time", "--threads", 1, "--format", "json", "--samples", SAMPLES.get(workload, 10_000)]
    out, err, peak = run([*command, folder / f"{workload}.ais"])
    seconds = {int(line): float(cpu) / 1000 for line, cpu in re.findall(r"^time: line (\d+): \S+ ms, (\S+) ms", err, re.M)}
    return [json.loads(line) for line in out.splitlines()], seconds, peak


def near(what, a, b, tolerance):
    if abs(a - b) > tolerance:
        raise SystemExit(f"{what}: {a} and {b} differ by more than {tolerance}")


def check_w1(answers, peer):
    for row in answers[-1]["rows"]:
        name = row[0]
        for scenario, cell in (("base", row[1]), ("what if", row[2])):
            other = peer[scenario][name]
            if name.startswith("P("):
                near(name, cell["value"], other, 0.005)
                continue
            near(f"{name}, mean", cell["value"], other["mean"], 0.01 * other["sd"])
            for quantile in ("p5", "p50", "p95"):
                near(f"{name}, {quantile}", cell[quantile], other[quantile], 0.03 * other["sd"])


def check_w2(answers, peer):
    rows = answers[-1]["rows"]
    total = rows[0][3]
    for key, name in (("mean", "value"), ("p5", "p5"), ("p95", "p95")):
        near(f"sum, {key}", total[name], peer["sum"][key], 0.05 * peer["sum"]["sd"])
    near("P(runway < 12)", sum(row[2]["value"] for row in rows) / len(rows), peer["P(runway < 12)"], 0.01)
    near("means", sum(row[1]["value"] for row in rows) / len(rows), peer["means"][0], 0.05 * peer["sum"]["sd"] / len(rows))


def check_w3(answers, peer):
    for answer, total, low in zip(answers[1:3], peer["total"], peer["low"]):
        cells = answer["rows"][0]
        near("total", cells[0]["value"], total, 1e-9 * total)
        near("low", cells[1]["value"], low, 0)
    rows = sorted(answers[3]["rows"], key=lambda row: -row[1]["value"])
    if [row[0] for row in rows] != peer["top"]:
        raise SystemExit("the 20 biggest changes differ")
    near("change", rows[0][1]["value"], peer["change"], 1e-9 * peer["change"])


def check_w4(answers, peer):
    roots = [row[1]["value"] for row in answers[1]["rows"] if isinstance(row[1], dict) and "value" in row[1] and row[0] != "Middle"]
    near("solved", len(roots), peer["solved"], 0)
    near("roots", sum(roots), peer["roots"], 1e-9 * peer["roots"])
    near("sum over the sweep", answers[2]["value"], peer["sweep"], 1e-9 * peer["sweep"])
    near("table of the sweep", sum(row[2]["value"] for row in answers[3]["rows"]), peer["sweep"], 1e-9 * peer["sweep"])


CHECKS = {"w1": check_w1, "w2": check_w2, "w3": check_w3, "w4": check_w4}


def limits(folder):
    """The hand-written programs, built for this machine: for each workload a list of titles with a program."""
    clang, peers = shutil.which("clang"), os.environ.get("PEERS")
    if not clang:
        print("the limit programs: not built: they need clang")
        return {}
    if not peers:
        print("the limit programs but for W1: not there (PEERS names their folder)")
    sources = [("w1", "limit", HERE / "limit-w1.c")]
    if peers:
        sources += [(workload, "peers' limit", Path(peers, name, "limit.c")) for workload, name in LIMITS.items()]
    built = {}
    for workload, title, source in sources:
        binary = folder / f"{workload}-{len(built.get(workload, []))}"
        compile_limit(clang, source, binary)
        built.setdefault(workload, []).append((title, binary))
    return built


def compile_limit(clang, source, binary, target="-march=native"):
    options = ["-O3", target, "-mprefer-vector-width=512", "-ffp-contract=fast", "-fno-math-errno", "-fno-trapping-math"]
    subprocess.run([clang, *options, source, "-o", binary, "-lm", "-lpthread"], check=True)


def sessions(binary, folder, repetitions):
    """Prints what a session takes that a Swift program uses: `SessionBenchmark`, beside the binary."""
    program = Path(binary).with_name("SessionBenchmark")
    if not program.exists():
        print("SessionBenchmark: not built")
        return
    runs = [run([program, folder / "w3.ais"]) for _ in range(repetitions)]
    results = [json.loads(out) for out, _, _ in runs]
    peak = runs[-1][2]
    print(f"\na session in a program; {repetitions} runs; medians of single turns; peak {peak or 0:.0f} MB")
    for key in results[0]:
        print(f"  ais {median(result[key] for result in results) * 1e6:10.2f} us  {key}")


def measure(binary, folder, repetitions=5):
    """Prints what each workload took: `ais` by statement, its peers, and the ratios."""
    folder = Path(folder)
    try:
        import numpy  # noqa: F401
        has_numpy = True
    except ImportError:
        has_numpy = False
        print("numpy: not installed: pip install numpy")
    built = limits(folder)
    for workload in LIMITS:
        shutil.copy(HERE / f"{workload}.ais", folder)
        if workload in TABLES:
            companies.write(workload, TABLES[workload], folder / f"{workload}.csv")
        own, numpy_seconds, peak = {}, [], None
        limit_seconds = {title: [] for title, _ in built.get(workload, [])}
        for repetition in range(repetitions):
            answers, seconds, peak = ais(binary, workload, folder)
            for line, second in seconds.items():
                own.setdefault(line, []).append(second)
            for title, program in built.get(workload, []):
                limit_seconds[title].append(json.loads(run([program])[0].splitlines()[0]))
            if repetition == 0 and workload == "w1" and "limit" in limit_seconds:
                check_w1(answers, limit_seconds["limit"][0])
            if has_numpy:
                peer = json.loads(run([sys.executable, HERE / "numpy_peers.py", workload, folder / f"{workload}.csv"])[0])
                numpy_seconds.append(peer)
                if repetition == 0:
                    CHECKS[workload](answers, peer)
        print(f"\n{workload.upper()}; {repetitions} runs each, in turn; peak {peak or 0:.0f} MB")
        text = (folder / f"{workload}.ais").read_text().splitlines()
        for line, values in own.items():
            print(f"  ais {median(values) * 1000:10.2f} ms  {text[line - 1][:90]}")
        for title, results in (*limit_seconds.items(), ("numpy", numpy_seconds)):
            for key in results[0] if results else []:
                if "seconds" in key or key in ("cpu", "without reading"):
                    print(f"  {title} {median(result[key] for result in results) * 1000:8.2f} ms  {key}")
    sessions(binary, folder, repetitions)


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as scratch:
        measure(sys.argv[1], scratch)
