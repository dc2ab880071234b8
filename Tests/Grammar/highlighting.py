"""The scopes that Grammar/ais.tmLanguage.json gives to a text, as a TextMate engine finds them."""

import functools
import json
import logging

from textmate_grammar.parsers.base import LanguageParser

from grammar import ROOT

logging.disable(logging.WARNING)  # the engine notes each piece of text without a scope of its own


@functools.cache
def parser():
    return LanguageParser(json.loads((ROOT / "Grammar" / "ais.tmLanguage.json").read_text(encoding="utf-8")))


def scopes(text):
    """The scopes of each character of a text, the outermost first."""
    lines = text.split("\n")
    found = [[""] * len(line) for line in lines]
    element = parser().parse_string(text)
    for (line, column), content, names in element.flatten() if element else ():
        for character in content:
            if character == "\n":
                line, column = line + 1, 0
            else:
                found[line][column] = " ".join(names[1:])
                column += 1
    return [scope for line in found for scope in line + [""]][:-1]
