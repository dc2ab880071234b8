"""Programs to judge: those of the repository, changed ones, and ones that the grammar makes up."""

import functools
import json
import os
import re
import subprocess
from pathlib import Path

from grammar import ROOT
from notation import Characters, Choice, Difference, Literal, Repeat, Sequence, Symbol

FOLDERS = ["Examples", "Sources", "Tests"]


def judged(texts):
    """What the lexer and the parser of ais say of each text."""
    judge = os.environ.get("AIS_GRAMMAR_JUDGE") or Path(os.environ["AIS_BINARY"]).parent / "GrammarJudge"
    said = subprocess.run(
        [judge], input=b"".join(text.encode() + b"\0" for text in texts), capture_output=True, timeout=600, check=True
    )
    return [json.loads(line) for line in said.stdout.splitlines()]


def written():
    """The programs of the repository by where they stand: its scripts, and the blocks in its documents."""
    found = {}
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.ais")):
            found[str(path.relative_to(ROOT))] = path.read_text(encoding="utf-8")
    for path in sorted((ROOT / "Docs").rglob("*.md")) + [ROOT / "README.md"]:
        for index, block in enumerate(re.findall(r"^```ais\n(.*?)^```", path.read_text(encoding="utf-8"), re.M | re.S)):
            found[f"{path.relative_to(ROOT)} block {index + 1}"] = block
    return found


def spelled(tokens):
    """The text of tokens, with the lines and blanks between them."""
    text = ""
    for _, word, starts_line, spaced, column, *_ in tokens:
        text += "\n" + " " * column if starts_line and text else " " if spaced and text else ""
        text += word
    return text


def statements(tokens):
    """The tokens of each statement, cut where a line or `;` outside brackets begins one; long blocks in pieces."""
    found, depth = [[]], 0
    for token in tokens:
        kind, _, starts_line, _, column, *_ = token
        if depth == 0 and (starts_line and column == 0 and kind not in ("rightBrace", "rightParenthesis")):
            found.append([])
        if kind in ("leftParenthesis", "leftBracket", "leftBrace"):
            depth += 1
        if kind in ("rightParenthesis", "rightBracket", "rightBrace"):
            depth -= 1
        found[-1].append(token)
        if kind == "semicolon" and depth == 0:
            found.append([])
    return [piece for statement in found if statement for piece in pieces(statement)]


def pieces(statement, limit=40):
    """A statement, or for a long block its head with a few of its lines at a time."""
    if len(statement) <= limit:
        return [statement]
    opening = next((index for index, token in enumerate(statement) if token[0] == "leftBrace"), None)
    if opening is None or statement[-1][0] != "rightBrace":
        return [statement] if len(statement) <= 3 * limit else []
    head, lines, depth = statement[: opening + 1], [[]], 0
    for token in statement[opening + 1 : -1]:
        if depth == 0 and token[2]:
            lines.append([])
        depth += (token[0] in ("leftParenthesis", "leftBracket", "leftBrace")) - (
            token[0] in ("rightParenthesis", "rightBracket", "rightBrace")
        )
        lines[-1].append(token)
    found, body = [], []
    for line in filter(None, lines):
        if body and len(body) + len(line) > limit:
            found.append(head + body + statement[-1:])
            body = []
        body = body + line
    return found + [head + body + statement[-1:]]


def changed(tokens, random, others):
    """Tokens with one or two changes: one left out, doubled, replaced, put in, exchanged with another."""
    tokens = [list(token) for token in tokens]
    for _ in range(random.choice([1, 1, 1, 2])):
        if not tokens:
            break
        at, other = random.randrange(len(tokens)), random.randrange(len(tokens))
        change = random.choice(["delete", "delete", "double", "neighbours", "exchange", "replace", "replace", "insert", "cut"])
        if change == "delete":
            if at + 1 < len(tokens):
                tokens[at + 1][2] |= tokens[at][2]
                tokens[at + 1][3] |= tokens[at][3]
            del tokens[at]
        elif change == "double":
            kind, text, _, _, column, *_ = tokens[at]
            tokens.insert(at + 1, [kind, text, False, True, column])
        elif change == "insert":
            kind, text, _, _, column, *_ = random.choice(others)
            tokens.insert(at, [kind, text, False, True, column])
        elif change == "replace":
            tokens[at][:2] = random.choice(others)[:2]
        elif change == "cut":
            tokens = tokens[:at]
        else:
            other = min(at + 1, len(tokens) - 1) if change == "neighbours" else other
            tokens[at][:2], tokens[other][:2] = tokens[other][:2], tokens[at][:2]
    return tokens


