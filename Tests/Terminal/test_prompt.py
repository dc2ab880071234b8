"""The prompt of the program `$AIS_BINARY`, as a person meets it.

    pip install -r Tests/requirements.txt
    AIS_BINARY=.build/release/ais pytest Tests/Terminal

The lines that are typed can be replaced, for a program that answers others: `$AIS_TERMINAL_LINES`
is a JSON object with fields of `Lines`.
"""

import json
import os
import signal
import stat
from dataclasses import dataclass

import pytest

from conversing import AIS, ask, have_answered, leave, rows
from terminal import Terminal


@dataclass
class Lines:
    """What to type."""

    sum: str = "2 + 2"
    first_row: str = "(2 +"
    second_row: str = "2)"
    answer: str = "4"
    wrong: str = "Opnai.revenue"
    wrong_part: str = "Opnai"
    right_part: str = "OpenAI"
    slow: str = (
        "show OpenAI.net_income under { token price drops p } for p in 0%..90% step 0.05%"
    )


LINES = Lines(**json.loads(os.environ.get("AIS_TERMINAL_LINES", "{}")))


# ---- entries ------------------------------------------------------------------------------------


def test_a_line_is_answered(start):
    terminal = start()
    ask(terminal, LINES.sum)
    assert rows(terminal)[-3:] == ["ais> " + LINES.sum, LINES.answer, "ais>"]


def test_an_open_bracket_goes_on_over_the_next_row(start):
    terminal = start()
    terminal.enter(LINES.first_row)
    terminal.type(LINES.second_row)
    terminal.wait_for(lambda t: t.last_line() == LINES.second_row)
    assert terminal.cursor()[1] == len(LINES.second_row)
    have_answered(terminal)
    shown = ["ais> " + LINES.first_row, LINES.second_row, LINES.answer, "ais>"]
    assert rows(terminal)[-4:] == shown


def test_rows_are_edited_in_place(start):
    terminal = start()
    terminal.enter(LINES.first_row)
    terminal.type(LINES.second_row)
    terminal.wait_for(lambda t: t.last_line() == LINES.second_row)
    terminal.press("Up")
    terminal.press("Home")
    terminal.type("7")
    terminal.wait_for("ais> 7" + LINES.first_row)
    terminal.press("Backspace")
    terminal.press("Down")
    terminal.press("End")
    have_answered(terminal)
    assert rows(terminal)[-2] == LINES.answer


def test_an_error_is_marked_and_the_line_corrected_from_the_history(start):
    terminal = start()
    ask(terminal, LINES.wrong)
    error = next(i for i, row in enumerate(rows(terminal)) if row.startswith("error AIS"))
    assert any("^" in row for row in rows(terminal)[error:])
    terminal.press("Up")
    terminal.wait_for(lambda t: t.last_line() == "ais> " + LINES.wrong)
    terminal.press("Home")
    for _ in LINES.wrong_part:
        terminal.press("Delete")
    terminal.type(LINES.right_part)
    corrected = LINES.wrong.replace(LINES.wrong_part, LINES.right_part)
    terminal.wait_for(lambda t: t.last_line() == "ais> " + corrected)
    have_answered(terminal)
    asked = rows(terminal).index("ais> " + corrected)
    assert not any(row.startswith("error") for row in rows(terminal)[asked:])


def test_wide_characters_wrap_and_are_erased(start):
    terminal = start(columns=30)
    terminal.type("# é日本語 " + "x" * 30)
    terminal.wait_for(lambda t: rows(t)[-2:] == ["ais> # é日本語 " + "x" * 15, "x" * 15])
    for _ in range(32):
        terminal.press("Backspace")
    terminal.wait_for(lambda t: t.last_line() == "ais> # é日本")
    assert terminal.cursor()[1] == 12


def test_pasted_rows_wait_for_enter(start):
    terminal = start()
    terminal.paste(f"{LINES.first_row}\n{LINES.second_row}\n")
    terminal.wait_for(lambda t: t.last_line() == LINES.second_row)
    have_answered(terminal)
    assert rows(terminal)[-2] == LINES.answer


def test_unused_keys_type_nothing(start):
    terminal = start()
    terminal.press("F5")
    ask(terminal, LINES.sum)
    assert rows(terminal)[-3:] == ["ais> " + LINES.sum, LINES.answer, "ais>"]


def test_a_resize_is_followed(start):
    terminal = start()
    terminal.resize(24, 20)
    terminal.type("# " + "y" * 28)
    terminal.wait_for("ais> # yyyyyyyyyyyyy\nyyyyyyyyyyyyyyy")


def test_down_keeps_what_is_typed(start):
    terminal = start()
    ask(terminal, LINES.wrong)
    terminal.type(LINES.sum)
    terminal.press("Down")
    terminal.press("Up")
    terminal.wait_for(lambda t: t.last_line() == "ais> " + LINES.wrong)
    terminal.press("Down")
    terminal.press("Down")
    have_answered(terminal)
    assert rows(terminal)[-2] == LINES.answer


def test_the_users_keys_are_obeyed(start, tmp_path):
    (tmp_path / ".editrc").write_text("bind ^T ed-move-to-beg\n")
    terminal = start()
    terminal.type(LINES.sum[1:])
    terminal.press("Ctrl-T")
    terminal.type(LINES.sum[0])
    have_answered(terminal)
    assert rows(terminal)[-3:] == ["ais> " + LINES.sum, LINES.answer, "ais>"]


