"""Conversations with `$AIS_BINARY` that are cut off, and how `ais --resume` goes on with them."""

import signal
import subprocess

import pytest

from conversing import AIS, LONG, answer, ask, in_every_window, leave, rows, wait_for_entry
from terminal import Terminal


def cut_off(terminal, number=signal.SIGKILL):
    """Ends the program as an accident does."""
    terminal.kill(number)
    assert terminal.wait_for_exit() == -number


@in_every_window
def test_a_conversation_that_was_cut_off_goes_on(start, size):
    terminal = start(size=size)
    ask(terminal, "let mine = 41")
    terminal.enter("let yours = (mine +\r1)")
    terminal.wait_for_prompt()
    ask(terminal, "nonsense")
    assert answer(terminal, "yours")[0] == "42"
    terminal.type("let unfinished = ")
    wait_for_entry(terminal, "let unfinished = ")
    cut_off(terminal)

    terminal = start("--resume", size=size)
    assert "resumed" in rows(terminal)[0]
    assert answer(terminal, "yours + _1")[0] == "84"
    terminal.press("Up")
    terminal.press("Up")
    terminal.wait_for(lambda t: t.last_line().endswith("yours"))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_however_it_was_cut_off(start, number):
    terminal = start()
    ask(terminal, "let mine = 41")
    terminal.enter(LONG)
    terminal.wait_for(Terminal.is_cooked)
    cut_off(terminal, number)
    assert answer(start("--resume"), "mine + 1")[0] == "42"


def test_a_conversation_that_has_ended_goes_on_too(start):
    terminal = start()
    ask(terminal, "let mine = 41")
    leave(terminal)
    terminal = start("--resume")
    assert answer(terminal, "mine + 1")[0] == "42"
    leave(terminal)
    assert answer(start("--resume"), "mine + _1")[0] == "83"


def test_what_was_undone_stays_undone(start):
    terminal = start()
    for line in ["let mine = 1", "let mine = 2", ":set samples 500", ":undo 2", "let yours = 3", ":undo", ":redo"]:
        ask(terminal, line)
    cut_off(terminal)
    terminal = start("--resume", rows=40)
    assert answer(terminal, "mine")[0] == "1"
    assert answer(terminal, "yours")[0] == "3"
    assert not any(row.split()[:2] == ["samples", "500"] for row in answer(terminal, ":set"))


def test_a_loaded_file_is_loaded_again(start, tmp_path):
    (tmp_path / "scene.ais").write_text("let mine = 41\n")
    terminal = start()
    ask(terminal, ":load scene.ais")
    cut_off(terminal)
    assert answer(start("--resume"), "mine + 1")[0] == "42"


def test_a_file_that_has_gone_is_missed_and_the_rest_goes_on(start, tmp_path):
    (tmp_path / "scene.ais").write_text("let mine = 41\n")
    terminal = start()
    ask(terminal, ":load scene.ais")
    ask(terminal, "let yours = 2")
    cut_off(terminal)
    (tmp_path / "scene.ais").unlink()
    terminal = start("--resume")
    assert any("scene.ais" in row for row in rows(terminal))
    assert answer(terminal, "yours")[0] == "2"


def test_it_is_begun_as_it_was(start):
    terminal = start("--model", "none", "--samples", "500", "-i", "-e", "let mine = 41")
    ask(terminal, "let yours = mine + 1")
    cut_off(terminal)
    terminal = start("--resume", rows=40)
    assert answer(terminal, "yours")[0] == "42"
    assert any("AIS0201" in row for row in answer(terminal, "OpenAI"))
    assert any(row.split()[:2] == ["samples", "500"] for row in answer(terminal, ":set"))


def test_nothing_to_go_on_with(tmp_path):
    with Terminal([AIS, "--resume"], environment={"HOME": str(tmp_path)}) as terminal:
        assert terminal.wait_for_exit() == 1
        assert "AIS0875" in terminal.screen()


def test_a_conversation_in_which_nothing_was_said_is_none(start, tmp_path):
    terminal = start()
    ask(terminal, "let mine = 41")
    cut_off(terminal)
    leave(start())
    assert answer(start("--resume"), "mine + 1")[0] == "42"


def test_one_that_goes_on_is_not_taken_over(start):
    alive, other = start(), start()
    ask(other, "let mine = 41")
    ask(alive, "let mine = 1")
    cut_off(other)
    assert answer(start("--resume"), "mine + 1")[0] == "42"
    assert answer(alive, "mine")[0] == "1"


