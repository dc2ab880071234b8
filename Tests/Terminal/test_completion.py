"""Tab, the menu below the entry and the hint at its right edge, at the prompt of `$AIS_BINARY`."""

import pytest

from conversing import abandon, ask, complete, entry, have_answered, in_every_window, menu, rows, wait_for_entry, words

# What is typed, and what Tab makes of it.
COMPLETED = [
    ("show Anthr", "show Anthropic"),
    ("OpenAI.head", "OpenAI.headcount"),
    ("OpenAI's head", "OpenAI's headcount"),
    ("show revenue f", "show revenue for"),
    ("show revenue for compani", "show revenue for companies"),
    ("show revenue for companies s", "show revenue for companies sort by"),
    ("what if token price drops 50% ov", "what if token price drops 50% over"),
    ("what if token price dro", "what if token price drops"),
    ("show norm", "show normal("),
    ("5 fortn", "5 fortnights"),
    ("2 + 3 GPU", "2 + 3 GPUs"),
    ("?Anthr", "?Anthropic"),
    (":hel", ":help"),
    (":set thr", ":set threads"),
    (":set format j", ":set format json"),
    (":set sampling l", ":set sampling lhs"),
    (":list comp", ":list companies"),
    (":type OpenAI.head", ":type OpenAI.headcount"),
    (":time show norm", ":time show normal("),
]


@pytest.mark.parametrize("line, completed", COMPLETED)
def test_tab_goes_on_with_a_word(start, line, completed):
    terminal = start()
    terminal.type(line)
    terminal.press("Tab")
    terminal.wait_for(lambda t: (entry(t) or "").startswith(completed) and t.cursor()[1] == len("ais> " + completed))


@in_every_window
def test_tab_goes_on_where_the_row_wraps(start, size):
    terminal = start(size=size)
    line = "show OpenAI.revenue, OpenAI.cost, OpenAI.cash, OpenAI.net_income, Anthropic."
    complete(terminal, line + "head", line + "headcount")
    terminal.type(" ")
    wait_for_entry(terminal, line + "headcount ")


@in_every_window
def test_a_menu_stands_below_the_entry(start, size):
    terminal = start(size=size)
    shown = menu(terminal, "OpenAI.re")
    assert {"registered_users", "release_cost", "revenue"} <= set(words(shown))
    assert all(len(row) < size[1] for row in shown)
    assert len(shown) <= size[0] - 4  # the entry is in sight above and below
    if size[1] >= 80:
        summaries = dict(row.split(maxsplit=1) for row in shown)
        assert summaries["revenue"] == "money/year"  # a word on each
    terminal.type("venue_m")
    terminal.press("Tab")
    wait_for_entry(terminal, "OpenAI.revenue_multiple")


@in_every_window
def test_a_long_menu_has_columns_and_says_what_is_left_out(start, size):
    terminal = start(size=size)
    shown = menu(terminal, "OpenAI.")
    assert "revenue" in shown[0]
    assert len(shown) <= size[0] - 4
    assert all(len(row) < size[1] for row in shown)
    if size[1] < 200:
        assert "more: type on" in shown[-1]
    if size[1] > 40:
        assert len(shown[0].split("  ")) > 1  # columns


@pytest.mark.parametrize(
    "line, offered",
    [
        ("what if token price ", {"drops", "rises", "halves"}),
        ("what if OpenAI ", {"raises", "acquires"}),
        ("what if token price drops 50% ", {"over", "show"}),
        ("show revenue for companies ", {"sort", "top", "over", "where"}),
        ("OpenAI's ", {"revenue", "headcount"}),
        ("5 G", {"GW", "GPUs", "GB"}),
        (":", {":load", ":undo", ":quit"}),
        (":set ", {"samples", "seed", "format"}),
        (":set color ", {"auto", "always", "never"}),
        (":list ", {"companies", "verbs", "scenarios"}),
    ],
)
def test_a_menu_offers(start, line, offered):
    terminal = start(rows=60, columns=120)
    shown = {word for row in menu(terminal, line) for word in row.split()}
    assert offered <= shown


def test_names_of_the_conversation_are_offered(start):
    terminal = start()
    ask(terminal, "let quixotic_share = 5%")
    ask(terminal, "fn quixotic_half(x) = x / 2")
    ask(terminal, "scenario quixotic_war { token price drops 50% }")
    shown = menu(terminal, "show quixotic_")
    assert {"quixotic_share", "quixotic_half("} <= set(words(shown))
    abandon(terminal)
    complete(terminal, "show OpenAI.revenue under quixotic_w", "show OpenAI.revenue under quixotic_war")
    abandon(terminal)
    ask(terminal, ":undo 3")
    terminal.type("show quixotic_")
    terminal.press("Tab")
    terminal.type("1")
    wait_for_entry(terminal, "show quixotic_1")  # nothing is offered any more


