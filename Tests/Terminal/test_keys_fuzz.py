"""Thousands of keys, pressed at random with a fixed seed, at the prompt of `$AIS_BINARY`."""

import random
import re

import pytest

from conversing import abandon, answer, in_every_window, laid_out, script, wait_for_entry
from terminal import KEYS, marked, sent_by

SEED = 20260
BATCH = 25

# What the tails of sequences are made of is not among what is typed: wherever it stands in an entry, it is a stray.
TYPED = "abcdefghijklmnopqrstuvwxyzXYZ 0123456789 .,:+-*/=<>()'\"#?_éß日本ΩЖ🙂"
STRAY = re.compile(r"[\x00-\x08\x0b-\x1f\x7f~;\[\]A-W]")
STRAY_BESIDE_NAMES = re.compile(r"[\x00-\x08\x0b-\x1f\x7f~;\[\]]")

# Not among them: Ctrl-C ends a batch, Ctrl-D a conversation, Ctrl-Z stops it, Ctrl-J and Ctrl-M are Enter (while an entry is
# answered, keys are the system's), Ctrl-Q and Ctrl-V take the next key as text, Ctrl-X begins a key of two.
CONTROLLED = [f"Ctrl-{letter}" for letter in "ABEFGHIKLNOPRSTUWY"]
ALTERED = [f"Alt-{letter}" for letter in "abcdefghijklmnopqrstuvwxyz0123"]
SPECIAL = [key for key in KEYS if key not in ("Enter", "Tab", "Escape")]
PAIRS = ["\x18u", "\x18\x18", "\x18k", "\x16a"]
KINDS = {"text": 40, "special": 24, "controlled": 10, "altered": 8, "Tab": 5, "Backspace": 5, "Delete": 3, "paste": 3, "pair": 2}


def any_key(keys):
    """Returns what some key is called and what it sends."""
    kind = keys.choices(list(KINDS), list(KINDS.values()))[0]
    if kind == "text":
        text = keys.choice(TYPED)
        return text, text
    if kind == "paste":
        text = "".join(keys.choices(TYPED + "\n", k=keys.randrange(12)))
        return f"paste {text!r}", marked(text)
    if kind == "pair":
        pair = keys.choice(PAIRS)
        return repr(pair), pair
    name = keys.choice({"special": SPECIAL, "controlled": CONTROLLED, "altered": ALTERED}.get(kind, [kind]))
    return name, sent_by(name)


