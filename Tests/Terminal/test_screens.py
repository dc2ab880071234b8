"""How the prompt of `$AIS_BINARY` does with long texts, tall answers, other windows, signals, and terminals that can do little."""

import re
import signal
import sys
import time

import pytest

from conversing import AIS, LONG, abandon, answer, ask, have_answered, in_every_window, leave, rows, script, wait_for_entry
from terminal import Terminal

TALL = "show k for k in 1..2000 step 1"


def leave_pager(terminal):
    """Leaves `less`; the conversation goes on."""
    terminal.type("q")
    terminal.wait_for_prompt()
    assert answer(terminal, "2 + 2") == ["4"]


# ---- long texts ---------------------------------------------------------------------------------


def test_a_long_paste_is_one_entry(start, history):
    text = "sum([\n" + "\n".join(f"{index}, # row {index}: Zürich \\n ( \" 日本" for index in range(700)) + "\n])"
    assert len(text) >= 20_000
    terminal = start()
    terminal.paste(text)
    terminal.wait_for(lambda t: t.last_line() == "])" and t.cursor()[1] == 2)
    have_answered(terminal)
    assert rows(terminal)[-2] == str(sum(range(700)))
    kept = history.read_text()
    assert kept.count("\n") == 1
    assert len(kept) > len(text)
    terminal.press("Up")
    terminal.wait_for(lambda t: t.last_line() == "])")
    have_answered(terminal)
    assert rows(terminal)[-2] == str(sum(range(700)))


def test_a_paste_of_one_long_row(start):
    terminal = start()
    text = "1" + " + 1" * 4999
    assert len(text) == 19_997
    terminal.paste(text)
    terminal.wait_for(lambda t: t.cursor()[1] == (5 + len(text)) % 80 and t.last_line().endswith("1"))
    have_answered(terminal)
    assert rows(terminal)[-2] == "5000"


def test_nothing_in_a_paste_acts_as_a_key(start):
    terminal = start()
    terminal.paste("2 +\x03\x1a\x04 2\x12\x7f\t\x1b# 日本")
    terminal.wait_for(lambda t: t.last_line().endswith("本"))
    have_answered(terminal)
    assert terminal.screen().count("ais>") == 2


# ---- tall answers -------------------------------------------------------------------------------


@in_every_window
def test_a_tall_answer_goes_to_the_pager(start, tmp_path, size):
    pager = script(tmp_path / "pager", "cat > paged; echo paged by mine")
    terminal = start(size=size, PAGER=pager)
    ask(terminal, TALL)
    paged = (tmp_path / "paged").read_text().split("\n")
    assert [row.split()[0] for row in paged[2:2002]] == [f"{number}" for number in range(1, 2001)]
    assert rows(terminal)[-2] == "paged by mine"
    assert "error" not in terminal.screen()
    assert answer(terminal, "2 + 2") == ["4"]
    (tmp_path / "paged").unlink()
    ask(terminal, "show k for k in 1..5")
    assert not (tmp_path / "paged").exists()  # it fits


@in_every_window
@pytest.mark.parametrize("variables", [{"PAGER": "cat"}, {"PAGER": ""}, {"AIS_PAGER": "cat", "PAGER": "false"}], ids=str)
def test_a_tall_answer_without_a_pager(start, size, variables):
    terminal = start(size=size, **variables)
    before = len(terminal.output)
    ask(terminal, TALL)
    shown = terminal.output[before:].decode()
    numbers = [int(row.split()[0]) for row in shown.split("\r\n") if re.fullmatch(r" *\d+ +\d+", row)]
    assert numbers == list(range(1, 2001))
    assert rows(terminal)[-1] == "ais>"


@in_every_window
def test_a_tall_answer_in_less(start, size):
    terminal = start(size=size)
    terminal.enter(TALL)
    terminal.wait_for(lambda t: t.last_line() == ":")
    assert "2000" not in terminal.screen()
    terminal.type("G")
    terminal.wait_for(lambda t: any(row.split() == ["2000", "2000"] for row in rows(t)))
    leave_pager(terminal)


def test_less_is_left_early(start):
    terminal = start()
    terminal.enter("show k for k in 1..40000 step 1")
    terminal.wait_for(lambda t: t.last_line() == ":")
    leave_pager(terminal)


def test_ctrl_c_in_a_pager_is_its_own(start, tmp_path):
    (tmp_path / "pager.py").write_text(
        "import signal, sys\n"
        "rows = len(sys.stdin.readlines())\n"
        "signal.signal(signal.SIGINT, lambda *_: sys.exit('interrupted by you'))\n"
        "print(rows, 'rows', flush=True)\n"
        "signal.pause()\n"
    )
    terminal = start(PAGER=f"{sys.executable} pager.py")
    terminal.enter(TALL)
    terminal.wait_for("2002 rows")
    terminal.press("Ctrl-C")
    terminal.wait_for_prompt()
    assert rows(terminal)[-2].endswith("interrupted by you")
    assert "error" not in terminal.screen()
    assert answer(terminal, "2 + 2") == ["4"]


