"""What the built-in model holds, and how long the reading and a projection of all of it take.

    python3 Tests/Benchmarks/model.py .build/static/release/ais
"""

import json
import pathlib
import re
import resource
import statistics
import subprocess
import sys
import time

LIBRARY = pathlib.Path(__file__).parents[2] / "Sources/Model/Library"
PROJECTION = "show revenue, cost, net_income, cash, runway for companies over 2024Q1..2030Q4 quarterly"
SHOCK = PROJECTION.replace("show", "what if token price drops 50% over 2 years from 2025 show")


def rows(ais, question):
    """The number of rows that an answer has."""
    said = subprocess.run([ais, "--format", "json", "-e", question], capture_output=True, text=True, check=True)
    return len(json.loads(said.stdout.splitlines()[0])["rows"])


def texts():
    """The library without its comments and texts."""
    for path in sorted(LIBRARY.glob("*.ais")):
        yield re.sub(r'"[^"\n]*"|#.*', "", path.read_text())


def formulas(text):
    """Lines that derive a metric or a name from others: no fact, no assumption, nothing but a number."""
    lines = re.findall(r"^\s*(?:stock )?[\w ]+(?:: [\w/ ]+)?\s*= (.*)$", text, re.M)
    return sum("@" not in line and " from " not in line and bool(re.search(r"[a-z_]{3,}", line)) for line in lines)


def timed(command, runs=11):
    """The median of the wall-clock time and of the processors' time of a command, in milliseconds."""
    walls, processors = [], []
    for _ in range(runs):
        before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
        walls.append(time.perf_counter() - start)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        processors.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return f"{statistics.median(walls) * 1e3:.1f} ms ({statistics.median(processors) * 1e3:.1f} of the processors)"


def main(ais):
    whole = "\n".join(texts())
    facts, assumptions = rows(ais, "facts"), rows(ais, "assumptions")
    print(f"facts                 {facts}")
    print(f"  of them relations   {rows(ais, 'relations')}")
    print(f"assumptions           {assumptions}")
    print(f"share of facts        {facts / (facts + assumptions):.0%} of the inputs")
    print(f"conflicts             {rows(ais, 'conflicts')}")
    print(f"formulas              {sum(map(formulas, texts()))}")
    print(f"functions             {len(re.findall('^fn ', whole, re.M))}")
    print(f"verbs                 {len(re.findall('^verb ', whole, re.M))}")
    print(f"lines of the library  {sum(bool(line.strip()) for line in whole.splitlines())}")
    print(f"start, without model  {timed([ais, '--model', 'none', '-e', '2+2'])}")
    print(f"start, with the model {timed([ais, '-e', '2+2'])}")
    print(f"28 quarters           {timed([ais, '-e', PROJECTION], 5)}")
    print(f"28 quarters, a shock  {timed([ais, '-e', SHOCK], 5)}")


main(sys.argv[1])
