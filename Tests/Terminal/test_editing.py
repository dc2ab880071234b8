"""How entries are edited, recalled and searched for at the prompt of `$AIS_BINARY`, key by key, in windows of several sizes."""

import re

import pytest

from conversing import abandon, answer, ask, entry, have_answered, in_every_window, leave, rows, script, wait_for_entry
from terminal import Terminal


# ---- entries ------------------------------------------------------------------------------------


@in_every_window
def test_an_entry_of_many_rows_is_edited_in_place(start, size):
    terminal = start(size=size)
    for row in ["sum([1,", "(2 +", "3),"]:
        terminal.type(row)
        terminal.wait_for(lambda t: row in t.last_line())  # a hint may stand behind it
        terminal.press("Enter")
    terminal.type("4])")
    terminal.wait_for(lambda t: t.last_line() == "4])")
    terminal.press("Up")
    terminal.press("Up")
    terminal.press("End")
    terminal.press("Left")
    terminal.press("Left")
    terminal.type("0")  # 2 becomes 20
    terminal.wait_for(lambda t: rows(t)[-3] == "(20 +" and t.cursor()[1] == len("(20"))
    terminal.press("Home")
    terminal.wait_for(lambda t: t.cursor()[1] == 0)
    terminal.press("Alt-Enter")  # a row in between
    terminal.wait_for(lambda t: rows(t)[-5:] == ["ais> sum([1,", "", "(20 +", "3),", "4])"])
    terminal.press("Backspace")
    terminal.wait_for(lambda t: rows(t)[-4] == "ais> sum([1,")
    terminal.press("Ctrl-A")
    terminal.press("Delete")
    terminal.type("(9 + ")
    terminal.wait_for(lambda t: rows(t)[-3] == "(9 + 20 +")
    terminal.press("Down")
    terminal.press("Ctrl-E")
    for _ in "),":
        terminal.press("Backspace")
    terminal.type("0),")
    terminal.wait_for(lambda t: rows(t)[-4:] == ["ais> sum([1,", "(9 + 20 +", "30),", "4])"])
    terminal.press("Down")
    terminal.press("End")
    have_answered(terminal)
    assert rows(terminal)[-2] == "64"


