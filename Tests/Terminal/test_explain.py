"""`$AIS_BINARY explain CODE`, and the messages that only the command gives, by the examples of the catalogue."""

import json
import os
import subprocess
from pathlib import Path

import pytest

AIS = str(Path(os.environ["AIS_BINARY"]).resolve())


@pytest.fixture
def folder(tmp_path):
    """A folder with what the examples of the catalogue name."""
    (tmp_path / "present.ais").write_text("2 + 2\n")
    (tmp_path / "latin1.ais").write_bytes(b"# caf\xe9\n2 + 2\n")
    (tmp_path / "latin1.csv").write_bytes(b"name,revenue [$M/year]\nCaf\xe9,5\n")
    (tmp_path / "empty").mkdir()
    (tmp_path / "scripts").mkdir()
    (tmp_path / "scripts" / "one.ais").write_text("2 + 2\n")
    return tmp_path


def run(command, folder):
    """Runs a line of the shell in which `ais` is the program under test."""
    line = 'ais() { "$AIS_BINARY" "$@"; }\n' + command
    return subprocess.run(
        ["sh", "-c", line], cwd=folder, env={**os.environ, "AIS_BINARY": AIS},
        capture_output=True, text=True, timeout=120,
    )


def explained(code):
    """The wrong and the right example of a message as `ais explain` prints them."""
    page = run(f"ais explain {code}", None).stdout
    _, examples = page.split("\nwrong:\n")
    wrong, right = examples.split("\nright:\n")
    return wrong.strip(), right.strip()


@pytest.mark.parametrize(
    "code",
    ["AIS0720", "AIS0801", "AIS0802", "AIS0803", "AIS0811", "AIS0812", "AIS0830", "AIS0831", "AIS0832", "AIS0833", "AIS0860"],
)
def test_the_command_gives_its_messages(code, folder):
    wrong, right = explained(code)
    result = run(wrong, folder)
    assert result.returncode in (1, 2, 124)
    assert result.stdout == ""
    assert f"error {code}: " in result.stderr
    result = run(right, folder)
    assert (result.returncode, result.stderr) == (0, "")


def test_an_explanation_shows_the_message():
    result = run("ais explain 301", None)
    assert result.returncode == 0
    assert result.stdout.startswith("AIS0301: ")
    assert "error AIS0301: cannot add money/year and people" in result.stdout


def test_an_explanation_is_text_in_json():
    result = run("ais --format json explain AIS0301", None)
    answer = json.loads(result.stdout)
    assert answer["kind"] == "text"
    assert answer["value"].startswith("AIS0301: ")


def test_an_explanation_reads_the_files_of_the_catalogue(folder):
    result = run("ais explain AIS0715", folder)
    assert "error AIS0715: `five`" in result.stdout
    assert "AIS0801" not in result.stdout


@pytest.mark.parametrize(
    "text, help", [("AIS0300", "did you mean `AIS0301`"), ("AIS99999", "did you mean"), ("''", "write the code"), ("' '", "write the code")]
)
def test_what_no_message_has_is_wrong_usage(text, help):
    result = run(f"ais explain {text}", None)
    assert (result.returncode, result.stdout) == (2, "")
    assert "error AIS0860: " in result.stderr
    assert help in result.stderr


def test_nothing_to_explain_is_wrong_usage():
    assert run("ais explain", None).returncode == 2


def test_what_is_no_code_is_a_question():
    result = run("ais explain OpenAI.cash at 2025", None)
    assert (result.returncode, result.stderr) == (0, "")
    assert "OpenAI.cash" in result.stdout
    result = run("ais explain AIS30x", None)
    assert (result.returncode, result.stdout) == (1, "")
    assert "error AIS0201: " in result.stderr
