"""Editing: several lines, pastes with marks and as plain keys, brackets, history, editor, vi keys."""

import json
import os
import re

import pytest

# (what is pasted, an expression to look at afterwards, its value as the shell shows it)
PASTES = {
    "two statements": ("a = 3\nb = a * 2\n", "b", "6"),
    "a function and its call": ("def f(x):\n    y = x + 1\n    return y\n\nz = f(4)\n", "z", "5"),
    "a class with empty lines in it": (
        "class A:\n\n    def one(self):\n        return 1\n\n    def two(self):\n        return 2\n\nz = A().one() + A().two()\n",
        "z", "3",
    ),
    "if, else, at the end": ("x = 0\nif x:\n    y = 1\nelse:\n    y = 2\n\n", "y", "2"),
    "an open bracket and a long string": ('z = [\n    1,\n    2,\n]\ns = """a\n  b\n"""\n', "len(z), s", "(2, 'a\\n  b\\n')"),
    "prompts of Python": (">>> a = 3\n>>> for i in range(2):\n...     a += i\n...\n>>> a\n4\n", "a", "4"),
    "prompts of IPython": ("In [1]: a = 3\n\nIn [2]: def g(x):\n   ...:     return x * a\n   ...: \n\nIn [3]: g(2)\nOut[3]: 6\n", "g(5)", "15"),
    "an indented block": ("    a = 1\n    for i in range(3):\n        a += i\n", "a", "4"),
    "tabs": ("def f(x):\n\tif x:\n\t\treturn 1\n\treturn 2\n\n", "f(0)", "2"),
}  # fmt: skip


def value_of(shell, expression):
    shell.run(expression)
    return shell.tail(f"th> {expression}").split("\n")[0]


@pytest.mark.parametrize("name", PASTES)
def test_a_marked_paste_goes_in_as_it_is_and_enter_runs_it(shell, name):
    text, expression, value = PASTES[name]
    shell.paste(text)
    shell.read(0.1)
    assert shell.prompts_made == 1  # nothing has run
    shell.send("\r")
    shell.wait(lambda terminal: terminal.prompts_made == 2)
    shell.wait_prompt()
    assert value_of(shell, expression) == value


@pytest.mark.parametrize("name", PASTES)
def test_a_paste_as_plain_keys_runs_as_if_typed(shell, name):
    text, expression, value = PASTES[name]
    shell.send(text.replace("\n", "\r"))
    shell.wait(lambda terminal: terminal.screen.cursor.y > 0)
    drawn = 0
    while drawn < len(shell.raw):
        drawn = len(shell.raw)
        shell.read(0.3)
    if not shell.is_at_prompt():
        shell.send("\r")
    shell.wait_prompt()
    assert value_of(shell, expression) == value


def test_a_paste_whose_end_is_lost_shows_after_a_moment(shell):
    shell.send("\x1b[200~6*7")
    shell.wait(lambda terminal: terminal.lines[terminal.screen.cursor.y] == "th> 6*7")
    shell.send("\r")
    shell.wait_prompt()
    assert shell.tail("th> 6*7").startswith("42\n")


def test_lines_that_an_editor_sends_one_by_one(shell):
    for line in ("def f(x):", "    if x:", "        return 1", "    return 2", "", "f(1)"):
        shell.send(line + "\r")
        shell.read(0.003)
    shell.wait(lambda terminal: terminal.is_at_prompt() and terminal.lines[terminal.screen.cursor.y - 2] == "1")


def test_several_statements_in_one_burst_run_one_after_the_other(shell):
    shell.send("a = 1\ra + 1\rfor i in range(2):\r    print('i', i)\r\ra + 2\r")
    shell.wait(lambda terminal: terminal.is_at_prompt() and "a + 2\n3" in terminal.text)
    assert "a + 1\n2\n" in shell.text and "i 0\ni 1\n" in shell.text


def test_the_end_of_a_burst_stays_in_the_line(shell):
    shell.send("a = 1\ra + ")
    shell.wait(lambda terminal: terminal.lines[terminal.screen.cursor.y] == "th> a +")
    shell.send("1\r")
    shell.wait_prompt()
    assert shell.tail("th> a + 1").startswith("2\n")


def test_keys_typed_during_work_are_taken_afterwards(shell):
    shell.enter("import time; time.sleep(0.4)")
    shell.read(0.1)
    shell.send("b = 2\rb * 3\r")
    shell.wait(lambda terminal: terminal.is_at_prompt() and "th> b * 3\n6" in terminal.text)


def test_a_paste_of_500_lines(shell):
    shell.paste("".join(f"value_{n} = {n}\n" for n in range(500)))
    shell.send("\r")
    shell.wait(lambda terminal: terminal.prompts_made == 2)
    shell.wait_prompt()
    assert value_of(shell, "value_499 + value_0") == "499"


