"""Checks Grammar/ais.ebnf against the parser in both directions, and counts what they agree on."""

import collections
import os
import random
import re
from concurrent.futures import ProcessPoolExecutor

import pytest

from grammar import ROOT, Grammar
from notation import Symbol, walk
from programs import Writer, changed, joined, judged, spelled, statements, written

#: How many programs are written and changed: more where time is no matter.
SCALE = 20 if os.environ.get("AIS_THOROUGH") == "1" else 1


@pytest.fixture(scope="module")
def grammar():
    return Grammar()


def beyond():
    """The codes of the errors that the grammar does not show, as the table of Grammar/README.md lists them."""
    text = (ROOT / "Grammar" / "README.md").read_text(encoding="utf-8")
    return re.findall(r"^\| (AIS\d{4}) \| `(.*)` \|", text, re.M)


BEYOND = {code for code, _ in beyond()}


def verdicts(programs):
    """For each list of terminals how many an Earley parser takes, and whether it accepts them all."""
    grammar = Grammar()
    return [(0, False) if keys is None else grammar.accepted(keys) for keys in programs]


def accepted(programs):
    """The same, asked of two processes."""
    half = len(programs) // 2
    with ProcessPoolExecutor(2) as pool:
        return [verdict for part in pool.map(verdicts, [programs[:half], programs[half:]]) for verdict in part]


def disagreements(grammar, texts):
    """The texts that the parser and the grammar judge differently, and how many both accept."""
    said = judged(texts)
    programs = [grammar.read(verdict["tokens"]) for verdict in said]
    found, both = [], 0
    for text, keys, verdict, (taken, fits) in zip(texts, programs, said, accepted(programs)):
        errors = set(verdict["errors"])
        both += fits and not errors
        if fits and errors - BEYOND:
            found.append(f"the grammar accepts and the parser refuses ({', '.join(sorted(errors))}): {text}")
        if not fits and not errors:
            after = "what the lexer gives" if keys is None else keys[max(0, taken - 3) : taken + 1]
            found.append(f"the parser accepts and the grammar refuses at the last of {after}: {text}")
    return found, both


def test_every_production_is_used(grammar):
    reached = grammar._reached(["Program", "Blank", "Comment", "Reserved"])
    for name in ("Opening", "Beginning", "Pairing", "ModifyingBefore", "Sweeping", "Searching", "Relating", "Plotted", "Defining", "Naming", "Joining", "Heading", "Defined", "Equating"):
        reached |= grammar._reached([name])
    assert set(grammar.rules) - reached <= {"Unfinished", "Continuing", *grammar.lexical}
    defined = set(grammar.rules) | set(grammar.sets) | {"NEWLINE"}
    named = {node.name for rule in grammar.rules.values() for node in walk(rule) if isinstance(node, Symbol)}
    assert named <= defined
    print(f"\n{len(grammar.rules)} productions, {len(grammar.lexical)} of them for tokens")


def test_the_tokens_of_every_file_are_spelled_as_the_grammar_says(grammar):
    patterns = {name: re.compile(grammar.spelling(name)) for name in grammar.lexical}
    faults = []
    for name, verdict in zip(written(), judged(written().values())):
        if "AIS0101" in verdict["errors"]:  # a comma within a number
            continue
        for kind, text, _, spaced, *_ in verdict["tokens"]:
            key = grammar.terminal(kind, text, spaced)
            if key in patterns and key != "UNREADABLE" and text.isascii() and not patterns[key].fullmatch(text) and "." not in text and "-" not in text:
                faults.append((name, key, text))
            assert key != "WORD" or text not in grammar.reserved
    assert faults == []


def test_every_program_of_the_repository_is_judged_alike(grammar):
    texts = list(written().values())
    pieces = [spelled(piece) for verdict in judged(texts) for piece in statements(verdict["tokens"])]
    # each statement by itself, since one error of a file hides what else it holds
    texts = [text for text in texts if len(text) < 20_000] + sorted(set(pieces))[:: 1 if SCALE > 1 else 6]
    found, both = disagreements(grammar, texts)
    print(f"\n{len(texts) - len(found)} of {len(texts)} programs of the repository judged alike, {both} of them accepted")
    assert found == []


def test_changed_programs_are_judged_alike(grammar):
    choose = random.Random(5)
    pieces = [piece for verdict in judged(written().values()) for piece in statements(verdict["tokens"])]
    short = [piece for piece in pieces if len(piece) < 40]
    others = [token for piece in pieces for token in piece]
    texts = sorted({spelled(changed(choose.choice(short), choose, others)) for _ in range(3000 * SCALE)})
    found, both = disagreements(grammar, texts)
    print(f"\n{len(texts) - len(found)} of {len(texts)} changed programs judged alike, {both} of them accepted")
    assert found == []


def test_programs_written_from_the_grammar_are_accepted(grammar):
    choose = random.Random(7)
    writer = Writer(grammar, choose)
    programs = [writer.program(choose.choice([4, 8, 14, 20, 26])) for _ in range(5000 * SCALE)]
    programs = [program for program in programs if program]
    texts = [joined(program) for program in programs]
    agreed, refused, codes = 0, [], collections.Counter()
    for program, text, verdict in zip(programs, texts, judged(texts)):
        # a word at random may have got a role, or lost it: then this is another program, and the changed ones show such
        if grammar.read(verdict["tokens"]) != [key for key, _ in program]:
            continue
        codes.update(verdict["errors"][:1])
        if set(verdict["errors"]) - BEYOND:
            refused.append((text, verdict["errors"]))
        else:
            agreed += not verdict["errors"]
    print(f"\n{agreed} programs written from the grammar accepted, {sum(codes.values())} refused for {dict(codes)}")
    assert refused == []
    assert agreed >= 2000 * SCALE
    assert sum(codes.values()) < agreed / 50, codes


def test_the_list_of_errors_beyond_the_grammar_holds(grammar):
    for code, example in beyond():
        if code == "AIS0106":
            example = "(" * 300 + "1" + ")" * 300
        [verdict] = judged([example])
        assert set(verdict["errors"]) == {code}, example
        assert grammar.accepted(grammar.read(verdict["tokens"]))[1], example