@pytest.mark.parametrize("before", [":load ", ":save ", 'use "', 'import "', ":load ./"])
def test_files_are_offered(start, tmp_path, before):
    (tmp_path / "scenes").mkdir()
    (tmp_path / "scenes" / "war prices.ais").write_text("2 + 2\n")
    (tmp_path / "scope.ais").write_text("2 + 2\n")
    (tmp_path / ".hidden.ais").write_text("2 + 2\n")
    terminal = start()
    assert menu(terminal, before + "sc") == ["scenes/    folder", "scope.ais  file"]
    terminal.type("e")
    terminal.press("Tab")
    wait_for_entry(terminal, before + "scenes/")
    terminal.press("Tab")
    wait_for_entry(terminal, before + "scenes/war prices.ais")
    abandon(terminal)
    complete(terminal, before + ".hid", before + ".hidden.ais")


def test_a_completed_file_is_loaded(start, tmp_path):
    (tmp_path / "Übung 1.ais").write_text("let loaded = 41\nloaded + 1\n")
    terminal = start()
    complete(terminal, ":load Ü", ":load Übung 1.ais")
    have_answered(terminal)
    assert "42" in rows(terminal)


def test_tab_within_an_entry_completes_before_the_cursor(start):
    terminal = start()
    terminal.type("OpenAI.head / 2")
    for _ in " / 2":
        terminal.press("Left")
    wait_for_entry(terminal, "OpenAI.head / 2", cursor=11)
    terminal.press("Tab")
    wait_for_entry(terminal, "OpenAI.headcount / 2", cursor=16)


def test_tab_in_the_second_row_completes(start):
    terminal = start()
    terminal.enter("(OpenAI.headcount +")
    terminal.type("Anthropic.head")
    terminal.press("Tab")
    terminal.wait_for(lambda t: t.last_line() == "Anthropic.headcount" and t.cursor()[1] == 19)


@pytest.mark.parametrize("line", ["xyzzy", "OpenAI.xyzzy", ":xyzzy", ":set xyzzy", ":undo ", '"Anthr', "# Anthr"])
def test_tab_without_an_offer_types_nothing(start, line):
    terminal = start()
    terminal.type(line)
    wait_for_entry(terminal, line)
    terminal.press("Tab")
    terminal.type("1")
    wait_for_entry(terminal, line + "1")
    assert len(rows(terminal)) == 4  # three of the banner


def test_a_second_menu_stands_below_the_first(start):
    terminal = start()
    assert "revenue" in words(menu(terminal, "OpenAI.re"))
    terminal.type("v")
    terminal.press("Tab")
    wait_for_entry(terminal, "OpenAI.revenue")
    terminal.press("Tab")
    terminal.wait_for(lambda t: rows(t)[-2].startswith("revenue_per_user"))
    wait_for_entry(terminal, "OpenAI.revenue")


def test_tab_after_unfinished_text_types_nothing_strange(start):
    terminal = start()
    for line in ["what if ", "(", "[", "{", "a.", "'s", '"', "1..", "@", "?", "??", "show ", "\\", "日本", "é.", "let x ="]:
        terminal.type(line)
        terminal.press("Tab")
        abandon(terminal)
    ask(terminal, "2 + 2")
    assert rows(terminal)[-2] == "4"


# ---- hints --------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(24, 80), (50, 200)])
@pytest.mark.parametrize("colour", [{"NO_COLOR": "1"}, {}], ids=["plain", "coloured"])
def test_a_call_is_hinted_at(start, size, colour):
    terminal = start(size=size, **colour)
    line = "ais> "
    for typed in ["normal(", "3", ", "]:
        terminal.type(typed)
        line += typed
        terminal.wait_for(lambda t: "sd: …" in t.last_line() and t.cursor()[1] == len(line))
        assert terminal.last_line().startswith(line)
        assert terminal.last_line().removeprefix(line).lstrip() == "normal(mean: …, sd: …)"
        assert size[1] - 2 <= len(terminal.last_line()) <= size[1]  # at the right edge
    terminal.type("1)")
    terminal.wait_for(lambda t: t.last_line() == "ais> normal(3, 1)")
    have_answered(terminal)
    asked = next(row for row in rows(terminal) if row.startswith("ais> normal"))
    assert asked == "ais> normal(3, 1)"


def test_a_hint_follows_the_call_around_the_cursor(start):
    terminal = start(NO_COLOR="1")
    terminal.type("normal(exp(")
    terminal.wait_for(lambda t: t.last_line().endswith("exp(x)"))
    terminal.type("1)")
    terminal.wait_for(lambda t: t.last_line().endswith("normal(mean: …, sd: …)"))


def test_a_hint_leaves_the_entry_its_room(start):
    terminal = start(NO_COLOR="1")
    line = "normal(" + "1 + " * 16
    terminal.type(line)
    wait_for_entry(terminal, line)  # no hint, or the entry would not stand alone
    terminal.type("1" * 20)
    wait_for_entry(terminal, line + "1" * 20)


def test_a_hint_knows_own_functions(start):
    terminal = start(NO_COLOR="1")
    ask(terminal, "fn shrunk(by_what, how_long) = by_what * how_long")
    terminal.type("shrunk(")
    terminal.wait_for(lambda t: t.last_line().endswith("shrunk(by_what, how_long)"))


def test_a_small_window_has_no_hints(start):
    terminal = start(rows=12, columns=40)
    terminal.type("normal(3, ")
    wait_for_entry(terminal, "normal(3, ")
