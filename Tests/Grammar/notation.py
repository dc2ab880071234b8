"""Reads grammars in the EBNF of the W3C: https://www.w3.org/TR/xml/#sec-notation."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Literal:
    text: str
    has_role: bool = False  # in single quotes


@dataclass(frozen=True)
class Characters:
    pattern: str  # the class as a regular expression writes it


@dataclass(frozen=True)
class Symbol:
    name: str


@dataclass(frozen=True)
class Sequence:
    parts: tuple


@dataclass(frozen=True)
class Choice:
    parts: tuple


@dataclass(frozen=True)
class Repeat:
    part: object
    sign: str  # ? * +


@dataclass(frozen=True)
class Difference:
    whole: object
    without: object


LEXEMES = re.compile(
    r"""(?P<blank>\s+|/\*.*?\*/)|(?P<double>"[^"]*")|(?P<single>'[^']*')|(?P<characters>\[[^\]]*\])"""
    r"""|(?P<code>\#x[0-9A-F]+)|(?P<define>::=)|(?P<name>\w+)|(?P<sign>[()|?*+-])""",
    re.DOTALL,
)


def codes(text):
    """The text of a class with #xNN as regular expressions write it."""
    return re.sub(r"#x([0-9A-F]+)", lambda code: re.escape(chr(int(code[1], 16))), text.replace("\\", "\\\\"))


def read(text):
    """The productions of a grammar by name, in their order."""
    lexemes, at = [], 0
    while at < len(text):
        found = LEXEMES.match(text, at)
        assert found, f"not in the notation: {text[at:at + 40]!r}"
        if found.lastgroup != "blank":
            lexemes.append((found.lastgroup, found[0]))
        at = found.end()
    lexemes.append(("end", ""))
    at = 0
    rules = {}

    def choice():
        nonlocal at
        parts = [sequence()]
        while lexemes[at][1] == "|":
            at += 1
            parts.append(sequence())
        return parts[0] if len(parts) == 1 else Choice(tuple(parts))

    def sequence():
        parts = []
        while True:
            kind, lexeme = lexemes[at]
            if kind == "end" or lexeme in ("|", ")") or lexemes[at + 1][0] == "define":
                break
            parts.append(difference())
        return parts[0] if len(parts) == 1 else Sequence(tuple(parts))

    def difference():
        nonlocal at
        whole = repeated()
        if lexemes[at] != ("sign", "-"):
            return whole
        at += 1
        return Difference(whole, repeated())

    def repeated():
        nonlocal at
        part = single()
        while lexemes[at][0] == "sign" and lexemes[at][1] in "?*+":
            part = Repeat(part, lexemes[at][1])
            at += 1
        return part

    def single():
        nonlocal at
        kind, lexeme = lexemes[at]
        at += 1
        if kind == "double":
            return Literal(lexeme[1:-1])
        if kind == "single":
            return Literal(lexeme[1:-1], has_role=True)
        if kind == "characters":
            return Characters(codes(lexeme))
        if kind == "name":
            return Symbol(lexeme)
        assert lexeme == "(", f"unexpected {lexeme!r}"
        part = choice()
        assert lexemes[at][1] == ")", f"expected ), found {lexemes[at][1]!r}"
        at += 1
        return part

    while lexemes[at][0] != "end":
        name = lexemes[at][1]
        assert lexemes[at][0] == "name" and lexemes[at + 1][0] == "define", f"expected a rule: {lexemes[at]}"
        assert name not in rules, f"{name} is defined twice"
        at += 2
        rules[name] = choice()
    return rules


def parts(node):
    """The nodes directly in a node."""
    if isinstance(node, (Sequence, Choice)):
        return node.parts
    if isinstance(node, Repeat):
        return (node.part,)
    if isinstance(node, Difference):
        return (node.whole, node.without)
    return ()


def walk(node):
    """A node and all in it."""
    yield node
    for part in parts(node):
        yield from walk(part)
