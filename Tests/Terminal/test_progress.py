"""What the program `$AIS_BINARY` says of a long computation while it goes on."""

import os
import subprocess

import pytest

from terminal import Terminal

AIS = os.environ["AIS_BINARY"]
LONG = "what if token price drops 50%"


def test_a_line_says_how_far_it_is_and_goes_away():
    with Terminal([AIS, "--samples", "2000000", "-e", LONG], columns=120) as terminal:
        terminal.wait_for("% of the samples, ")
        terminal.wait_for(" left")
        assert terminal.wait_for_exit() == 0
        assert b"net_income" in terminal.output
        assert "of the samples, " not in terminal.screen()


def test_a_search_says_how_many_runs_it_has_made():
    line = "solve cut in 0%..99% so that mean(OpenAI.net_income) = -$4.6B/year under { token price drops cut }"
    with Terminal([AIS, "--samples", "1000000", "-e", line], columns=120) as terminal:
        terminal.wait_for("run ")
        terminal.press("Ctrl-C")
        assert terminal.wait_for_exit() == 130


def test_nothing_is_said_where_nobody_looks():
    command = [AIS, "--samples", "100000", "-e", LONG]
    run = subprocess.run(command, capture_output=True, timeout=60)
    assert run.returncode == 0 and run.stderr == b""


@pytest.mark.parametrize("statement", ["3 + 3", LONG])
def test_an_interruption_is_said_once(statement):
    command = [AIS, "--samples", "10000000", "-e", LONG, "-e", statement]
    with Terminal(command, columns=120) as terminal:
        terminal.wait_for("% of the samples, ")
        terminal.press("Ctrl-C")
        assert terminal.wait_for_exit() == 130
        assert terminal.screen().count("AIS0602") == 1
        assert "note: after " in terminal.screen()


def test_the_prompt_goes_on_after_an_interruption(tmp_path):
    history = {"AIS_HISTORY": str(tmp_path / "history"), "PAGER": "cat"}
    with Terminal([AIS, "--samples", "10000000"], rows=60, columns=120, environment=history) as terminal:
        terminal.wait_for_prompt()
        terminal.enter(LONG)
        terminal.wait_for("% of the samples, ")
        terminal.press("Ctrl-C")
        terminal.wait_for_prompt()
        assert "interrupted" in terminal.screen()
        terminal.enter("2 + 2")
        terminal.wait_for_prompt()
        assert "\n4" in terminal.screen()
