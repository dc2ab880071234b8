"""The commands that begin with a colon, the names of answers, settings and help, at the prompt of `$AIS_BINARY`."""

import pytest

from conversing import AIS, answer, ask, have_answered, in_every_window, last_answer, leave, rows, script, wait_for_entry
from terminal import PATIENCE, Terminal


def say(terminal, *lines):
    """Has lines answered, and returns the first row of each answer, empty for none."""
    return [(answer(terminal, line) or [""])[0] for line in lines]


# ---- the first screen ---------------------------------------------------------------------------


@in_every_window
def test_the_first_conversation_begins_with_a_few_words(start, size):
    terminal = start(size=size)
    shown = rows(terminal)
    assert 1 <= len(shown) - 1 <= 3 or size[1] == 40 and len(shown) <= 6  # where a line wraps
    assert "Tab" in " ".join(shown)
    ask(terminal, "2 + 2")
    leave(terminal)
    assert rows(start(size=size)) == ["ais>"]  # it has been read


def test_quiet_says_nothing_first(start):
    assert rows(start("--quiet")) == ["ais>"]


# ---- names of answers ---------------------------------------------------------------------------


@in_every_window
def test_answers_have_names(start, size):
    terminal = start(size=size)
    assert say(terminal, "20 + 1", "it * 2", "_1 + 1", "_ / 2", "it + _2 + _3") == ["21", "42", "22", "11", "75"]


def test_an_answer_that_is_not_there_has_no_name(start):
    terminal = start()
    assert "error AIS" in say(terminal, "it")[0]
    assert "AIS0479" in say(terminal, "_7")[0]
    assert say(terminal, "5", "nonsense", "it", "let x = it + 1", "it") [2:5:2] == ["5", "5"]


# ---- there and back -----------------------------------------------------------------------------


def test_undo_and_redo(start):
    terminal = start()
    say(terminal, "let x = 5", "let x = 6", "let y = x + 1")
    assert say(terminal, ":undo", "y")[0] == "undone: let y = x + 1"
    assert "AIS0201" in last_answer(terminal)[0]
    assert say(terminal, ":redo", "y") == ["redone: let y = x + 1", "7"]
    say(terminal, ":undo")  # the question
    assert answer(terminal, ":undo 2") == ["undone: let y = x + 1", "undone: let x = 6"]
    assert say(terminal, "x") == ["5"]
    assert "AIS0873" in say(terminal, ":redo")[0]  # what was said since has taken its place


def test_undo_of_a_change_of_the_model(start):
    terminal = start()
    before = answer(terminal, "OpenAI.headcount")
    ask(terminal, "OpenAI.headcount = 12 people")
    assert say(terminal, "OpenAI.headcount") == ["12 people"]
    ask(terminal, ":undo 2")
    assert answer(terminal, "OpenAI.headcount") == before


def test_undo_takes_answers_back(start):
    terminal = start()
    assert say(terminal, "1", "2", ":undo", "it", "_2")[3:] == ["1", "1"]


@pytest.mark.parametrize("line", [":undo", ":redo"])
def test_nothing_to_go_back_to(start, line):
    assert "AIS0873" in say(start(), line)[0]


def test_undo_past_the_beginning_takes_all_back(start):
    terminal = start()
    say(terminal, "let x = 5", "let y = 6")
    assert answer(terminal, ":undo 99") == ["undone: let y = 6", "undone: let x = 5"]
    assert "AIS0201" in say(terminal, "x")[0]
    assert answer(terminal, ":redo 99") == ["redone: let x = 5", "redone: let y = 6"]
    assert say(terminal, "x + y") == ["11"]


def test_reset_begins_anew_and_can_be_undone(start):
    terminal = start()
    say(terminal, "let x = 5", ":set samples 500", ":reset")
    assert "AIS0201" in say(terminal, "x")[0]
    assert "500" not in "".join(row for row in answer(terminal, ":set") if row.startswith("samples"))
    say(terminal, ":undo")
    assert say(terminal, "x") == ["5"]


