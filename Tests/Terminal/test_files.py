"""Files that scripts read and write, and what `--sandbox` keeps from them."""

import csv
import json
import os
import subprocess
from pathlib import Path

import pytest

AIS = Path(os.environ["AIS_BINARY"]).resolve()
FIRMS = """kind firm plural firms { revenue: money/year }
firm Acme { revenue = $5M/year }
firm Bolt { revenue = $3M to $6M per year assume "a guess" }
"""


def ais(*arguments, cwd=None, **options):
    return subprocess.run(
        [AIS, "--model", "none", *map(str, arguments)],
        capture_output=True, text=True, timeout=120, cwd=cwd, **options)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "work").mkdir()
    (tmp_path / "secret.csv").write_text("name,revenue [$M/year]\nHidden,9\n")
    return tmp_path / "work"


def script(folder, text, name="script.ais"):
    (folder / name).write_text(FIRMS + text + "\n")
    return folder / name


def test_answers_are_written_beside_the_script(folder, tmp_path):
    path = script(folder, 'show revenue for firms to "out.csv"\nshow revenue for firms to "out.json"\n'
                          'show revenue for firms to "out.md"\nAcme.revenue to "out.txt"')
    (folder / "out.csv").write_text("old")
    result = ais(path, cwd=tmp_path)
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout == "wrote 2 rows to out.csv\nwrote 2 rows to out.json\nwrote 2 rows to out.md\nwrote out.txt\n"
    with open(folder / "out.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows[0]["firm"] == "Acme" and float(rows[0]["revenue [USD/year]"]) == 5e6
    assert float(rows[1]["revenue p5 [USD/year]"]) == pytest.approx(3e6, rel=1e-3)
    assert json.loads((folder / "out.json").read_text())["kind"] == "table"
    assert (folder / "out.md").read_text().startswith("| firm | ")
    assert (folder / "out.txt").read_text().startswith("$5M/yr\n")
    assert sorted(os.listdir(folder)) == ["out.csv", "out.json", "out.md", "out.txt", "script.ais"]


def test_what_is_written_is_read_back(folder):
    path = script(folder, 'show revenue for Acme to "out.csv"\n'
                          'kind copy plural copies { revenue: money/year }\nlet rows = import "out.csv"\nrows')
    result = ais(path)
    assert (result.returncode, result.stderr) == (0, "")
    assert "firm: Acme" in result.stdout


@pytest.mark.parametrize("file, reason", [
    ("none/out.csv", "there is no such folder"), ("out.xlsx", "AIS0811"), ("../work", "AIS0811")])
def test_what_cannot_be_written_is_said(folder, file, reason):
    result = ais(script(folder, f'Acme.revenue to "{file}"'))
    assert result.returncode == 1 and reason in result.stderr
    assert sorted(os.listdir(folder)) == ["script.ais"]


def test_a_file_that_fails_is_left_as_it_was(folder):
    (folder / "out.csv").write_text("old")
    result = ais(script(folder, '1 / 0 to "out.csv"'))
    assert result.returncode == 1
    assert (folder / "out.csv").read_text() == "old"


@pytest.mark.parametrize("name", ["csv", "md"])
def test_answers_in_other_formats_are_parted(name):
    result = ais("--format", name, "-e", "1 + 1", "-e", "[1, 2]", "-e", "1 + $5")
    assert result.returncode == 1 and "AIS0301" in result.stderr
    assert result.stdout == {"csv": "value\n2\n\nvalue\n1\n2\n", "md": "2\n\n- 1\n- 2\n"}[name]


def test_every_wrong_row_is_told(folder):
    (folder / "wrong.csv").write_text("name,revenue [$M/year]\n" + "".join(f"R{i},x\n" for i in range(100)))
    path = script(folder, 'import "wrong.csv" as firm\ncount(firms)')
    result = ais(path)
    assert result.returncode == 1
    assert result.stderr.count("error AIS0715") == 20 and "and 80 more" in result.stderr
    assert "wrong.csv:2:4" in result.stderr and "wrong.csv:21:5" in result.stderr
    assert result.stdout == "2\n"
    lines = [json.loads(line) for line in ais("--format", "json", path).stdout.splitlines()]
    assert [line["place"]["line"] for line in lines if line["kind"] == "error"] == list(range(2, 22))


ESCAPES = ["../secret.csv", "{root}/secret.csv", "link.csv", "folder/secret.csv", "./x/../../secret.csv",
           "none/../../secret.csv"]


@pytest.mark.parametrize("file", ESCAPES)
@pytest.mark.parametrize("form", ['import "{}" as firm', 'let rows = import "{}"', '1 + 1 to "{}"'])
def test_the_sandbox_has_no_way_out(folder, tmp_path, file, form):
    (folder / "link.csv").symlink_to(tmp_path / "secret.csv")
    (folder / "folder").symlink_to(tmp_path)
    (folder / "x").mkdir()
    secret = (tmp_path / "secret.csv").read_text()
    result = ais("--sandbox", script(folder, form.format(file.format(root=tmp_path))))
    assert result.returncode == 1
    assert "AIS0812" in result.stderr, result.stderr
    assert "Hidden" not in result.stdout + result.stderr
    assert (tmp_path / "secret.csv").read_text() == secret


def test_the_sandbox_leaves_the_own_folder(folder, tmp_path):
    (folder / "data").mkdir()
    (folder / "data" / "in.csv").write_text("name,revenue [$M/year]\nCove,2\n")
    path = script(folder, 'import "data/in.csv" as firm\nshow revenue for firms to "data/out.csv"\n'
                          f'import "{folder}/data/in.csv" as firm')
    result = ais("--sandbox", path.name, cwd=folder)
    assert "AIS0812" not in result.stderr and (folder / "data" / "out.csv").exists()
    assert ais("--sandbox", path).stdout == result.stdout


def test_text_that_is_no_file_has_none(folder):
    for options in (["-e", '1 to "out.csv"'], ["-"]):
        result = ais("--sandbox", *options, cwd=folder, input='let x = import "../secret.csv"\n')
        assert result.returncode == 1 and "AIS0812" in result.stderr
    assert os.listdir(folder) == []
    assert ais("--sandbox", "check", folder / "no.ais").returncode == 1
