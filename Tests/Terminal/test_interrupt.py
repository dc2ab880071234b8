"""The program `$AIS_BINARY` that is stopped in the middle of a long computation, as a script."""

import json
import os
import signal
import subprocess
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