# ---- files --------------------------------------------------------------------------------------


def test_save_and_load(start, tmp_path):
    terminal = start()
    say(terminal, "let x = 5", "nonsense here", ":set samples 500", "fn twice(a) = a * 2")
    terminal.enter("let y = (x +\r1)")
    terminal.wait_for_prompt()
    assert "mine.ais" in say(terminal, ":save mine.ais")[0]
    saved = (tmp_path / "mine.ais").read_text()
    assert "let x = 5" in saved and "let y = (x +\n1)" in saved and "nonsense" not in saved
    leave(terminal)

    terminal = start()
    assert say(terminal, ":load mine.ais", "twice(y)") == ["", "12"]
    assert say(terminal, ":undo 2", "x")[0].startswith("undone")  # a file is one entry
    assert "AIS0201" in last_answer(terminal)[0]


def test_a_script_that_was_saved_says_how_it_is_run(start, tmp_path):
    terminal = start("--at", "2024-01-15")
    say(terminal, "let x = 5", ":set seed 7", ":set format text", ":save first.ais")
    assert (tmp_path / "first.ais").read_text().startswith("# run: ais --at 2024-01-15 --seed 7 FILE\n")
    shown = say(terminal, "show x", ":set samples 500", ":save second.ais")
    assert shown[-1].startswith("note: settings changed on the way")


def test_a_saved_conversation_is_a_script(start, tmp_path):
    terminal = start()
    say(terminal, "let x = 5", "x + 1", ":set seed 7", ":save mine.ais")
    leave(terminal)
    with Terminal([AIS, "mine.ais"], folder=tmp_path, environment={"HOME": str(tmp_path)}) as run:
        assert run.wait_for_exit() == 0
        assert rows(run)[0] == "6"
    with Terminal([AIS, "check", "mine.ais"], folder=tmp_path, environment={"HOME": str(tmp_path)}) as run:
        assert run.wait_for_exit() == 0


def test_reload_reads_files_as_they_are_now(start, tmp_path):
    script = tmp_path / "scene.ais"
    script.write_text("let x = 5\n")
    terminal = start()
    say(terminal, ":load scene.ais", "let y = x * 10")
    script.write_text("let x = 7\n")
    assert say(terminal, "y", ":reload", "y") == ["50", "said again: 3 of 3 entries", "70"]
    assert say(terminal, ":undo 2", "y")[1] == "50"


@pytest.mark.parametrize("line", [":load nothing.ais", ":load .", ":save /nowhere/x.ais"])
def test_a_file_that_does_not_work(start, line):
    terminal = start()
    assert "error AIS08" in say(terminal, line)[0]
    assert say(terminal, "2 + 2") == ["4"]


def test_a_script_with_an_error_says_where(start, tmp_path):
    (tmp_path / "wrong.ais").write_text("let x = 5\nlet y = Opnai.revenue\n")
    terminal = start()
    shown = "\n".join(answer(terminal, ":load wrong.ais"))
    assert "wrong.ais" in shown and "  2 |" in shown
    assert say(terminal, "x") == ["5"]  # what came before it stands


# ---- $EDITOR ------------------------------------------------------------------------------------


def test_edit_says_the_last_entry_changed(start, tmp_path):
    editor = script(tmp_path / "editor", """cp "$1" seen; sed -i 's/2/20/' "$1" """)
    terminal = start(EDITOR=editor)
    say(terminal, "2 + 3", ":edit")
    assert (tmp_path / "seen").read_text() == "2 + 3\n"
    assert rows(terminal)[-2] == "23"
    terminal.press("Up")
    wait_for_entry(terminal, "20 + 3")  # the history has it


def test_edit_shows_what_it_says(start, tmp_path):
    terminal = start(EDITOR=script(tmp_path / "editor", """sed -i 's/2/20/' "$1" """))
    assert say(terminal, "2 + 3") == ["5"]
    assert answer(terminal, ":edit") == ["20 + 3", "23"]