def test_a_burst_of_500_lines(shell):
    shell.send("".join(f"value_{n} = {n}\r" for n in range(500)))
    shell.wait(lambda terminal: "th> value_499 = 499" in terminal.text)
    shell.wait_prompt()
    assert value_of(shell, "value_499 + value_0") == "499"


def test_a_long_function_as_plain_keys(shell):
    body = "".join(f"    total += {n}\r" for n in range(300))
    shell.send(f"def long():\r    total = 0\r{body}    return total\r\rlong()\r")
    shell.wait(lambda terminal: "44850" in terminal.text)
    shell.wait_prompt()


# -- typing


def test_lines_are_indented_as_a_block_wants(shell):
    shell.type("def f(x):\r")
    shell.type("if x:\r")
    shell.type("return 1\r")
    shell.wait(lambda terminal: terminal.screen.cursor.x == len("..> ") + 4)
    shell.type("\r")
    shell.wait_prompt()
    assert value_of(shell, "f(1)") == "1"


def test_enter_inside_a_bracket_goes_on(shell):
    shell.type("a = [1,\r")
    shell.type("2]\r")
    shell.wait_prompt()
    assert value_of(shell, "a") == "[1, 2]"


def test_several_lines_are_edited_as_a_whole(shell):
    shell.type("for i in range(2):\r")
    shell.type("print('x', i)")
    shell.send("\x1b[A")
    shell.read(0.05)
    shell.send("\x05\x1b[D\x1b[D\x7f3")  # the end of the first line, back over "):", and 2 becomes 3
    shell.wait("range(3)")
    shell.send("\x1b[B\x05")
    shell.read(0.05)
    shell.type("\r\r")
    shell.wait("x 2")


def test_escape_enter_runs_what_seems_unfinished(shell):
    shell.type("(1,")
    shell.send("\x1b\r")
    shell.wait("SyntaxError")
    shell.wait_prompt()


def test_brackets_are_matched(shell):
    shell.type("f(a[1])")
    shell.send("\x1b[D")
    shell.wait(lambda terminal: terminal.screen.buffer[0][5].underscore)
    assert shell.screen.buffer[0][10].underscore


def test_keywords_strings_and_numbers_have_colours(shell):
    shell.read(0.3)
    shell.type("for i in 'text', 12: # note")
    shell.wait(lambda terminal: terminal.screen.buffer[0][4].fg != "default")
    colours = {shell.screen.buffer[0][column].fg for column in (4, 14, 21, 26)}
    assert len(colours) == 4 and "default" not in colours


def test_commands_have_a_colour(shell):
    shell.type("$ ls")
    shell.wait(lambda terminal: terminal.screen.buffer[0][4].fg != "default")


def test_the_editor_on_ctrl_x_ctrl_e(start, tmp_path):
    editor = tmp_path / "editor.sh"
    editor.write_text("#!/bin/sh\necho 'a = 1' > \"$1\"\necho 'b = a + 41' >> \"$1\"\n")
    editor.chmod(0o755)
    shell = start(EDITOR=editor)
    shell.type("something")
    shell.send("\x18\x05")
    shell.wait("b = a + 41")
    shell.read(0.1)
    shell.send("\r")
    shell.wait_prompt()
    assert value_of(shell, "b") == "42"


def escape(shell):
    """Press Escape and wait for the block of vi's command mode: with the next key it would be another key's sequence."""
    mark = len(shell.raw)
    shell.send("\x1b")
    shell.wait(lambda terminal: b"\x1b[2 q" in terminal.raw[mark:])


def test_vi_keys(start, tmp_path):
    (tmp_path / "config.toml").write_text('keys = "vi"\n')
    shell = start(TH_CONFIG=tmp_path / "config.toml")
    shell.type("1+1")
    escape(shell)
    shell.type("0cw5")
    escape(shell)
    shell.type("A0\r")
    shell.wait_prompt()
    assert shell.tail("th> 5+10").startswith("15\n")


def test_escape_closes_the_menu_in_vi_s_insert_mode(start, tmp_path):
    (tmp_path / "config.toml").write_text('keys = "vi"\n')
    shell = start(TH_CONFIG=tmp_path / "config.toml")
    shell.type("'a'.cap")
    shell.wait("capitalize")
    shell.send("\t")
    shell.wait("'a'.capitalize")
    shell.send("\x1b")
    shell.wait(lambda terminal: terminal.text == "th> 'a'.capitalize")
    shell.read(0.1)
    shell.type("a()\r")
    shell.wait("'A'")