@in_every_window
def test_a_wrapped_row_is_edited_in_place(start, size):
    columns = size[1]
    terminal = start(size=size)
    line = "1" + " + 1" * (columns // 2)
    terminal.type(line)
    wait_for_entry(terminal, line)
    terminal.press("Home")
    wait_for_entry(terminal, line, cursor=0)
    terminal.type("10 + ")
    wait_for_entry(terminal, "10 + " + line, cursor=5)
    terminal.press("End")
    wait_for_entry(terminal, "10 + " + line)
    for _ in range(columns):
        terminal.press("Left")
    middle = len(line) + 5 - columns
    wait_for_entry(terminal, "10 + " + line, cursor=middle)
    terminal.press("Ctrl-K")
    wait_for_entry(terminal, ("10 + " + line)[:middle])
    terminal.press("Ctrl-Y")
    wait_for_entry(terminal, "10 + " + line)
    have_answered(terminal)
    assert rows(terminal)[-2] == str(11 + columns // 2)


@in_every_window
def test_an_entry_that_fills_the_row_exactly(start, size):
    columns = size[1]
    terminal = start(size=size)
    line = "1" * (columns - 5)
    for text in [line[:-1], line, line + "1"]:
        terminal.type(text[len(entry(terminal) or "") :])
        wait_for_entry(terminal, text)
    for text in [line, line[:-1]]:
        terminal.press("Backspace")
        wait_for_entry(terminal, text)
    abandon(terminal)


@in_every_window
def test_wide_characters_are_edited_in_place(start, size):
    terminal = start(size=size)
    terminal.type("# é日本語 ß Ω")
    terminal.wait_for(lambda t: t.last_line() == "ais> # é日本語 ß Ω")
    assert terminal.cursor()[1] == 18
    for _ in range(5):
        terminal.press("Left")
    terminal.wait_for(lambda t: t.cursor()[1] == 12)  # before the last wide one
    terminal.press("Backspace")
    terminal.type("ü")
    terminal.wait_for(lambda t: t.last_line() == "ais> # é日ü語 ß Ω")
    terminal.press("Delete")
    terminal.wait_for(lambda t: t.last_line() == "ais> # é日ü ß Ω")
    abandon(terminal)
    assert answer(terminal, '"Zürich 日本"') == ["Zürich 日本"]


def test_the_cursor_stands_before_a_wide_character(start):
    terminal = start()
    terminal.type("# é日本語 ß Ω")
    for _ in "語 ß Ω":
        terminal.press("Left")
    terminal.wait_for(lambda t: t.cursor()[1] == 12)
    terminal.press("Backspace")
    terminal.wait_for(lambda t: t.last_line() == "ais> # é日語 ß Ω" and t.cursor()[1] == 10)


@in_every_window
def test_words_are_walked_and_deleted(start, size):
    terminal = start(size=size)
    line = "show OpenAI revenue"
    terminal.type(line)
    wait_for_entry(terminal, line)
    for key, cursor in [("Alt-b", 12), ("Ctrl-Left", 5), ("Alt-Left", 0), ("Ctrl-Right", 4), ("Alt-f", 11), ("Alt-Right", 19)]:
        terminal.press(key)
        terminal.wait_for(lambda t: abs(t.cursor()[1] - 5 - cursor) <= 1)  # before or behind the blank
    terminal.press("Ctrl-W")
    wait_for_entry(terminal, "show OpenAI ")
    terminal.press("Ctrl-A")
    terminal.press("Alt-d")
    terminal.wait_for(lambda t: entry(t) == " OpenAI")
    terminal.press("Ctrl-E")
    terminal.press("Ctrl-U")
    wait_for_entry(terminal, "")


def test_what_was_killed_is_there_until_more_is(start):
    terminal = start()
    terminal.type("revenue")
    terminal.press("Ctrl-U")
    terminal.type("xy")
    terminal.press("Backspace")
    terminal.press("Ctrl-Y")
    terminal.type("9")
    terminal.wait_for(lambda t: t.last_line().endswith("9"))
    assert terminal.last_line() == "ais> xrevenue9"


# ---- history ------------------------------------------------------------------------------------


@in_every_window
def test_earlier_entries_are_walked(start, size):
    terminal = start(size=size)
    long = "10" + " + 10" * (size[1] // 5)
    for line in ["let a = 1", long, "(1 +\r2)"]:
        terminal.enter(line)
        terminal.wait_for_prompt()
    terminal.type("half an ent")
    wait_for_entry(terminal, "half an ent")
    terminal.press("Ctrl-P")
    terminal.wait_for(lambda t: rows(t)[-2:] == ["ais> (1 +", "2)"])
    terminal.press("Up")  # a row up
    terminal.press("Up")
    wait_for_entry(terminal, long)
    terminal.press("Ctrl-P")
    wait_for_entry(terminal, "let a = 1")
    terminal.press("Up")  # there is no more
    wait_for_entry(terminal, "let a = 1")
    for _ in range(3):
        terminal.press("Ctrl-N")
    wait_for_entry(terminal, "half an ent")


@in_every_window
@pytest.mark.parametrize("back, forth", [("PageUp", "PageDown"), ("Alt-p", "Alt-n")])
def test_earlier_entries_are_searched_by_their_beginning(start, size, back, forth):
    terminal = start(size=size)
    for line in ["let a = 1", "2 + 2", "let b = 2", "3 + 3"]:
        ask(terminal, line)
    terminal.type("let")
    for key, found in [(back, "let b = 2"), (back, "let a = 1"), (forth, "let b = 2")]:
        terminal.press(key)
        terminal.wait_for(lambda t: entry(t) == found)
    have_answered(terminal)
    assert answer(terminal, "b")[0] == "2"


@in_every_window
def test_earlier_entries_are_searched_as_one_types(start, size):
    terminal = start(size=size)
    for line in ["let alpha = 1", "let beta = 2", "alpha + beta", "4"]:
        ask(terminal, line)
    terminal.press("Ctrl-R")
    for typed, found in [("a", "alpha + beta"), ("lpha", "alpha + beta")]:
        terminal.type(typed)
        terminal.wait_for(lambda t: any(row.startswith("ais> " + found) for row in rows(t)))
    terminal.press("Ctrl-R")
    terminal.wait_for(lambda t: any(row.startswith("ais> let alpha") for row in rows(t)))
    terminal.press("Ctrl-G")
    wait_for_entry(terminal, "")
    terminal.press("Ctrl-R")
    terminal.type("beta")
    terminal.wait_for(lambda t: any(row.startswith("ais> alpha + beta") for row in rows(t)))
    have_answered(terminal)
    assert "3" in rows(terminal)


@pytest.mark.parametrize("typed", ["f(2", "f(2,x\x7f"])
def test_a_search_for_a_call(start, typed):
    terminal = start(rows=40)
    for line in ["fn f(a, b) = a * b", "f(2, 8)", "f(1, 1)"]:
        ask(terminal, line)
    terminal.press("Ctrl-R")
    terminal.type(typed)
    terminal.press("Ctrl-J")
    terminal.wait_for_prompt()
    assert rows(terminal)[-2] == "16"


@pytest.mark.parametrize("key", ["Up", "Left", "PageUp", "Delete", "F5", "Ctrl-Right"])
def test_a_key_ends_a_search(start, key):
    terminal = start()
    ask(terminal, "let alpha = 1")
    terminal.press("Ctrl-R")
    terminal.type("alp")
    terminal.wait_for(lambda t: "alp" in t.last_line().partition("let alpha")[0])
    terminal.press(key)
    terminal.press("Ctrl-C")
    terminal.wait_for_prompt()
    assert not re.search(r"[~;\[A-Z]", rows(terminal)[-2].replace("^C", ""))


def test_a_search_that_is_given_up_leaves_all_as_it_was(start):
    terminal = start()
    ask(terminal, "let alpha = 1")
    terminal.type("2 + 2")
    terminal.press("Left")
    terminal.press("Left")
    wait_for_entry(terminal, "2 + 2", cursor=3)
    terminal.press("Ctrl-F")
    terminal.press("Ctrl-R")
    terminal.type("al")
    terminal.wait_for("search `al`: let alpha")
    terminal.press("Ctrl-G")
    terminal.type("0")
    wait_for_entry(terminal, "2 + 02", cursor=5)


@pytest.mark.parametrize("variables, place", [({"AIS_HISTORY": "mine"}, "mine"), ({"XDG_STATE_HOME": "/state"}, "state/ais/history")])
def test_the_place_of_the_history(start, tmp_path, variables, place):
    variables = {name: str(tmp_path / value.lstrip("/")) for name, value in variables.items()}
    terminal = start(**variables)
    ask(terminal, "2 + 2")
    terminal.enter("(2 +\r3)")
    terminal.wait_for_prompt()
    leave(terminal)
    kept = tmp_path / place
    assert kept.stat().st_mode & 0o777 == 0o600
    assert len(kept.read_text().splitlines()) == 2
    terminal = start(**variables)
    terminal.press("Up")
    terminal.wait_for(lambda t: rows(t)[-2:] == ["ais> (2 +", "3)"])


@pytest.mark.parametrize("place", ["", "/dev/null"])
def test_no_history_is_kept(start, history, place):
    terminal = start(AIS_HISTORY=place)
    ask(terminal, "2 + 2")
    terminal.press("Up")
    wait_for_entry(terminal, "2 + 2")
    assert not history.exists()


# ---- keys of vi ---------------------------------------------------------------------------------


@in_every_window
def test_keys_of_vi(start, tmp_path, size):
    (tmp_path / ".editrc").write_text("bind -v\n")
    terminal = start(size=size)
    ask(terminal, "40 + 2")
    terminal.type("show Anthr")
    terminal.press("Tab")
    wait_for_entry(terminal, "show Anthropic")
    terminal.press("Escape")
    terminal.type("0")
    wait_for_entry(terminal, "show Anthropic", cursor=0)
    terminal.type("wD")
    terminal.wait_for(lambda t: entry(t) == "show")
    terminal.type("aOpenAI")
    wait_for_entry(terminal, "show OpenAI")
    terminal.press("Escape")
    terminal.type("bcwxAI")
    terminal.wait_for(lambda t: entry(t) == "show xAI")
    terminal.press("Escape")
    terminal.type("k")
    terminal.wait_for(lambda t: entry(t) == "40 + 2")
    have_answered(terminal)
    assert rows(terminal)[-2] == "42"


def test_arrows_with_keys_of_vi(start, tmp_path):
    (tmp_path / ".editrc").write_text("bind -v\n")
    terminal = start()
    ask(terminal, "40 + 2")
    terminal.press("Up")
    terminal.wait_for(lambda t: entry(t) == "40 + 2")
    have_answered(terminal)
    assert rows(terminal)[-2] == "42"


@pytest.mark.parametrize("key", ["Delete", "PageUp", "Insert", "F5", "Ctrl-Right"])
def test_other_keys_with_keys_of_vi(start, tmp_path, key):
    (tmp_path / ".editrc").write_text("bind -v\n")
    terminal = start()
    terminal.type("abc def")
    terminal.press(key)
    terminal.type("A9")  # to the end of the row, where the key left vi's commands to be typed
    terminal.wait_for(lambda t: t.last_line().endswith("9"))
    text = terminal.last_line().removeprefix("ais> ").removesuffix("9").removesuffix("A")
    assert text == "abc def" or key == "Delete" and text == "abc de"


# ---- the entry in $EDITOR -----------------------------------------------------------------------


@in_every_window
def test_the_entry_is_edited_elsewhere(start, tmp_path, size):
    editor = script(tmp_path / "editor", """cp "$1" seen; printf '(3 +\\n4)\\n' > "$1" """)
    terminal = start(size=size, EDITOR=editor)
    terminal.type("2 + 2")
    wait_for_entry(terminal, "2 + 2")
    terminal.type("\x18\x05")
    terminal.wait_for(lambda t: t.last_line() == "4)")
    assert (tmp_path / "seen").read_text() == "2 + 2\n"
    have_answered(terminal)
    assert rows(terminal)[-2] == "7"


@pytest.mark.parametrize("editor", ["true", "false", "sed -i s/2/7/"])
def test_the_entry_stands_alone_after_the_editor(start, editor):
    terminal = start(EDITOR=editor)
    terminal.type("2 + 2")
    wait_for_entry(terminal, "2 + 2")
    before = len(terminal.output)
    terminal.type("\x18\x05")
    terminal.wait_for(lambda t: b"\x1b[?2004h" in t.output[before:] and t.cursor()[1] > 0)
    terminal.type("1")
    terminal.wait_for(lambda t: t.last_line().endswith("21"))
    assert terminal.last_line() == ("ais> 7 + 21" if "sed" in editor else "ais> 2 + 21")


def test_an_editor_has_the_terminal_as_it_was(start, tmp_path):
    editor = script(tmp_path / "editor", """stty -a > modes; read answer; echo "$answer" > "$1" """)
    terminal = start(EDITOR=editor)
    terminal.type("2 + 2")
    wait_for_entry(terminal, "2 + 2")
    terminal.type("\x18\x05")
    terminal.wait_for(Terminal.is_cooked)
    terminal.enter("5 + 5")
    terminal.wait_for(lambda t: not t.is_cooked())
    terminal.wait_for(lambda t: t.last_line() == "ais> 5 + 5")
    have_answered(terminal)
    assert rows(terminal)[-2] == "10"
    modes = (tmp_path / "modes").read_text().split()
    assert "icanon" in modes and "isig" in modes