def test_edit_of_an_earlier_entry(start, tmp_path):
    terminal = start(EDITOR=script(tmp_path / "editor", "echo '# more' >> \"$1\"; cp \"$1\" seen"))
    say(terminal, "1 + 1", "let x = 2", ":edit 1")
    assert (tmp_path / "seen").read_text() == "1 + 1\n# more\n"
    assert rows(terminal)[-2] == "2"
    assert "AIS0872" in say(terminal, ":edit 99")[0]


def test_edit_of_what_failed(start, tmp_path):
    terminal = start(VISUAL=script(tmp_path / "editor", """sed -i 's/Opnai/OpenAI/' "$1" """), EDITOR="false")
    assert "AIS0201" in say(terminal, "Opnai.headcount")[0]
    assert answer(terminal, ":edit")[0] == "OpenAI.headcount"
    assert "AIS0201" not in "".join(last_answer(terminal))
    assert answer(terminal, ":history")[0].startswith("1  OpenAI.headcount")


def test_who_edits_takes_the_time_they_need(start, tmp_path):
    terminal = start("--time-limit", "1", EDITOR=script(tmp_path / "editor", """sleep 2.5; sed -i 's/2/20/' "$1" """))
    assert say(terminal, "2 + 3") == ["5"]
    assert answer(terminal, ":edit") == ["20 + 3", "23"]


@pytest.mark.parametrize("editor", ["false", "no-such-editor", "exit 3;"])
def test_an_editor_that_fails(start, editor):
    terminal = start(EDITOR=editor)
    say(terminal, "2 + 3")
    assert any("AIS0874" in row for row in answer(terminal, ":edit"))
    assert say(terminal, "2 + 2") == ["4"]


# ---- looking about ------------------------------------------------------------------------------


@pytest.mark.parametrize("line", [":quit", ":q", ":exit", "quit", "exit"])
def test_quit_leaves(start, line):
    terminal = start()
    terminal.enter(line)
    assert terminal.wait_for_exit() == 0
    assert terminal.is_cooked()


def test_quit_can_be_a_name(start):
    terminal = start()
    assert say(terminal, "let quit = 5", "quit") == ["", "5"]


def test_type_is_told_first(start):
    assert say(start(), ":type 2 users") == ["users, certain"]


def test_type_computes_nothing(start):
    terminal = start()
    say(terminal, "let x = 1")
    assert "users" in say(terminal, ":type 2 users")[0]
    assert "money/year" in say(terminal, ":type OpenAI.revenue")[0]
    assert "AIS0301" in say(terminal, ":type 2 users + $3")[0]
    assert "AIS0479" in say(terminal, "it")[0]  # it was no answer


def test_time_says_how_long(start):
    terminal = start()
    shown = answer(terminal, ":time 2 + 2")
    assert "4" in shown and any("ms" in row or " s" in row for row in shown)
    assert say(terminal, "it + 1") == ["5"]
    assert not any("ms" in row for row in last_answer(terminal))  # but not for long


@in_every_window
def test_set_changes_and_lists(start, size):
    terminal = start(size=size)
    say(terminal, ":set samples 500")
    if size[0] >= 24:
        shown = {row.split()[0]: row.split()[1] for row in answer(terminal, ":set") if len(row.split()) > 1}
        assert shown["samples"] == "500"
    ask(terminal, ":set format json")
    assert say(terminal, "2 + 2")[0].startswith("{")
    ask(terminal, ":undo 2")
    assert say(terminal, "2 + 2") == ["4"]


@pytest.mark.parametrize("line", [":set smaples 5", ":set samples", ":set samples -1", ":set samples many", ":set format xml"])
def test_a_setting_that_is_none(start, line):
    terminal = start()
    shown = answer(terminal, line)
    assert "AIS0872" in shown[0] and any(row.startswith("help:") for row in shown)
    assert say(terminal, "2 + 2") == ["4"]


