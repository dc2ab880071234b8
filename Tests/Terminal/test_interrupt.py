"""The program `$AIS_BINARY` that is stopped in the middle of a long computation, as a script."""

import json
import os
import signal
import subprocess
import threading
import time

import pytest

from terminal import Terminal

AIS = os.environ["AIS_BINARY"]
LONG = ["--samples", "10000000", "-e", "2 + 2", "-e", "what if token price drops 50%"]

# Seconds of work before the interruption: it comes while the samples are computed.
MOMENTS = [0, 1, 2]


@pytest.mark.parametrize("moment", MOMENTS)
def test_ctrl_c_ends_a_script(moment):
    with Terminal([AIS, *LONG], columns=120) as terminal:
        terminal.wait_for("4")
        end = time.monotonic() + moment
        terminal.wait_for(lambda _: time.monotonic() > end)
        terminal.press("Ctrl-C")
        assert terminal.wait_for_exit() == 130
        assert "interrupted" in terminal.screen()
        assert "net_income" not in terminal.screen()  # it was not over already


@pytest.mark.parametrize("options, stream", [([], 2), (["--format", "json"], 1)])
def test_a_signal_ends_a_script_without_a_terminal(options, stream):
    command = [AIS, *options, *LONG]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        first = process.stdout.readline()
        process.send_signal(signal.SIGINT)
        output = process.communicate(timeout=60)
        assert process.returncode == 130
    last = output[stream - 1].decode().splitlines()[-1]
    if options:
        assert json.loads(first)["value"] == 4
        assert json.loads(last)["code"] == "AIS0602"
    else:
        assert first == b"4\n"
        assert "AIS0602" in last and "interrupted" in last


FIRM = "kind firm plural firms { revenue: money/year; layer: text }"
HEAD = "name,revenue [$M/year],layer\n"
ROWS = 300_000
LISTED = 90_000  # what a list takes, in thousands


def rows(first, last):
    return "".join(f"Firm {row},{row % 97},layer {row % 7}\n" for row in range(first, last))


class Feed(threading.Thread):
    """Writes a table into a pipe, and calls `at_row` once so many rows have been taken from it."""

    def __init__(self, path, count, row, at_row):
        super().__init__(daemon=True)
        self.path, self.count, self.row, self.at_row = path, count, row, at_row

    def run(self):
        try:
            with open(self.path, "w") as pipe:
                pipe.write(HEAD)
                for first in range(0, self.count, 1000):
                    pipe.write(rows(first, first + 1000))
                    if first + 1000 == self.row:
                        pipe.flush()
                        self.at_row()
            if self.row > self.count:
                self.at_row()
        except BrokenPipeError:
            pass  # nobody wants the rest


# In the middle of the file, and when all of it has been handed over.
@pytest.mark.parametrize("share", [0, 0.5, 1])
@pytest.mark.parametrize("form, count", [('import "{}" as firm', ROWS), ('let big = import "{}"', LISTED)])
def test_ctrl_c_ends_an_import_at_the_prompt(tmp_path, share, form, count):
    pipe, small = tmp_path / "big.csv", tmp_path / "small.csv"
    small.write_text(HEAD + rows(0, 3))
    os.mkfifo(pipe)
    with Terminal([AIS, "--model", "none", "-i", "-e", FIRM], columns=200) as terminal:
        terminal.wait_for_prompt()
        terminal.enter(form.format(pipe))
        row = count + 1 if share == 1 else 1000 + int(share * count)
        Feed(pipe, count, row, lambda: terminal.kill(signal.SIGINT)).start()
        terminal.wait_for_prompt()
        assert "AIS0602" in terminal.screen()
        terminal.enter("big")
        terminal.wait_for_prompt()
        assert "nothing is called `big`" in terminal.screen()
        terminal.enter("count(firms)")
        terminal.wait_for_prompt()
        assert terminal.screen().splitlines()[-2] == "0"  # nothing was entered
        terminal.enter(f'import "{small}" as firm')
        terminal.wait_for_prompt()
        terminal.enter("count(firms)")
        terminal.wait_for_prompt()
        assert terminal.screen().splitlines()[-2] == "3"  # and the session goes on


@pytest.mark.parametrize("suffix", ["csv", "json"])
def test_a_signal_ends_an_import_of_a_script(tmp_path, suffix):
    big = tmp_path / f"big.{suffix}"
    if suffix == "csv":
        big.write_text(HEAD + rows(0, ROWS))
    else:
        big.write_text(json.dumps([{"name": f"Firm {row}", "layer": "a"} for row in range(ROWS)]))
    command = [AIS, "--model", "none", "-e", FIRM, "-e", "1 + 1", "-e", f'import "{big}" as firm', "-e", "count(firms)"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"2\n"
        process.send_signal(signal.SIGINT)
        output, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert output == b"" and errors.count(b"AIS0602") == 1
