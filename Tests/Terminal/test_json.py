"""What `$AIS_BINARY --format json` prints is what Docs/answer.schema.json and Docs/JSON.md say."""

import copy
import json
import os
import re
import subprocess
import tempfile
from functools import cache
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

AIS = Path(os.environ["AIS_BINARY"]).resolve()
ROOT = Path(__file__).resolve().parents[2]
SCHEMA = json.loads((ROOT / "Docs/answer.schema.json").read_text())
EXAMPLES = sorted(path.name for path in (ROOT / "Examples").glob("*.ais"))

# One conversation, without the built-in model, in which everything is said that can be said.
CONVERSATION = [
    'source report "A report" 2024-06-01',
    'source digest "A digest" 2024-06-01',
    """kind firm {
  revenue: money/year
  cost: money/year
  cash: money
  profit = revenue - cost
  runway: time = if profit < $0/year then cash / -profit else never "not burning cash"
  headline profit, runway
}""",
    """firm Acme {
  revenue = $4M per year @ 2024 from report
  revenue = $5M per year @ 2024 from digest
  cost = $3M to $6M per year assume "a guess"
  cash = at least $3M
}""",
    "firm Bolt { revenue = $4M per year; cost = $3M per year }",
    "verb new rival { firm Rival { revenue = $1M per year; cost = $2M per year } }",
    "let x = 3",
    "expect 1 == 1",
    # values
    "2 + 2",
    "Acme.profit",
    "Acme.runway",
    "Acme.cash",
    "$9M - Acme.cash",
    "Bolt.runway",
    "Bolt.cash",
    "Bolt.revenue > $1/year",
    "Acme.profit > $0/year",
    '"text"',
    "2024",
    "2024Q3",
    "2024-08",
    "2024-08-20",
    '[1, Acme.runway, 2 < 3, Acme.profit > $0/year, "text", 2024Q3, Bolt.runway, Bolt.cash]',
    "firms where revenue > $1/year",
    "scenario { Acme.cost *= 2 }",
    # files
    '2 + 2 to "answer.json"',
    'show cash for firms to "cash.csv"',
    # tables and trees
    "Bolt",
    "{ a: 1, b: $2 }",
    'show revenue, profit > $0/year, "text" for firms',
    "show day for day in [2024Q1, 2024Q2]",
    "show k * Acme.cash for k in 1..3 step 1",
    "what if Acme.cost *= 2",
    "what if Acme.cost *= 2 with probability 30% show Acme.profit",
    "what if Acme.cost *= k for k in [1, 2] show profit for firms",
    "what if Bolt.cash = $1",
    "what if new rival",
    "compare base, scenario { Acme.cost *= 2 } show profit for firms",
    "why Acme.runway",
    "why Acme.profit under { Acme.cost *= 2 and Acme.revenue *= 3 }",
    # searches
    "solve Acme.cost so that Acme.profit = $0/year",
    "solve x in 0..3 so that x = 2 to 4",
    "solve x in -5..5 so that x^2 = 4",
    "minimize (x - 1)^2 over x in 0..3",
    "drivers of Acme.profit",
    "value of information for P(Acme.profit > $0/year)",
    "conflicts",
    "facts",
    "assumptions",
    "sources",
    # warnings
    "what if Acme.cost *= 2 and Bolt.cost *= 2 with probability 30% show Bolt.profit",
    "if (1 = 2) then 3 else 4",
    "Bolt.revenu = $1M per year",
    # errors: on reading, on checking, on running; of an expectation
    "(1 +",
    "Acme.revenu",
    "Acme.revenue + Acme.cash",
    "1 / 0",
    "sqrt(-1 to 1)",
    "expect 1 == 2",
]


def run(*arguments, **options):
    """Runs the command, `options` as of `subprocess.run`; returns what it printed."""
    command = [AIS, "--format", "json", *arguments]
    result = subprocess.run(command, stdout=subprocess.PIPE, timeout=60, **options)
    return [json.loads(line) for line in result.stdout.splitlines()]