@pytest.mark.parametrize(
    "what, found",
    [("companies", "OpenAI"), ("metrics", "revenue"), ("verbs", "raises"), ("units", "GW"), ("functions", "exp"),
     ("settings", None), ("facts", "OpenAI"), ("assumptions", "elasticity"), ("scenarios", "war")],
)  # fmt: skip
def test_lists(start, what, found):
    terminal = start(PAGER="cat")
    ask(terminal, "scenario war { token price drops 50% }")
    before = len(terminal.output)
    ask(terminal, f":list {what}")
    shown = terminal.output[before:].decode()
    assert found in shown if found else "AIS0872" in shown


def test_history_names_results(start):
    terminal = start()
    say(terminal, "let x = 5", "x + 1", "Opnai", "it * 2")
    assert [row.split() for row in answer(terminal, ":history")] == [
        ["1", "let", "x", "=", "5"],
        ["2", "x", "+", "1", "#", "_1"],
        ["3", "it", "*", "2", "#", "_2"],
    ]


@pytest.mark.parametrize(
    "line, code",
    [(":nosuch", "AIS0871"), (":udno", "AIS0871"), (":undo x", "AIS0872"), (":undo 0", "AIS0872"), (":load", "AIS0872"),
     (":save", "AIS0872"), (":time", "AIS0872"), (":type", "AIS0872"), (":list nothing", "AIS0872"), (":", "AIS0871")],
)  # fmt: skip
def test_a_command_that_is_wrong(start, line, code):
    terminal = start()
    shown = answer(terminal, line)
    assert code in shown[0] and any(row.startswith("help:") for row in shown)
    assert say(terminal, "2 + 2") == ["4"]


@pytest.mark.parametrize("line", ["undo", "save mine.ais", "load mine.ais", "set samples 500", "history"])
def test_a_command_without_its_colon(start, line):
    terminal = start()
    shown = answer(terminal, line)
    assert "AIS0871" in shown[0] and shown[-1] == f"help: write `:{line}`"


def test_a_command_without_its_colon_may_be_a_name(start):
    assert say(start(), "let save = 5", "save") == ["", "5"]


def test_a_command_that_takes_no_word(start):
    terminal = start()
    say(terminal, "let x = 5")
    assert "AIS0872" in say(terminal, ":reset later")[0]
    assert say(terminal, "x") == ["5"]


def test_commands_among_pasted_rows(start):
    terminal = start()
    terminal.paste("let x = 5\n:set samples 500\nx + 1\n:type x\n")
    terminal.wait_for(lambda t: t.last_line() == ":type x")
    have_answered(terminal)
    assert "6" in rows(terminal)
    assert rows(terminal)[-2].startswith("number") or "certain" in rows(terminal)[-2]


# ---- help ---------------------------------------------------------------------------------------


@in_every_window
def test_help_is_one_screen(start, size):
    terminal = start(size=size, PAGER="cat")
    before = len(terminal.output)
    ask(terminal, "?")
    shown = terminal.output[before:].decode()
    assert "what if" in shown and ":undo" in shown and "Ctrl-R" in shown
    if size[0] >= 24:
        assert "ais> ?" in rows(terminal)  # nothing has gone off the screen


@pytest.mark.parametrize(
    "topic, found",
    [("exp", "exp(x)"), ("GW", "gigawatt"), ("OpenAI", "company"), ("Opnai", "did you mean `?OpenAI`"),
     ("AIS0301", "AIS0301"), ("sort by", "sort by"), ("what if", "what if"), ("plot", "plot"), (":undo", ":undo"),
     ("normal", "normal("), ("zzzyx", "AIS0870"), ("headcount", "people"), ("let", "let")],
)  # fmt: skip
def test_help_on_a_name(start, topic, found):
    terminal = start(rows=120)
    for question in [f"?{topic}", f"? {topic}"]:
        assert found in "\n".join(answer(terminal, question))