def test_paste_command_takes_the_clipboard(start, tmp_path):
    tool = tmp_path / "bin" / "xclip"
    tool.parent.mkdir()
    tool.write_text("#!/bin/sh\nprintf '>>> pasted = 6\\n>>> pasted * 7\\n'\n")
    tool.chmod(0o755)
    shell = start(DISPLAY=":9", PATH=f"{tool.parent}:{os.environ['PATH']}")
    shell.run("%paste")
    assert "42" in shell.tail("%paste") and value_of(shell, "pasted") == "6"


# -- history


def history_file(tmp_path, texts, folder=""):
    path = tmp_path / "history.jsonl"
    path.write_text("".join(json.dumps({"t": n, "s": "x", "d": folder, "x": text}) + "\n" for n, text in enumerate(texts)))
    return path


def test_history_lasts_from_one_shell_to_the_next(start):
    first = start()
    first.run("remembered = 1")
    first.close()  # SIGKILL
    second = start()
    second.send("\x1b[A")
    second.wait("th> remembered = 1")


def test_up_searches_with_what_is_typed(shell):
    shell.run("alpha = 1")
    shell.run("beta = 2")
    shell.send("al")
    shell.read(0.05)
    shell.send("\x1b[A")
    shell.wait(lambda terminal: terminal.lines[terminal.screen.cursor.y] == "th> alpha = 1")


def test_ctrl_r_finds_an_older_line(shell):
    for line in ("first = 1", "second = 2", "third = 3"):
        shell.run(line)
    shell.send("\x12")
    shell.read(0.05)
    shell.type("sec")
    shell.wait(lambda terminal: any(line == "th> second = 2" for line in terminal.lines[-6:] + terminal.lines[6:]))
    shell.send("\r")
    shell.read(0.1)
    shell.send("\r")
    shell.wait_prompt()
    assert shell.text.count("th> second = 2") == 2


def test_the_rest_of_a_past_line_is_suggested_and_right_takes_it(shell):
    shell.run("measurement = 12")
    shell.type("meas")
    shell.wait("measurement = 12\n")
    shell.wait(lambda terminal: terminal.screen.cursor.x == len("th> meas"))
    shell.wait(lambda terminal: terminal.lines[terminal.screen.cursor.y] == "th> measurement = 12")
    shell.read(0.1)  # the line looks the same with the suggestion for "mea"
    shell.send("\x1b[C")
    shell.wait(lambda terminal: terminal.screen.cursor.x == len("th> measurement = 12"))


def test_lines_of_this_folder_come_first(start, tmp_path):
    path = history_file(tmp_path, ["here = 1"], folder=str(tmp_path))
    with open(path, "a") as file:
        file.write(json.dumps({"t": 9, "s": "y", "d": "/elsewhere", "x": "there = 2"}) + "\n")
    shell = start(TH_HISTORY=path)
    shell.send("\x1b[A")
    shell.wait("th> here = 1")
    shell.send("\x1b[A")
    shell.wait("th> there = 2")


def test_a_history_of_10_000_lines_is_searched_while_typing(start, tmp_path):
    path = history_file(tmp_path, [f"line_{n} = {n}" for n in range(10_000)])
    shell = start(TH_HISTORY=path)
    shell.run("1+1")
    shell.send("line_4321")
    shell.wait("line_4321 = 4321")
    assert re.search(r"th> line_4321 = 4321", shell.text)


def test_two_shells_at_once_share_one_history(start):
    first, second = start(), start()
    first.run("from_first = 1")
    second.run("from_second = 2")
    first.run("also_from_first = 3")
    first.close()
    second.close()
    third = start()
    for line in ("also_from_first = 3", "from_second = 2", "from_first = 1"):
        third.send("\x1b[A")
        third.wait(lambda terminal, line=line: terminal.lines[terminal.screen.cursor.y] == f"th> {line}")


def test_an_else_typed_at_the_depth_of_its_block_moves_out(shell):
    for line, shown in (("if 0:", "if 0:"), ("n = 3", "    n = 3"), ("else:", "else:"), ("n = 4", "    n = 4")):
        shell.enter(line, pause=0.02)
        shell.wait(lambda terminal, shown=shown: terminal.lines[terminal.screen.cursor.y - 1][4:] == shown)
    shell.enter()
    shell.wait_prompt()
    shell.run("n")
    shell.wait("\n4\n")


def test_what_the_terminal_answers_too_late_is_not_typed(start):
    shell = start(answers=False)
    assert value_of(shell, "plot.screen()") == "'cells'"  # nobody answered
    shell.send("\x1b_Gi=31;OK\x1b\\\x1b[6;18;9t\x1bP>|kitty(0.31.0)\x1b\\\x1b]11;rgb:0000/0000/0000\x1b\\\x1b[?62;c")
    assert value_of(shell, "1 + 1") == "2"
    shell.run("the = plot.screen()")
    assert value_of(shell, "the") == "'kitty'"
