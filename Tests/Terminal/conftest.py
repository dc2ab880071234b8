"""Conversations for tests."""

import pytest

from conversing import AIS
from terminal import Terminal


@pytest.fixture
def start(tmp_path):
    """A function that starts the program in an empty home folder, shared by its conversations, and waits for its prompt."""
    terminals = []

    def start(*arguments, rows=24, columns=80, size=None, **environment):
        rows, columns = size or (rows, columns)
        environment = {"HOME": str(tmp_path), **environment}
        terminal = Terminal([AIS, *arguments], rows, columns, environment, folder=tmp_path)
        terminals.append(terminal)
        terminal.wait_for_prompt()
        return terminal

    yield start
    for terminal in terminals:
        terminal.close()


@pytest.fixture
def history(tmp_path):
    """The place of the history file."""
    return tmp_path / ".local" / "state" / "ais" / "history"
