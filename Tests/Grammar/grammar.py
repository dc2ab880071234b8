"""Grammar/ais.ebnf as it is used: its terminals, the tokens of a text in them, and two parsers made from it."""

import functools
import re
from pathlib import Path

from llguidance import LLMatcher, LLTokenizer

from notation import Characters, Choice, Difference, Literal, Repeat, Sequence, Symbol, parts, read, walk

ROOT = Path(__file__).parents[2]

SIGNS = {
    "leftParenthesis": "(", "rightParenthesis": ")", "rightBracket": "]", "leftBrace": "{", "rightBrace": "}",
    "comma": ",", "semicolon": ";", "colon": ":", "dot": ".", "dotDot": "..", "at": "@", "bar": "|", "question": "?",
    "plus": "+", "minus": "-", "times": "*", "divide": "/", "power": "^", "plusMinus": "±", "percent": "%",
    "assign": "=", "plusAssign": "+=", "minusAssign": "-=", "timesAssign": "*=", "divideAssign": "/=", "equal": "==",
    "notEqual": "!=", "less": "<", "lessOrEqual": "<=", "greater": ">", "greaterOrEqual": ">=",
}  # fmt: skip
TOKENS = {"backquoted": "QUOTED_NAME", "text": "TEXT", "date": "DATE", "possessive": "POSSESSIVE", "currency": "CURRENCY"}