@pytest.mark.parametrize("pager", ["false", "no-such-pager", "head -n 1", "exit 5;"])
def test_a_pager_that_does_not_read(start, pager):
    terminal = start(PAGER=pager)
    ask(terminal, TALL)
    shown = "1" if pager.startswith("head") else "2000"
    assert any(row.split() == [shown, shown] or row.split() == ["k", "k"] for row in rows(terminal))
    assert answer(terminal, "2 + 2") == ["4"]
    assert answer(terminal, "it + 1") == ["5"]


@pytest.mark.parametrize(
    "first, shown", [("40 + 2", "42"), ("for k in 1..5000 { print k }", "5000")], ids=["an answer", "a flood"]
)
def test_what_is_answered_is_shown_while_the_rest_is_computed(start, first, shown):
    terminal = start()
    terminal.paste(f"{first}\n{LONG}")
    terminal.wait_for(lambda t: t.last_line() == LONG)
    terminal.press("Enter")
    terminal.wait_for(lambda t: shown in rows(t))
    assert terminal.is_cooked()
    stop(terminal)


def stop(terminal):
    """Interrupts what is computed; the conversation goes on."""
    terminal.press("Ctrl-C")
    terminal.wait_for_prompt()
    assert "error AIS0602: interrupted" in rows(terminal)
    assert answer(terminal, "2 + 2") == ["4"]


# ---- the window and the process -----------------------------------------------------------------


@pytest.mark.parametrize("size", [(12, 40), (50, 200), (24, 20)])
def test_the_window_changes_during_an_entry(start, size):
    terminal = start()
    line = "1" + " + 1" * 15
    terminal.type(line)
    wait_for_entry(terminal, line)
    if size[1] < 80:  # the screen here, unlike most terminals, cuts rows off: begin on a row of its own
        abandon(terminal)
        terminal.resize(*size)
        terminal.type(line)
    else:
        terminal.resize(*size)
        terminal.type(" ")
        line += " "
    wait_for_entry(terminal, line)
    terminal.press("Home")
    terminal.type("10 + ")
    wait_for_entry(terminal, "10 + " + line, cursor=5)
    have_answered(terminal)
    assert rows(terminal)[-2] == "26"


@pytest.mark.parametrize("size", [(12, 40), (50, 200)])
def test_the_window_changes_during_a_computation(start, size):
    terminal = start()
    terminal.enter(LONG)
    terminal.wait_for(Terminal.is_cooked)
    terminal.resize(*size)
    terminal.press("Ctrl-C")
    terminal.wait_for_prompt()
    line = "1" + " + 1" * 15
    terminal.type(line)
    wait_for_entry(terminal, line)
    have_answered(terminal)
    assert rows(terminal)[-2] == "16"


@pytest.fixture
def shell(tmp_path):
    """A shell with jobs, at its prompt."""
    command = ["bash", "--norc", "--noprofile", "-i"]
    with Terminal(command, environment={"HOME": str(tmp_path), "PS1": "$ "}, folder=tmp_path) as terminal:
        terminal.wait_for(lambda t: t.last_line() == "$")
        yield terminal


def test_a_computation_is_stopped_and_goes_on(shell):
    shell.enter(AIS)
    shell.wait_for_prompt()
    ask(shell, "let mine = 41")
    shell.enter(LONG)
    shell.wait_for(Terminal.is_cooked)
    shell.press("Ctrl-Z")
    shell.wait_for("Stopped")
    shell.wait_for(lambda t: t.last_line() == "$")
    shell.enter("echo $((6 * 7))")
    shell.wait_for("\n42\n")
    shell.enter("fg")
    shell.wait_for(Terminal.is_cooked)
    shell.wait_for(lambda t: t.last_line().endswith(AIS[-5:]))
    shell.press("Ctrl-C")
    shell.wait_for_prompt()
    assert answer(shell, "mine + 1")[0] == "42"
    leave_to(shell)


def leave_to(shell):
    """Leaves the program for the shell, which then finds the terminal as it should be."""
    shell.press("Ctrl-D")
    shell.wait_for(lambda t: t.last_line() == "$")
    shell.enter("stty -a > modes; echo le''ft")
    shell.wait_for("\nleft")


def test_the_terminal_is_as_before(shell, tmp_path):
    shell.enter("stty -a > before; echo do''ne")
    shell.wait_for("\ndone")
    shell.enter(AIS)
    shell.wait_for_prompt()
    ask(shell, "2 + 2")
    leave_to(shell)
    assert (tmp_path / "modes").read_text() == (tmp_path / "before").read_text()
    assert shell.output.rfind(b"\x1b[?2004h", 0, shell.output.rfind(b"\x1b[?2004l")) != -1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT])