@pytest.mark.parametrize("line, found", [(":help exp", "exp(x)"), (":h GW", "gigawatt"), (":? :undo", ":undo [N]"), ("help", "what if")])
def test_help_as_a_command(start, line, found):
    assert found in "\n".join(answer(start(), line))


def test_help_as_a_command_on_a_form(start):
    terminal = start()
    terminal.enter(":help what if")
    terminal.wait_for_prompt()
    assert any(row.startswith("what if CHANGES") for row in rows(terminal))


def test_what_help_shows_can_be_typed(start):
    terminal = start(rows=50)
    shown = answer(terminal, "?normal")
    examples = [row.strip() for row in shown[shown.index("  try") + 1 :] if row.startswith("    ")]
    assert examples
    for example in examples:
        assert "error" not in say(terminal, example)[0]


def test_help_on_own_names(start):
    terminal = start(rows=50)
    say(terminal, "let zeal = 5", "fn zest(a) = a * 2", "scenario zone { token price drops 50% }")
    for name in ["zeal", "zest", "zone"]:
        shown = "\n".join(answer(terminal, f"?{name}"))
        assert name in shown and "error" not in shown


@pytest.mark.parametrize("question, found", [("?? headcount", "headcount"), ("??gigawatt", "GW"), ("?? token price", "token_price")])
def test_help_searches(start, question, found):
    terminal = start(PAGER="cat")
    before = len(terminal.output)
    ask(terminal, question)
    assert found in terminal.output[before:].decode().replace(question, "")


def test_a_search_without_a_word(start):
    assert "AIS0872" in say(start(), "??")[0]


# ---- the user's settings ------------------------------------------------------------------------


@pytest.fixture
def configuration(tmp_path):
    """The file of settings, with two of them."""
    path = tmp_path / ".config" / "ais" / "config.ais"
    path.parent.mkdir(parents=True)
    path.write_text("# mine\n:set samples 500\nlet x = 5\n")
    return path


def test_settings_hold_from_the_first_prompt(start, configuration):
    terminal = start(rows=40)
    assert say(terminal, "x") == ["5"]
    assert any(row.split()[:2] == ["samples", "500"] for row in answer(terminal, ":set"))
    ask(terminal, ":reset")
    assert say(terminal, "x") == ["5"]
    ask(terminal, ":undo 99")
    assert say(terminal, "x") == ["5"]  # it is how a conversation begins


def test_settings_are_said_once_by_a_reload(start, configuration):
    terminal = start()
    said = answer(terminal, ":history")
    ask(terminal, ":reload")
    assert answer(terminal, ":history") == said


def test_settings_can_be_left_out(start, configuration):
    terminal = start("--no-config")
    assert "AIS0201" in say(terminal, "x")[0]


def test_settings_are_found_elsewhere(start, configuration, tmp_path):
    (tmp_path / "elsewhere" / "ais").mkdir(parents=True)
    (tmp_path / "elsewhere" / "ais" / "config.ais").write_text("let x = 6\n")
    assert say(start(XDG_CONFIG_HOME=str(tmp_path / "elsewhere")), "x") == ["6"]


def test_a_setting_that_is_wrong_is_said_with_its_line(start, configuration):
    configuration.write_text("let x = 5\n\n:set smaples 500\nlet y = Opnai\nlet z = 7\n")
    terminal = start()
    shown = "\n".join(rows(terminal))
    assert "AIS0872" in shown and "smaples" in shown
    assert "AIS0201" in shown and "config.ais" in shown and "  4 |" in shown
    assert say(terminal, "x + z") == ["12"]


def test_scripts_have_no_settings_of_the_user(configuration, tmp_path):
    with Terminal([AIS, "-e", "x"], folder=tmp_path, environment={"HOME": str(tmp_path)}) as terminal:
        assert terminal.wait_for_exit(PATIENCE) == 1
        assert "AIS0201" in terminal.screen()