class Writer:
    """Writes programs by walking through the grammar at random, no deeper than needed after some depth."""

    NAMES = ["revenue", "OpenAI", "token", "price", "x", "y", "net_income", "companies", "Acme", "cost_2"]

    def __init__(self, grammar, random):
        self.grammar, self.random = grammar, random
        self.heights = {name: 10**6 for name in grammar.rules}
        self.known, self.done = {}, False
        while True:
            before = dict(self.heights)
            for name, rule in grammar.rules.items():
                self.heights[name] = min(self.heights[name], 1 + self.height(rule))
            if before == self.heights:
                break
        self.done = True

    def height(self, node):
        """The least depth of what a node can be; what is known of it once all are known."""
        if id(node) in self.known:
            return self.known[id(node)]
        height = self._height(node)
        if self.done:
            self.known[id(node)] = height
        return height

    def _height(self, node):
        if isinstance(node, Symbol):
            return self.heights.get(node.name, 0) if not node.name.isupper() else 0
        if isinstance(node, Sequence):
            return max(map(self.height, node.parts), default=0)
        if isinstance(node, Choice):
            return min(map(self.height, node.parts))
        if isinstance(node, Repeat):
            return self.height(node.part) if node.sign == "+" else 0
        return 0

    def program(self, depth):
        """The terminals of a program and the text of each; `None` for one in which a run of words, a number with what
        belongs to it, or a span of dates with its step, is not the longest, a target that would be a block, or two that `across` may belong to."""
        self.keys, self.ends, self.is_block = [], [], False
        self.write(Symbol("Statement"), depth)
        if self.is_block or sum(key == "across" for key, _ in self.keys) > 1 and any(key == "of" for key, _ in self.keys):
            return None
        words = self.grammar.sets["WORD"] | {"QUOTED_NAME"}
        for name, end in self.ends:
            follows = {"Postfix": {"step"}, "Likely": {"SUBSCRIPT", ".", "POSSESSIVE", "where", "across", "of"}}.get(name, words)
            if end < len(self.keys) and self.keys[end][0] in follows:
                return None
        return self.keys

    def write(self, node, depth):
        found = None if isinstance(node, (Sequence, Repeat)) else self.grammar.terminal_set(node)
        if found is not None:
            self.keys.append(self.token(found))
        elif isinstance(node, Sequence):
            for part in node.parts:
                self.write(part, depth)
        elif isinstance(node, Choice):
            fitting = [part for part in node.parts if self.height(part) < depth]
            if not fitting:
                least = min(map(self.height, node.parts))
                fitting = [part for part in node.parts if self.height(part) == least]
            self.write(self.random.choice(fitting), depth)
        elif isinstance(node, Repeat):
            times = 1 if node.sign == "+" else 0
            likely = 0.3 if self.height(node.part) < depth else 0
            while self.random.random() < likely and times < 4:
                times += 1
                if node.sign == "?":
                    break
            for _ in range(times):
                self.write(node.part, depth - times)
        else:
            first = len(self.keys)
            self.write(self.grammar.rules[node.name], depth - 1)
            self.is_block |= node.name == "Target" and self.keys[first][0] == "{"
            if node.name in ("Number", "Amount", "Likely", "Length", "Share", "Name", "EachPeriod", "Postfix"):
                self.ends.append((node.name, len(self.keys)))

    def token(self, terminals):
        """A terminal and its text."""
        # mostly names, where any word or any token may stand
        if "WORD" in terminals and self.random.random() < 0.8:
            return "WORD", self.random.choice(self.NAMES)
        key = self.random.choice(sorted(terminals))
        if key == "WORD":
            return key, self.random.choice(self.NAMES)
        if key == "NEWLINE":
            return key, "\n"
        if key in self.grammar.rules:
            return key, self.spell(self.grammar.rules[key])
        return key, key.removeprefix("'")

    def spell(self, node):
        """A text that a rule of the tokens reads."""
        if isinstance(node, Literal):
            return node.text
        if isinstance(node, Symbol):
            return self.spell(self.grammar.rules[node.name])
        if isinstance(node, Sequence):
            return "".join(map(self.spell, node.parts))
        if isinstance(node, Choice):
            return self.spell(self.random.choice(node.parts))
        if isinstance(node, Repeat):
            least, most = {"?": (0, 1), "*": (0, 3), "+": (1, 3)}[node.sign]
            return "".join(self.spell(node.part) for _ in range(self.random.randint(least, most)))
        if isinstance(node, Difference):
            return self.spell(node.whole)
        return self.random.choice(characters(node.pattern))


@functools.cache
def characters(pattern):
    """Some characters of a class."""
    return [c for c in [*map(chr, range(0x20, 0x7F)), *"€£¥éß中"] if re.fullmatch(pattern, c)]


def joined(keys):
    """The text of the terminals of a program."""
    text, glued = "", True
    for key, word in keys:
        glued = glued or key in ("SUBSCRIPT", "POSSESSIVE", "NEWLINE")
        text += word if glued else " " + word
        glued = key == "NEWLINE"
    return text