@pytest.mark.parametrize("busy", [False, True], ids=["typing", "computing"])
def test_however_it_ends_the_terminal_is_clean(start, number, busy):
    terminal = start()
    if busy:
        terminal.enter(LONG)
        terminal.wait_for(Terminal.is_cooked)
    else:
        terminal.enter("(2 +")
        terminal.type("3")
        terminal.wait_for(lambda t: t.last_line() == "3")
    terminal.kill(number)
    assert terminal.wait_for_exit() == -number
    assert terminal.is_cooked()
    asked, released = terminal.output.rfind(b"\x1b[?2004h"), terminal.output.rfind(b"\x1b[?2004l")
    assert released > asked  # pasted text is not marked any more
    assert b"\x1b[?1049h" not in terminal.output


def test_ctrl_c_leaves_all_as_it_was(start):
    terminal = start()
    ask(terminal, "let x = 1")
    terminal.enter(f"let y = x + 1; y; {LONG}; let z = y + 1")
    terminal.wait_for(lambda t: "2" in rows(t))
    stop(terminal)
    assert "note: nothing of an entry that was interrupted is kept" in rows(terminal)
    assert [answer(terminal, name)[0].split(":")[0] for name in ["y", "z"]] == ["error AIS0201"] * 2
    assert answer(terminal, ":history") == ["1  let x = 1", "2  2 + 2   # _1"]
    assert answer(terminal, "it") == ["4"]


def test_ctrl_c_stops_the_rest_of_what_was_pasted(start):
    terminal = start()
    terminal.paste(f"{LONG}\n:set samples 500\nlet w = 1")
    terminal.wait_for(lambda t: t.last_line() == "let w = 1")
    terminal.press("Enter")
    terminal.wait_for(Terminal.is_cooked)
    stop(terminal)
    assert "note: the rest of the text is not answered" in rows(terminal)
    assert answer(terminal, "w")[0].startswith("error AIS0201")
    assert any(row.split()[:2] == ["samples", "10000"] for row in answer(terminal, ":set"))


def test_few_samples_answer_what_is_stopped(start):
    terminal = start("--samples", "10000000", size=(80, 200))
    terminal.enter("show net_income, runway for companies over 2024..2028")
    terminal.wait_for("% of the samples")
    terminal.press("Ctrl-C")
    terminal.wait_for_prompt()
    shown = rows(terminal)
    assert "warning AIS0602: interrupted" in shown
    assert "note: this is what 1000 samples say, not 10000000" in shown
    assert any(row.split()[:2] == ["2024", "OpenAI"] for row in shown)
    # nothing of it is left
    assert answer(terminal, ":history") == []


# ---- terminals that can do little, and languages --------------------------------------------------


@pytest.mark.parametrize("kind", ["vt100", "linux", "screen", "unknown-terminal"])
def test_kinds_of_terminals(start, kind):
    terminal = start(TERM=kind)
    assert answer(terminal, "2 + 2")[-1] == "4"
    terminal.press("Ctrl-P")
    terminal.wait_for(lambda t: t.last_line() == "ais> 2 + 2")
    terminal.type("0")
    have_answered(terminal)
    assert rows(terminal)[-2] == "22"
    leave(terminal)


@pytest.mark.parametrize("kind", ["dumb", None])
def test_a_terminal_that_can_do_nothing_is_told_nothing(start, kind):
    terminal = start(TERM=kind)
    assert answer(terminal, "2 + 2")[-1] == "4"
    assert "error" in answer(terminal, "Opnai")[0]
    assert b"\x1b" not in terminal.output


def test_a_dumb_terminal_completes_and_shows_menus(start):
    terminal = start(TERM="dumb")
    terminal.type("show Anthr")
    terminal.press("Tab")
    terminal.wait_for(lambda t: t.last_line().startswith("ais> show Anthropic"))
    abandon(terminal)
    terminal.type("OpenAI.re")
    terminal.press("Tab")
    terminal.wait_for("money/year")
    terminal.wait_for(lambda t: t.last_line() == "ais> OpenAI.re")
    abandon(terminal)
    ask(terminal, TALL)
    assert rows(terminal)[-2].split() == ["2000", "2000"]


@pytest.mark.parametrize("language", [{"LANG": "C"}, {"LANG": None}, {"LC_ALL": "POSIX"}, {"LC_ALL": "xx_YY.UTF-8"}], ids=str)
def test_languages(start, language):
    terminal = start(**language)
    terminal.type('"é日本')
    terminal.wait_for(lambda t: t.last_line() == 'ais> "é日本')
    assert terminal.cursor()[1] == 11
    terminal.press("Backspace")
    terminal.type("ß")
    terminal.wait_for(lambda t: t.last_line() == 'ais> "é日ß')
    assert answer(terminal, '"') == ["é日ß"]
    terminal.press("Up")
    terminal.wait_for(lambda t: t.last_line() == 'ais> "é日ß"')


def test_colour_is_left_out_where_it_is_not_wanted(start):
    terminal = start(NO_COLOR="1")
    ask(terminal, "2 + 2")
    ask(terminal, "Opnai")
    assert not re.search(rb"\x1b\[[0-9;]*m", terminal.output)
