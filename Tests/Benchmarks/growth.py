"""How the cost of a question grows with samples, formulas, companies, scenarios and threads.

    python3 Tests/Benchmarks/growth.py .build/static/release/ais

Each table grows one thing and keeps the others. The times are those of the last statement, without the start of the process;
`each` is the time divided by the amount, so that a linear growth shows as a constant.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

import companies

HERE = Path(__file__).parent
W1 = (HERE / "w1.ais").read_text()
W3 = (HERE / "w3.ais").read_text()
REPETITIONS = 5


def last_statement(binary, script, *options):
    """The wall and CPU time of a script's last statement, in ms, and the peak memory of the process in MB."""
    command = ["time", "-f", "peak %M", binary, "--model", "none", "--time", "--format", "json", *map(str, options), script]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    wall, cpu = re.findall(r"^time: line \d+: (\S+) ms, (\S+) ms", result.stderr, re.M)[-1]
    return float(wall), float(cpu), int(re.search(r"^peak (\d+)$", result.stderr, re.M)[1]) / 1024


def formulas(count):
    """A model of `count` formulas, each of which rests on the two before it."""
    lines = ["f0 = normal(1, 0.1)", "f1 = uniform(0.9, 1.1)"]
    lines += [f"f{i} = 0.5 * f{i - 1} + 0.5 * f{i - 2} * (1 + 0.01 * f0)" for i in range(2, count + 1)]
    return "\n".join([*lines, f"show f{count}"])


def scenarios(count):
    """W1 under `count` scenarios side by side, each of them another price."""
    model = W1[: W1.index("what if")]
    lines = [f"scenario s{i} {{ price *= {1 - 0.5 * (i + 1) / count} }}" for i in range(count)]
    names = ", ".join(f"s{i}" for i in range(count))
    return "\n".join([model, *lines, f"compare base, {names} show net"])


def recomputation():
    """W3 up to its recomputation under another price."""
    lines = W3.splitlines()
    last = next(i for i, line in enumerate(lines) if line.startswith("show sum") and " under " in line)
    return "\n".join(lines[: last + 1])


def table(binary, folder, title, unit, amounts, prepare):
    """Measures the script and options that `prepare` gives for each amount, in turn, and prints a table."""
    figures = {amount: [] for amount in amounts}
    for _ in range(REPETITIONS):
        for amount in amounts:
            text, options = prepare(amount)
            script = folder / "growth.ais"
            script.write_text(text)
            figures[amount].append(last_statement(binary, script, *options))
    print(f"\n{title}; medians of {REPETITIONS} runs, in turn")
    print(f"{unit:>12} {'CPU ms':>10} {'wall ms':>10} {'each, ns':>12} {'peak MB':>9}")
    for amount, runs in figures.items():
        wall, cpu, peak = (median(run[i] for run in runs) for i in range(3))
        print(f"{amount:>12,} {cpu:>10.2f} {wall:>10.2f} {cpu * 1e6 / amount:>12.1f} {peak:>9.0f}")


def main(binary):
    """Prints all tables."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)

        def rows(count):
            companies.write("w3", count, folder / "w3.csv")
            return recomputation(), ["--threads", 1]

        powers = [10**i for i in range(3, 8)]
        table(binary, folder, "samples: W1, base and shock", "samples", powers, lambda n: (W1, ["--samples", n, "--threads", 1]))
        table(binary, folder, "formulas: 10,000 samples", "formulas", [10, 100, 1_000, 10_000], lambda n: (formulas(n), ["--threads", 1]))
        table(binary, folder, "companies: W3, recomputed", "companies", [1_000, 10_000, 100_000, 1_000_000], rows)
        table(binary, folder, "scenarios: W1, 100,000 samples", "scenarios", [1, 2, 4, 8, 16, 32], lambda n: (scenarios(n), ["--samples", 100_000, "--threads", 1]))
        table(binary, folder, "threads: W1, 4,000,000 samples", "threads", [1, 2, 3], lambda n: (W1, ["--samples", 4_000_000, "--threads", n]))


if __name__ == "__main__":
    main(sys.argv[1])