@in_every_window
def test_random_keys_type_nothing_but_themselves(start, tmp_path, size):
    """After each batch the entry is handed to an editor that keeps it."""
    keys = random.Random(SEED + size[1])
    seen = tmp_path / "seen"
    editor = script(tmp_path / "editor", f"""cp "$1" "{seen}.new" && mv "{seen}.new" "{seen}" """)
    terminal = start(size=size, PAGER="cat", EDITOR=editor)
    for _ in range(2000 // BATCH):
        pressed = [any_key(keys) for _ in range(BATCH)]
        completes = any(name in ("Tab", "Ctrl-I") for name, _ in pressed)
        for _, sent in pressed:
            terminal.type(sent)
        terminal.type("\x18\x05")
        terminal.wait_for(lambda t: seen.exists())
        terminal.wait_for(lambda t: not t.is_cooked())
        edited = seen.read_text()
        seen.unlink()
        abandon(terminal)
        names = " ".join(name for name, _ in pressed)
        # what Tab puts in has all letters
        assert not (STRAY_BESIDE_NAMES if completes else STRAY).search(edited), f"{edited!r} after {names}"
        assert answer(terminal, "2 + 2")[-1] == "4", names


# ---- keys that act on one row, with a model of what they do -------------------------------------


class Row:
    """A row of text with a cursor, as emacs has it."""

    def __init__(self):
        self.text, self.cursor = "", 0

    def insert(self, text):
        self.text = self.text[: self.cursor] + text + self.text[self.cursor :]
        self.cursor += len(text)

    def go(self, place):
        self.cursor = min(max(0, place), len(self.text))

    def erase(self, first, end):
        if 0 <= first < end <= len(self.text):
            self.text = self.text[:first] + self.text[end:]
            self.cursor = first


class Rows(Row):
    """Rows of text with a cursor: what goes to an end goes to that of its row."""

    @property
    def start(self):
        return self.text.rfind("\n", 0, self.cursor) + 1

    @property
    def end(self):
        end = self.text.find("\n", self.cursor)
        return len(self.text) if end < 0 else end

    def up(self):
        column = self.cursor - self.start
        if self.start > 0:
            self.cursor = self.start - 1
            self.cursor = min(self.start + column, self.cursor)

    def down(self):
        column = self.cursor - self.start
        if self.end < len(self.text):
            self.cursor = self.end + 1
            self.cursor = min(self.cursor + column, self.end)


ACTIONS = {
    "Left": lambda row: row.go(row.cursor - 1),
    "Right": lambda row: row.go(row.cursor + 1),
    "Ctrl-B": lambda row: row.go(row.cursor - 1),
    "Ctrl-F": lambda row: row.go(row.cursor + 1),
    "Home": lambda row: row.go(0),
    "End": lambda row: row.go(len(row.text)),
    "Ctrl-A": lambda row: row.go(0),
    "Ctrl-E": lambda row: row.go(len(row.text)),
    "Backspace": lambda row: row.erase(row.cursor - 1, row.cursor),
    "Ctrl-H": lambda row: row.erase(row.cursor - 1, row.cursor),
    "Delete": lambda row: row.erase(row.cursor, row.cursor + 1),
    "Ctrl-K": lambda row: row.erase(row.cursor, len(row.text)),
    "Ctrl-U": lambda row: row.erase(0, row.cursor),
}
WEIGHTS = [1 if name in ("Ctrl-K", "Ctrl-U", "Home", "Ctrl-A") else 4 for name in ACTIONS]

ACTIONS_ON_ROWS = {
    **{name: ACTIONS[name] for name in ["Left", "Right", "Backspace", "Delete"]},
    "Home": lambda rows: rows.go(rows.start),
    "End": lambda rows: rows.go(rows.end),
    "Up": Rows.up,
    "Down": Rows.down,
    "Alt-Enter": lambda rows: rows.insert("\n"),
}

# What is bound to nothing, with Alt and with others, changes nothing.
USED = ["Ctrl-Left", "Ctrl-Right", "Alt-Left", "Alt-Right", "Ctrl-Home", "Ctrl-End"]
IDLE = ["Insert", *(f"F{number}" for number in range(1, 13)), *(key for key in SPECIAL if "-" in key and key not in [*USED, "Alt-Enter"])]


@pytest.mark.parametrize("rows", [1, 4], ids=["in one row", "in four rows"])
@in_every_window
def test_random_keys_do_what_they_should(start, size, rows):
    longest = rows * size[1] - 7
    keys = random.Random(SEED * size[1])
    terminal = start(size=size, NO_COLOR="1")
    row = Row()
    for _ in range(16):
        pressed = []
        for _ in range(BATCH):
            kind = keys.choices(["text", "action", "idle", "paste"], [50, 30, 17, 3])[0]
            text = "".join(keys.choices("abcxyz 019.+-=éßΩ", k=keys.randrange(1, 9) if kind == "paste" else 1))
            name = keys.choices(list(ACTIONS), WEIGHTS)[0] if kind == "action" else keys.choice(IDLE)
            pressed.append(text if kind in ("text", "paste") else name)
            if kind == "text":
                terminal.type(text)
            elif kind == "paste":
                terminal.paste(text)
            else:
                terminal.press(name)
            if kind in ("text", "paste"):
                row.insert(text)
            elif kind == "action":
                ACTIONS[name](row)
            if len(row.text) > longest - 8:
                for name in ["Ctrl-E", "Ctrl-U"]:
                    terminal.press(name)
                    ACTIONS[name](row)
        try:
            wait_for_entry(terminal, row.text, row.cursor)
        except AssertionError as fault:
            raise AssertionError(f"{row.text!r}, {row.cursor} after {pressed}") from fault
    abandon(terminal)
    assert answer(terminal, "2 + 2") == ["4"]


@in_every_window
def test_random_keys_on_several_rows_do_what_they_should(start, size):
    keys = random.Random(SEED + size[0])
    terminal = start(size=size, AIS_HISTORY="")
    for _ in range(10):
        entry, pressed = Rows(), []
        for _ in range(BATCH):
            action = keys.choice(list(ACTIONS_ON_ROWS)) if keys.random() < 0.6 else None
            text = "".join(keys.choices("abcxyz 019.+-=éßΩ", k=keys.choice([1, 1, size[1] // 4])))
            laid, _ = laid_out(entry.text, 0, size[1])
            if action == "Alt-Enter" and len(laid) > size[0] - 6:
                continue  # it would not stay in sight
            pressed.append(action or text)
            if action:
                terminal.press(action)
                ACTIONS_ON_ROWS[action](entry)
            elif len(laid) < size[0] - 3:
                terminal.type(text)
                entry.insert(text)
        try:
            wait_for_entry(terminal, entry.text, entry.cursor)
        except AssertionError as fault:
            raise AssertionError(f"{entry.text!r}, {entry.cursor} after {pressed}") from fault
        abandon(terminal)


# ---- keys that are bound to nothing, one by one -------------------------------------------------


def test_each_idle_key_types_nothing(start):
    terminal = start()
    terminal.type("2 + 2")
    for key in IDLE:
        terminal.press(key)
    terminal.type("1")
    wait_for_entry(terminal, "2 + 21")


def test_alt_and_arrows_as_some_terminals_send_them(start):
    terminal = start()
    terminal.type("2 + 2")
    for letter in "ABCD":
        terminal.type(f"\x1b\x1b[{letter}")
    terminal.type("\x051")
    terminal.wait_for(lambda t: t.last_line().endswith("1"))
    assert terminal.last_line() == "ais> 2 + 21"


@pytest.mark.parametrize("key", ["Up", "PageUp", "Ctrl-Left"])
def test_a_key_after_ctrl_space(start, key):
    terminal = start()
    terminal.type("2 + 2\x00")
    terminal.press(key)
    terminal.type("\x051")
    terminal.wait_for(lambda t: t.last_line().endswith("1"))
    assert terminal.last_line() == "ais> 2 + 21"
