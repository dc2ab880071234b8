"""Checks the TextMate grammar: its tokens are those of the lexer in every file, and a sample has the scopes expected."""

import os
import re
from pathlib import Path

import pytest

from grammar import SIGNS, Grammar
from highlighting import scopes
from programs import judged, written

SAMPLE = Path(__file__).parent / "sample.ais"


def kind(scope):
    """What a scope says a character is part of."""
    scope = scope.rpartition("meta.interpolation.ais")[2] if "meta.interpolation" in scope else scope
    for word, found in (
        ("comment.", "comment"), ("string.", "text"), ("constant.numeric", "number"),
        ("keyword.control", "keyword"), ("keyword.operator.word", "keyword"), ("constant.language.boolean", "keyword"),
    ):  # fmt: skip
        if word in scope:
            return found
    return "other"


def differences(text, tokens, reserved):
    """Where the two tokenizations of a text differ."""
    given = scopes(text)
    offsets, at = {}, 0
    for index, character in enumerate(text):
        offsets[at] = index
        at += len(character.encode())
    previous = 0
    for token_kind, word, _, _, _, start in tokens:
        first = offsets[start]
        last = first + len(word)
        between = text[previous:first]
        for comment in re.finditer("#.*", between):
            for index in range(previous + comment.start(), previous + comment.end()):
                if kind(given[index]) != "comment":
                    yield "comment", between, given[index]
                    break
        found = {kind(scope) for scope in given[first:last]}
        if token_kind == "text":
            if any("string." not in scope for scope in given[first:last]):
                yield "text", word, found
        elif token_kind in ("number", "date"):
            if found != {"number"}:
                yield token_kind, word, found
        elif word in reserved and token_kind == "word":
            if found != {"keyword"}:
                yield "reserved word", word, found
        # a declared name may hold what alone would be something else: GPT-4o
        elif re.fullmatch(r"\w+", word) or token_kind in SIGNS:
            if found - {"other", "keyword"}:
                yield token_kind, word, found
        previous = last


def coloured():
    """The examples, the library of the model and one in four of the other programs, or all of them."""
    texts = written()
    if os.environ.get("AIS_THOROUGH") == "1":
        return texts
    first = {name: text for name, text in texts.items() if name.startswith(("Examples/", "Sources/"))}
    others = [name for name in texts if name not in first]
    return first | {name: texts[name] for name in others[::4]}


def unreadable(kind, word):
    """What the lexer refuses has no colours to agree on."""
    return kind == "invalid" or kind == "number" and "," in word


def test_every_file_is_cut_into_the_same_tokens():
    texts = coloured()
    reserved = Grammar().reserved
    faults = [
        (name, *fault)
        for (name, text), verdict in zip(texts.items(), judged(texts.values()))
        if not any(unreadable(*token[:2]) for token in verdict["tokens"])
        for fault in differences(text, verdict["tokens"], reserved)
    ]
    assert faults == []


def runs(text):
    """The pieces of a text with one scope, a line each; blanks left out."""
    given, at = scopes(text), 0
    while at < len(text):
        end = at + 1
        while end < len(text) and given[end] == given[at] and text[end] != "\n":
            end += 1
        if text[at:end].strip():
            yield f"{text[at:end].strip():28} {given[at]}".rstrip()
        at = end


def test_the_sample_has_the_scopes_expected():
    expected = SAMPLE.with_suffix(".scopes")
    found = "\n".join(runs(SAMPLE.read_text(encoding="utf-8"))) + "\n"
    if not expected.exists():
        expected.write_text(found, encoding="utf-8")
        pytest.fail(f"{expected} is new: read it")
    assert found == expected.read_text(encoding="utf-8")
