"""What `make install` puts beside the program `$AIS_BINARY`: what a shell completes, and the manual page."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from terminal import Terminal

AIS = os.environ["AIS_BINARY"]


@pytest.fixture(scope="module")
def shell(tmp_path_factory):
    """A shell that knows what the program takes."""
    script = tmp_path_factory.mktemp("bash") / "ais"
    written = subprocess.run([AIS, "--generate-completion-script", "bash"], capture_output=True, check=True)
    script.write_bytes(written.stdout)
    path = f"{Path(AIS).resolve().parent}:{os.environ['PATH']}"
    command = ["bash", "--norc", "--noprofile", "-i"]
    with Terminal(command, environment={"PATH": path, "PS1": "$ "}) as terminal:
        terminal.wait_for(lambda t: t.last_line() == "$")
        terminal.enter(f"source {script}; clear; echo ready")
        terminal.wait_for(lambda t: t.screen().startswith("ready"))
        yield terminal


@pytest.mark.parametrize(
    "typed, completed",
    [
        ("ais --sam", "ais --sampl"),
        ("ais --form", "ais --format"),
        ("ais --format js", "ais --format json"),
        ("ais --theme cla", "ais --theme classic"),
        ("ais che", "ais check"),
        ("ais fmt --ch", "ais fmt --check"),
        ("ais model confl", "ais model conflicts"),
    ],
)
def test_the_shell_completes(shell, typed, completed):
    shell.type(typed + "\t")
    shell.wait_for(lambda t: t.last_line().startswith("$ " + completed))
    shell.press("Ctrl-C")
    shell.wait_for(lambda t: t.last_line() == "$")


@pytest.mark.parametrize("name", ["zsh", "fish"])
def test_other_shells_have_a_script(name):
    script = subprocess.run([AIS, f"--generate-completion-script={name}"], capture_output=True, text=True, check=True)
    for word in ["--samples", "--format", "check", "explain", "lhs"]:
        assert word.lstrip("-") in script.stdout


def test_the_manual_has_every_command_and_option():
    """What the manual page is written from."""
    dumped = subprocess.run([AIS, "--experimental-dump-help"], capture_output=True, text=True, check=True)
    command = json.loads(dumped.stdout)["command"]
    assert command["commandName"] == "ais"
    names = {child["commandName"] for child in command["subcommands"]}
    assert {"check", "fmt", "test", "model", "explain"} <= names
    options = {name["name"] for argument in command["arguments"] for name in argument.get("names", [])}
    assert {"samples", "format", "theme", "resume", "no-config", "e", "i", "q"} <= options
