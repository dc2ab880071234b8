"""The program `$AIS_BINARY` as an interpreter of scripts and as a part of a shell's work: arguments, streams, limits and
exit statuses.

Each test is a command with its standard input, and the whole of what it answers: the exit status, what standard output is and
what stands on standard error.
"""

import json
import os
import re
import shutil
import signal
import stat
import subprocess
import time
from pathlib import Path

import pytest

from terminal import PATIENCE, Terminal

AIS = str(Path(os.environ["AIS_BINARY"]).resolve())

# A question that computes for many seconds, and a loop that never ends before a person loses patience.
LONG = ["--samples", "10000000", "-e", "what if token price drops 50%"]
LOOP = ["--model", "none", "-e", "fold s = 0 for i in 1..1_000_000_000_000 { s + i }"]


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """Every test runs in an empty folder of its own."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def ais(*arguments, text="", **options):
    """Runs the command with a text on its standard input, and returns what became of it; streams as text."""
    input = text if isinstance(text, bytes) else text.encode()
    run = subprocess.run([AIS, *arguments], input=input, capture_output=True, timeout=PATIENCE, **options)
    run.stdout, run.stderr = run.stdout.decode(), run.stderr.decode()
    return run


def shell(command, **options):
    """Runs a command of the shell in which `ais` is this program."""
    Path("bin").mkdir()
    Path("bin/ais").symlink_to(AIS)
    path = {"PATH": f"{Path('bin').resolve()}:{os.environ['PATH']}"}
    return subprocess.run(
        ["bash", "-c", command], capture_output=True, text=True, timeout=PATIENCE, env=os.environ | path, **options
    )


def codes(text):
    """The codes of the messages in a text, in order."""
    return re.findall(r"AIS\d{4}", text)


# ---- How a script is started ---------------------------------------------------------------------


def test_a_script_runs_by_its_first_line():
    script = Path("half.ais")
    script.write_text("#!/usr/bin/env ais\nprint args\n2 + 2\n")
    script.chmod(0o755)
    run = shell("./half.ais one 'two words'")
    assert (run.returncode, run.stdout, run.stderr) == (0, "one, two words\n4\n", "")


@pytest.mark.parametrize(
    "arguments, found",
    [
        ([], []),
        (["a", "b"], ["a", "b"]),
        (["", " "], ["", " "]),
        (["--", "-x", "--samples"], ["-x", "--samples"]),
        (["a", "--", "--", "b"], ["a", "--", "b"]),
        (["Zürich", "日本", "🙂"], ["Zürich", "日本", "🙂"]),
        (["{1 + 1}", '"', "\\"], ["{1 + 1}", '"', "\\"]),
    ],
)
def test_arguments_are_the_list_args(arguments, found):
    Path("args.ais").write_text('print length(args)\nprint join(args, "|")\n')
    run = ais("args.ais", *arguments)
    assert (run.returncode, run.stdout, run.stderr) == (0, f"{len(found)}\n{'|'.join(found)}\n", "")


def test_an_option_after_the_script_is_one_of_the_command():
    Path("args.ais").write_text("print args\n")
    assert ais("args.ais", "--seed", "2", "x").stdout == "x\n"
    assert ais("args.ais", "--fast").returncode == 2


@pytest.mark.parametrize("arguments", [[], ["-"]])
def test_statements_come_from_standard_input(arguments):
    run = ais(*arguments, text="let x = 3\nx * 2\n")
    assert (run.returncode, run.stdout.splitlines()[0], run.stderr) == (0, "6", "")


def test_a_script_from_standard_input_has_arguments():
    assert ais("-", "a", "b", text="print args\n").stdout == "a, b\n"


def test_it_stands_in_the_middle_of_a_pipe():
    run = shell("set -o pipefail; printf 'let x = 20\\nx + 1\\n' | ais --format json - | grep -o '\"value\":21'")
    assert (run.returncode, run.stdout, run.stderr) == (0, '"value":21\n', "")


def test_statements_share_what_they_define():
    run = ais("-e", "let x = 3", "-e", "print x * 2", "-", text="print x * 3\n")
    assert (run.returncode, run.stdout) == (0, "6\n9\n")


def test_without_a_terminal_nothing_is_coloured_and_nothing_prompts():
    run = ais("-i", "-e", "2 + 2", text="3 + 3\n", start_new_session=True)
    assert (run.returncode, run.stdout, run.stderr) == (0, "4\n6\n", "")


# ---- What a text may be ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text, output",
    [
        (b"", ""),
        (b"\n\n", ""),
        (b"# nothing but a remark", ""),
        (b"2 + 2", "4\n"),
        (b"print 1\r\nprint 2\r\n", "1\n2\n"),
        (b"\xef\xbb\xbfprint 1\n", "1\n"),
        (b"\xef\xbb\xbf#!/usr/bin/env ais\r\nprint 1", "1\n"),
        (b"print 1 # last", "1\n"),
    ],
    ids=["empty", "empty lines", "remark", "no end of line", "CRLF", "BOM", "BOM and #! and CRLF", "remark at the end"],
)
@pytest.mark.parametrize("by", ["file", "standard input"])
def test_texts_of_every_layout_run(text, output, by):
    Path("text.ais").write_bytes(text)
    run = ais("text.ais") if by == "file" else ais("-", text=text)
    assert (run.returncode, run.stdout, run.stderr) == (0, output, "")


def unreadable(path):
    """Makes a file that only its owner could make readable again."""
    Path(path).write_text("1\n")
    Path(path).chmod(0)


BAD_FILES = {
    "no such file": (lambda path: None, "AIS0801", "there is no such file"),
    "a folder": (lambda path: Path(path).mkdir(), "AIS0801", "it is a folder"),
    "not UTF-8": (lambda path: Path(path).write_bytes(b"1 + 1\n2 + \xff\n"), "AIS0802", "line 2, byte 10"),
    "unreadable": (unreadable, "AIS0801", "permission is denied"),
}


@pytest.mark.parametrize("make, code, reason", BAD_FILES.values(), ids=BAD_FILES)
def test_what_cannot_be_read_is_said(make, code, reason):
    make("bad.ais")
    command = [AIS, "bad.ais"]
    if os.geteuid() == 0 and make is unreadable:
        # root reads everything, unless its capabilities are taken away
        command = [shutil.which("setpriv"), "--inh-caps=-all", "--bounding-set=-all", *command]
    run = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)
    assert (run.returncode, run.stdout, codes(run.stderr)) == (1, "", [code])
    assert "bad.ais" in run.stderr and reason in run.stderr


def test_bytes_without_meaning_are_an_error():
    run = ais("-", text=bytes(range(256)))
    assert (run.returncode, codes(run.stderr)) == (1, ["AIS0802"])
    assert ais("-", text=b"\0").returncode == 1


# ---- What goes where, and the exit status ----------------------------------------------------------

WRONG = "let a = $5\nfoo\na + 2 kg\nprint a\n1 * * 2\nlet b = )\nprint a * 2\n"


def test_all_errors_are_reported_and_the_rest_is_answered():
    run = ais("-", text=WRONG)
    assert run.returncode == 1
    assert run.stdout == "$5\n$10\n"
    assert sorted(codes(run.stderr)) == ["AIS0105", "AIS0105", "AIS0201", "AIS0303"]
    assert len(re.findall(r"^ +\d \|", run.stderr, re.M)) == 4  # each with its line


def test_in_json_errors_are_objects_among_the_answers():
    run = ais("--format", "json", "-", text=WRONG)
    assert (run.returncode, run.stderr) == (1, "")
    lines = [json.loads(line) for line in run.stdout.splitlines()]
    faults = [line for line in lines if line["kind"] == "error"]
    assert sorted(fault["code"] for fault in faults) == ["AIS0105", "AIS0105", "AIS0201", "AIS0303"]
    assert sorted(fault["place"]["line"] for fault in faults) == [2, 3, 5, 6]
    assert [line["value"] for line in lines if line["kind"] == "text"] == ["$5", "$10"]


@pytest.mark.parametrize(
    "arguments, status",
    [
        (["-e", "2 + 2"], 0),
        (["-e", "let x = 1"], 0),
        (["-e", ""], 0),
        (["-e", "expect 2 + 2 == 4"], 0),
        (["--help"], 0),
        (["-h"], 0),
        (["help"], 0),
        (["help", "check"], 0),
        (["check", "--help"], 0),
        (["--version"], 0),
        (["-e", "nonsense"], 1),
        (["-e", "1 +"], 1),
        (["-e", "1 / 0"], 1),
        (["-e", "nonsense", "-e", "2 + 2"], 1),
        (["-e", "expect 1 == 2", "-e", "nonsense"], 1),
        (["--model", "missing.ais", "-e", "1"], 1),
        (["check", "missing.ais"], 1),
        (["fmt", "missing.ais"], 1),
        (["test", "missing.ais"], 1),
        (["model", "show", "Nobody"], 1),
        (["--nonsense"], 2),
        (["-e"], 2),
        (["--samples", "-e", "1"], 2),
        (["--samples", "0", "-e", "1"], 2),
        (["--samples", "many", "-e", "1"], 2),
        (["--samples", "10000001", "-e", "1"], 2),
        (["--seed", "-1", "-e", "1"], 2),
        (["--threads", "0", "-e", "1"], 2),
        (["--sampling", "none", "-e", "1"], 2),
        (["--format", "xml", "-e", "1"], 2),
        (["--color", "red", "-e", "1"], 2),
        (["--at", "yesterday", "-e", "1"], 2),
        (["--time-limit", "0", "-e", "1"], 2),
        (["--time-limit", "-1", "-e", "1"], 2),
        (["--time-limit", "inf", "-e", "1"], 2),
        (["--time-limit", "soon", "-e", "1"], 2),
        (["--memory-limit", "0", "-e", "1"], 2),
        (["--memory-limit", "much", "-e", "1"], 2),
        (["--memory-limit", "5X", "-e", "1"], 2),
        (["check"], 2),
        (["fmt"], 2),
        (["test"], 2),
        (["check", "--nonsense", "x.ais"], 2),
        (["model", "nonsense"], 2),
        (["model", "show"], 2),
        (["model", "sources", "more"], 2),
        (["-e", "expect 2 + 2 == 5"], 3),
        (["-e", "expect 2 + 2 == 5", "-e", "2 + 2"], 3),
        (["-e", 'test "sums" { expect 2 + 2 == 5 }'], 3),
        (["--time-limit", "0.2", *LONG], 124),
        (["--time-limit", "0.2", *LOOP], 124),
        (["--memory-limit", "1M", "-e", "2 + 2"], 124),
        (["--memory-limit", "40M", "-e", "sum([k * k for k in 1..3_000_000])"], 124),
    ],
    ids=lambda value: str(value) if isinstance(value, int) else " ".join(value)[:60],
)
def test_the_exit_status_says_how_it_ended(arguments, status):
    run = ais(*arguments)
    assert run.returncode == status, run.stderr
    if status == 0:
        assert run.stderr == ""
    elif status == 2:
        assert run.stdout == ""
        assert run.stderr.startswith("Error: ") and "Usage: ais" in run.stderr
    else:
        assert codes(run.stderr), "an error has a code"
    assert "Fatal" not in run.stderr


def test_each_command_has_its_own_help():
    for command in ["check", "fmt", "test", "model"]:
        text = ais("help", command).stdout
        assert text == ais(command, "--help").stdout
        assert "USAGE: ais" in text and "--time-limit" in text


def test_the_last_of_many_statements_decides_nothing():
    run = ais("-e", "expect 1 == 2", "-e", "nonsense", "-e", "print 3")
    assert (run.returncode, run.stdout) == (1, "3\n")


# ---- Streams that do not take part -------------------------------------------------------------------


def test_a_reader_that_has_gone_ends_it_without_a_word():
    run = shell("set -o pipefail; ais -e 'show revenue, cost for companies' -e assumptions -e facts -e facts | head -1")
    assert run.returncode in (0, 128 + signal.SIGPIPE)
    assert len(run.stdout.splitlines()) == 1
    assert run.stderr == ""


@pytest.mark.parametrize(
    "arguments",
    [["-e", "2 + 2"], ["--format", "json", "-e", "2 + 2"], ["test", "ok.ais"], ["model", "list"], ["--version"], ["fmt", "-"]],
    ids=" ".join,
)
def test_a_full_disk_is_an_error(arguments):
    Path("ok.ais").write_text("expect 1 == 1\n")
    with open("/dev/full", "wb") as full:
        run = subprocess.run([AIS, *arguments], input=b"1+1\n", stdout=full, stderr=subprocess.PIPE, timeout=PATIENCE)
    assert run.returncode == 1
    assert codes(run.stderr.decode()) == ["AIS0832"]
    assert b"No space left on device" in run.stderr


def test_closed_streams_trap_nothing():
    assert shell("ais -e '2 + 2' >&-").returncode == 1
    run = subprocess.run(["bash", "-c", f"{AIS} -e nonsense 2>&-; echo $?; {AIS} <&-; echo $?"], capture_output=True, timeout=PATIENCE)
    assert run.stdout.split() == [b"1", b"1"]


def test_a_pipe_that_does_not_block_loses_nothing():
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    statement = "show k for k in 1..50000 step 1"
    with subprocess.Popen([AIS, "--model", "none", "-e", statement], stdout=writer, stderr=subprocess.PIPE) as process:
        os.close(writer)
        time.sleep(0.2)  # the pipe is full by now, most likely
        with open(reader, "rb") as stream:
            lines = stream.read().splitlines()
        assert process.wait(timeout=PATIENCE) == 0
    assert lines[-1].split() == [b"50000", b"50000"]


# ---- Limits ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("work", [LONG, LOOP], ids=["samples", "a loop"])
def test_a_limit_of_time_says_where_it_was(work):
    run = ais("--time-limit", "0.5", "-e", "print 1", *work, "-e", "print 2")
    assert (run.returncode, run.stdout, codes(run.stderr)) == (124, "1\n", ["AIS0830"])
    assert "the time limit of 0.5 s is over" in run.stderr
    assert work[-1] in run.stderr  # the line, with carets
    assert "^^^" in run.stderr


def test_a_limit_of_memory_says_where_it_was():
    work = "sum([k * k for k in 1..3_000_000])"
    run = ais("--model", "none", "--memory-limit", "30M", "-e", "print 1", "-e", work, "-e", "print 2")
    assert (run.returncode, run.stdout, codes(run.stderr)) == (124, "1\n", ["AIS0831"])
    assert "the memory limit of 30 MB" in run.stderr


@pytest.mark.parametrize("size", ["500M", "0.5G", "500MB", "500000K", "500000000", "512Mi", "1TiB"])
def test_what_stays_below_a_limit_is_answered(size):
    run = ais("--time-limit", "60", "--memory-limit", size, "-e", "2 + 2")
    assert (run.returncode, run.stdout, run.stderr) == (0, "4\n", "")


def test_in_json_a_limit_is_an_object():
    run = ais("--format", "json", "--time-limit", "0.2", *LONG)
    assert (run.returncode, run.stderr) == (124, "")
    fault = json.loads(run.stdout)
    assert (fault["code"], fault["place"]["line"]) == ("AIS0830", 1)


def test_waiting_for_input_is_limited_too():
    command = [AIS, "--time-limit", "0.2", "-"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.wait(timeout=PATIENCE) == 124
        assert b"AIS0830" in process.stderr.read()


@pytest.mark.parametrize("command", ["check", "test"])
def test_limits_hold_for_every_command(command):
    Path("long.ais").write_text("expect P(normal(0, 1) * uniform(0, 1) > 0) > 10%\n" * 20_000)
    run = ais(command, "--model", "none", "--samples", "1000000", "--time-limit", "0.3", "long.ais")
    assert run.returncode == 124
    assert codes(run.stderr) == ["AIS0830"]


def test_at_the_prompt_each_entry_has_the_time(tmp_path):
    history = {"AIS_HISTORY": str(tmp_path / "history")}
    command = [AIS, "--samples", "10000000", "--time-limit", "0.5"]
    with Terminal(command, columns=120, environment=history) as terminal:
        terminal.wait_for_prompt()
        terminal.enter("what if token price drops 50%")
        terminal.wait_for_prompt()
        assert "AIS0830" in terminal.screen()
        start = time.monotonic()
        terminal.wait_for(lambda _: time.monotonic() > start + 1)  # nobody is limited in thinking
        terminal.enter("2 + 2")
        terminal.wait_for_prompt()
        assert "\n4" in terminal.screen()
        terminal.press("Ctrl-D")
        assert terminal.wait_for_exit() == 0


# ---- Interruption ------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["-q", "check", "test"])
def test_an_interruption_ends_with_its_status(command):
    Path("long.ais").write_text("print 1\n" + "expect P(normal(0, 1) * uniform(0, 1) > 0) > 10%\n" * 100_000)
    arguments = [AIS, command, "--model", "none", "--samples", "1000000", "long.ais"]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        if command == "-q":
            process.stdout.readline()
        else:
            time.sleep(1)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert codes(errors.decode()) == ["AIS0602"]


def test_an_interruption_ends_waiting_for_input():
    with Terminal([AIS, "-"]) as terminal:
        terminal.enter("print 1 + 1")
        terminal.wait_for("print 1 + 1")
        time.sleep(0.5)  # until it reads
        terminal.press("Ctrl-C")
        assert terminal.wait_for_exit() == 130


# ---- check, fmt and test -----------------------------------------------------------------------------


def write_folder():
    """A folder with scripts, one of them in a folder within, and what is none."""
    for path, text in {
        "work/a.ais": "let x = 1\nx + nothing\nx + $1\n",
        "work/b.ais": 'test "holds" { expect 1 == 1 }\ntest "fails" { expect 1 == 2 }\nexpect 2 == 3\n',
        "work/deep/c.ais": "let  y=2\n",
        "work/notes.txt": "not ais",
        "work/.hidden/d.ais": "nonsense nonsense\n",
    }.items():
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_text(text)


def test_check_reports_every_error_of_every_file():
    write_folder()
    Path("fine.ais").write_text("2 + 2\n")
    run = ais("check", "work", "fine.ais", "missing.ais", "work/a.ais")
    assert (run.returncode, run.stdout) == (1, "")
    assert codes(run.stderr) == ["AIS0201", "AIS0301", "AIS0801", "AIS0201", "AIS0301"]
    assert "work/a.ais:2:5" in run.stderr and "work/a.ais:3:" in run.stderr
    assert ais("check", "fine.ais").returncode == 0
    assert codes(ais("check", "-", text="nothing\n").stderr) == ["AIS0201"]


def test_check_evaluates_nothing():
    run = ais("check", "-", text="print 1\nexpect 1 == 2\n")
    assert (run.returncode, run.stdout) == (0, "")


def test_fmt_filters():
    run = ais("fmt", "-", text="let  x=1 # one\n")
    assert (run.returncode, run.stdout, run.stderr) == (0, "let x = 1  # one\n", "")


def test_fmt_puts_files_and_folders_into_canonical_form():
    write_folder()
    before = Path("work/a.ais").read_text()
    assert ais("fmt", "--check", "work").stdout == "work/deep/c.ais\n"
    assert ais("fmt", "--check", "work").returncode == 1
    run = ais("fmt", "work")
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")
    assert Path("work/deep/c.ais").read_text() == "let y = 2\n"
    assert Path("work/a.ais").read_text() == before
    assert Path("work/.hidden/d.ais").read_text() == "nonsense nonsense\n"
    run = ais("fmt", "--check", "work")
    assert (run.returncode, run.stdout) == (0, "")


def test_fmt_leaves_what_is_wrong_alone_and_keeps_the_mode():
    Path("wrong.ais").write_text("let  x=\n")
    Path("right.ais").write_text("let  x=1\n")
    Path("right.ais").chmod(0o751)
    run = ais("fmt", "wrong.ais", "right.ais")
    assert (run.returncode, codes(run.stderr)) == (1, ["AIS0105"])
    assert Path("wrong.ais").read_text() == "let  x=\n"
    assert Path("right.ais").read_text() == "let x = 1\n"
    assert stat.S_IMODE(Path("right.ais").stat().st_mode) == 0o751
    assert sorted(os.listdir()) == ["right.ais", "wrong.ais"]


def test_test_counts_and_names_what_failed():
    write_folder()
    run = ais("test", "work/b.ais", "work/deep")
    assert run.returncode == 3
    assert run.stdout == "failed: work/b.ais: fails\nfailed: work/b.ais: expect 2 == 3\n1 passed, 2 failed\n"
    assert codes(run.stderr) == ["AIS0701", "AIS0701"]
    run = ais("test", "work/deep")
    assert (run.returncode, run.stdout) == (0, "0 passed, 0 failed\n")


@pytest.mark.parametrize("wrong", ["let x = nothing", "nothing", "show nothing for companies", "for k in 1..3 { print nothing }"])
def test_test_reports_what_is_wrong_outside_tests(wrong):
    Path("wrong.ais").write_text(f'{wrong}\ntest "sums" {{ expect 1 + 1 == 2 }}\n')
    run = ais("test", "wrong.ais")
    assert (run.returncode, codes(run.stderr)) == (1, ["AIS0201"])
    assert run.stdout == "failed: wrong.ais\n1 passed, 1 failed\n"


def test_quiet_keeps_answers_and_errors():
    text = "let revenue = $5\nrevenue\nnothing\n"  # a warning may be given for what hides a name of the model
    loud, quiet = ais("-", text=text), ais("-q", "-", text=text)
    assert quiet.stdout == loud.stdout
    assert "warning" not in quiet.stderr and codes(quiet.stderr) == ["AIS0201"]


# ---- The model ---------------------------------------------------------------------------------------


def test_the_model_can_be_looked_into():
    listing = ais("model").stdout
    assert listing == ais("model", "list").stdout
    assert re.search(r"^Companies +\d+ companies", listing, re.M)
    assert "company OpenAI" in ais("model", "show", "OpenAI").stdout
    assert "runway" in ais("model", "show", "runway").stdout
    assert ais("model", "show", "Companies").stdout == ais("model", "show", "companies.ais").stdout
    assert ais("model", "sources").stdout == ais("-e", "sources").stdout
    assert ais("model", "conflicts").stdout == ais("-e", "conflicts").stdout
    assert ais("model", "assumptions", "OpenAI.runway").stdout == ais("-e", "assumptions of OpenAI.runway").stdout
    run = ais("model", "show", "OpenIA")
    assert (run.returncode, codes(run.stderr)) == (1, ["AIS0833"])
    assert "did you mean `OpenAI`" in run.stderr


def test_a_model_of_ones_own_can_be_looked_into():
    Path("mine.ais").write_text("# What a shop is.\nkind shop { sales: money/year }\n\nshop Corner { sales = $1M per year }\n")
    assert ais("model", "--model", "mine.ais").stdout.split() == "file declares ──── ──────────────── mine 1 kinds, 1 shops".split()
    shown = ais("model", "--model", "mine.ais", "show", "shop").stdout
    assert shown.rstrip() == "# mine.ais:2\n# What a shop is.\nkind shop { sales: money/year }"
