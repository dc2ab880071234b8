"""The screens in the manual are what the program `$AIS_BINARY` shows.

In a page a block of `keys`, with the size of the window, is followed by a block of `screen`. Each is a conversation of its
own. `<Tab>`, `<Ctrl-R>` and the like are keys; each other line of the block ends with Enter.
With `AIS_BLESS=1` the screens are written anew.
"""

import os
import re
from pathlib import Path

import pytest

from conversing import AIS, have_answered
from terminal import Terminal

DOCS = Path(__file__).parent.parent.parent / "Docs"
BLOCK = re.compile(r"```keys (\d+)x(\d+)\n(.*?)```\n\n```screen\n(.*?)```\n", re.DOTALL)
KEY = re.compile(r"<([A-Z][A-Za-z-]+)>")


def scenes():
    """The blocks of all pages."""
    for page in ["Tour.md", "Prompt.md"]:
        for number, found in enumerate(BLOCK.finditer((DOCS / page).read_text())):
            columns, rows, keys, screen = found.groups()
            yield pytest.param(page, int(rows), int(columns), keys, screen, id=f"{page}-{number}")


def play(terminal, keys):
    """Types the keys of a block; the prompt takes them in its own time."""
    for line in keys.splitlines():
        for index, part in enumerate(KEY.split(line)):
            if index % 2 == 0:
                terminal.type(part)
            else:
                terminal.press(part)
        if not KEY.search(line):
            have_answered(terminal)


@pytest.mark.parametrize("page, rows, columns, keys, screen", scenes())
def test_the_screen_is_as_shown(tmp_path, page, rows, columns, keys, screen):
    (tmp_path / "history").write_text("1 + 1\n")  # not the first conversation: no greeting
    history = str(tmp_path / "history")
    environment = {"HOME": str(tmp_path), "AIS_HISTORY": history, "NO_COLOR": "1", "AIS_PAGER": "cat"}
    with Terminal([AIS], rows, columns, environment) as terminal:
        terminal.wait_for_prompt()
        play(terminal, keys)
        if not os.environ.get("AIS_BLESS"):
            terminal.wait_for(lambda t: t.screen() + "\n" == screen)
            return
        text = (DOCS / page).read_text()
        block = f"```keys {columns}x{rows}\n{keys}```\n\n```screen\n"
        (DOCS / page).write_text(text.replace(f"{block}{screen}```", f"{block}{terminal.settled()}\n```"))