def test_vi_keys_walk_rows_and_history(start, tmp_path):
    (tmp_path / ".editrc").write_text("bind -v\n")
    terminal = start()
    ask(terminal, LINES.first_row + "\r" + LINES.second_row)
    terminal.press("Escape")
    terminal.type("k")
    terminal.wait_for(lambda t: rows(t)[-2:] == ["ais> " + LINES.first_row, LINES.second_row])
    terminal.type("k0x")
    terminal.wait_for(lambda t: rows(t)[-2:] == ["ais> " + LINES.first_row[1:], LINES.second_row])
    terminal.press("Ctrl-C")
    terminal.wait_for_prompt()


def test_without_editing_rows_come_alone(tmp_path):
    (tmp_path / ".editrc").write_text("edit off\n")
    with Terminal([AIS], environment={"HOME": str(tmp_path)}) as terminal:
        terminal.wait_for("ais>")
        terminal.enter(LINES.first_row)
        terminal.wait_for(lambda t: rows(t)[-2:] == ["ais> " + LINES.first_row, "ais>"])
        terminal.enter(LINES.second_row)
        terminal.wait_for(LINES.second_row + "\n" + LINES.answer)


# ---- leaving and stopping -----------------------------------------------------------------------


def test_end_of_input_leaves(start):
    terminal = start()
    leave(terminal)


def test_interrupt_abandons_the_entry(start):
    terminal = start()
    terminal.enter(LINES.first_row)
    terminal.type(LINES.second_row)
    terminal.press("Ctrl-C")
    terminal.wait_for_prompt()
    assert rows(terminal)[-2] == LINES.second_row + "^C"
    ask(terminal, LINES.sum)
    assert rows(terminal)[-2] == LINES.answer


def test_interrupt_stops_a_computation(start):
    terminal = start()
    terminal.enter(LINES.slow)
    terminal.wait_for(Terminal.is_cooked)
    terminal.press("Ctrl-C")
    terminal.wait_for_prompt()
    assert "ais> ^C" not in rows(terminal)  # it was not over already
    ask(terminal, LINES.sum)
    assert rows(terminal)[-2] == LINES.answer


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_killed_prompt_puts_the_terminal_back(start, number):
    terminal = start()
    terminal.type("2 +")
    terminal.wait_for("ais> 2 +")
    terminal.kill(number)
    assert terminal.wait_for_exit() == -number
    assert terminal.is_cooked()


def test_a_stopped_prompt_goes_on(tmp_path):
    shell = ["bash", "--norc", "--noprofile", "-i"]
    with Terminal(shell, environment={"HOME": str(tmp_path), "PS1": "$ "}) as terminal:
        terminal.wait_for("$")
        terminal.enter(AIS)
        terminal.wait_for_prompt()
        terminal.enter(LINES.first_row)
        terminal.type(LINES.second_row)
        terminal.press("Ctrl-Z")
        terminal.wait_for("Stopped")
        terminal.wait_for(lambda t: t.last_line() == "$")
        terminal.enter("fg")
        terminal.wait_for(lambda t: rows(t)[-2:] == ["ais> " + LINES.first_row, LINES.second_row])
        have_answered(terminal)
        assert rows(terminal)[-2] == LINES.answer


# ---- history ------------------------------------------------------------------------------------


def test_history_survives_a_restart_with_rows_whole(start, history):
    terminal = start()
    ask(terminal, LINES.first_row + "\r" + LINES.second_row)
    ask(terminal, LINES.sum)
    leave(terminal)
    assert stat.S_IMODE(history.stat().st_mode) == 0o600

    terminal = start()
    terminal.press("Up")
    terminal.wait_for(lambda t: t.last_line() == "ais> " + LINES.sum)
    terminal.press("Up")
    terminal.wait_for(lambda t: rows(t)[-2:] == ["ais> " + LINES.first_row, LINES.second_row])
    have_answered(terminal)
    assert rows(terminal)[-2] == LINES.answer


def test_history_is_searched(start):
    terminal = start()
    ask(terminal, LINES.first_row + "\r" + LINES.second_row)
    ask(terminal, LINES.wrong)
    terminal.press("Ctrl-R")
    terminal.type(LINES.second_row)
    terminal.wait_for(f"search `{LINES.second_row}`: {LINES.first_row}")
    have_answered(terminal)
    assert rows(terminal)[-2] == LINES.answer


def test_conversations_add_to_one_history(start, history):
    first, second = start(), start()
    ask(first, LINES.sum)
    ask(second, LINES.wrong)
    ask(first, LINES.wrong)
    assert history.read_text().split("\n") == [LINES.sum, LINES.wrong, LINES.wrong, ""]


def test_a_private_line_is_not_kept(start, history):
    terminal = start()
    ask(terminal, " " + LINES.sum)
    leave(terminal)
    assert not history.exists()


@pytest.mark.parametrize("kind", ["folder", "binary", "unwritable"])
def test_trouble_with_the_history_is_not_fatal(start, tmp_path, kind):
    place = tmp_path / "place"
    if kind == "folder":
        place.mkdir()
    elif kind == "binary":
        place.write_bytes(bytes(range(256)))
    else:
        place = "/proc/history"
    terminal = start(AIS_HISTORY=str(place))
    ask(terminal, LINES.sum)
    terminal.press("Up")
    terminal.wait_for(lambda t: t.last_line() == "ais> " + LINES.sum)
    if kind == "binary":
        assert place.read_bytes() == bytes(range(256))