@cache
def conversation():
    """Returns the lines of the conversation, of a script with an error, and of no script."""
    entries = [word for entry in CONVERSATION for word in ("-e", entry)]
    with tempfile.TemporaryDirectory() as folder:
        lines = run("--model", "none", "--samples", "50", *entries, cwd=folder)
    lines += run("/dev/stdin", input=b"1 / 0")
    return lines + run("no-such-file.ais")


VALIDATOR = Draft202012Validator(SCHEMA)


def assert_valid(lines):
    """Fails with the part of a line that is not as the schema says."""
    for line in lines:
        fault = best_match(VALIDATOR.iter_errors(line))
        assert fault is None, f"{fault.json_path}: {fault.message[:300]} in {line}"
        for row in line["rows"] if line["kind"] == "table" else []:
            assert len(row) == len(line["columns"]), line


def test_the_schema_is_one():
    Draft202012Validator.check_schema(SCHEMA)


def test_every_line_is_as_the_schema_says():
    assert_valid(conversation())


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples(name):
    lines = run(ROOT / "Examples" / name)
    assert {line["kind"] for line in lines}.isdisjoint({"error", "warning"})
    assert_valid(lines)


@pytest.mark.parametrize(
    "arguments, status",
    [(["-e", "1"], 0), (["-e", "1 / 0"], 1), (["--samples", "0"], 2), (["-e", "expect 1 == 2"], 3)],
)
def test_exit_status(arguments, status):
    result = subprocess.run([AIS, "--format", "json", *arguments], capture_output=True, timeout=60)
    assert result.returncode == status


# ---- the schema says no more than is printed ----------------------------------------------------


def parts(schema, path=()):
    """Yields the paths of all that a schema allows: members, values, types, alternatives."""
    if isinstance(schema, list):
        for index, inner in enumerate(schema):
            yield from parts(inner, (*path, index))
    elif isinstance(schema, dict):
        for word, inner in schema.items():
            if word in ("properties", "anyOf", "enum") or word == "type" and isinstance(inner, list):
                keys = inner if isinstance(inner, dict) else range(len(inner))
                yield from ((*path, word, key) for key in keys)
            if word == "oneOf" and not path:
                yield from ((word, index) for index in range(len(inner)))
            yield from parts(inner, (*path, word))


def without(path):
    """Returns the schema without a part."""
    schema = copy.deepcopy(SCHEMA)
    *outer, last = path
    inner = schema
    for key in outer:
        inner = inner[key]
    del inner[last]
    return schema


def test_every_part_of_the_schema_is_needed():
    lines = list(conversation())
    for path in parts(SCHEMA):
        validator = Draft202012Validator(without(path))
        needy = next((line for line in lines if not validator.is_valid(line)), None)
        assert needy, f"no line needs {'/'.join(map(str, path))}"
        lines.remove(needy)
        lines.insert(0, needy)  # it is likely to need the next part too


def objects(value):
    """Yields the objects in a value."""
    if isinstance(value, dict):
        yield value
    if isinstance(value, (dict, list)):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from objects(inner)


def test_no_object_may_have_another_member():
    for line in copy.deepcopy(conversation()):
        for member in objects(line):
            member["other"] = 1
            assert not VALIDATOR.is_valid(line), line
            del member["other"]


# ---- the documents show what is printed ---------------------------------------------------------


def shown():
    """Yields the commands of the documents that are followed by the lines that they print."""
    for path in [ROOT / "README.md", *sorted((ROOT / "Docs").glob("*.md"))]:
        pairs = re.findall(r"```sh\n(ais --format json [^`]*)```\n\n```json\n(.*?)```\n", path.read_text(), re.DOTALL)
        for index, (command, lines) in enumerate(pairs):
            yield pytest.param(command, lines, id=f"{path.name}-{index}")


@pytest.mark.parametrize("command, lines", shown())
def test_the_documents_show_what_is_printed(command, lines):
    environment = {**os.environ, "PATH": f"{AIS.parent}:{os.environ['PATH']}"}
    result = subprocess.run(
        command, shell=True, cwd=ROOT, env=environment, stdout=subprocess.PIPE, timeout=60
    )
    assert result.stdout.decode() == lines