class Grammar:
    """The grammar of a file. A terminal is a sign or word as written, a word in its role as `'word`, or a name in capitals;
    END is the end of the text."""

    def __init__(self, path=ROOT / "Grammar" / "ais.ebnf"):
        self.rules = read(path.read_text(encoding="utf-8"))
        self._sets_of = {}
        self.lexical = self._reached(name for name in self.rules if name.isupper())
        nodes = [node for name in self.rules if name not in self.lexical for node in walk(self.rules[name])]
        literals = {node for node in nodes if isinstance(node, Literal)}
        self.reserved = {node.text for node in walk(self.rules["Reserved"]) if isinstance(node, Literal)}
        self.roles = {node.text for node in literals if node.has_role}
        words = {node.text for node in literals if re.fullmatch(r"[a-z]+", node.text)}
        self.soft = words - self.reserved
        marked = {f"'{word}" for word in self.roles}
        named = {node.name for node in nodes if isinstance(node, Symbol) and node.name.isupper()}
        plain = named - {"TOKEN", "ANY_WORD", "END"} | {"NEWLINE"}
        all_words = {"WORD"} | self.soft | self.reserved | marked
        tokens = all_words | plain | {node.text for node in literals} | set(SIGNS.values())
        self.sets = {"WORD": {"WORD"} | self.soft, "ANY_WORD": all_words, "TOKEN": tokens - {"UNREADABLE"}, "END": {"END"}}
        unknown = named - set(self.sets) - set(self.rules) - {"NEWLINE"}
        assert not unknown, f"not defined: {unknown}"
        self.terminals = sorted(tokens | {"END"})
        self.characters = {key: chr(0x4E00 + index) for index, key in enumerate(self.terminals)}
        self.spellings = {key: f"{index:03x}" for index, key in enumerate(self.terminals)}
        self._marking()

    def _reached(self, names):
        reached, waiting = set(), list(names)
        while waiting:
            name = waiting.pop()
            if name in reached or name not in self.rules:
                continue
            reached.add(name)
            waiting += [node.name for node in walk(self.rules[name]) if isinstance(node, Symbol)]
        return reached

    # Terminals

    def terminal_set(self, node):
        """The terminals that a node stands for, `None` if it is more than one token."""
        if id(node) not in self._sets_of:
            # with the node, so that no other gets its identity
            self._sets_of[id(node)] = (node, self._terminal_set(node))
        return self._sets_of[id(node)][1]

    def _terminal_set(self, node):
        if isinstance(node, Literal):
            if node.has_role:
                return {f"'{node.text}"}
            return {node.text} | ({f"'{node.text}"} if node.text in self.roles else set())
        if isinstance(node, Symbol):
            if node.name in self.sets:
                return self.sets[node.name]
            return {node.name} if node.name.isupper() else self.terminal_set(self.rules[node.name])
        if isinstance(node, Choice):
            sets = [self.terminal_set(part) for part in node.parts]
            return None if None in sets else set().union(*sets)
        if isinstance(node, Difference):
            whole, without = self.terminal_set(node.whole), self.terminal_set(node.without)
            return whole - without
        return None

    def words(self, name):
        """The terminals of a production that lists some."""
        return self.terminal_set(self.rules[name])

    def spelling(self, name):
        """The regular expression of a production of tokens, in which a difference is its whole."""

        def text(node):
            if isinstance(node, Literal):
                return re.escape(node.text)
            if isinstance(node, Characters):
                return node.pattern
            if isinstance(node, Sequence):
                return "".join(map(text, node.parts))
            if isinstance(node, Choice):
                return f"(?:{'|'.join(map(text, node.parts))})"
            if isinstance(node, Repeat):
                return f"(?:{text(node.part)}){node.sign}"
            return text(node.whole if isinstance(node, Difference) else self.rules[node.name])

        return text(self.rules[name])

    # Patterns, as regular expressions over a character for each token

    def pattern(self, node):
        if isinstance(node, Sequence):
            return "".join(map(self.pattern, node.parts))
        if isinstance(node, Repeat):
            return f"(?:{self.pattern(node.part)}){node.sign}"
        found = self.terminal_set(node)
        if found is not None:
            return f"[{''.join(self.characters[key] for key in sorted(found))}]"
        if isinstance(node, Choice):
            return f"(?:{'|'.join(map(self.pattern, node.parts))})"
        return self.pattern(self.rules[node.name])

    def _alternatives(self, name):
        """The pairs of words with a role and what must follow them."""
        rule = self.rules[name]
        for part in rule.parts if isinstance(rule, Choice) else (rule,):
            first, rest = (part.parts[0], part.parts[1:]) if isinstance(part, Sequence) else (part, ())
            words = [node.text for node in walk(first) if isinstance(node, Literal)]
            yield words, re.compile("".join(map(self.pattern, rest)))

    def _marking(self):
        def table(name):
            found = {}
            for words, pattern in self._alternatives(name):
                for word in words:
                    found.setdefault(word, []).append(pattern)
            return found

        self.opening, self.beginning = table("Opening"), table("Beginning")
        self.anywhere = {}
        for name in ("Pairing", "ModifyingBefore", "Sweeping"):
            self.anywhere |= table(name)
        self.searching, self.relating = self.words("Searching"), self.words("Relating")
        self.plotted = {key.removeprefix("'") for key in self.words("Plotted")}
        self.defining = self.words("Defining") | {None}
        self.unfinished, self.continuing = self.words("Unfinished"), self.words("Continuing")
        self.naming, self.joining, self.equating = map(self.words, ("Naming", "Joining", "Equating"))
        self.heading, self.defined = (re.compile(self.pattern(self.rules[name])) for name in ("Heading", "Defined"))
        starts = self.opening["why"][0].pattern
        self.capitals = {"Show": re.compile(starts), "For": self.anywhere["for"][0]}

    # From the tokens of the lexer to terminals

    def terminal(self, kind, text, spaced):
        if kind == "word":
            return text if text in self.reserved or text in self.soft else "WORD"
        if kind == "number":
            return "PERCENT" if text.endswith("%") else "YEAR" if re.fullmatch("(19|20|21)[0-9]{2}", text) else "NUMBER"
        if kind == "leftBracket":
            return "[" if spaced else "SUBSCRIPT"
        key = TOKENS.get(kind) or SIGNS.get(kind)
        return key if key in self.characters else "UNREADABLE"

    def read(self, tokens):
        """The terminals of a program, END left out."""
        keys, texts, starts = [], [], []
        brackets, columns, column, opens, first = [], [], 0, True, None
        choices = 0
        for index, (kind, text, starts_line, spaced, at, *_) in enumerate(tokens):
            key = self.terminal(kind, text, spaced)
            if keys and starts_line and (not brackets or brackets[-1] in ("{", "record")):
                goes_on = keys[-1] in self.unfinished or self._continues(tokens, index) or key in ("for", "show") and at > column
                if goes_on and keys[-1] in self.unfinished and at <= column and (not brackets or brackets[-1] == "{"):
                    goes_on = not self._restarts(tokens, index, keys[-1], first, choices)
                if not goes_on:
                    keys.append("NEWLINE")
                    texts.append("\n")
                    starts.append(False)
                    opens = True
            if opens:
                column, opens, first = at, False, text.lower()
                choices = -1 if text in ("what", "What") else 0
                starts.append(True)
            else:
                starts.append(False)
            choices += (key == "if") - (key == "then")
            keys.append(key)
            texts.append(text)
            if key in ("(", "[", "SUBSCRIPT", "{"):
                is_record = key == "{" and (first == "enum" or len(keys) > 1 and keys[-2] in self.unfinished - {"under", "and", "then", "{", ";"})
                brackets.append("record" if is_record else key)
                columns.append((column, first, choices))
            if brackets and (key == "}" or key in (")", "]") and brackets[-1] not in ("{", "record")):
                # a brace closes what was left open after the one before it
                braces = [bracket in ("{", "record") for bracket in brackets]
                while key == "}" and not braces[-1] and any(braces):
                    brackets.pop()
                    columns.pop()
                    braces.pop()
                brackets.pop()
                column, first, choices = columns.pop()
            if key in ("{", ";"):
                opens = True
        return self._marked(keys, texts, starts)

    def _continues(self, tokens, index):
        """Whether the line that begins with a token goes on with the last one."""
        text = tokens[index][1]
        if text == "at" and index + 1 < len(tokens) and tokens[index + 1][1] in ("least", "most"):
            return False
        return self.terminal(tokens[index][0], text, tokens[index][3]) in self.continuing

    def _restarts(self, tokens, index, before, first, choices):
        """Whether the line that begins with a token plainly begins a statement after a line that is not finished."""
        if before in ("{", ";"):
            return False
        joined = before == "and" or before == "then" and choices < 0
        ahead = []
        for kind, text, starts_line, spaced, *_ in tokens[index : index + 40]:
            if ahead and starts_line and ahead[-1] not in self.unfinished and not self._continues(tokens, index + len(ahead) - ahead.count("NEWLINE")):
                ahead.append("NEWLINE")
            ahead.append(self.terminal(kind, text, spaced))
        word = tokens[index][1][:1].lower() + tokens[index][1][1:]
        if word in self.opening and self._fits(self.opening[word], ahead, 0):
            if word in self.naming and ahead[1:2] != ["of"]:
                return False
            return not (word in self.joining and joined)
        stream = "".join(self.characters[key] for key in ahead)
        if joined or first in {key.removeprefix("'") for key in self.equating}:
            return False
        return bool(self.heading.match(stream) or before not in (",", ".", "POSSESSIVE") and self.defined.match(stream))

    def _marked(self, keys, texts, starts):
        for index, text in enumerate(texts):
            if starts[index] and keys[index] == "WORD" and text[:1].isupper():
                lower = text[0].lower() + text[1:]
                if lower in self.opening:
                    keys[index] = lower if self._fits(self.opening[lower], keys, index) else "WORD"
                elif text in self.capitals and self._fits([self.capitals[text]], keys, index):
                    keys[index] = lower
        stream = "".join(self.characters[key] for key in keys) + self.characters["END"]
        fits = lambda patterns, index: any(pattern.match(stream, index + 1) for pattern in patterns)
        marked = list(keys)
        # what the braces around hold: statements, where words open them, or other things
        holds, depth, opener, searches, targets, conditions = [True], 0, None, False, True, 0
        for index, key in enumerate(keys):
            # the "{" of a test or a loop may have a line of its own
            if starts[index] and holds[-1] and not (key == "{" and opener in ("'test", "'for") and depth == 0):
                opener, searches, depth, conditions = None, False, 0, 0
                if key in self.opening and fits(self.opening[key], index):
                    marked[index] = opener = f"'{key}"
                    after = keys[index + 1] if index + 1 < len(keys) else None
                    if key == "explain" or key == "plot" and after in self.plotted and fits(self.opening[after], index + 1):
                        starts[index + 1] = True
                elif key in ("for", "show"):
                    opener = f"'{key}"
                targets = True
            if marked[index] != key:
                pass
            elif starts[index] and key in self.beginning and fits(self.beginning[key], index):
                marked[index] = f"'{key}"
            elif key in self.anywhere and fits(self.anywhere[key], index):
                marked[index] = f"'{key}"
            elif depth == 0 and holds[-1]:
                if opener in self.searching:
                    if key == "so" or key == "over" and opener != "'solve":
                        searches = True
                    if key == "for":
                        searches = False
                    if key == "where" and searches:
                        marked[index] = "'where"
                if opener in self.relating and key in ("toward", "towards") and targets:
                    marked[index] = f"'{key}"
                    targets = False
                if opener in self.defining and targets:
                    # a condition compares; that of "where" goes on to the end
                    conditions += key == "if"
                    conditions -= key == "then" and conditions > 0
                    targets = key != "where" and (key != "=" or conditions > 0)
                    if key == "=" and not targets:
                        marked[index] = "'="
            if depth == 0 and holds[-1] and opener in self.searching:
                if key == "for":
                    searches = False
                if key == "over" and opener != "'solve":
                    searches = True
            if key == "{":
                holds.append(holds[-1] and depth == 0 and opener in ("'test", "'for"))
                if not holds[-1]:
                    depth += 1
            elif key in ("(", "[", "SUBSCRIPT"):
                depth += 1
            elif key == "}":
                if len(holds) > 1 and not holds.pop():
                    depth = max(0, depth - 1)
                else:
                    opener = None
            elif key in (")", "]"):
                depth = max(0, depth - 1)
        return marked

    def _fits(self, patterns, keys, index):
        rest = "".join(self.characters[key] for key in keys[index + 1 :]) + self.characters["END"]
        return any(pattern.match(rest) for pattern in patterns)

    # The parser that a generator makes of the grammar

    def lark(self, start="Program"):
        """The grammar in the notation of lark, with a code for each terminal."""
        helpers, repeats = {}, {}

        def name(symbol):
            return "rule_" + symbol.lower()

        def one_of(terminals):
            return helpers.setdefault(frozenset(terminals), f"tokens_{len(helpers)}")

        def node_text(node):
            found = self.terminal_set(node) if not isinstance(node, (Sequence, Repeat)) else None
            if found is not None:
                return one_of(found) if len(found) > 1 else f'"{self.spellings[next(iter(found))]}"'
            if isinstance(node, Sequence):
                return " ".join(map(node_text, node.parts)) or '""'
            if isinstance(node, Choice):
                return f"({' | '.join(map(node_text, node.parts))})"
            if isinstance(node, Repeat):
                text = node_text(node.part)
                if node.sign == "?":
                    return f"({text})?"
                # recursion on the left, which an Earley parser reads in linear time
                many = repeats.setdefault(text, f"many_{len(repeats)}")
                return f"({many})?" if node.sign == "*" else many
            return name(node.name)

        lines = [f"start: {name(start)}"]
        for symbol in self._reached([start]) - self.lexical:
            if self.terminal_set(self.rules[symbol]) is None:
                lines.append(f"{name(symbol)}: {node_text(self.rules[symbol])}")
        lines += [f"{many}: {text} | {many} {text}" for text, many in repeats.items()]
        for terminals, helper in helpers.items():
            lines.append(f"{helper}: {' | '.join(chr(34) + self.spellings[key] + chr(34) for key in sorted(terminals))}")
        return "\n".join(lines) + "\n"

    @functools.cached_property
    def _matcher(self):
        matcher = LLMatcher(LLTokenizer("byte"), LLMatcher.grammar_from_lark(self.lark()), log_level=0)
        assert not matcher.is_error(), matcher.get_error()
        return matcher

    def accepted(self, keys):
        """How many of the terminals of a program an Earley parser takes, and whether they are a program."""
        matcher = self._matcher
        matcher.reset()
        spelled = "".join(self.spellings[key] for key in keys).encode()
        taken = matcher.try_consume_tokens(list(spelled)) // 3
        assert not matcher.is_error(), matcher.get_error()
        return taken, taken == len(keys) and matcher.is_accepting()