def test_a_journal_is_private_and_a_private_line_is_not_in_it(start, tmp_path):
    terminal = start()
    ask(terminal, "let mine = 41")
    ask(terminal, " let secret = 5")
    cut_off(terminal)
    journals = list((tmp_path / ".local" / "state" / "ais" / "journals").iterdir())
    assert [journal.stat().st_mode & 0o777 for journal in journals] == [0o600]
    resumed = start("--resume")
    assert answer(resumed, "mine")[0] == "41"
    assert "AIS0201" in answer(resumed, "secret")[0]


def test_a_journal_cut_off_in_the_middle_of_an_entry(start, tmp_path):
    terminal = start()
    ask(terminal, "let mine = 41")
    ask(terminal, "let yours = 42")
    cut_off(terminal)
    (journal,) = (tmp_path / ".local" / "state" / "ais" / "journals").iterdir()
    journal.write_bytes(journal.read_bytes()[:-4])
    terminal = start("--resume")
    assert answer(terminal, "mine")[0] == "41"
    assert any("AIS0201" in row for row in answer(terminal, "yours"))
    ask(terminal, "let yours = 43")
    cut_off(terminal)
    assert answer(start("--resume"), "yours")[0] == "43"


def test_two_conversations_are_cut_off(start, history):
    """One while somebody types, the other while it computes; both come back, the last one first."""
    typing, computing = start(), start()
    ask(typing, "let mine = 41")
    ask(computing, "let yours = 8")
    ask(typing, "mine + 1")
    ask(computing, "yours * 2")
    typing.type("let unfinished = (1 +\r2")
    typing.wait_for(lambda t: t.last_line() == "2")
    computing.enter(LONG)
    computing.wait_for(lambda t: LONG in history.read_text())
    typing.kill(signal.SIGKILL)
    computing.kill(signal.SIGKILL)
    assert {typing.wait_for_exit(), computing.wait_for_exit()} == {-signal.SIGKILL}

    said = history.read_text().split("\n")
    assert sorted(said) == sorted(["let mine = 41", "let yours = 8", "mine + 1", "yours * 2", LONG, ""])
    first = start("--resume")
    second = start("--resume")
    resumed = []
    for terminal in (first, second):
        mine, yours = answer(terminal, "mine")[0], answer(terminal, "yours")[0]
        resumed.append((mine[:2], yours[:1]))
        terminal.type("(1 +\r1")
        terminal.press("Up")
        terminal.press("End")
        terminal.press("Backspace")
        terminal.type("-")
        terminal.wait_for("ais> (1 -\n1")
        terminal.press("Down")
        terminal.press("End")
        terminal.enter(")")
        terminal.wait_for_prompt()
        assert rows(terminal)[-2] == "0"
        leave(terminal)
        assert terminal.is_cooked()
    assert sorted(resumed) == [("41", "e"), ("er", "8")]  # each knows its own name alone


def test_private_entries_are_in_no_journal(start, tmp_path):
    (tmp_path / "own.ais").write_text("let own = 5\n")
    terminal = start()
    for line in [" let mine = 41", " :load own.ais", " :time let yours = 8", "let ours = 1", "2 + 2", ":undo"]:
        ask(terminal, line)
    assert answer(terminal, "mine + own + yours")[0] == "54"
    cut_off(terminal)
    terminal = start("--resume")
    assert answer(terminal, ":history") == ["1  let ours = 1"]


def test_it_goes_on_in_its_folder_within_its_limits(start, tmp_path):
    (tmp_path / "own.ais").write_text("let own = 5\n")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    terminal = start("--time-limit", "1")
    ask(terminal, 'use "own.ais"')
    cut_off(terminal)
    terminal = Terminal([AIS, "--resume"], environment={"HOME": str(tmp_path)}, folder=elsewhere)
    terminal.wait_for_prompt()
    assert answer(terminal, "own")[0] == "5"
    assert answer(terminal, LONG)[0].startswith("error AIS0830")
    cut_off(terminal)


def test_resuming_in_vain_changes_nothing(start, tmp_path):
    terminal = start()
    ask(terminal, "let mine = 41")
    leave(terminal)
    journals = tmp_path / ".local" / "state" / "ais" / "journals"
    before = sorted(journal.name for journal in journals.iterdir())
    run = subprocess.run([AIS, "--resume"], input="", env={"HOME": str(tmp_path)}, capture_output=True, text=True)
    assert run.returncode == 1 and "AIS0875" in run.stderr
    assert sorted(journal.name for journal in journals.iterdir()) == before


def test_the_journals_of_long_ago_are_deleted(start, tmp_path):
    for index in range(22):
        terminal = start("--model", "none")
        ask(terminal, f"let mine = {index}")
        cut_off(terminal)
    journals = list((tmp_path / ".local" / "state" / "ais" / "journals").iterdir())
    assert len(journals) <= 21
    assert answer(start("--resume"), "mine")[0] == "21"
