"""What a person does at the prompt of the program `$AIS_BINARY`, and how they read what it says."""

import os

import pytest

AIS = os.environ["AIS_BINARY"]
PROMPT = "ais> "

# A question that computes for longer than anybody waits.
LONG = "fold s = 0 for i in 1..1_000_000_000_000 { s + i }"

# The windows in which a conversation must look well: the usual one, a small one in which rows wrap, a large one.
SIZES = [(24, 80), (12, 40), (50, 200)]
in_every_window = pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[1]}x{size[0]}")


def rows(terminal):
    """Returns the lines of the screen."""
    return terminal.screen().split("\n")


def leave(terminal):
    """Ends the conversation."""
    terminal.press("Ctrl-D")
    assert terminal.wait_for_exit() == 0


def ask(terminal, line):
    """Has a line answered."""
    terminal.type(line)
    have_answered(terminal)


def have_answered(terminal):
    """Has answered what is typed."""
    terminal.press("Enter")
    terminal.wait_for_prompt()


def answer(terminal, line):
    """Has a line answered, and returns the rows of the answer, those that are still on the screen."""
    ask(terminal, line)
    return last_answer(terminal)


def last_answer(terminal):
    """Returns the rows between the last entry, which had no rows but by wrapping, and the prompt."""
    shown = rows(terminal)[:-1]
    asked = _last_prompt(shown)
    if asked is None:
        return shown
    columns = terminal.size[1]
    while len(terminal.row(asked).rstrip()) == columns:
        asked += 1
    return shown[asked + 1 :]


def entry(terminal):
    """Returns what stands behind the last prompt, wrapped rows put together."""
    shown = rows(terminal)
    start = _last_prompt(shown)
    if start is None:
        return None
    text = "".join(terminal.row(row) for row in range(start, len(shown))).rstrip()
    return text.removeprefix(PROMPT.rstrip()).removeprefix(" ")


def laid_out(text, cursor, columns):
    """Returns the rows of an entry of narrow characters in a window of so many columns, and the place of the cursor in them,
    a row and a column."""
    laid, place = [""], None
    for index, character in enumerate(PROMPT + text + "\0"):
        if index == len(PROMPT) + cursor:
            place = len(laid) - 1, len(laid[-1])
        if character == "\n":
            laid.append("")
        else:
            laid[-1] += character
            if len(laid[-1]) == columns:
                laid.append("")
    return "\n".join(row.rstrip() for row in laid).rstrip("\0\n ").split("\n"), place


def wait_for_entry(terminal, text, cursor=None):
    """Waits until an entry that wraps as it must stands behind the last prompt, with the cursor before its character `cursor`,
    at its end unless told."""
    laid, (row, column) = laid_out(text, len(text) if cursor is None else cursor, terminal.size[1])

    def holds(terminal):
        shown = rows(terminal)
        start = _last_prompt(shown)
        return start is not None and shown[start:] == laid and terminal.cursor() == (start + row, column)

    terminal.wait_for(holds)


def complete(terminal, line, completed):
    """Types a line and Tab, and waits for what becomes of it."""
    terminal.type(line)
    terminal.press("Tab")
    wait_for_entry(terminal, completed)


def menu(terminal, line):
    """Types a line and Tab, and returns the rows of the menu, below which the entry stands again."""
    terminal.type(line)
    wait_for_entry(terminal, line)
    terminal.press("Tab")

    def is_below(terminal):
        shown = rows(terminal)
        end = _last_prompt(shown)
        return end is not None and _last_prompt(shown[:end]) is not None and entry(terminal) == line.rstrip()

    above = terminal.screen()
    terminal.wait_for(lambda t: t.screen() != above and is_below(t))
    wait_for_entry(terminal, line)
    shown = rows(terminal)
    end = _last_prompt(shown)
    start = _last_prompt(shown[:end])
    return shown[start + 1 : end]


def words(menu):
    """The first word of each row of a menu."""
    return [row.split()[0] for row in menu]


def abandon(terminal):
    """Gives up the entry."""
    terminal.press("Ctrl-C")
    terminal.wait_for_prompt()


def script(path, text):
    """Writes a program for the shell, and returns its path as text."""
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return str(path)


def _last_prompt(shown):
    """The index of the last row that a prompt begins."""
    return next((index for index in reversed(range(len(shown))) if (shown[index] + " ").startswith(PROMPT)), None)
